"""Which way a camera looks, out of what people write."""

import unicodedata

import pytest

from viscoper.catalog.azimuth import azimuth_in, parse_azimuth, told_azimuth
from viscoper.catalog.cameras import Camera
from viscoper.catalog.catalog import Catalog
from viscoper.errors import UsageError


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        pytest.param("90", 90, id="degrees"),
        pytest.param(" 22.5° ", 22.5, id="a fraction, with its sign"),
        pytest.param("120도", 120, id="degrees in Korean"),
        pytest.param("E", 90, id="a letter"),
        pytest.param("NNE", 22.5, id="sixteen points"),
        pytest.param("Ｎ", 0, id="a wide letter"),
        pytest.param("north-east", 45, id="a point of two"),
        pytest.param("South West", 225, id="in two words"),
        pytest.param("북", 0, id="Korean"),
        pytest.param("정동", 90, id="due"),
        pytest.param("북동쪽", 45, id="Korean, two points"),
        pytest.param(unicodedata.normalize("NFD", "북동"), 45, id="decomposed"),
        pytest.param("동북 방향", 45, id="Korean, the other way round"),
        pytest.param("서남", 225, id="the south-west, the other way round"),
        pytest.param("남향", 180, id="facing"),
    ],
)
def test_an_azimuth(text: str, degrees: float) -> None:
    assert parse_azimuth(text) == degrees


@pytest.mark.parametrize(
    "text",
    [
        "", "-", "없음", "360", "360°", "360도 회전", "전방위", "동서남북", "교차로", "정문 방향", "상행", "동→서",
        "북쪽(도로)", "동쪽과 서쪽", "up", "nan", "1_0",
    ],
)  # fmt: skip
def test_what_is_no_one_way(text: str) -> None:
    """And is among the notes then, so that nothing of a table is lost."""
    assert parse_azimuth(text) is None
    assert told_azimuth(text, "pole 3") == (None, f"pole 3; {text}" if text else "pole 3")


@pytest.mark.parametrize("text", ["361", "-5", "900도"])
def test_a_number_that_is_no_angle(text: str) -> None:
    with pytest.raises(UsageError, match=r"the azimuth .* degrees clockwise from north"):
        parse_azimuth(text)


@pytest.mark.parametrize(
    ("notes", "degrees"),
    [
        pytest.param(
            "남쪽 보도, 동쪽 방향 / southern pavement, looks east", 90, id="where it stands is something else"
        ),
        pytest.param("facing the North-West", 315, id="facing"),
        pytest.param("pole 3; looking towards the south", 180, id="looking"),
        pytest.param("역 출구 북동측 방면", 45, id="among other words"),
        pytest.param("북서 방향", 315, id="a point of two"),
        pytest.param("남향, 고정형", 180, id="facing, Korean"),
        pytest.param("looks west towards the church", 270, id="towards something"),
    ],
)
def test_what_notes_say_of_it(notes: str, degrees: float) -> None:
    assert azimuth_in(notes) == degrees


@pytest.mark.parametrize(
    "notes",
    [
        "", "east gate", "동향 파악", "동향보고서", "서울 방향", "강남방면 1동 방향", "관리 동 방향",
        "looks east; looks west",
        "looks north/south", "looking north and east", "동/서 방향", "동·서 방향", "동-서 방향", "PTZ, looks east",
        "회전형, 동쪽 방향", "서쪽 방향으로 회전하는 PTZ", "does not look east", "북쪽방향 아님",
        "역에서 북쪽 방향 50m", "남쪽 방향 100m 지점", "facing West Street",
    ],
)  # fmt: skip
def test_notes_that_say_no_one_way(notes: str) -> None:
    assert azimuth_in(notes) is None


def test_what_is_given_counts_more_than_the_notes() -> None:
    assert told_azimuth("10", "looks east") == (10, "looks east")
    assert told_azimuth("회전", "looks east") == (None, "looks east; 회전")
    assert told_azimuth("", "looks east") == (90, "looks east")


def test_a_turned_camera_keeps_its_azimuth(catalog: Catalog) -> None:
    catalog.cameras.add(Camera("gate", 127, 37.5, notes="looks east", azimuth=90))
    assert catalog.cameras.turn("gate", 200).azimuth == catalog.cameras.get("gate").azimuth == 200
    assert catalog.cameras.move("gate", 128, 37.5).azimuth == 200
    with pytest.raises(UsageError, match="the azimuth 400"):
        catalog.cameras.turn("gate", 400)
    assert catalog.cameras.turn("gate", None) == catalog.cameras.get("gate")
    assert catalog.cameras.get("gate").azimuth is None, "whatever the notes say"


@pytest.mark.parametrize(
    ("again", "azimuth"),
    [
        pytest.param(Camera("gate", 127, 37.5, notes="looks east", azimuth=90), 135, id="the table as before"),
        pytest.param(Camera("gate", 127, 37.5), 135, id="a table that does not say"),
        pytest.param(Camera("gate", 127, 37.5, notes="looks west", azimuth=270), 270, id="other notes"),
        pytest.param(Camera("gate", 127, 37.5, notes="looks east", azimuth=80), 80, id="a column that says"),
    ],
)
def test_importing_again_keeps_what_was_corrected(catalog: Catalog, again: Camera, azimuth: float) -> None:
    catalog.camera_import.run([Camera("gate", 127, 37.5, notes="looks east", azimuth=90)])
    catalog.cameras.turn("gate", 135)
    catalog.camera_import.run([again])
    assert catalog.cameras.get("gate").azimuth == azimuth


def test_what_nobody_corrected_follows_the_table(catalog: Catalog) -> None:
    catalog.camera_import.run([Camera("gate", 127, 37.5, notes="looks east", azimuth=90)])
    catalog.camera_import.run([Camera("gate", 127, 37.5, notes="looks east; 회전")])
    assert catalog.cameras.get("gate").azimuth is None, "it turns by now"
