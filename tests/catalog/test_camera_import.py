"""Imports are all or nothing, also when the importer is killed in the middle."""

import subprocess
import sys
import textwrap
from dataclasses import replace

import pytest

from viscoper.catalog.camera_import import MAX_LOG_BYTES, ImportResult
from viscoper.catalog.cameras import Camera
from viscoper.catalog.catalog import Catalog
from viscoper.errors import UsageError

CAMERAS = [Camera(f"cam{index}", 127 + index / 1000, 37, f"rtsp://a:b@h/{index}") for index in range(20)]


def test_an_import_counts_what_it_did(catalog: Catalog) -> None:
    assert catalog.camera_import.run(CAMERAS[:10]) == ImportResult(added=10, updated=0, unchanged=0)
    assert catalog.camera_import.run(CAMERAS[:10]) == ImportResult(added=0, updated=0, unchanged=10)
    changed = [replace(CAMERAS[0], notes="turned"), *CAMERAS[1:12]]
    assert catalog.camera_import.run(changed) == ImportResult(added=2, updated=1, unchanged=9)
    assert catalog.cameras.get("cam0").notes == "turned"


def test_a_camera_keeps_its_id_when_a_table_changes_it(catalog: Catalog) -> None:
    before = catalog.cameras.add(Camera("cam0", 127, 37))
    catalog.camera_import.run([Camera("cam0", 128, 36)])
    after = catalog.cameras.get("cam0")
    assert (after.camera_id, after.longitude) == (before.camera_id, 128)


def test_a_table_that_one_import_cannot_hold_is_refused_whole(catalog: Catalog) -> None:
    # Long addresses instead of tens of thousands of cameras: the limit is one of bytes.
    long = f"rtsp://h/{'x' * (MAX_LOG_BYTES // 16)}"
    many = [Camera(f"cam{index}", 127, 37, long) for index in range(16)]
    with pytest.raises(UsageError, match=r"16 new or changed cameras are 16\.0 MB, .* 16\.0 MB; split the table"):
        catalog.camera_import.run(many)
    assert catalog.cameras.all() == []
    room = MAX_LOG_BYTES - 15 * len(long) - 5000
    assert catalog.camera_import.run([*many[:15], replace(many[15], rtsp_url=long[:room])]).added == 16


# Dies at a step of an import: 0 before the log entry, 1 after it, 2 after some cameras, 3 before the entry goes.
KILLED_IMPORTER = """
    import os, sys
    from viscoper.catalog.cameras import Camera
    from viscoper.catalog.catalog import Catalog
    from viscoper.catalog.tenant import TenantCollection

    step, uri, tenant = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    catalog = Catalog(uri, "viscoper", tenant)
    cameras, log = catalog.cameras, catalog.camera_import._log
    insert, save_all = log.insert, cameras.save_all

    def die(*_):
        os.kill(os.getpid(), 9)

    def save_half(rows):
        save_all(rows[:7])
        die()

    if step == 0: log.insert = die
    if step == 1: cameras.save_all = die
    if step == 2: cameras.save_all = save_half
    if step == 3: log.delete = die
    catalog.camera_import.run([Camera(f"cam{index}", 127, 37) for index in range(20)])
"""


@pytest.mark.parametrize(
    ("step", "there"),
    [(0, 0), (1, 20), (2, 20), (3, 20)],
    ids=["before the log entry", "after the log entry", "half the cameras written", "all cameras written"],
)
def test_a_killed_import_leaves_all_or_nothing(catalog: Catalog, step: int, there: int) -> None:
    script = textwrap.dedent(KILLED_IMPORTER)
    arguments = [sys.executable, "-c", script, str(step), catalog.uri, catalog.tenant]
    assert subprocess.run(arguments, timeout=60).returncode == -9
    with Catalog(catalog.uri, catalog.database, catalog.tenant) as reopened:
        assert len(reopened.cameras.all()) == there
        reopened.cameras.add(Camera("later", 1, 2)) if there else None
    with Catalog(catalog.uri, catalog.database, catalog.tenant) as again:
        assert len(again.cameras.all()) == there + bool(there)


def test_finishing_an_import_does_not_trip_over_a_camera_added_meanwhile(catalog: Catalog) -> None:
    arguments = [sys.executable, "-c", textwrap.dedent(KILLED_IMPORTER), "1", catalog.uri, catalog.tenant]
    assert subprocess.run(arguments, timeout=60).returncode == -9
    added = catalog.cameras.add(Camera("cam3", 1, 2))  # by a process that had the catalog open all the time
    with Catalog(catalog.uri, catalog.database, catalog.tenant) as reopened:
        assert len(reopened.cameras.all()) == 20
        assert reopened.cameras.get("cam3").camera_id == added.camera_id
