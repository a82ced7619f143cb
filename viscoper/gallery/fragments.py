"""Writing sightings: uncommitted fragments by many workers, then one atomic commit per segment by the one committer.

Lance keeps a table as immutable files (fragments) and versions that list them. A fragment that no version lists is
invisible; a commit adds a version that lists a segment's new fragments and no longer its old rows, all at once.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from viscoper.errors import GalleryError

if TYPE_CHECKING:
    from lance import FragmentMetadata, LanceDataset

# A segment's sightings are few: one file each. Without this bound a large segment's crops would be cut by rows.
_MAX_FILE_BYTES = 1 << 30


def write(rows: pa.Table, uri: str, options: dict[str, str] | None, label: dict[str, Any]) -> list[str]:
    """Writes `rows` beside the table at `uri`, visible to nobody; one JSON string per file, marked with `label`."""
    from lance.fragment import write_fragments

    written = write_fragments(rows, uri, max_bytes_per_file=_MAX_FILE_BYTES, storage_options=options)
    return [json.dumps({**label, "fragment": fragment.to_json()}) for fragment in written]


def read(fragments: list[str], label: dict[str, Any]) -> list[FragmentMetadata]:
    """The fragments in `write`'s strings. Raises GalleryError when one is marked otherwise than `label`."""
    from lance import FragmentMetadata

    found = [json.loads(fragment) for fragment in fragments]
    for fragment in found:
        if {name: fragment.get(name) for name in label} != label:
            ours, theirs = (", ".join(each.get("segment_ids", ["nothing"])) for each in (label, fragment))
            raise GalleryError(f"a fragment of {theirs} was handed in as {ours}")
    return [FragmentMetadata.from_json(json.dumps(fragment["fragment"])) for fragment in found]


def replace(table: LanceDataset, old_rows: str, new: list[FragmentMetadata], options: dict[str, str] | None) -> None:
    """One commit: the rows that match the filter `old_rows` go, `new` comes. Fails when `table` is not the latest
    version and the same rows were changed meanwhile."""
    from lance import LanceDataset, LanceOperation

    emptied, shortened = [], []
    for number in _fragments_with(table, old_rows):
        fragment = table.get_fragment(number)
        rest = None if fragment is None else fragment.delete(old_rows)
        if rest is None:
            emptied.append(number)
        else:
            shortened.append(rest)
    if emptied or shortened or new:
        change = LanceOperation.Update(removed_fragment_ids=emptied, updated_fragments=shortened, new_fragments=new)
        LanceDataset.commit(table, change, read_version=table.version, storage_options=options)


def _fragments_with(table: LanceDataset, filter: str) -> list[int]:
    """Numbers of the fragments that hold rows matching `filter`: the upper half of a Lance row address."""
    rows = table.to_table(columns=[], filter=filter, with_row_address=True)
    return sorted({address >> 32 for address in rows["_rowaddr"].to_pylist()})
