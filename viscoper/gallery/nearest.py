"""Nearest embeddings among the rows of a filter.

An approximate index looks into a few partitions of vectors and drops what the filter excludes there, so a narrow filter
costs it matches. Few rows are therefore scanned exactly; only many go through the index, with half of its partitions
and a second, exact look at ten times the rows asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from viscoper.gallery.schema import FACTS, Hit, stored_sightings
from viscoper.gallery.stored_rows import unit_rows
from viscoper.gallery.vector_index import EXACT_ROWS, index_partitions

if TYPE_CHECKING:
    from lancedb.query import LanceVectorQueryBuilder
    from lancedb.table import Table

PROBED_SHARE = 0.5
MIN_PROBES = 20
REFINE = 10


def nearest(table: Table, column: str, query: NDArray[np.float32], filter: str, top: int) -> list[Hit]:
    """The `top` rows matching `filter` by cosine similarity of `column` (half precision) to `query`, best first."""
    rows = table.count_rows(filter)
    if rows == 0 or top < 1:
        return []
    search = cast("LanceVectorQueryBuilder", table.search(query, vector_column_name=column)).distance_type("cosine")
    if rows <= EXACT_ROWS:
        search = search.bypass_vector_index()
    else:
        partitions = index_partitions(table, column)
        search = search.nprobes(max(MIN_PROBES, round(PROBED_SHARE * partitions))).refine_factor(REFINE)
    found = search.where(filter, prefilter=True).select([*FACTS.names, column, "_distance"]).limit(top).to_arrow()
    similarities = [min(1.0, 1.0 - distance) for distance in found["_distance"].to_pylist()]
    return [Hit(*each) for each in zip(stored_sightings(found), similarities, unit_rows(found[column]), strict=True)]
