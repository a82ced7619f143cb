"""The query picture: anything a person may upload, as one upright BGR image; and the box in it to search for."""

import re
import warnings
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from viscoper.errors import UsageError

FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF")
MAX_PIXELS = 50_000_000  # 150 MB decoded; cameras and phones stay below
MIN_SIDE = 16  # pixels; below this neither a person nor a vehicle has colours and texture left
_BEHIND_TRANSPARENCY = 255  # white, what cut-out pictures are shown on

Box = tuple[int, int, int, int]
BgrImage = NDArray[np.uint8]


def load_picture(source: Path | BinaryIO, name: str | None = None) -> BgrImage:
    """The picture as uint8 [height, width, 3] in BGR, turned upright by its EXIF orientation.

    Grey, palette, CMYK and 16-bit pictures are converted, transparency is laid on white, of several frames the first
    counts. Messages call it `name`, else by its path. Raises UsageError for what is no picture (of FORMATS), is
    damaged, is smaller than MIN_SIDE, or has more than MAX_PIXELS, which is found out before any pixel is decoded.
    """
    name = name or str(source)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's own, higher limit and remarks on odd metadata
            with Image.open(source, formats=FORMATS) as picture:
                _check_size(picture.size, name)
                upright = ImageOps.exif_transpose(_decoded(picture))
                return _to_bgr(upright)
    except (UnidentifiedImageError, ImportError):  # Ultralytics, once imported, asks here for a HEIF plugin
        raise UsageError(f"{name}: is not a picture; give a {', '.join(FORMATS)} file") from None
    except Image.DecompressionBombError:
        raise UsageError(f"{name}: {_too_large('far more')}") from None
    except FileNotFoundError:
        raise UsageError(f"{name}: there is no such file") from None
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, OverflowError) as error:  # what decoders raise
        raise UsageError(f"{name}: the picture is damaged or cannot be read: {error}") from None


def parse_box(text: str) -> Box:
    """X,Y,W,H in whole pixels, as in 100,50,64,128. Raises UsageError."""
    match = re.fullmatch(r"\s*(-?\d{1,6})\s*,\s*(-?\d{1,6})\s*,\s*(\d{1,6})\s*,\s*(\d{1,6})\s*", text)
    if not match:
        raise UsageError(f"'{text}' is not a box; write X,Y,W,H in whole pixels, as in 100,50,64,128")
    x, y, width, height = (int(number) for number in match.groups())
    return x, y, width, height


def cut_out(picture: BgrImage, box: Box | None) -> BgrImage:
    """The box (x, y, width, height; pixels of the upright picture) as an image of its own; all of it without a box.

    Raises UsageError for a box that leaves the picture or is smaller than MIN_SIDE.
    """
    if box is None:
        return picture
    x, y, width, height = box
    check_box(box, picture.shape[1], picture.shape[0])
    return np.ascontiguousarray(picture[y : y + height, x : x + width])


def check_box(box: Box, picture_width: int, picture_height: int) -> None:
    """Raises UsageError for a box that leaves the picture or is smaller than MIN_SIDE."""
    x, y, width, height = box
    if min(x, y) < 0 or x + width > picture_width or y + height > picture_height:
        inside = f"the picture, which is {picture_width}x{picture_height} pixels"
        raise UsageError(f"the box {x},{y},{width},{height} reaches out of {inside}")
    if min(width, height) < MIN_SIDE:
        raise UsageError(f"the box {x},{y},{width},{height} is too small: {MIN_SIDE} pixels a side are the least")


def _check_size(size: tuple[int, int], name: str) -> None:
    width, height = size
    if width * height > MAX_PIXELS:
        raise UsageError(f"{name}: {_too_large(f'{width}x{height}')}")
    if min(size) < MIN_SIDE:
        raise UsageError(f"{name}: the picture is {width}x{height} pixels; {MIN_SIDE} a side are the least")


def _too_large(size: str) -> str:
    return f"the picture has {size} pixels; at most {MAX_PIXELS // 1_000_000} million are taken, so make it smaller"


def _decoded(picture: Image.Image) -> Image.Image:
    picture.load()
    return picture


def _to_bgr(picture: Image.Image) -> BgrImage:
    if picture.mode.startswith(("I", "F")):
        picture = _to_grey(picture)
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        behind = Image.new("RGBA", picture.size, (_BEHIND_TRANSPARENCY,) * 3 + (255,))
        picture = Image.alpha_composite(behind, picture)
    return np.ascontiguousarray(np.asarray(picture.convert("RGB"))[:, :, ::-1])


def _to_grey(picture: Image.Image) -> Image.Image:
    """8 bits from 16: full range of the format, since a stretch would change what black and white mean."""
    values = np.nan_to_num(np.asarray(picture, dtype=np.float64))
    full = 1.0 if picture.mode == "F" and values.max() <= 1 else 255.0 if values.max() <= 255 else 65535.0
    return Image.fromarray(np.clip(values / full * 255, 0, 255).round().astype(np.uint8))
