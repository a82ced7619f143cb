"""/v1/jobs and /v1/coverage: footage that fails, why, and trying again."""

import shutil
from datetime import timedelta

import pytest

from ray_apps.client import Client
from tests.ray_apps.conftest import NINE, Served, wait_until
from viscoper.errors import UsageError

NIGHT = NINE - timedelta(hours=8)


@pytest.fixture
def broken(served: Served, api: Client, names: dict[str, str]) -> str:
    """Id of a segment of the old town hall whose footage has become unreadable in the store."""
    served.run("footage", "add", served.home / "old.mp4", "--camera", "옛 시청", "--start", NIGHT.isoformat())
    [segment] = api.segments(names["옛 시청"], NIGHT, NIGHT + timedelta(minutes=1)).items
    [stored] = served.home.glob(f"storage/local/footage/*/{segment.segment_id}*")
    stored.write_bytes(b"no video any more")
    return segment.segment_id


def test_what_fails_says_why_and_is_tried_again(
    served: Served, api: Client, names: dict[str, str], picture: bytes, broken: str
) -> None:
    window = {"start": NIGHT, "end": NIGHT + timedelta(minutes=1)}
    query = api.upload_query("query.jpg", picture).query_id
    *_, last = api.follow(api.create_search([query], [names["옛 시청"]], **window).search_id)
    assert last.search.state == "done" and last.search.coverage.failed == pytest.approx(5 / 60, abs=0.01)
    [job] = api.jobs(state="failed").items
    assert job.segment.segment_id == broken and "old.mp4" in job.segment.reason and not job.queued
    assert api.job_summary().failed == 1
    coverage = api.coverage([names["옛 시청"]], **window)
    assert [part.segment_id for part in coverage.failed] == [broken]
    assert coverage.total.missing == pytest.approx(55 / 60, abs=0.01)
    assert next(each for each in api.all_cameras() if each.name == "옛 시청").state == "stored", "newer footage is fine"

    [stored] = served.home.glob(f"storage/local/footage/*/{broken}*")
    shutil.copy(served.home / "old.mp4", stored)
    assert api.retry_jobs([broken]).failed == 0
    wait_until(lambda: api.segment(broken).state == "indexed")
    assert api.coverage([names["옛 시청"]], **window).total.failed == 0


def test_jobs_by_state_and_camera(api: Client, names: dict[str, str], indexed: None) -> None:
    every = api.jobs(limit=500).items
    starts = [job.segment.start for job in every]
    assert starts == sorted(starts, reverse=True)
    here = api.jobs(state="indexed", camera=names["south gate"]).items
    assert here and {(job.segment.camera, job.segment.state) for job in here} == {("south gate", "indexed")}
    summary = api.job_summary()
    assert summary.indexed == len([job for job in every if job.segment.state == "indexed"])
    with pytest.raises(UsageError, match="there is no segment none"):
        api.retry_jobs(["none"])
