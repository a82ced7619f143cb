"""What is drawn and what the truth says about it, on small pictures of one camera."""

import numpy as np
import pytest
from numpy.typing import NDArray

from demo.city.backdrop import SUBPIXELS, Backdrop
from demo.city.camera import Lens
from demo.city.cameras import CAMERAS
from demo.city.person import Person
from demo.city.plan import ground
from demo.city.render import Picture, Renderer
from demo.city.scene import Scene
from demo.city.solid import Pose
from demo.city.street import build_street
from demo.city.vehicle import Vehicle

WIDTH, HEIGHT = 160, 90
PERSON, CAR, SECOND_PERSON = range(3)
CAMERA = CAMERAS[0]


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    scene = Scene([Person(1, 1), Vehicle("suv", 2), Person(2, 3)])
    return Renderer(scene, Backdrop(Lens(CAMERA, WIDTH, HEIGHT), build_street(1, [CAMERA.at]), 1))


def ahead(metres: float, aside: float = 0.0, heading: float = 0.3) -> Pose:
    """A pose so far from the camera along its view, and to the right of it."""
    view = np.array([CAMERA.look.x - CAMERA.at.x, CAMERA.look.y - CAMERA.at.y])
    view /= np.hypot(*view)
    x, y = np.array(CAMERA.at) + view * metres + np.array([view[1], -view[0]]) * aside
    return Pose(x, y, ground(x, y), heading, 1.3, 5.0)


def extent(mask: NDArray[np.bool_]) -> tuple[int, int, int, int]:
    """x, y, w, h in whole pixels of the subpixels that are set."""
    rows, columns = np.nonzero(mask)
    x0, y0 = columns.min() // SUBPIXELS, rows.min() // SUBPIXELS
    x1, y1 = columns.max() // SUBPIXELS + 1, rows.max() // SUBPIXELS + 1
    return int(x0), int(y0), int(x1 - x0), int(y1 - y0)


def visible(picture: Picture, number: int) -> tuple[tuple[int, int, int, int], float]:
    """The truth's box and share of one solid; nothing and 0 where it has none."""
    found = [item for item in picture.visible if item.number == number]
    return (found[0].box, found[0].share) if found else ((0, 0, 0, 0), 0.0)


@pytest.mark.parametrize("number", [PERSON, CAR], ids=["person", "vehicle"])
@pytest.mark.parametrize("metres", [9.0, 12.0, 16.0])
def test_the_box_is_that_of_the_pixels(renderer: Renderer, number: int, metres: float) -> None:
    picture = renderer.draw({number: ahead(metres)})
    box, share = visible(picture, number)
    assert box == extent(picture.owner == number)
    assert share > 0.97


def test_who_is_hidden_keeps_the_box_and_loses_the_share(renderer: Renderer) -> None:
    alone, alone_share = visible(renderer.draw({PERSON: ahead(13)}), PERSON)
    behind = renderer.draw({PERSON: ahead(13), SECOND_PERSON: ahead(12)})
    box, share = visible(behind, PERSON)
    assert box == alone
    assert share < 0.7 * alone_share
    pixels = (behind.owner == PERSON).sum() / (renderer.draw({PERSON: ahead(13)}).owner == PERSON).sum()
    assert share == pytest.approx(pixels * alone_share, abs=0.02)


def test_who_stands_at_the_border_is_cut_off(renderer: Renderer) -> None:
    shares = []
    for aside in np.arange(2.0, 9.0, 0.25):
        (x, y, w, h), share = visible(renderer.draw({PERSON: ahead(9, aside)}), PERSON)
        assert 0 <= x and x + w <= WIDTH and 0 <= y and y + h <= HEIGHT
        shares.append(share)
        if share == 0:
            break
    assert shares[-1] == 0 and any(0.1 < share < 0.9 for share in shares)


def test_who_is_behind_the_camera_is_not_drawn(renderer: Renderer) -> None:
    picture = renderer.draw({PERSON: ahead(-6), CAR: ahead(-20)})
    assert picture.visible == [] and (picture.owner < 0).all()
    assert np.array_equal(picture.light, renderer.draw({}).light)


def test_the_same_poses_give_the_same_picture(renderer: Renderer) -> None:
    poses = {PERSON: ahead(9), CAR: ahead(15, -3), SECOND_PERSON: ahead(11, 1)}
    first = renderer.draw(poses)
    renderer.draw({CAR: ahead(10)})
    again = renderer.draw(poses)
    assert first.visible == again.visible
    assert np.array_equal(first.light, again.light)


def test_only_what_is_marked_as_changed_differs_from_the_empty_street(renderer: Renderer) -> None:
    empty = renderer.draw({}).light
    picture = renderer.draw({PERSON: ahead(9), CAR: ahead(15, -3)})
    assert picture.changed is not None
    differs = (picture.light != empty).any(axis=2)
    assert differs.any()
    differs[picture.changed] = False
    assert not differs.any()
