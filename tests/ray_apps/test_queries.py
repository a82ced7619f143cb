"""/v1/queries: uploads, frames, and what in them is searched for."""

import io
import struct
import zlib

import cv2
import httpx
import numpy as np
import pytest
from PIL import Image

from ray_apps.client import Client
from tests.ray_apps.conftest import NINE
from viscoper.errors import UsageError


def size_of(jpeg: bytes) -> tuple[int, int]:
    height, width = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR).shape[:2]
    return width, height


def png(size: tuple[int, int]) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(content, "PNG")
    return content.getvalue()


def bomb() -> bytes:
    """A few bytes of PNG that say they are 100,000 x 100,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def test_an_upload_is_looked_at(api: Client, picture: bytes) -> None:
    query = api.upload_query("query.jpg", picture)
    assert query.size == size_of(picture) == size_of(api.read(query.picture_url))
    assert [found.kind for found in query.objects] == ["person"]
    assert query.box is None and query.camera_id is None
    assert api.query(query.query_id) == query


def test_a_part_of_the_picture_is_chosen(api: Client, picture: bytes) -> None:
    query = api.upload_query("query.jpg", picture)
    chosen = api.choose_object(query.query_id, query.objects[0].object_id)
    assert chosen.box == query.objects[0].box and chosen.object_id == query.objects[0].object_id
    crop = f"/v1/queries/{query.query_id}/crop"
    assert size_of(api.read(crop)) == chosen.box[2:]
    assert api.choose_box(query.query_id, (10, 20, 40, 60)).box == (10, 20, 40, 60)
    assert size_of(api.read(crop)) == (40, 60)
    assert api.choose_object(query.query_id, None).box is None
    for box, said in (((0, 0, 9000, 9000), "reaches out of the picture"), ((0, 0, 3, 3), "too small")):
        with pytest.raises(UsageError, match=said):
            api.choose_box(query.query_id, box)
    with pytest.raises(UsageError, match="there is no object 99"):
        api.choose_object(query.query_id, "99")


def test_a_frame_of_a_camera(api: Client, names: dict[str, str]) -> None:
    query = api.frame_query(names["north gate"], NINE.replace(second=2))
    assert query.size == (960, 540) and query.camera_id == names["north gate"]
    assert "person" in {found.kind for found in query.objects}
    areas = [found.box[2] * found.box[3] for found in query.objects]
    assert areas == sorted(areas, reverse=True)
    with pytest.raises(UsageError, match="no footage of camera 'north gate'"):
        api.frame_query(names["north gate"], NINE.replace(hour=3))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"", r"secret plan\.jpg: is not a picture", id="empty"),
        pytest.param(b"I am no picture", r"secret plan\.jpg: is not a picture", id="text"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "is not a picture", id="SVG"),
        pytest.param(png((64, 64))[:-30], "damaged", id="cut off"),
        pytest.param(png((8, 64)), "16 a side are the least", id="tiny"),
        pytest.param(bomb(), "at most 50 million", id="decompression bomb"),
        pytest.param(bytes(26 * 2**20), "larger than 25 MB", id="too large"),
    ],
)
def test_wrong_uploads_are_refused_in_one_sentence(api: Client, content: bytes, said: str) -> None:
    with pytest.raises(UsageError, match=said) as refusal:
        api.upload_query("secret plan.jpg", content)
    assert "\n" not in str(refusal.value) and "/tmp" not in str(refusal.value)  # noqa: S108


def test_problems_are_problem_json(http: httpx.Client) -> None:
    answer = http.post("/v1/queries", files={"picture": ("a.jpg", b"nothing")})
    assert answer.status_code == 422 and answer.headers["content-type"] == "application/problem+json"
    assert set(answer.json()) == {"type", "title", "status", "detail"}
    broken = http.post("/v1/searches", content="{", headers={"Content-Type": "application/json"})
    assert broken.status_code == 422 and broken.json()["detail"] == "the body is no JSON at character 1"
    for path, status in (("/v1/queries/unknown", 404), ("/nowhere", 404), ("/v1/cameras?limit=0", 422)):
        assert http.get(path).status_code == status
    assert http.delete("/v1/cameras").status_code == 405
