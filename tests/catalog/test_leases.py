"""Claims: never double, kept while renewed, free again when their worker is gone."""

import json
import subprocess
import sys
import textwrap
import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from viscoper.catalog.catalog import Catalog
from viscoper.catalog.segments import Segment
from viscoper.errors import BusyError

NINE = datetime(2026, 5, 1, 9, 0, tzinfo=UTC)


def add_segments(catalog: Catalog, count: int) -> list[str]:
    ids = []
    for index in range(count):
        start = NINE + timedelta(minutes=index)
        segment_id = catalog.segments.id_of("gate", start, "abc")
        end = start + timedelta(minutes=1)
        catalog.segments.add(Segment(segment_id, "gate", start, end, "a.mp4", "k", "abc", 640, 360, 10.0, 60.0))
        ids.append(segment_id)
    return ids


def claimed(catalog: Catalog, ids: list[str], owner: str, limit: int = 100, lease_s: float = 60) -> list[str]:
    return [segment.segment_id for segment in catalog.segments.claim(ids, owner, limit, lease_s)]


def test_a_claim_takes_at_most_the_limit_in_the_order_asked(catalog: Catalog) -> None:
    ids = add_segments(catalog, 5)
    assert claimed(catalog, ids[::-1], "a", limit=2) == [ids[4], ids[3]]
    assert claimed(catalog, ids, "b", limit=9) == ids[:3]
    assert claimed(catalog, ids, "c") == []


def test_a_claim_gives_the_segment_as_it_is_then(catalog: Catalog) -> None:
    ids = add_segments(catalog, 1)
    (segment,) = catalog.segments.claim(ids, "a", 1, lease_s=60)
    assert (segment.state, segment.owner) == ("indexing", "a")
    assert segment == catalog.segments.get(ids[0])


def test_a_lease_runs_out_unless_renewed(catalog: Catalog) -> None:
    lost, kept = add_segments(catalog, 2)
    assert claimed(catalog, [lost, kept], "a", lease_s=0.3) == [lost, kept]
    catalog.segments.renew(kept, "a", 0.5, lease_s=60)
    time.sleep(0.4)
    assert claimed(catalog, [lost, kept], "b") == [lost]
    assert catalog.segments.get(kept).progress == 0.5


@pytest.mark.parametrize("verb", ["renew", "finish", "fail"])
def test_who_lost_the_lease_changes_nothing(catalog: Catalog, verb: str) -> None:
    (segment_id,) = add_segments(catalog, 1)
    claimed(catalog, [segment_id], "slow", lease_s=0)
    claimed(catalog, [segment_id], "quick")
    before = catalog.segments.get(segment_id)
    action = {
        "renew": lambda: catalog.segments.renew(segment_id, "slow", 0.9),
        "finish": lambda: catalog.segments.finish(segment_id, "slow", 3, "r"),
        "fail": lambda: catalog.segments.fail(segment_id, "slow", "broken"),
    }[verb]
    with pytest.raises(BusyError, match=f"segment {segment_id} is not slow's any more: it is held by quick"):
        action()
    assert catalog.segments.get(segment_id) == before


def test_an_expired_lease_that_nobody_took_still_finishes(catalog: Catalog) -> None:
    (segment_id,) = add_segments(catalog, 1)
    claimed(catalog, [segment_id], "slow", lease_s=0)
    catalog.segments.finish(segment_id, "slow", 3, "nanodet-g")
    segment = catalog.segments.get(segment_id)
    assert (segment.state, segment.sightings, segment.recipe, segment.progress) == ("indexed", 3, "nanodet-g", 1.0)
    assert (segment.owner, segment.lease_expires) == ("", None)


def test_a_failed_segment_keeps_its_reason_until_reopened(catalog: Catalog) -> None:
    (segment_id,) = add_segments(catalog, 1)
    claimed(catalog, [segment_id], "a")
    catalog.segments.fail(segment_id, "a", "the file ends early")
    assert catalog.segments.get(segment_id).reason == "the file ends early"
    assert claimed(catalog, [segment_id], "a") == []
    assert catalog.segments.reopen([segment_id]) == 1
    assert claimed(catalog, [segment_id], "a") == [segment_id]
    assert catalog.segments.get(segment_id).reason == ""


def test_release_gives_back_only_what_is_unfinished_and_ones_own(catalog: Catalog) -> None:
    ids = add_segments(catalog, 4)
    claimed(catalog, ids[:3], "a")
    claimed(catalog, ids[3:], "b")
    catalog.segments.finish(ids[0], "a", 1, "r")
    assert catalog.segments.release("a") == 2
    assert [catalog.segments.get(each).state for each in ids] == ["indexed", "registered", "registered", "indexing"]


def test_how_long_until_a_lease_ends(catalog: Catalog) -> None:
    ids = add_segments(catalog, 2)
    assert catalog.segments.next_lease_ends_in(ids) is None
    claimed(catalog, ids[:1], "a", lease_s=1000)
    claimed(catalog, ids[1:], "a", lease_s=100)
    wait = catalog.segments.next_lease_ends_in(ids)
    assert wait is not None
    assert timedelta(seconds=60) < wait <= timedelta(seconds=100)


CLAIMER = """
    import json, sys
    from viscoper.catalog.catalog import Catalog

    uri, tenant, number, of = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    with Catalog(uri, "viscoper", tenant) as catalog:
        ids = [segment.segment_id for segment in catalog.segments.find()]
        mine = len(ids) * number // of
        ids = ids[mine:] + ids[:mine] if of > 1 else ids
        got = []
        while batch := catalog.segments.claim(ids, f"worker {number}", 8):
            got += [segment.segment_id for segment in batch]
            for segment in batch:
                catalog.segments.finish(segment.segment_id, f"worker {number}", 1, "r")
    print(json.dumps(got))
"""


@pytest.mark.parametrize("apart", [True, False], ids=["each starts elsewhere", "all want the same"])
def test_workers_in_several_processes_never_share_a_segment(catalog: Catalog, apart: bool) -> None:
    ids = add_segments(catalog, 80)
    script = textwrap.dedent(CLAIMER)
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", script, catalog.uri, catalog.tenant, str(number), "4" if apart else "1"],
            stdout=subprocess.PIPE,
        )
        for number in range(4)
    ]
    outputs = [worker.communicate(timeout=120)[0] for worker in workers]
    assert [worker.returncode for worker in workers] == [0] * 4
    got = [segment_id for output in outputs for segment_id in json.loads(output)]
    assert sorted(got) == sorted(ids)
    assert {segment.state for segment in catalog.segments.find()} == {"indexed"}


OWNERS = st.sampled_from(["a", "b", "c"])
SEGMENTS = st.integers(0, 3)


class LeaseMachine(RuleBasedStateMachine):
    """Whatever three workers do in whatever order, the catalog agrees with a model that is a plain dictionary."""

    catalog: Catalog

    def __init__(self) -> None:
        super().__init__()
        self.ids = add_segments(self.catalog, 4)
        self.catalog.segments.reopen(self.ids)
        for owner in ("a", "b", "c"):
            self.catalog.segments.release(owner)
        self.model = {segment_id: ("registered", "") for segment_id in self.ids}
        self.expired: set[str] = set()

    @rule(owner=OWNERS, limit=st.integers(0, 4), dead=st.booleans())
    def claim(self, owner: str, limit: int, dead: bool) -> None:
        free = [each for each in self.ids if self.model[each][0] == "registered" or each in self.expired][:limit]
        assert claimed(self.catalog, self.ids, owner, limit, lease_s=0 if dead else 600) == free
        for each in free:
            self.model[each] = ("indexing", owner)
            (self.expired.add if dead else self.expired.discard)(each)

    @rule(owner=OWNERS, which=SEGMENTS, verb=st.sampled_from(["finish", "fail", "renew"]))
    def settle(self, owner: str, which: int, verb: str) -> None:
        each = self.ids[which]
        segments = self.catalog.segments
        action = {
            "finish": lambda: segments.finish(each, owner, 1, "r"),
            "fail": lambda: segments.fail(each, owner, "broken"),
            "renew": lambda: segments.renew(each, owner, 0.5, lease_s=600),
        }[verb]
        if self.model[each] != ("indexing", owner):
            with pytest.raises(BusyError):
                action()
            return
        action()
        self.expired.discard(each)
        if verb != "renew":
            self.model[each] = ("indexed" if verb == "finish" else "failed", "")

    @rule(owner=OWNERS)
    def release(self, owner: str) -> None:
        held = [each for each in self.ids if self.model[each] == ("indexing", owner)]
        assert self.catalog.segments.release(owner) == len(held)
        for each in held:
            self.model[each] = ("registered", "")
            self.expired.discard(each)

    @precondition(lambda self: any(state in ("indexed", "failed") for state, _ in self.model.values()))
    @rule(which=SEGMENTS)
    def reopen(self, which: int) -> None:
        each = self.ids[which]
        settled = self.model[each][0] in ("indexed", "failed")
        assert self.catalog.segments.reopen([each]) == settled
        if settled:
            self.model[each] = ("registered", "")

    @invariant()
    def agrees(self) -> None:
        found = {segment.segment_id: (segment.state, segment.owner) for segment in self.catalog.segments.find()}
        assert found == self.model


def test_any_order_of_steps_keeps_the_leases_right(catalog: Catalog) -> None:
    LeaseMachine.catalog = catalog
    quick = settings(max_examples=20, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(LeaseMachine, settings=quick)  # type: ignore[no-untyped-call]
