"""Pictures that people upload, good and hostile, all made here."""

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from viscoper.errors import UsageError
from viscoper.search.query import MIN_SIDE, cut_out, load_picture, parse_box

RED, BLUE = (204, 51, 0), (0, 51, 204)  # in the palette of GIF pictures too


def two_halves(mode: str = "RGB") -> Image.Image:
    """40 x 60, the upper half red, the lower blue."""
    picture = Image.new("RGB", (40, 60), RED)
    picture.paste(BLUE, (0, 30, 40, 60))
    return picture.convert(mode)


@pytest.mark.parametrize(
    ("name", "mode", "options"),
    [
        ("a.png", "RGB", {}),
        ("a.bmp", "RGB", {}),
        ("a.tif", "RGB", {}),
        ("a.webp", "RGB", {"lossless": True}),
        ("a.jpg", "RGB", {"quality": 95, "subsampling": 0}),
        ("a.jpg", "CMYK", {"quality": 95, "subsampling": 0}),
        ("a.png", "P", {}),
        ("a.gif", "P", {}),
        ("a.png", "RGBA", {}),
        ("picture.without.a.known.name", "RGB", {"format": "PNG"}),
    ],
    ids=lambda value: str(value) if isinstance(value, str) else "",
)
def test_every_format_comes_out_as_bgr(tmp_path: Path, name: str, mode: str, options: dict[str, object]) -> None:
    two_halves(mode).save(tmp_path / name, **options)
    picture = load_picture(tmp_path / name)
    assert picture.shape == (60, 40, 3)
    assert picture.dtype == np.uint8
    np.testing.assert_allclose(picture[10, 20], RED[::-1], atol=12)
    np.testing.assert_allclose(picture[50, 20], BLUE[::-1], atol=12)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_turned_upright(tmp_path: Path, orientation: int) -> None:
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }  # fmt: skip
    stored = two_halves().transpose(undo[orientation]) if orientation in undo else two_halves()
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored.save(tmp_path / "a.png", exif=exif)
    np.testing.assert_array_equal(load_picture(tmp_path / "a.png"), np.asarray(two_halves())[:, :, ::-1])


def test_transparency_is_laid_on_white(tmp_path: Path) -> None:
    picture = Image.new("RGBA", (20, 20), (*RED, 0))
    picture.paste((*RED, 255), (0, 0, 20, 10))
    picture.save(tmp_path / "a.png")
    loaded = load_picture(tmp_path / "a.png")
    assert loaded[5, 5].tolist() == list(RED[::-1])
    assert loaded[15, 5].tolist() == [255, 255, 255]


@pytest.mark.parametrize(
    ("values", "dtype", "expected"),
    [
        ([0, 32768, 65535], np.uint16, [0, 128, 255]),
        ([0, 100, 255], np.uint8, [0, 100, 255]),
        ([0, 0.5, 1], np.float32, [0, 128, 255]),
    ],
    ids=["16 bits", "8 bits", "floating point"],
)
def test_grey_of_any_depth(tmp_path: Path, values: list[float], dtype: type, expected: list[int]) -> None:
    Image.fromarray(np.repeat(np.array([values], dtype), 20, 0).repeat(10, 1)).save(tmp_path / "a.tif")
    loaded = load_picture(tmp_path / "a.tif")
    assert loaded[0, [0, 15, 29]].tolist() == [[value] * 3 for value in expected]


def png_that_claims(width: int, height: int) -> bytes:
    """A few hundred bytes that would decode to width x height pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(100_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def jpeg(size: tuple[int, int], tmp_path: Path) -> bytes:
    Image.effect_noise(size, 50).save(tmp_path / "noise.jpg")
    return (tmp_path / "noise.jpg").read_bytes()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is not a picture"),
        (b"%PDF-1.7 whatever", "is not a picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "is not a picture"),
        (b"\x00" * 1000, "is not a picture"),
        (png_that_claims(20_000, 20_000), "far more pixels; at most 50 million"),
        (png_that_claims(12_000, 10_000), "12000x10000 pixels; at most 50 million"),
        (png_that_claims(8_000, 7_000), "8000x7000 pixels; at most 50 million"),
        (png_that_claims(15, 400), "15x400 pixels; 16 a side are the least"),
        (png_that_claims(400, 400), "is damaged or cannot be read"),
    ],
    ids=["empty", "PDF", "SVG", "zeros", "huge bomb", "bomb", "just too large", "tiny", "pixels missing"],
)
def test_a_file_that_is_no_query_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "upload").write_bytes(content)
    with pytest.raises(UsageError, match=said):
        load_picture(tmp_path / "upload")


def test_a_truncated_photograph_is_refused(tmp_path: Path) -> None:
    whole = jpeg((200, 200), tmp_path)
    (tmp_path / "half.jpg").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UsageError, match=r"half.jpg: the picture is damaged"):
        load_picture(tmp_path / "half.jpg")


@pytest.mark.parametrize(("name", "said"), [("nothing.png", "there is no such file"), (".", "cannot be read")])
def test_a_path_that_is_no_file(tmp_path: Path, name: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        load_picture(tmp_path / name)


@given(where=st.floats(0, 1), junk=st.binary(min_size=1, max_size=40))
def test_a_damaged_file_gives_a_picture_or_one_clear_error(
    tmp_path_factory: pytest.TempPathFactory, where: float, junk: bytes
) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    for name in ("a.png", "a.gif", "a.tif", "a.bmp", "a.webp", "a.jpg"):
        two_halves().save(folder / name)
        content = bytearray((folder / name).read_bytes())
        place = int(where * (len(content) - 1))
        content[place : place + len(junk)] = junk
        (folder / name).write_bytes(content)
        try:
            assert load_picture(folder / name).dtype == np.uint8
        except UsageError as error:
            assert str(folder / name) in str(error)


@pytest.mark.parametrize(
    ("text", "box"), [("1,2,30,40", (1, 2, 30, 40)), (" 0, 0 ,16,16 ", (0, 0, 16, 16)), ("-1,0,5,5", (-1, 0, 5, 5))]
)
def test_a_box_is_read(text: str, box: tuple[int, int, int, int]) -> None:
    assert parse_box(text) == box


@pytest.mark.parametrize(
    "text", ["", "1,2,3", "1,2,3,4,5", "a,b,c,d", "1.5,2,3,4", "1,2,-3,4", "1 2 3 4", "9999999,0,1,1"]
)
def test_what_is_no_box(text: str) -> None:
    with pytest.raises(UsageError, match="is not a box; write X,Y,W,H"):
        parse_box(text)


@pytest.mark.parametrize(
    ("box", "said"),
    [
        ((-1, 0, 20, 20), "reaches out of the picture, which is 40x60"),
        ((0, 45, 20, 20), "reaches out"),
        ((25, 0, 20, 20), "reaches out"),
        ((0, 0, 15, 20), "too small: 16 pixels"),
        ((0, 0, 20, 0), "too small"),
    ],
    ids=["left of it", "below", "right of it", "narrow", "empty"],
)
def test_a_box_that_cannot_be_cut_out(box: tuple[int, int, int, int], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        cut_out(np.zeros((60, 40, 3), np.uint8), box)


def test_the_box_is_cut_out() -> None:
    picture = np.arange(60 * 40 * 3, dtype=np.uint8).reshape(60, 40, 3)
    np.testing.assert_array_equal(cut_out(picture, (3, 5, 20, 30)), picture[5:35, 3:23])
    assert cut_out(picture, None) is picture
    assert cut_out(picture, (0, 0, MIN_SIDE, MIN_SIDE)).flags.c_contiguous
