"""Both stores keep the same promises."""

import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from viscoper.errors import StorageError, UsageError
from viscoper.footage.s3_file import BLOCK_BYTES
from viscoper.footage.s3_store import S3Store, refuse_unconditional, s3_client
from viscoper.footage.storage import ObjectStore, check_key, open_store
from viscoper.settings import Settings


@pytest.fixture(params=["folder", "s3"])
def root(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return str(tmp_path / "store") if request.param == "folder" else str(request.getfixturevalue("s3_root"))


@pytest.fixture
def store(root: str) -> ObjectStore:
    return open_store(Settings(storage=root))


def test_what_is_put_can_be_read_listed_measured_and_deleted(store: ObjectStore, tmp_path: Path) -> None:
    data = os.urandom(300_000)
    (tmp_path / "film").write_bytes(data)

    store.put_file(tmp_path / "film", "footage/gate/a.mp4")
    store.put_bytes(b"note", "footage/gate/b c+é한.txt")
    store.put_bytes(b"", "other/empty")

    assert store.read_bytes("footage/gate/a.mp4") == data
    assert store.read_bytes("footage/gate/b c+é한.txt") == b"note"
    assert store.read_bytes("other/empty") == b""
    assert store.size("footage/gate/a.mp4") == 300_000
    assert list(store.list("footage/")) == ["footage/gate/a.mp4", "footage/gate/b c+é한.txt"]
    assert list(store.list("footage/gate/a")) == ["footage/gate/a.mp4"]
    assert len(list(store.list())) == 3
    store.delete("footage/gate/a.mp4")
    store.delete("footage/gate/a.mp4")
    assert not store.exists("footage/gate/a.mp4")
    assert store.exists("other/empty")


def test_putting_again_replaces(store: ObjectStore) -> None:
    store.put_bytes(b"old and longer", "a")
    store.put_bytes(b"new", "a")
    assert store.read_bytes("a") == b"new"
    assert store.uri("a").endswith("/local/a")


def test_an_opened_object_can_be_read_anywhere(store: ObjectStore) -> None:
    data = os.urandom(2 * BLOCK_BYTES + 1000)
    store.put_bytes(data, "large")
    with store.open("large") as stream:
        for position, length in [(0, 10), (BLOCK_BYTES - 5, 10), (len(data) - 3, 100), (5, 0), (2 * BLOCK_BYTES, 7)]:
            assert stream.seek(position) == position
            assert stream.read(length) == data[position : position + length]
        assert stream.seek(-8, os.SEEK_END) == len(data) - 8
        assert stream.read() == data[-8:]
        assert stream.read() == b""
        stream.seek(0)
        assert stream.read() == data


@pytest.mark.parametrize("method", ["open", "size", "read_bytes"])
def test_a_missing_object_is_named(store: ObjectStore, method: str) -> None:
    with pytest.raises(StorageError, match="footage/nothing"):
        getattr(store, method)("footage/nothing")


BAD_KEYS = ["", "/etc/passwd", "..", "../other/a", "a/../../b", "a//b", "a/", "./a", "a/.", "a\\..\\b", "a\0b", "a\nb",
            "x" * 901, "\ud800"]  # fmt: skip


@pytest.mark.parametrize("key", BAD_KEYS)
def test_keys_cannot_leave_the_tenants_place(store: ObjectStore, key: str) -> None:
    for attempt in (
        store.open,
        store.size,
        store.exists,
        store.delete,
        lambda key: store.put_bytes(b"x", key),
        store.uri,
    ):
        with pytest.raises(StorageError, match="is not an object key"):
            attempt(key)


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.sampled_from("./\\a\0 "), max_size=12))
def test_every_accepted_key_stays_inside(tmp_path: Path, key: str) -> None:
    store = open_store(Settings(storage=str(tmp_path)))
    try:
        check_key(key)
    except StorageError:
        return
    assert Path(store.uri(key)).resolve().is_relative_to(tmp_path / "local")


def test_a_link_does_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    store = open_store(Settings(storage=str(tmp_path / "store")))
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "store" / "local" / "link").symlink_to(tmp_path)
    with pytest.raises(StorageError, match="outside its tenant's storage"):
        store.read_bytes("link/secret")


def test_tenants_do_not_see_each_other(root: str) -> None:
    mine, theirs = (open_store(Settings(storage=root, tenant=tenant)) for tenant in ("seoul", "seoul-2"))
    mine.put_bytes(b"mine", "footage/a")
    assert list(theirs.list()) == []
    assert not theirs.exists("footage/a")
    theirs.put_bytes(b"theirs", "footage/a")
    assert mine.read_bytes("footage/a") == b"mine"
    theirs.delete("footage/a")
    assert list(mine.list()) == ["footage/a"]


@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        (Settings(storage="gs://bucket"), UsageError, "neither a folder nor s3://"),
        (Settings(storage="s3://"), UsageError, "neither a folder nor s3://"),
        (Settings(tenant="gallery", storage="x"), UsageError, "cannot be called 'gallery'"),
        (Settings(storage="/dev/null/x"), StorageError, "/dev/null"),
    ],
    ids=["unknown scheme", "no bucket", "the gallery's name", "no folder there"],
)
def test_unusable_storage_is_refused(settings: Settings, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        open_store(settings)


def test_a_missing_bucket_is_named(s3_root: str) -> None:
    with pytest.raises(StorageError, match=r"s3://missing-bucket/.*no such object or bucket"):
        open_store(Settings(storage="s3://missing-bucket"))


WRITER = """
import sys
from pathlib import Path
from viscoper.footage.storage import open_store
from viscoper.settings import Settings
store = open_store(Settings(storage=sys.argv[1]))
print("ready", flush=True)
while True:
    store.put_file(Path(sys.argv[2]), "footage/film")
    store.delete("footage/film")
"""


def test_an_upload_killed_at_any_moment_leaves_all_or_nothing(root: str, store: ObjectStore, tmp_path: Path) -> None:
    data = os.urandom(20_000_000)
    (tmp_path / "film").write_bytes(data)
    for delay_s in (0.0, 0.01, 0.03, 0.06, 0.1, 0.15):
        command = [sys.executable, "-c", WRITER, root, str(tmp_path / "film")]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()
            time.sleep(delay_s)
            writer.send_signal(signal.SIGKILL)
        assert list(store.list()) in ([], ["footage/film"])
        if store.exists("footage/film"):
            assert store.read_bytes("footage/film") == data


def test_what_killed_writers_left_is_swept_away_and_what_living_ones_write_is_not(tmp_path: Path) -> None:
    store = open_store(Settings(storage=str(tmp_path)))
    dead, alive = tmp_path / ".incoming" / "dead", tmp_path / ".incoming" / "alive"
    for draft in (dead, alive):
        draft.write_bytes(b"half")
        os.utime(draft, (time.time() - 3600,) * 2)
    with alive.open("rb") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        store.put_bytes(b"x", "a")
        assert [draft.name for draft in (tmp_path / ".incoming").iterdir()] == ["alive"]


def test_conditional_writes_are_proved_at_the_start(s3_root: str) -> None:
    store = S3Store(s3_client(), s3_root, "local")
    refuse_unconditional(store)
    assert list(store.list()) == []
    assert store.put_if_absent(b"1", "a")
    assert not store.put_if_absent(b"2", "a")
    assert store.read_bytes("a") == b"1"
