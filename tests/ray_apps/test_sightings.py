"""/v1/sightings: images, frames and clips."""

import io
from datetime import timedelta

import av
import cv2
import httpx
import numpy as np
import pytest
from numpy.typing import NDArray

from ray_apps.client import Client, Sighting
from ray_apps.stills import BOX_COLOUR
from tests.ray_apps.conftest import NINE
from viscoper.errors import UsageError


@pytest.fixture(scope="module")
def sighting(api: Client, indexed: None, names: dict[str, str]) -> Sighting:
    """A person at the north gate."""
    return api.sightings(names["north gate"], kind="person", end=NINE + timedelta(hours=1)).items[0]


def image(jpeg: bytes) -> NDArray[np.uint8]:
    return np.asarray(cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR), np.uint8)


def pictures(video: bytes) -> list[NDArray[np.uint8]]:
    with av.open(io.BytesIO(video)) as container:
        return [frame.to_ndarray(format="bgr24") for frame in container.decode(video=0)]


def drawn(picture: NDArray[np.uint8]) -> int:
    """How many pixels have about the colour of a drawn box."""
    return int((abs(picture.astype(int) - BOX_COLOUR).max(axis=2) < 40).sum())


def test_sightings_of_a_camera_by_time(api: Client, sighting: Sighting, names: dict[str, str]) -> None:
    found = api.sightings(names["north gate"], NINE, NINE + timedelta(hours=1)).items
    times = [each.time for each in found]
    assert times == sorted(times) and sighting in found and {each.camera for each in found} == {"north gate"}
    first = api.sightings(names["north gate"], NINE, NINE + timedelta(hours=1), limit=1)
    rest = api.sightings(names["north gate"], NINE, NINE + timedelta(hours=1), cursor=first.next_cursor)
    assert [*first.items, *rest.items] == found
    assert api.sighting(sighting.sighting_id) == sighting
    assert len(api.sightings(start=NINE, end=NINE + timedelta(hours=1)).items) > len(found)
    with pytest.raises(UsageError, match="give a camera, or start and end"):
        api.sightings(start=NINE)
    with pytest.raises(UsageError, match="there is no sighting nobody"):
        api.sighting("nobody")


def test_the_image_lies_in_the_frame_where_the_box_says(api: Client, sighting: Sighting) -> None:
    crop, frame = image(api.read(sighting.crop_url)), image(api.read(sighting.frame_url))
    assert (frame.shape[1], frame.shape[0]) == sighting.frame_size
    x, y, width, height = sighting.box
    there = cv2.resize(frame[y : y + height, x : x + width], (crop.shape[1], crop.shape[0]))
    assert abs(there.astype(int) - crop).mean() < 12, "the same picture but for two JPEGs' losses"
    boxed = image(api.read(sighting.frame_url + "?box=true"))
    assert drawn(boxed) > drawn(frame) + width
    assert abs(boxed[y - 1 : y + 2, x : x + width].astype(int) - frame[y - 1 : y + 2, x : x + width]).mean() > 20


def test_the_clip_shows_the_seconds_around_it(api: Client, http: httpx.Client, sighting: Sighting) -> None:
    plain = pictures(api.read(sighting.clip_url))
    assert 30 <= len(plain) <= 61, "up to 6 seconds at 10 frames a second, as far as there is footage"
    boxed = pictures(api.read(sighting.clip_url + "?box=true"))
    assert len(boxed) == len(plain)
    marked = [drawn(after) > drawn(before) + sighting.box[2] for before, after in zip(plain, boxed, strict=True)]
    assert sum(marked) > len(marked) / 3, "the box goes with the object while it is there"
    part = http.get(sighting.clip_url, headers={"Range": "bytes=0-99"})
    assert part.status_code == 206 and len(part.content) == 100
