"""Keeping the table quick: few files, indexes that know every row, no old versions. One process at a time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from viscoper.gallery.schema import embedding_names
from viscoper.gallery.vector_index import index_vectors

if TYPE_CHECKING:
    from lancedb.index import Bitmap, BTree
    from lancedb.table import Table

# What filters. Few distinct values: bitmap; many: tree.
_SCALAR: dict[str, Literal["bitmap", "tree"]] = {
    "tenant": "bitmap",
    "kind": "bitmap",
    "embedder": "bitmap",
    "camera_id": "tree",
    "segment_id": "tree",
    "sighting_id": "tree",
    "time": "tree",
}
# A search that started before a compaction still reads the files it replaced.
_KEEP_VERSIONS = timedelta(hours=1)


def maintain(table: Table) -> None:
    """Compacts, brings all indexes up to date, makes missing ones, drops versions older than an hour."""
    table.optimize(cleanup_older_than=_KEEP_VERSIONS)
    indexed = {column for index in table.list_indices() for column in index.columns}
    if table.count_rows():
        for column in _SCALAR.keys() - indexed:
            table.create_index(column, config=_scalar(column))
    for column in embedding_names(table.schema):
        index_vectors(table, column)


def _scalar(column: str) -> Bitmap | BTree:
    from lancedb.index import Bitmap, BTree

    return Bitmap() if _SCALAR[column] == "bitmap" else BTree()
