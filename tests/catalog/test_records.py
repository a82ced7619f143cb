"""Queries, searches and routes in the catalog: kept by their tenant, listed from the newest to the oldest."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from pymongo import MongoClient

from viscoper.catalog.casework import RouteRecord, SearchRecord
from viscoper.catalog.catalog import Catalog
from viscoper.catalog.records import Place, new_id
from viscoper.errors import UnknownError

NINE = datetime(2026, 5, 1, tzinfo=UTC)


def route(minute: int, record_id: str | None = None) -> RouteRecord:
    return RouteRecord(record_id or new_id(), NINE + timedelta(minutes=minute), ["s1", "s2"], {"s1": 0.5})


def test_a_record_comes_back_as_it_was_kept(catalog: Catalog) -> None:
    kept = catalog.routes.add(route(0))
    assert catalog.routes.get(kept.record_id) == kept
    assert catalog.routes.change(kept.record_id, search_id="x") == replace(kept, search_id="x")
    assert catalog.routes.where(search_id="x") == [replace(kept, search_id="x")]


def test_a_search_kept_before_searches_had_descriptions(catalog: Catalog) -> None:
    old = {
        "record_id": new_id(), "created": NINE, "query_ids": ["q"], "pictures": ["q.jpg"], "embedder": "probe@1",
        "vectors": [[1.0]], "cameras": [], "near": None, "radius_m": None, "start": None, "end": None, "kind": None,
        "seen_at": None, "seen_time": None, "state": "done", "coverage": {},
    }  # fmt: skip
    with MongoClient[dict[str, object]](catalog.uri) as server:
        server[catalog.database]["searches"].insert_one({**old, "tenant": catalog.tenant})
    assert catalog.searches.get(str(old["record_id"])) == SearchRecord(**old, description=None, untold=[])  # type: ignore[arg-type]


def test_changing_on_a_condition(catalog: Catalog) -> None:
    kept = catalog.routes.add(route(0))
    assert not catalog.routes.change_if(kept.record_id, {"search_id": "other"}, sighting_ids=[])
    assert catalog.routes.change_if(kept.record_id, {"search_id": None}, sighting_ids=["s9"])
    assert catalog.routes.get(kept.record_id).sighting_ids == ["s9"]


def test_newest_first_in_parts_that_neither_repeat_nor_leave_out(catalog: Catalog) -> None:
    # Two of the same moment, as two tabs make them.
    kept = [catalog.routes.add(route(minute, name)) for minute, name in ((0, "a"), (1, "b"), (1, "c"), (2, "d"))]
    wanted = ["d", "c", "b", "a"]
    assert [each.record_id for each in catalog.routes.newest(10)] == wanted
    seen, after = [], None
    while part := catalog.routes.newest(1, after):
        seen.append(part[-1].record_id)
        after = Place(part[-1].created, part[-1].record_id)
    assert seen == wanted and len(kept) == 4


def test_other_tenants_have_none_of_it(catalog: Catalog) -> None:
    kept = catalog.routes.add(route(0))
    with Catalog(catalog.uri, catalog.database, f"{catalog.tenant}-other") as other:
        assert other.routes.newest(10) == []
        with pytest.raises(UnknownError, match=f"there is no route {kept.record_id}"):
            other.routes.get(kept.record_id)
