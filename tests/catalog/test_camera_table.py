import itertools
from pathlib import Path

import pytest

from viscoper.catalog.camera_table import read_camera_table
from viscoper.errors import UsageError

ENGLISH = "RTSP URL,name,address,longitude,latitude,notes"
KOREAN = "CCTV RTSP URL, CCTV 명, 주소, 경도, 위도, 비고"
GOOD = 'rtsp://a:b@10.0.0.5/1,역삼역 3번 출구,"서울 강남구, 역삼동 1",127.0364,37.5006,고정형'


@pytest.mark.parametrize(
    ("header", "encoding", "newline"),
    list(itertools.product([ENGLISH, KOREAN], ["utf-8", "utf-8-sig", "cp949"], ["\n", "\r\n"])),
)
def test_both_headers_in_every_encoding(tmp_path: Path, header: str, encoding: str, newline: str) -> None:
    table = tmp_path / "cameras.csv"
    table.write_bytes(newline.join([header, GOOD, "", ",두번째,,127.1,37.6,"]).encode(encoding))
    first, second = read_camera_table(table)
    assert (first.name, first.address, first.notes) == ("역삼역 3번 출구", "서울 강남구, 역삼동 1", "고정형")
    assert (first.longitude, first.latitude, first.rtsp_url) == (127.0364, 37.5006, "rtsp://a:b@10.0.0.5/1")
    assert (second.name, second.rtsp_url) == ("두번째", "")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (",a,,200,37,", "line 3: the longitude 200 is not between"),
        (",a,,127,95,", "line 3: the latitude 95 is not between"),
        (",a,,37,127,", "line 3: .* swapped"),
        (",a,,east,37,", "line 3: the longitude 'east' is not a number"),
        (",a,,,37,", "line 3: the longitude '' is not a number"),
        (",a,,127,nan,", "line 3: the latitude nan"),
        (",a,,inf,37,", "line 3: the longitude inf"),
        (",  ,,127,37,", "line 3: the camera's name is empty"),
        (",역삼역 3번 출구,,127,37,", "line 3: the name '역삼역 3번 출구' stands in line 2 already"),
        ("ftp://h/x,a,,127,37,", "line 3: the RTSP URL is not one"),
        (",a,Seoul, Gangnam,127,37,", "line 3: 7 cells where the header has 6"),
        (",a,127,37", "line 3: 4 cells where the header has 6"),
        (f",{'a' * 501},,127,37,", "line 3: the camera's name has 501 characters"),
        (",a\x07,,127,37,", "line 3: the camera's name has control characters"),
        ('"unclosed,a,,127,37,', "line 3: broken quoting"),
    ],
    ids=[
        "longitude out of range",
        "latitude out of range",
        "swapped",
        "no number",
        "empty number",
        "nan",
        "inf",
        "no name",
        "name twice",
        "not RTSP",
        "unquoted comma",
        "too few cells",
        "long name",
        "control character",
        "unclosed quote",
    ],
)
def test_a_bad_row_is_named_with_its_line(tmp_path: Path, row: str, said: str) -> None:
    table = tmp_path / "cameras.csv"
    table.write_text("\n".join([ENGLISH, GOOD, row]) + "\n")
    with pytest.raises(UsageError, match=said):
        read_camera_table(table)


def test_all_bad_rows_are_named_at_once_by_the_line_they_start_at(tmp_path: Path) -> None:
    table = tmp_path / "cameras.csv"
    table.write_text("\n".join([ENGLISH, ',a,"two\nlines",1,2,', ",b,,x,2,", "", GOOD, ",c,,1,99,"]))
    with pytest.raises(UsageError) as error:
        read_camera_table(table)
    message = str(error.value)
    assert "2 bad rows, so nothing was imported" in message
    assert "line 4: the longitude 'x'" in message
    assert "line 7: the latitude 99" in message


def test_a_thousand_bad_rows_do_not_fill_the_screen(tmp_path: Path) -> None:
    table = tmp_path / "cameras.csv"
    table.write_text("\n".join([ENGLISH, *[f",c{i},,x,2," for i in range(1000)]]))
    with pytest.raises(UsageError, match="and 980 more") as error:
        read_camera_table(table)
    assert len(str(error.value).splitlines()) == 22


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the table is empty"),
        (b"\xef\xbb\xbf\n\n", "the table is empty"),
        (ENGLISH.encode(), "there is no camera below the header"),
        (GOOD.encode(), r"the column 'rtsp://a:\*\*\*@10.0.0.5/1' is unknown"),
        (b"name,name,address,longitude,latitude\n", "the column 'name' is there twice"),
        (b"RTSP URL,name,address,longitude\n", "the column latitude is missing"),
        (b"PK\x03\x04\x00\x00", "not a CSV text"),
        (b"name\xff\xff\x81\n", "neither UTF-8 nor CP949"),
    ],
    ids=[
        "empty",
        "blank",
        "header only",
        "no header",
        "column twice",
        "column missing",
        "a spreadsheet",
        "other bytes",
    ],
)
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    table = tmp_path / "cameras.csv"
    table.write_bytes(content)
    with pytest.raises(UsageError, match=said):
        read_camera_table(table)


@pytest.mark.parametrize("name", ["missing.csv", "."])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_camera_table(tmp_path / name)


@pytest.mark.parametrize(
    ("column", "cells", "azimuths"),
    [
        pytest.param("azimuth", ("90", "NE"), (90, 45), id="degrees and a compass point"),
        pytest.param("촬영방면", ("동쪽", "회전"), (90, None), id="Korean, and one that turns"),
        pytest.param("촬영방면정보", ("북서향", ""), (315, None), id="as the open data has it"),
    ],
)
def test_which_way_cameras_look(
    tmp_path: Path, column: str, cells: tuple[str, str], azimuths: tuple[float | None, float | None]
) -> None:
    table = tmp_path / "cameras.csv"
    rows = [f",camera {number},,127,37,,{cell}" for number, cell in enumerate(cells)]
    table.write_text("\n".join([f"{ENGLISH},{column}", *rows]), encoding="utf-8")
    cameras = read_camera_table(table)
    assert tuple(camera.azimuth for camera in cameras) == azimuths
    assert [camera.notes for camera in cameras] == ["", "" if cells[1] == "NE" else cells[1]], "nothing is lost"


def test_an_azimuth_that_is_none_is_refused(tmp_path: Path) -> None:
    table = tmp_path / "cameras.csv"
    table.write_text(f"{ENGLISH},azimuth\n,a,,127,37,,400\n")
    with pytest.raises(UsageError, match="line 2: the azimuth 400 is not between 0 and 360"):
        read_camera_table(table)


def test_columns_may_come_in_any_order_and_notes_may_be_missing(tmp_path: Path) -> None:
    table = tmp_path / "cameras.csv"
    table.write_text("name,latitude,longitude,rtsp_url,Address\na,37,127,,x\n")
    (camera,) = read_camera_table(table)
    assert (camera.name, camera.latitude, camera.longitude, camera.address, camera.notes) == ("a", 37, 127, "x", "")
