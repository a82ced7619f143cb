"""Regions are packed without loss and found again."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from viscoper.vision.detections import Detections
from viscoper.vision.mosaic import Mosaic

WIDTH, HEIGHT = 640, 480
region = st.tuples(st.integers(0, 600), st.integers(0, 440), st.integers(8, 300), st.integers(8, 300)).map(
    lambda r: (r[0], r[1], min(r[0] + r[2], WIDTH), min(r[1] + r[3], HEIGHT))
)
FRAME = np.random.default_rng(0).integers(0, 256, (HEIGHT, WIDTH, 3), dtype=np.uint8)


@given(st.lists(region, min_size=1, max_size=8))
def test_every_region_lies_apart_in_a_picture_the_detector_takes(regions: list[tuple[int, int, int, int]]) -> None:
    mosaic = Mosaic.packed(np.array(regions, np.intp), WIDTH)
    picture = mosaic.picture(FRAME)
    assert picture.shape == (mosaic.height, mosaic.width, 3)
    assert mosaic.width % 32 == mosaic.height % 32 == 0
    assert mosaic.width <= WIDTH
    used = np.zeros(picture.shape[:2], int)
    for (x1, y1, x2, y2), (x, y) in zip(mosaic.regions, mosaic.places, strict=True):
        used[y : y + y2 - y1, x : x + x2 - x1] += 1
        assert np.array_equal(picture[y : y + y2 - y1, x : x + x2 - x1], FRAME[y1:y2, x1:x2])
    assert used.max() == 1


@given(st.lists(region, min_size=1, max_size=8), st.data())
def test_a_detection_in_the_picture_is_found_again_in_the_frame(
    regions: list[tuple[int, int, int, int]], data: st.DataObject
) -> None:
    mosaic = Mosaic.packed(np.array(regions, np.intp), WIDTH)
    which = data.draw(st.integers(0, len(regions) - 1))
    x1, y1, x2, y2 = regions[which]
    box = np.array([x1 + 2, y1 + 2, x2 - 2, y2 - 2], np.float32)
    shift = np.tile(mosaic.places[which] - mosaic.regions[which, :2], 2)
    seen = Detections((box + shift)[None].astype(np.float32), np.ones(1, np.float32), np.zeros(1, np.intp))
    assert np.allclose(mosaic.in_frame(seen, WIDTH, HEIGHT).boxes, box)


def test_a_box_cut_by_an_edge_inside_the_frame_is_left_out() -> None:
    mosaic = Mosaic.packed(np.array([[100, 100, 200, 300], [0, 0, 80, 90]], np.intp), WIDTH)
    corners = mosaic.places - mosaic.regions[:, :2]
    cut = np.array([100, 150, 150, 250]) + np.tile(corners[0], 2)
    at_border = np.array([0, 0, 50, 60]) + np.tile(corners[1], 2)
    boxes = np.stack([cut, at_border]).astype(np.float32)
    found = mosaic.in_frame(Detections(boxes, np.ones(2, np.float32), np.zeros(2, np.intp)), WIDTH, HEIGHT)
    assert found.boxes.tolist() == [[0, 0, 50, 60]]
