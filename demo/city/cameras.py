"""The cameras of the demo: on lamp posts at the kerb, each looking along a pavement and over the road beside it."""

from demo.city.camera import CameraPlan, Response
from demo.city.plan import EASTWARD, NORTHWARD, ROAD, Point

POST = ROAD + 0.5  # metres from the street's middle
AHEAD = 12.5  # metres from the post to the middle of the picture
TOWARDS_ROAD = 0.3
VIEW = 48.0  # degrees across
SUNNY = Response()
COLD = Response((0.90, 1.0, 1.14), 0.95, 0.92, 2.0)
WARM = Response((1.12, 1.0, 0.86), 1.05, 1.08, 1.8)
DIM = Response((1.0, 1.03, 0.98), 0.72, 0.95, 2.2)
PALE = Response((1.03, 1.0, 1.02), 1.25, 0.72, 2.0)
GREENISH = Response((0.95, 1.06, 0.95), 0.98, 1.0, 2.1)


def along_x(row: int, x: float, way: int) -> tuple[Point, Point]:
    """On the southern kerb of an eastward street, looking east (way 1) or west (-1): post and middle of the view."""
    y = EASTWARD[row] - POST
    return Point(x, y), Point(x + way * AHEAD, y + TOWARDS_ROAD)


def along_y(column: int, y: float, way: int) -> tuple[Point, Point]:
    """On the eastern kerb of a northward street, looking north (way 1) or south (-1)."""
    x = NORTHWARD[column] + POST
    return Point(x, y), Point(x - TOWARDS_ROAD, y + way * AHEAD)


def plan(
    name: str, address: str, notes: str, place: tuple[Point, Point], height: float, response: Response
) -> CameraPlan:
    post, middle = place
    return CameraPlan(name, address, notes, post, height, middle, VIEW, response)


CAMERAS = [
    plan(
        "Haneul-ro 1",
        "하늘로 1 (1 Haneul-ro)",
        "남쪽 보도, 동쪽 방향 / southern pavement, looks east",
        along_x(0, -34, 1),
        3.8,
        SUNNY,
    ),
    plan(
        "Haneul-ro 2",
        "하늘로 27 (27 Haneul-ro)",
        "남쪽 보도, 동쪽 방향 / southern pavement, looks east",
        along_x(0, 13, 1),
        3.6,
        COLD,
    ),
    plan(
        "Haneul-ro 3",
        "하늘로 61 (61 Haneul-ro)",
        "남쪽 보도, 서쪽 방향 / southern pavement, looks west",
        along_x(0, 88, -1),
        4.0,
        WARM,
    ),
    plan(
        "Dal-gil 1",
        "달길 14 (14 Dal-gil)",
        "동쪽 보도, 북쪽 방향 / eastern pavement, looks north",
        along_y(1, 12, 1),
        3.7,
        DIM,
    ),
    plan(
        "Baram-ro 1",
        "바람로 30 (30 Baram-ro)",
        "남쪽 보도, 서쪽 방향 / southern pavement, looks west",
        along_x(1, 38, -1),
        3.8,
        PALE,
    ),
    plan(
        "Sol-gil 1",
        "솔길 16 (16 Sol-gil)",
        "동쪽 보도, 남쪽 방향 / eastern pavement, looks south",
        along_y(0, 35, -1),
        3.6,
        GREENISH,
    ),
]
