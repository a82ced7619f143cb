"""Ground truth in MOT text is read, or refused by line."""

from pathlib import Path

import pytest

from viscoper.errors import UsageError
from viscoper.evaluate.mot import read_mot


def test_boxes_by_frame(tmp_path: Path) -> None:
    path = tmp_path / "gt.txt"
    path.write_text("1,7,10,20,30,40\n6, 7, 11,20,30,40,1,-1,-1,-1\n6,8,0.5,0,5,5,0\n\n")
    truth = read_mot(path, every=5)
    assert list(truth) == [1, 6]
    assert truth[1].boxes.tolist() == [[10, 20, 40, 60]]
    assert truth[6].identities.tolist() == [7]


@pytest.mark.parametrize(
    ("text", "every", "message"),
    [
        pytest.param("", 1, "no boxes", id="empty"),
        pytest.param("1,2,3,4,5\n", 1, "line 1", id="a column missing"),
        pytest.param("1,1,0,0,5,5\n2,1,a,0,5,5\n", 1, "line 2", id="no number"),
        pytest.param("1,1,0,0,nan,5\n", 1, "line 1", id="not a number"),
        pytest.param("1,1,0,0,0,5\n", 1, "line 1", id="a box without width"),
        pytest.param("0,1,0,0,5,5\n", 1, "counted from 1", id="frames counted from 0"),
        pytest.param("1,1,0,0,5,5\n4,1,0,0,5,5\n", 5, "not every 5", id="another spacing"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, every: int, message: str) -> None:
    path = tmp_path / "gt.txt"
    path.write_text(text)
    with pytest.raises(UsageError, match=message):
        read_mot(path, every)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"absent\.txt"):
        read_mot(tmp_path / "absent.txt")
