"""The Lance table behind the gallery: where it lies, making it, giving it embedding columns."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from viscoper.errors import GalleryError
from viscoper.gallery.schema import ATTRIBUTES, TABLE, embedding_field
from viscoper.settings import Settings

if TYPE_CHECKING:
    import pyarrow as pa
    from lancedb import DBConnection, Session
    from lancedb.table import Table

Result = TypeVar("Result")

TABLE_NAME = "sightings"
_ATTEMPTS = 8
# At most; indexes of a million sightings take about 130 MB.
_INDEX_CACHE_BYTES = 2 << 30
_METADATA_CACHE_BYTES = 256 << 20


def load_writer() -> None:
    """Imports what writing a fragment needs, which takes a while: for a thread beside other work."""
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


def open_table(settings: Settings) -> Table | None:
    """The table as it is now; None when nothing was ever written. Raises GalleryError when it cannot be opened."""
    uri = gallery_uri(settings)
    if "://" not in uri and not Path(uri, f"{TABLE_NAME}.lance").exists():
        return None  # Spares a second of loading LanceDB.
    with speaking(f"the gallery {uri}"):
        try:
            return _connect(uri).open_table(TABLE_NAME)
        except ValueError as error:
            if "was not found" in str(error):
                return None
            raise


def has_column(settings: Settings, embedder: str, dim: int) -> bool:
    """Whether the table is there with columns for `embedder` and all attributes.

    Asks Lance alone, which loads in half LanceDB's time.
    """
    import lance

    uri = f"{gallery_uri(settings)}/{TABLE_NAME}.lance"
    try:
        schema = lance.dataset(uri, storage_options=storage_options(uri)).schema
    except ValueError:
        return False  # none there; making one says what else may be wrong
    field = embedding_field(embedder, dim)
    wanted = {field.name, *ATTRIBUTES.names}
    return wanted <= set(schema.names) and schema.field(field.name).type == field.type


def rows_of(table: Table, columns: list[str], filter: str) -> pa.Table:
    """All rows that match the filter, in no order."""
    return table.search().where(filter).select(columns).to_arrow()


def prepare_table(settings: Settings, embedder: str, dim: int) -> Table:
    """The table with columns for `embedder` and all attributes, made where missing.

    Safe to call from many processes at once.
    """
    field = embedding_field(embedder, dim)

    def prepare() -> Table:
        table = open_table(settings)
        if table is None:
            table = _create(settings)
        missing = [each for each in (*ATTRIBUTES, field) if each.name not in table.schema.names]
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
    return _connect(gallery_uri(settings)).create_table(TABLE_NAME, schema=TABLE)


def _connect(uri: str) -> DBConnection:
    import lancedb

    return lancedb.connect(uri, storage_options=storage_options(uri), session=_session())


@cache
def _session() -> Session:
    """One for the process: it keeps indexes and file footers in memory, so that a table opened anew for each search,
    which then sees what was committed last, does not read them again."""
    import lancedb

    return lancedb.Session(_INDEX_CACHE_BYTES, _METADATA_CACHE_BYTES)


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
