"""What a test does and sees in the app: the city it runs on, its map, its videos."""

import io
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page

FOOTAGE = Path(__file__).parents[3] / "demo" / "footage"
SCREENSHOTS = Path(__file__).parents[3] / "output" / "screenshots"
PROGRAM = Path(sys.executable).parent / "viscoper"
PATIENCE_MS = 180_000  # two cores index, rank and draw at the same time

OpenPage = Callable[..., Page]


@dataclass
class City:
    """The demo city being served: where the app and the API are."""

    home: Path
    app: str
    api: str
    env: dict[str, str]

    def run(self, *words: object) -> None:
        subprocess.run([PROGRAM, *map(str, words)], env=self.env, check=True, capture_output=True)


# Where a place of the earth is on the screen: asked of the map itself, so that a test clicks where a person would.
_PIXEL = """([longitude, latitude]) => {
    const roots = [document];
    while (roots.length) {
        for (const element of roots.shift().querySelectorAll("*")) {
            if (element.deck) {
                const { x, y } = element.getBoundingClientRect();
                const [right, down] = element.deck.getViewports()[0].project([longitude, latitude]);
                return [x + right, y + down];
            }
            if (element.shadowRoot) roots.push(element.shadowRoot);
        }
    }
    return null;
}"""


def on_map(page: Page, longitude: float, latitude: float) -> tuple[float, float]:
    """Pixels of the page at which its map shows this place; waits until the map is drawn."""
    page.locator("canvas").first.wait_for()
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while True:
        try:
            place = page.evaluate(_PIXEL, [longitude, latitude])
        except PlaywrightError:  # the map is there, its first view is not
            place = None
        if place:
            return place[0], place[1]
        assert time.monotonic() < deadline, "the map was not drawn"
        page.wait_for_timeout(200)


def click_map(page: Page, longitude: float, latitude: float) -> None:
    x, y = on_map(page, longitude, latitude)
    page.mouse.move(x - 3, y)
    page.wait_for_timeout(300)
    page.mouse.click(x, y)


def colour_on_map(page: Page, longitude: float, latitude: float) -> tuple[int, int, int]:
    """Red, green and blue of the screen at this place of the map."""
    x, y = on_map(page, longitude, latitude)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    red, green, blue = picture.getpixel((round(x), round(y)))
    return red, green, blue


def alike(seen: tuple[int, int, int], wanted: tuple[int, int, int]) -> bool:
    return all(abs(a - b) < 24 for a, b in zip(seen, wanted, strict=True))


def eventually(holds: Callable[[], bool], page: Page) -> None:
    """Waits until it holds."""
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while not holds():
        assert time.monotonic() < deadline, f"still not so on the screen:\n{page.inner_text('body')}"
        page.wait_for_timeout(300)


def answered(page: Page) -> None:
    """Waits until the page has answered what was clicked before, as a person would: a click meanwhile may be lost."""
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()


def playing(page: Page, selector: str = "video") -> dict[str, float]:
    """Position, width and stop of a video, in seconds and pixels."""
    found: dict[str, float] = page.locator(selector).first.evaluate(
        "v => ({ at: v.currentTime, width: v.videoWidth, stop: Number(v.dataset.stop || 0), "
        "error: v.error ? v.error.code : 0 })"
    )
    return found


def take_picture(page: Page, name: str) -> None:
    """Leaves what is on the screen in output/screenshots, small enough for docs/app.md to show it."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    screen = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    screen.quantize(128, dither=Image.Dither.NONE).save(SCREENSHOTS / f"{name}.png", optimize=True)
