"""The Lance table behind the gallery: where it lies, opening it, making it, giving it embedding columns.

Lance itself reads, since a search through LanceDB takes a quarter longer; LanceDB makes the table and keeps it in
order.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from viscoper.errors import GalleryError
from viscoper.gallery.schema import ADDED, TABLE, embedding_field
from viscoper.settings import Settings

if TYPE_CHECKING:
    from lance import LanceDataset, Session
    from lancedb import DBConnection
    from lancedb.table import Table

Result = TypeVar("Result")

TABLE_NAME = "sightings"
_ATTEMPTS = 8
# At most; indexes of a million sightings take about 130 MB.
_INDEX_CACHE_BYTES = 2 << 30
_METADATA_CACHE_BYTES = 256 << 20


def load_lance() -> None:
    """Imports what reads the gallery and writes fragments, which takes a while: for a thread beside other work."""
    import lance.fragment  # noqa: F401


def gallery_uri(settings: Settings) -> str:
    """Folder or s3:// URI that LanceDB keeps its tables in."""
    return f"{settings.storage_uri}/gallery"


def storage_options(uri: str) -> dict[str, str] | None:
    """What Lance needs beside the AWS_* variables, which it reads itself: an endpoint without TLS has to be allowed."""
    endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
    if not uri.startswith("s3://") or not endpoint:
        return None
    return {"aws_endpoint": endpoint, "allow_http": str(endpoint.startswith("http://")).lower()}


def table_uri(settings: Settings) -> str:
    """Where the table's own files lie."""
    return f"{gallery_uri(settings)}/{TABLE_NAME}.lance"


def open_rows(settings: Settings) -> LanceDataset | None:
    """The table as it is now, to be read; None when nothing was ever written. Raises GalleryError when it cannot be
    opened."""
    uri = table_uri(settings)
    if "://" not in uri and not Path(uri).exists():
        return None  # Spares half a second of loading Lance.
    import lance

    with speaking(f"the gallery {gallery_uri(settings)}"):
        return _unless_missing(lambda: lance.dataset(uri, storage_options=storage_options(uri), session=_session()))


def open_table(settings: Settings) -> Table | None:
    """As open_rows, to be changed."""
    uri = gallery_uri(settings)
    with speaking(f"the gallery {uri}"):
        return _unless_missing(lambda: _connect(uri).open_table(TABLE_NAME))


def _unless_missing(open_it: Callable[[], Result]) -> Result | None:
    try:
        return open_it()
    except ValueError as error:
        if "was not found" in str(error):
            return None
        raise


def has_column(settings: Settings, embedder: str, dim: int) -> bool:
    """Whether the table is there with columns for `embedder` and all of ADDED."""
    rows = open_rows(settings)
    if rows is None:
        return False
    field = embedding_field(embedder, dim)
    wanted = {field.name, *ADDED.names}
    return wanted <= set(rows.schema.names) and rows.schema.field(field.name).type == field.type


def prepare_table(settings: Settings, embedder: str, dim: int) -> Table:
    """The table with columns for `embedder` and all of ADDED, made where missing.

    Safe to call from many processes at once.
    """
    field = embedding_field(embedder, dim)

    def prepare() -> Table:
        table = open_table(settings)
        if table is None:
            table = _create(settings)
        missing = [each for each in (*ADDED, field) if each.name not in table.schema.names]
        if missing:
            table.add_columns(missing)
            table.checkout_latest()  # type: ignore[no-untyped-call]
        return table

    table = retrying(prepare, f"the gallery {gallery_uri(settings)}")
    kept = table.schema.field(field.name).type
    if kept != field.type:
        raise GalleryError(
            f"embedder '{embedder}' gives {dim} numbers but gave {kept.list_size} before; give it a new version"
        )
    return table


def _create(settings: Settings) -> Table:
    # 2.2 keeps a value that all rows of a file share, as a frame's width, once, and to read a row makes all of them
    # again: a fifth of a search's time among a million.
    version = {"new_table_data_storage_version": "2.1"}
    return _connect(gallery_uri(settings)).create_table(TABLE_NAME, schema=TABLE, storage_options=version)


def _connect(uri: str) -> DBConnection:
    import lancedb

    return lancedb.connect(uri, storage_options=storage_options(uri))


@cache
def _session() -> Session:
    """One for the process: it keeps indexes and file footers in memory, so that a table opened anew for each search,
    which then sees what was committed last, does not read them again."""
    from lance import Session

    return Session(_INDEX_CACHE_BYTES, _METADATA_CACHE_BYTES)


def retrying(work: Callable[[], Result], where: str) -> Result:
    """`work()`, again when another process changed the table meanwhile. Raises GalleryError when it goes on failing."""
    for attempt in range(_ATTEMPTS - 1):
        try:
            return work()
        except (OSError, RuntimeError, ValueError):
            # Lance reports a lost race under several types; what is no race fails the same way the last time.
            time.sleep(0.02 * 2**attempt)
    with speaking(where):
        return work()


@contextmanager
def speaking(where: str) -> Iterator[None]:
    """Whatever Lance raises becomes one GalleryError about `where`."""
    try:
        yield
    except (OSError, RuntimeError, ValueError, KeyError) as error:
        raise GalleryError(f"{where}: {(str(error) or type(error).__name__).splitlines()[0]}") from error
