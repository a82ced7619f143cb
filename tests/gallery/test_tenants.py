"""No tenant sees another's rows, and no text given by a person ever acts as a filter."""

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from viscoper.errors import UsageError
from viscoper.gallery import filters
from viscoper.gallery.gallery import Gallery
from viscoper.settings import Settings

MakeRows = Callable[..., pa.Table]
ONES = np.ones(16, np.float32)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("store"))


def test_each_tenant_has_its_own_rows(root: str, rows: MakeRows) -> None:
    """Even of a segment and sightings with the same ids."""
    seoul, busan = (Gallery(Settings(storage=root, tenant=tenant)) for tenant in ("seoul", "busan"))
    seoul.commit("a", seoul.write_fragment(rows("a", 3)))
    assert busan.has_segment("a") == 0
    assert busan.sightings() == busan.search(ONES, "probe@1") == []
    with pytest.raises(UsageError, match="there is no sighting"):
        busan.crop("a-0-0")

    busan.commit("a", busan.write_fragment(rows("a", 5)))
    seoul.maintain()
    busan.commit("a", [])
    assert (seoul.has_segment("a"), busan.has_segment("a")) == (3, 0)


INJECTIONS = [
    "' OR '1'='1",
    "') OR TRUE --",
    "'; DROP TABLE sightings; --",
    "\\' OR 1=1 --",
    "x' OR tenant = 'seoul",
    '" OR "1"="1',
    "%",
    "_",
    "*",
    "NULL",
    "`tenant`",
    "${x}",
    "\u0000",
    "\ud800",
    "'''",
    "seoul' --",
    "/* */",
]
HOSTILE = st.text(max_size=30) | st.sampled_from(INJECTIONS)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(camera_id=HOSTILE, kind=HOSTILE, other=HOSTILE)
@example(camera_id="it's", kind="O'Brien's", other="''")
def test_hostile_text_matches_itself_only(shared: str, rows: MakeRows, camera_id: str, kind: str, other: str) -> None:
    seoul, busan = (Gallery(Settings(storage=shared, tenant=tenant)) for tenant in ("seoul", "busan"))
    if seoul.has_segment("seoul-1") == 0:
        seoul.commit("seoul-1", seoul.write_fragment(rows("seoul-1", 4)))
    try:
        filters.text(camera_id)
        filters.text(kind)
        filters.text(other)
    except UsageError:
        with pytest.raises(UsageError, match="is no valid text"):
            busan.sightings(camera_ids=[camera_id, kind, other])
        return
    busan.commit("busan-1", busan.write_fragment(rows("busan-1", 4, camera_id=camera_id, kind=kind)))

    assert len(busan.sightings(camera_ids=[camera_id], kind=kind)) == 4
    assert len(busan.search(ONES, "probe@1", camera_ids=[camera_id, other], kind=kind)) == 4
    assert len(busan.sightings(camera_ids=[other])) == (4 if other == camera_id else 0)
    assert len(busan.sightings(kind=other)) == (4 if other == kind else 0)
    assert busan.has_segment(other) == (4 if other == "busan-1" else 0)
    assert busan.search(ONES, other) == []
    assert seoul.has_segment("seoul-1") == 4
