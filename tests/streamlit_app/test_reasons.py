"""What the API and the index say reaches Korean readers in Korean; what is new, as it was said."""

import ast
import io
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import viscoper
from streamlit_app import language, reasons
from viscoper.catalog.cameras import Camera
from viscoper.catalog.geography import checked_point
from viscoper.errors import ViscoperError
from viscoper.footage.video import check_size
from viscoper.search.describe import parse_description
from viscoper.search.describe_search import of_kind
from viscoper.search.query import load_picture
from viscoper.search.select import Selection

ROOT = Path(viscoper.__file__).parents[1]
SPEAKERS = ("viscoper", "jobs", "ray_apps")


def sentences() -> set[str]:
    """Every text of the sources of those that speak, {0}, {1}, ... for the values in it."""
    files = [file for part in SPEAKERS for file in (ROOT / part).rglob("*.py")]
    nodes = [node for file in files for node in ast.walk(ast.parse(file.read_text("utf-8")))]
    plain = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return plain | {template(node) for node in nodes if isinstance(node, ast.JoinedStr)}


def template(node: ast.JoinedStr) -> str:
    numbers = iter(range(len(node.values)))
    return "".join(
        str(part.value) if isinstance(part, ast.Constant) else f"{{{next(numbers)}}}" for part in node.values
    )


def translations() -> dict[str, str]:
    with (language.LOCALES / "ko" / reasons.CATALOG).open("rb") as file:
        return {str(each.id): str(each.string) for each in read_po(file, locale="ko") if each.id}


def test_what_is_translated_is_still_said() -> None:
    assert set(translations()) - sentences() == set()


@pytest.mark.parametrize(("english", "korean"), translations().items())
def test_translations_keep_their_values(english: str, korean: str) -> None:
    assert korean and sorted(re.findall(r"\{\d\}", korean)) == sorted(re.findall(r"\{\d\}", english))


@pytest.mark.parametrize(
    ("said", "korean"),
    [
        pytest.param("faster than anyone runs (38 km/h)", "사람이 뛸 수 없는 속도(38 km/h 초과)", id="person"),
        pytest.param(
            "faster than any vehicle drives (200 km/h)", "차량이 낼 수 없는 속도(200 km/h 초과)", id="vehicle"
        ),
        pytest.param(
            "at the same moment at two places 120 m apart", "120m 떨어진 두 곳에 동시에 있음", id="two places"
        ),
        pytest.param(
            "a.mp4 is cut off: it lacks 1,000 bytes; it can be read until 3.1 s, export it again",
            "a.mp4 파일이 잘렸습니다: 1,000바이트가 모자랍니다. 3.1초까지 읽을 수 있으니 다시 내보내십시오",
            id="a sentence within a sentence",
        ),
        pytest.param(
            "a.mp4 cannot be read: Input/output error", "a.mp4: 읽을 수 없습니다: Input/output error", id="quoted"
        ),
        pytest.param(
            "'red car' describes a vehicle, and only a person is looked for",
            "'red car'은(는) 차량 설명인데 사람만 찾도록 골랐습니다",
            id="kinds",
        ),
        pytest.param("something new", "something new", id="unknown: as it was said"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_sentences_in_korean(monkeypatch: pytest.MonkeyPatch, said: str, korean: str) -> None:
    monkeypatch.setattr(reasons, "language", lambda: "ko")
    assert reasons.said(said) == korean


@pytest.mark.parametrize(
    "refused",
    [
        pytest.param(lambda: checked_point(37.5, 127.0), id="a latitude that is a longitude"),
        pytest.param(lambda: Camera(name=" ", longitude=127.0, latitude=37.5), id="a camera without a name"),
        pytest.param(lambda: Camera(name="g", rtsp_url="http://x", longitude=127.0, latitude=37.5), id="no RTSP URL"),
        pytest.param(lambda: load_picture(io.BytesIO(b"no picture"), "notes.jpg"), id="an upload that is no picture"),
        pytest.param(lambda: check_size(0, 0, "a.mp4"), id="a video without a size"),
        pytest.param(lambda: parse_description("blorp top"), id="a word that descriptions do not know"),
        pytest.param(lambda: parse_description("red"), id="a colour of nothing"),
        pytest.param(lambda: parse_description("red top, red car"), id="a person and a vehicle"),
        pytest.param(lambda: parse_description("glasses"), id="what sightings are not told by"),
        pytest.param(
            lambda: of_kind(Selection([], kind="person"), parse_description("red car")), id="another kind described"
        ),
    ],
)
def test_what_is_really_said_is_known(monkeypatch: pytest.MonkeyPatch, refused: object) -> None:
    with pytest.raises(ViscoperError) as error:
        refused()  # type: ignore[operator]
    english = str(error.value)
    monkeypatch.setattr(reasons, "language", lambda: "en")
    assert reasons.said(english) == english
    monkeypatch.setattr(reasons, "language", lambda: "ko")
    assert re.search("[가-힣]", reasons.said(english)), english
