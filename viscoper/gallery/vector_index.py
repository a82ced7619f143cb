"""The approximate index over an embedding column: IVF partitions with RaBitQ codes (one bit per dimension)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lance import LanceDataset
    from lancedb.table import Table

# Up to here a search scans every row that its filter leaves, which is exact and quick enough; no index is needed.
EXACT_ROWS = 20_000
# Lance's own advice for partitions that are quick to look into.
_PARTITION_ROWS = 8192
# Rows added later go into the partitions that are there; learn new ones once there should be this many times more.
_RETRAIN_GROWTH = 4


def index_vectors(table: Table, column: str) -> None:
    """Makes the column's index when it has grown to need one, and again when it has outgrown that one."""
    from lancedb.index import IvfRq

    rows = table.count_rows(f"{column} IS NOT NULL")
    wanted = max(1, rows // _PARTITION_ROWS)
    old = _find((index.name for index in table.list_indices()), column)
    if rows <= EXACT_ROWS or (old and wanted < _RETRAIN_GROWTH * old[1]):
        return
    config = IvfRq(distance_type="cosine", num_partitions=wanted)
    table.create_index(column, config=config, name=f"{column}_ivf{wanted}", replace=False)
    if old:
        table.drop_index(old[0])


def index_partitions(table: LanceDataset, column: str) -> int:
    """Partitions of the column's index, 0 without one. Lance tells slowly, the index's name at once."""
    found = _find((index.name for index in table.describe_indices()), column)
    return found[1] if found else 0


def _find(names: Iterable[str], column: str) -> tuple[str, int] | None:
    """Name and partitions of the column's newest index."""
    found = [(name, int(match[1])) for name in names if (match := re.fullmatch(rf"{column}_ivf(\d+)", name))]
    return max(found, key=lambda index: index[1], default=None)
