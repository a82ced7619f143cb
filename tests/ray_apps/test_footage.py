"""/v1/segments and the video that browsers play."""

import io
from datetime import timedelta

import av
import httpx
import pytest

from ray_apps.client import Client
from tests.ray_apps.conftest import NINE
from viscoper.errors import UsageError


def codec_of(video: bytes) -> tuple[str, str, int]:
    with av.open(io.BytesIO(video)) as container:
        stream = container.streams.video[0]
        return container.format.name.split(",")[0], stream.codec_context.name, sum(1 for _ in container.decode(stream))


def test_segments_of_a_camera_and_a_time(api: Client, names: dict[str, str]) -> None:
    nine = {"start": NINE, "end": NINE + timedelta(minutes=20)}
    every = api.segments(**nine).items
    assert [each.camera for each in every] == ["north gate", "south gate", "옛 시청"]
    assert [each.start for each in every] == sorted(each.start for each in every)
    assert api.segments(names["south gate"], **nine).items == every[1:2]
    assert api.segments(start=NINE + timedelta(minutes=1), end=NINE + timedelta(minutes=3)).items == every[1:2]
    assert api.segment(every[0].segment_id).end - every[0].start == timedelta(seconds=5)
    first = api.segments(**nine, limit=2)
    rest = api.segments(**nine, limit=2, cursor=first.next_cursor)
    assert [*first.items, *rest.items] == every and rest.next_cursor is None


def test_video_comes_in_ranges(api: Client, http: httpx.Client) -> None:
    path = api.segments().items[0].video_url
    whole = http.get(path)
    assert whole.status_code == 200 and whole.headers["content-type"] == "video/mp4"
    assert whole.headers["accept-ranges"] == "bytes"
    part = http.get(path, headers={"Range": "bytes=1000-1999"})
    assert part.status_code == 206 and part.content == whole.content[1000:2000]
    assert part.headers["content-range"] == f"bytes 1000-1999/{len(whole.content)}"
    end = http.get(path, headers={"Range": "bytes=-500"})
    assert end.status_code == 206 and end.content == whole.content[-500:]
    beyond = http.get(path, headers={"Range": f"bytes={len(whole.content)}-"})
    assert beyond.status_code == 416 and beyond.headers["content-range"] == f"bytes */{len(whole.content)}"
    assert beyond.headers["content-type"] == "application/problem+json"
    assert "is not in the video's" in beyond.json()["detail"]
    assert http.get(path, headers={"Range": "bytes=5-2"}).content == whole.content  # no range at all


def test_heads_of_what_can_be_got(api: Client, http: httpx.Client) -> None:
    path = api.segments().items[0].video_url
    whole, head = http.get(path), http.head(path)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("content-type", "content-length", "accept-ranges"):
        assert head.headers[name] == whole.headers[name]
    assert http.head("/v1/segments/nothing").status_code == 404
    searched = http.post("/v1/searches", json={"description": "red top"}).json()["search_id"]
    assert http.head(f"/v1/searches/{searched}/events").headers["content-type"].startswith("text/event-stream")


def test_what_browsers_cannot_play_is_converted(api: Client, names: dict[str, str]) -> None:
    played = codec_of(api.read(api.segments(camera=names["옛 시청"]).items[0].video_url))
    stored = codec_of(api.read(api.segments(camera=names["north gate"]).items[0].video_url))
    assert played == stored == ("mov", "h264", 50)


def test_an_unknown_segment(api: Client) -> None:
    with pytest.raises(UsageError, match="there is no segment nothing"):
        api.segment("nothing")


@pytest.mark.parametrize("cursor", ["nonsense", "WzFd", "W10", "eyJhIjoxfQ"])
def test_a_foreign_cursor_is_refused(api: Client, cursor: str) -> None:
    with pytest.raises(UsageError, match="the cursor is none that this list gave"):
        api.segments(cursor=cursor)
