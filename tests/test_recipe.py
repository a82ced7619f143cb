"""The recipe changes with what decides the sightings, and with nothing else."""

from pathlib import Path

import pytest

from viscoper.recipe import recipe_of
from viscoper.settings import Settings, Size


@pytest.mark.parametrize(
    ("change", "same"),
    [
        pytest.param({"min_person": Size(24, 48)}, False, id="smaller people are kept"),
        pytest.param({"unique_image": "first"}, False, id="another image is kept"),
        pytest.param({"person_score": 0.6}, False, id="another threshold"),
        pytest.param({"sample_fps": 1.0}, False, id="fewer frames looked at"),
        pytest.param({"home": Path("/elsewhere")}, True, id="another home finds the same"),
        pytest.param({"workers": 7}, True, id="more workers find the same"),
    ],
)
def test_recipe(change: dict[str, object], same: bool) -> None:
    assert (recipe_of(Settings()) == recipe_of(Settings().model_copy(update=change))) is same
