"""The guide's pictures are there, and small."""

import re
from pathlib import Path

GUIDE = Path(__file__).parents[2] / "docs" / "app.md"
MAX_BYTES = 300_000


def test_the_guide_shows_its_pictures() -> None:
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", GUIDE.read_text(encoding="utf-8"))
    assert len(pictures) == 4
    assert all(0 < (GUIDE.parent / name).stat().st_size < MAX_BYTES for name in pictures)
