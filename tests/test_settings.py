"""Settings from the environment; a wrong one names its variable."""

import pytest

from viscoper.errors import UsageError
from viscoper.settings import Size, load_settings


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        pytest.param("VISCOPER_MIN_PERSON", "64", "VISCOPER_MIN_PERSON.*width x height", id="no height"),
        pytest.param("VISCOPER_MIN_PERSON", "0x128", "VISCOPER_MIN_PERSON", id="no width"),
        pytest.param("VISCOPER_UNIQUE_IMAGE", "last", "VISCOPER_UNIQUE_IMAGE", id="unknown policy"),
        pytest.param("VISCOPER_TENANT", "../other", "VISCOPER_TENANT", id="tenant that is a path"),
        pytest.param("VISCOPER_PERSON_SCORE", "1.5", "VISCOPER_PERSON_SCORE", id="score above 1"),
    ],
)
def test_refused(monkeypatch: pytest.MonkeyPatch, variable: str, value: str, words: str) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(UsageError, match=words):
        load_settings()


def test_sizes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISCOPER_MIN_PERSON", "24x48")
    settings = load_settings()
    assert settings.min_person == Size(24, 48)
    assert settings.min_vehicle == Size(128, 64)
    assert settings.home.is_absolute()
