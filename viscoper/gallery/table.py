"""The Lance table behind the gallery: where it lies, making it, giving it embedding columns."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from viscoper.errors import GalleryError
from viscoper.gallery.schema import TABLE, embedding_field
from viscoper.settings import Settings

if TYPE_CHECKING:
    from lancedb.table import Table

Result = TypeVar("Result")

TABLE_NAME = "sightings"
_ATTEMPTS = 8


def load_library() -> None:
    """Imports LanceDB and Lance, which takes about a second, so that the first write or search need not wait."""
    import lance.fragment
    import lancedb  # noqa: F401


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
    import lancedb

    with speaking(f"the gallery {uri}"):
        try:
            return lancedb.connect(uri, storage_options=storage_options(uri)).open_table(TABLE_NAME)
        except ValueError as error:
            if "was not found" in str(error):
                return None
            raise


def prepare_table(settings: Settings, embedder: str, dim: int) -> Table:
    """The table with a column for `embedder`, made where missing; safe to call from many processes at once."""
    field = embedding_field(embedder, dim)

    def prepare() -> Table:
        table = open_table(settings)
        if table is None:
            table = _create(settings)
        if field.name not in table.schema.names:
            table.add_columns([field])
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
    import lancedb

    uri = gallery_uri(settings)
    return lancedb.connect(uri, storage_options=storage_options(uri)).create_table(TABLE_NAME, schema=TABLE)


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
