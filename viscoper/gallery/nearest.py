"""Nearest embeddings among the rows of a filter.

An approximate index looks into a few partitions of vectors and drops what the filter excludes there, so a narrow filter
costs it matches. Few rows are therefore compared exactly: their vectors alone are read, and the facts of the best
alone. Only many go through the index, with half of its partitions and a second, exact look at ten times the rows asked
for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from viscoper.gallery.filters import present
from viscoper.gallery.schema import Hit, Neighbours, StoredSighting, stored_sightings, told_columns
from viscoper.gallery.stored_rows import TINY, matrix, unit, unit_rows
from viscoper.gallery.vector_index import EXACT_ROWS, index_partitions

if TYPE_CHECKING:
    from lance import LanceDataset

# How many of the largest similarities are always told.
NEAREST = 50
PROBED_SHARE = 0.5
MIN_PROBES = 20
REFINE = 10


def nearest(table: LanceDataset, column: str, query: NDArray[np.float32], filter: str, top: int) -> Neighbours:
    """The `top` rows matching `filter` by cosine similarity of `column` (half precision) to `query`, best first.

    query: float32 [dim], of length 1. Rows whose `column` is null are left out.
    """
    # One row more than may be compared exactly tells that there are too many, without counting them all.
    few = table.to_table([column], filter, limit=EXACT_ROWS + 1, with_row_id=True)
    if few.num_rows > EXACT_ROWS:
        return _by_index(table, column, query, filter, top)
    return _exactly(table, few.filter(few[column].is_valid()), column, query, top)


def _exactly(table: LanceDataset, rows: pa.Table, column: str, query: NDArray[np.float32], top: int) -> Neighbours:
    """rows: `_rowid` and the embeddings to compare."""
    vectors = matrix(rows[column])
    # Not `@`: BLAS wakes its threads for it, which costs more than the product where searches run side by side.
    # Half precision has moved lengths a little.
    similarities = np.vecdot(vectors, query) / np.maximum(np.sqrt(np.vecdot(vectors, vectors)), TINY)
    similarities = np.minimum(similarities, 1.0)
    order = np.argsort(-similarities, kind="stable")
    best = order[:top]
    if not len(best):
        return Neighbours()
    sightings = sightings_at(table, rows["_rowid"].take(best).to_pylist())
    hits = [Hit(*each) for each in zip(sightings, similarities[best].tolist(), unit(vectors[best]), strict=True)]
    return Neighbours(hits, len(order), similarities[order[:NEAREST]])


def _by_index(table: LanceDataset, column: str, query: NDArray[np.float32], filter: str, top: int) -> Neighbours:
    asked = {
        "column": column,
        "q": query,
        "k": max(top, NEAREST),
        "metric": "cosine",
        "nprobes": max(MIN_PROBES, round(PROBED_SHARE * index_partitions(table, column))),
        "refine_factor": REFINE,
    }
    told = [*told_columns(table.schema), column, "_distance"]
    found = table.to_table(told, f"({filter}) AND {present(column)}", nearest=asked, prefilter=True)
    similarities = [min(1.0, 1.0 - distance) for distance in found["_distance"].to_pylist()]
    rows = zip(stored_sightings(found), similarities, unit_rows(found[column]), strict=True)
    hits = [Hit(*each) for each in rows]
    return Neighbours(hits[:top], EXACT_ROWS + 1, np.array(similarities[:NEAREST], np.float32))


def sightings_at(table: LanceDataset, row_ids: list[int]) -> list[StoredSighting]:
    """In the order of `row_ids`, which Lance does not keep."""
    asked = f"_rowid IN ({', '.join(map(str, row_ids))})"
    found = table.to_table(told_columns(table.schema), asked, with_row_id=True)
    by_id = dict(zip(found["_rowid"].to_pylist(), stored_sightings(found), strict=True))
    return [by_id[row_id] for row_id in row_ids]
