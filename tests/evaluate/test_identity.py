"""MOTA and IDF1 against cases worked out by hand."""

import numpy as np
import pytest

from viscoper.evaluate.identity import compare_tracks
from viscoper.evaluate.mot import Labelled

Row = tuple[int, int, int]


def labelled(rows: list[Row]) -> dict[int, Labelled]:
    """Rows frame, identity, x of boxes 10x10."""
    frames = sorted({frame for frame, *_ in rows})
    by_frame = {frame: [(i, x) for f, i, x in rows if f == frame] for frame in frames}
    return {
        frame: Labelled(np.array([(x, 0, x + 10, 10) for _, x in here], np.float32), np.array([i for i, _ in here]))
        for frame, here in by_frame.items()
    }


WALK = [(frame, 1, 0) for frame in range(1, 5)]
TWO = WALK + [(frame, 2, 100) for frame in range(1, 5)]


@pytest.mark.parametrize(
    ("truth", "tracks", "precision", "recall", "mota", "idf1"),
    [
        pytest.param(WALK, WALK, 1, 1, 1, 1, id="the truth itself"),
        pytest.param(WALK, [], 0, 0, 0, 0, id="nothing"),
        pytest.param(WALK, WALK[:2], 1, 0.5, 0.5, 4 / 6, id="half of it"),
        pytest.param(WALK, [(f, 1 + (f > 2), x) for f, _, x in WALK], 1, 1, 0.75, 0.5, id="broken in the middle"),
        pytest.param(WALK, [*WALK, *((f, 9, 50) for f in range(1, 5))], 0.5, 1, 0, 8 / 12, id="a track of nobody"),
        pytest.param(TWO, [(f, i if f < 3 else 3 - i, x) for f, i, x in TWO], 1, 1, 0.75, 0.5, id="two change places"),
        pytest.param(WALK, [(f, i, x + 4) for f, i, x in WALK], 0, 0, -1, 0, id="boxes too far aside"),
    ],
)
def test_known_cases(
    truth: list[Row], tracks: list[Row], precision: float, recall: float, mota: float, idf1: float
) -> None:
    figures = compare_tracks(labelled(truth), labelled(tracks))
    assert figures.precision == pytest.approx(precision)
    assert figures.recall == pytest.approx(recall)
    assert figures.mota == pytest.approx(mota)
    assert figures.idf1 == pytest.approx(idf1)


def test_a_pair_that_still_overlaps_stays_together() -> None:
    truth = labelled([(1, 1, 0), (2, 1, 0)])
    tracks = labelled([(1, 5, 0), (2, 5, 2), (2, 6, 0)])
    assert compare_tracks(truth, tracks).mota == pytest.approx(1 - 1 / 2)
