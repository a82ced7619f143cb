"""/v1/searches: results while footage is indexed, their list, and what a person says of them."""

from datetime import datetime
from pathlib import Path

import httpx
import pytest

from ray_apps.client import Client, Match, Search
from tests.ray_apps.conftest import NINE, Served, wait_until
from viscoper.errors import UsageError


@pytest.fixture
def search(api: Client, picture: bytes, indexed: None) -> Search:
    """A search in which nothing is left to index."""
    search = api.create_search([api.upload_query("query.jpg", picture).query_id])
    assert search.state == "done"
    return search


def ids(matches: list[Match]) -> list[str]:
    return [match.sighting.sighting_id for match in matches]


def register(served: Served, camera: str, file: Path, *starts: datetime) -> None:
    for start in starts:
        served.run("footage", "add", file, "--camera", camera, "--start", start.isoformat())


def test_footage_is_indexed_for_a_search_and_its_matches_arrive(
    served: Served, api: Client, picture: bytes, names: dict[str, str]
) -> None:
    late = NINE.replace(hour=15)
    register(served, "north gate", served.home / "north.mp4", late)
    query = api.upload_query("query.jpg", picture)
    started = api.create_search([query.query_id], [names["north gate"]], start=late, end=late.replace(minute=1))
    assert started.state == "running" and started.coverage.to_index > 0 and started.coverage.searched == 0
    assert api.matches(started.search_id).items == []
    events = list(api.follow(started.search_id))
    last = events[-1]
    assert last.search.state == "done" and last.search.progress == 1 and last.search.coverage.to_index == 0
    assert last.matches and {match.sighting.camera for match in last.matches} == {"north gate"}
    numbers = [int(event.event_id) for event in events]
    assert numbers == sorted(set(numbers))
    assert api.search(started.search_id) == last.search
    # Whoever comes back hears the last word again, and nothing after it.
    assert [event.event_id for event in api.follow(started.search_id, events[0].event_id)] == [last.event_id]
    assert list(api.follow(started.search_id, last.event_id)) == []
    assert ids(api.matches(started.search_id).items) == ids(last.matches)


def test_a_cancelled_search_starts_no_more(served: Served, api: Client, picture: bytes, names: dict[str, str]) -> None:
    early = NINE.replace(hour=3)
    register(served, "south gate", served.home / "south.mp4", *(early.replace(minute=m) for m in range(5)))
    query = api.upload_query("query.jpg", picture)
    window = {"start": early, "end": early.replace(minute=30)}
    started = api.create_search([query.query_id], [names["south gate"]], **window)
    assert api.cancel_search(started.search_id).state == "cancelled"
    wait_until(lambda: api.job_summary().indexing == 0 and api.job_summary().queued == 0)
    states = [each.state for each in api.segments(names["south gate"], **window).items]
    assert states.count("registered") >= 1 and set(states) <= {"registered", "indexed"}
    assert api.search(started.search_id).state == "cancelled"
    assert [event.search.state for event in api.follow(started.search_id)] == ["cancelled"]
    # Another search goes on where that one stopped.
    again = api.create_search([query.query_id], [names["south gate"]], **window)
    assert [event.search for event in api.follow(again.search_id)][-1].coverage.searched == pytest.approx(
        25 / 60, abs=0.01
    )


def test_matches_are_ordered_and_cut_off(api: Client, search: Search, names: dict[str, str]) -> None:
    every = api.matches(search.search_id).items
    similarities = [match.similarity for match in every]
    assert len(every) > 4 and similarities == sorted(similarities, reverse=True)
    times = [match.sighting.time for match in api.matches(search.search_id, order="time").items]
    assert times == sorted(times) and len(times) == len(every)
    middle = similarities[len(every) // 2]
    alike = api.matches(search.search_id, min_similarity=middle).items
    assert ids(alike) == [match.sighting.sighting_id for match in every if match.similarity >= middle]
    people = api.matches(search.search_id, kind="person").items
    assert {match.sighting.kind for match in people} == {"person"}
    here = api.matches(search.search_id, camera=names["south gate"]).items
    assert {match.sighting.camera for match in here} == {"south gate"}


@pytest.mark.parametrize("cut", [pytest.param(False, id="all"), pytest.param(True, id="the alike")])
@pytest.mark.parametrize("order", ["relevance", "time"])
def test_pages_neither_repeat_nor_leave_out(api: Client, search: Search, order: str, cut: bool) -> None:
    every = api.matches(search.search_id, limit=500).items
    least = every[3].similarity if cut else None  # as page and cut-off end, so that both may be off by one
    seen, cursor = [], None
    while True:
        page = api.matches(search.search_id, order=order, min_similarity=least, limit=2, cursor=cursor)
        seen += ids(page.items)
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == ids(api.matches(search.search_id, order=order, min_similarity=least, limit=500).items)
    assert set(seen) == {each.sighting.sighting_id for each in every if least is None or each.similarity >= least}


def test_a_cut_off_holds_where_something_was_disliked(api: Client, search: Search) -> None:
    """What is disliked orders the list by more than similarity: what is alike enough may stand behind what is not."""
    every = api.matches(search.search_id).items
    api.judge(search.search_id, every[0].sighting.sighting_id, "not_this")
    left = api.matches(search.search_id, limit=500).items
    least = sorted(match.similarity for match in left)[len(left) // 2]
    alike = api.matches(search.search_id, min_similarity=least, limit=500).items
    assert ids(alike) == [match.sighting.sighting_id for match in left if match.similarity >= least]
    first = api.matches(search.search_id, min_similarity=least, limit=2)
    assert ids(first.items) == ids(alike)[:2] and bool(first.next_cursor) == (len(alike) > 2)


def test_what_a_person_says_ranks_anew(api: Client, search: Search) -> None:
    first, second, *_ = ids(api.matches(search.search_id).items)
    judged = api.judge(search.search_id, first, "not_this")
    assert judged.disliked == [first] and judged.revision == search.revision + 1
    assert first not in ids(api.matches(search.search_id).items)
    api.judge(search.search_id, second, "this_too")
    top = api.matches(search.search_id).items[0]
    assert (top.sighting.sighting_id, top.verdict) == (second, "this_too") and top.plausibility == 1
    assert api.judge(search.search_id, first, "clear").disliked == []
    assert first in ids(api.matches(search.search_id).items)
    with pytest.raises(UsageError, match="there is no sighting nobody"):
        api.judge(search.search_id, "nobody", "this_too")


def test_several_pictures_are_one_query(api: Client, picture: bytes, names: dict[str, str], indexed: None) -> None:
    frame = api.frame_query(names["north gate"], NINE.replace(second=2))
    frame = api.choose_object(frame.query_id, frame.objects[0].object_id)
    upload = api.upload_query("query.jpg", picture)
    search = api.create_search([upload.query_id, frame.query_id])
    assert search.query_ids == [upload.query_id, frame.query_id] and len(search.picture_urls) == 2
    assert all(api.read(url).startswith(b"\xff\xd8") for url in search.picture_urls)
    alone = api.matches(api.create_search([upload.query_id]).search_id).items
    together = api.matches(search.search_id).items
    assert set(ids(alone)) == set(ids(together))
    assert [m.similarity for m in alone] != [m.similarity for m in together]
    assert all(match.plausibility is not None for match in together), "where and when it was seen is known"


def test_a_radius_and_a_window(api: Client, picture: bytes, names: dict[str, str], indexed: None) -> None:
    query = api.upload_query("query.jpg", picture).query_id
    near = api.create_search([query], near=(127.03, 37.5), radius_m=50)
    assert near.cameras == [names["north gate"]] and near.near == (127.03, 37.5)
    window = api.create_search([query], start=NINE, end=NINE.replace(minute=1))
    assert {m.sighting.camera for m in api.matches(window.search_id).items} == {"north gate"}
    assert window.coverage.missing == pytest.approx(len(window.cameras) - 5 / 60, abs=0.01)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        pytest.param({"query_ids": ["none"]}, "there is no query none", id="unknown query"),
        pytest.param({"cameras": ["none"]}, "there is no camera none", id="unknown camera"),
        pytest.param({"near": (127.03, 37.5)}, "near and radius_m go together", id="a point without a radius"),
        pytest.param({"near": (10, 10), "radius_m": 5}, "no camera is within 5 m", id="nobody near"),
        pytest.param({"start": NINE, "end": NINE}, "the window ends", id="no time"),
        pytest.param({"kind": "dog"}, "kind", id="another kind"),
    ],
)
def test_what_cannot_be_searched_is_refused(api: Client, picture: bytes, fields: dict[str, object], said: str) -> None:
    query = api.upload_query("query.jpg", picture).query_id
    with pytest.raises(UsageError, match=said):
        api.create_search(**{"query_ids": [query], **fields})  # type: ignore[arg-type]


def test_searches_are_kept(api: Client, search: Search) -> None:
    newest = api.searches(limit=1)
    assert newest.items == [search] and newest.next_cursor
    assert api.searches(limit=1, cursor=newest.next_cursor).items != [search]


def test_events_over_plain_http(http: httpx.Client, search: Search) -> None:
    answer = http.get(f"/v1/searches/{search.search_id}/events")
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.text.startswith(f"id: {search.revision}\nevent: news\ndata: {{")
    again = http.get(f"/v1/searches/{search.search_id}/events", headers={"Last-Event-ID": str(search.revision)})
    assert again.status_code == 204
