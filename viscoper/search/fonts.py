"""Fonts for pictures: matplotlib's own for Latin, and one with Korean."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from matplotlib.font_manager import FontProperties, findfont, fontManager, get_font

LATIN = "DejaVu Sans"  # comes with matplotlib
INSTALLED_KOREAN = ("Noto Sans CJK KR", "Noto Sans KR", "NanumGothic", "Malgun Gothic", "Apple SD Gothic Neo")
UNKNOWN = "?"


@cache
def font_families() -> list[str]:
    """Families in the order in which matplotlib looks for each letter."""
    known = {font.name for font in fontManager.ttflist}
    installed = [name for name in INSTALLED_KOREAN if name in known]
    return [LATIN, *installed[:1]] if installed else [LATIN, *_packaged_korean()]


def drawable(text: str) -> str:
    """The text with ? for letters that none of the fonts has, where matplotlib would warn and draw boxes."""
    return "".join(letter if ord(letter) in letters() else UNKNOWN for letter in text.replace("\n", " "))


@cache
def letters() -> frozenset[int]:
    """Code points that some of the fonts can draw."""
    fonts = [get_font(findfont(FontProperties(family=[family]))) for family in font_families()]
    return frozenset(code for font in fonts for code in font.get_charmap())


@cache
def _packaged_korean() -> list[str]:
    """NanumGothic (SIL Open Font Licence) out of the package koreanize-matplotlib, which is not imported: it would
    change matplotlib's settings for everyone."""
    package = find_spec("koreanize_matplotlib")
    if package is None or package.origin is None:
        return []
    font = Path(package.origin).parent / "fonts" / "NanumGothic.ttf"
    fontManager.addfont(font)
    return [FontProperties(fname=font).get_name()]
