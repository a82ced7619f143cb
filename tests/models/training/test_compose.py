"""What is made up has the right size, is one identity in all its views, and follows from the seed."""

import numpy as np
import pytest

from models.training.compose import BROAD, TALL, blended, dye, made_up_person, made_up_vehicle

RANDOM = np.random.default_rng(0)
ALBUM = {name: RANDOM.integers(0, 256, (count, TALL, BROAD, 3), dtype=np.uint8) for name, count in (("a", 1), ("b", 6))}


@pytest.mark.parametrize("make", [made_up_person, made_up_vehicle])
def test_views(make: object) -> None:
    assert callable(make)
    views = make(np.random.default_rng(3), ALBUM, 4)
    assert [(view.shape, view.dtype) for view in views] == [((TALL, BROAD, 3), np.uint8)] * 4
    again = make(np.random.default_rng(3), ALBUM, 4)
    assert all((view == other).all() for view, other in zip(views, again, strict=True))
    others = make(np.random.default_rng(4), ALBUM, 4)
    assert any((view != other).any() for view, other in zip(views, others, strict=True))


@pytest.mark.parametrize("seed", range(8))
def test_a_dye_gives_one_cloth_one_colour_or_two_where_it_is_striped(seed: int) -> None:
    change = dye(np.random.default_rng(seed))
    found = change(np.full((TALL, BROAD, 3), (40, 90, 200), np.uint8))
    assert len(np.unique(found.reshape(-1, 3).round(2), axis=0)) <= 2
    assert found.min() > -0.1 and found.max() < 255.1


def test_blended_views_lie_between_both_by_one_share() -> None:
    black, white = ([np.full((TALL, BROAD, 3), light, np.uint8)] * 3 for light in (0, 200))
    views = blended(np.random.default_rng(0), black, white)
    assert {view.tobytes() for view in views} == {views[0].tobytes()}
    assert 60 <= views[0].min() == views[0].max() <= 140
