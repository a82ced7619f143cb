"""Settings from the environment; a wrong one names its variable."""

from pathlib import Path

import pytest

from viscoper.errors import UsageError
from viscoper.settings import Settings, Size, load_settings, variable

README = Path(__file__).parent.parent / "README.md"


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        pytest.param("VISCOPER_MIN_PERSON", "64", "VISCOPER_MIN_PERSON.*width x height", id="no height"),
        pytest.param("VISCOPER_MIN_PERSON", "0x128", "VISCOPER_MIN_PERSON", id="no width"),
        pytest.param("VISCOPER_UNIQUE_IMAGE", "last", "VISCOPER_UNIQUE_IMAGE", id="unknown policy"),
        pytest.param("VISCOPER_TENANT", "../other", "VISCOPER_TENANT", id="tenant that is a path"),
        pytest.param("VISCOPER_PERSON_SCORE", "1.5", "VISCOPER_PERSON_SCORE", id="score above 1"),
        pytest.param("VISCOPER_DETECTOR_SIZE", "650x480", "VISCOPER_DETECTOR_SIZE.*multiples of 32", id="odd width"),
        pytest.param("VISCOPER_DETECTOR_SIZE", "640x490", "VISCOPER_DETECTOR_SIZE.*multiples of 32", id="odd height"),
        pytest.param("VISCOPER_MIN_PERSONS", "8x8", "MIN_PERSONS is no .* are VISCOPER_MIN_PERSON ", id="plural"),
        pytest.param("viscoper_tennant", "seoul", "viscoper_tennant is no .* VISCOPER_TENANT ", id="misspelt, small"),
        pytest.param("VISCOPER_", "x", "VISCOPER_ is no setting", id="prefix alone"),
        pytest.param("VISCOPER_STORAGE", "gs://bucket/x", "VISCOPER_STORAGE.*'gs://bucket/x'", id="another cloud"),
        pytest.param("VISCOPER_STORAGE", "file:///data", "VISCOPER_STORAGE.*neither a folder", id="folder as URI"),
        pytest.param("VISCOPER_STORAGE", "s3://", "VISCOPER_STORAGE.*neither a folder", id="no bucket"),
        pytest.param("VISCOPER_STORAGE", "s3:/bucket", "VISCOPER_STORAGE.*neither a folder", id="one slash"),
        pytest.param("VISCOPER_STORAGE", "~nobody-here/x", "VISCOPER_STORAGE.*no home folder", id="unknown user"),
        pytest.param("VISCOPER_HOME", "~nobody-here", "VISCOPER_HOME.*no home folder", id="home of an unknown user"),
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


@pytest.mark.parametrize(
    ("storage", "place"),
    [
        pytest.param("~/footage", "/home/kim/footage", id="home folder"),
        pytest.param("footage", "/here/footage", id="relative"),
        pytest.param("/data/footage/", "/data/footage", id="slash at the end"),
        pytest.param("/", "/", id="root"),
        pytest.param("", "/home/kim/.viscoper/storage", id="empty is the default"),
        pytest.param("s3://city/~/x", "s3://city/~/x", id="bucket, never expanded"),
        pytest.param("s3://city/", "s3://city", id="bucket with a slash at the end"),
    ],
)
def test_storage_is_one_place_for_all(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, storage: str, place: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", "/home/kim")
    monkeypatch.setenv("VISCOPER_STORAGE", storage)
    assert load_settings().storage_uri == place.replace("/here", str(tmp_path))


@pytest.mark.parametrize("field", Settings.model_fields)
def test_the_readme_names_every_setting(field: str) -> None:
    table = [line for line in README.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    assert any(f"`{variable(field)}`" in row for row in table), f"README.md's table lacks {variable(field)}"
