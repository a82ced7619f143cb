"""Whatever picture comes, an embedder gets three channels or a person gets a sentence."""

import numpy as np
import pytest

from viscoper.errors import UsageError
from viscoper.vision.crops import as_bgr, resized


@pytest.mark.parametrize(
    ("shape", "case"),
    [
        pytest.param((5, 4), "grey without an axis for it", id="grey"),
        pytest.param((5, 4, 1), "grey", id="grey, one channel"),
        pytest.param((5, 4, 3), "BGR", id="BGR"),
        pytest.param((5, 4, 4), "with transparency", id="alpha"),
    ],
)
def test_three_channels_come_out(shape: tuple[int, ...], case: str) -> None:
    crop = np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)
    found = as_bgr(crop)
    assert found.shape == (5, 4, 3), case
    colours = crop[..., :3] if crop.ndim == 3 else crop[..., None]
    assert (found == colours).all(), case


@pytest.mark.parametrize(
    ("crop", "message"),
    [
        pytest.param(np.zeros((0, 4, 3), np.uint8), r"shape \(0, 4, 3\)", id="no rows"),
        pytest.param(np.zeros((4, 4, 3), np.float32), "float32", id="not bytes"),
        pytest.param(np.zeros((4, 4, 2), np.uint8), "2 channels", id="two channels"),
        pytest.param(np.zeros(4, np.uint8), r"shape \(4,\)", id="a row of numbers"),
    ],
)
def test_what_is_no_picture_is_refused(crop: np.ndarray, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        as_bgr(crop)


def test_fine_stripes_become_their_mean_and_not_other_stripes() -> None:
    stripes = np.tile(np.array([0, 255], np.uint8), (64, 512))[..., None].repeat(3, 2)
    assert np.abs(resized(stripes, 16, 16).astype(int) - 127).max() <= 1
