"""The embedded server with real processes: shared, stopped, killed, in the way of others."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.errors import InvalidOperation

from viscoper.catalog import catalog as catalog_module
from viscoper.catalog import server as server_module
from viscoper.catalog.cameras import Camera
from viscoper.catalog.catalog import Catalog, open_catalog
from viscoper.catalog.embedded import embedded_server
from viscoper.catalog.server import choose_program, free_port, start_server, stop_server
from viscoper.errors import CatalogError
from viscoper.settings import Settings

SUPERVISOR, SERVER = "-m viscoper.catalog.supervisor", "secantusd-py --host"

CLIENT = """
    import sys, time
    from pathlib import Path
    from pymongo import MongoClient
    from viscoper.catalog.embedded import embedded_server

    folder, work = Path(sys.argv[1]), sys.argv[2]
    with embedded_server(folder, linger_s=0.2) as uri:
        print(uri, flush=True)
        if work == "hold":
            sys.stdin.read()
        with MongoClient(uri) as client:
            for number in range(100_000 if work == "write" else 0):
                client.test.acknowledged.insert_one({"_id": number})
                print(number, flush=True)
"""


def client(folder: Path, work: str) -> subprocess.Popen[str]:
    script = textwrap.dedent(CLIENT)
    return subprocess.Popen(
        [sys.executable, "-c", script, str(folder), work], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def hold(folder: Path) -> tuple[subprocess.Popen[str], str]:
    """A client that is inside the context, and the URI that it got."""
    process = client(folder, "hold")
    assert process.stdout
    return process, process.stdout.readline().strip()


def leave(process: subprocess.Popen[str]) -> None:
    process.communicate(timeout=30)
    assert process.returncode == 0


def processes(folder: Path) -> dict[int, str]:
    """Supervisors and servers of a folder: process id and command line."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue  # it has just ended
        if str(folder) in command and (SUPERVISOR in command or SERVER in command):
            found[int(entry.name)] = command
    return found


def server_of(folder: Path) -> int:
    (pid,) = [pid for pid, command in processes(folder).items() if SERVER in command]
    return pid


def supervisor_of(folder: Path) -> int:
    (pid,) = [pid for pid, command in processes(folder).items() if SUPERVISOR in command]
    return pid


def wait_for(condition: Callable[[], bool], seconds: float = 20) -> None:
    give_up = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < give_up, "waited in vain"
        time.sleep(0.05)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A catalog folder; the test fails when a process of it is left over."""
    folder = tmp_path / "catalog"
    yield folder
    wait_for(lambda: not processes(folder))


def test_two_processes_share_one_server_and_the_last_one_ends_it(folder: Path) -> None:
    first, first_uri = hold(folder)
    second, second_uri = hold(folder)
    assert first_uri == second_uri
    assert len(processes(folder)) == 2  # one supervisor, one server
    leave(first)
    time.sleep(1)  # longer than the linger
    with MongoClient[dict[str, int]](second_uri) as mongo:
        assert mongo.admin.command("ping")["ok"] == 1
    leave(second)


def test_what_was_written_is_there_when_the_server_starts_again(folder: Path) -> None:
    for expected in range(2):
        with embedded_server(folder, linger_s=0) as uri, MongoClient[dict[str, int]](uri) as mongo:
            assert mongo.test.runs.count_documents({}) == expected
            mongo.test.runs.insert_one({"run": expected})
        wait_for(lambda: not processes(folder))


def test_a_command_soon_after_finds_the_server_warm(folder: Path) -> None:
    with embedded_server(folder, linger_s=5) as first:
        pass
    with embedded_server(folder, linger_s=5) as second:
        assert first == second
    os.kill(supervisor_of(folder), signal.SIGTERM)  # not to wait for the linger; the server ends with its supervisor


def test_processes_that_start_at_once_get_one_server(folder: Path) -> None:
    clients = [client(folder, "hold") for _ in range(5)]
    uris = {process.stdout.readline().strip() for process in clients if process.stdout}
    assert len(uris) == 1
    assert len(processes(folder)) == 2
    for process in clients:
        leave(process)


@pytest.mark.parametrize("victim", ["client", "server", "both"])
def test_no_acknowledged_write_is_lost_to_kill_9(folder: Path, victim: str) -> None:
    writer = client(folder, "write")
    assert writer.stdout
    writer.stdout.readline()
    for _ in range(50):
        writer.stdout.readline()
    if victim != "client":
        os.kill(server_of(folder), signal.SIGKILL)
    writer.kill()
    acknowledged = [int(line) for line in writer.communicate()[0].split()]
    last = max(acknowledged, default=49)
    with embedded_server(folder, linger_s=0) as uri, MongoClient[dict[str, int]](uri) as mongo:
        there = {document["_id"] for document in mongo.test.acknowledged.find()}
    assert set(range(last + 1)) <= there


def test_a_killed_client_leaves_no_server_behind(folder: Path) -> None:
    process, _ = hold(folder)
    process.kill()
    process.communicate()
    wait_for(lambda: not processes(folder))


@pytest.mark.parametrize("delay", [0.1, 0.25, 0.4, 0.55, 0.7])
def test_a_client_killed_while_it_starts_the_server_is_in_nobodys_way(folder: Path, delay: float) -> None:
    process = client(folder, "hold")
    time.sleep(delay)
    process.kill()
    process.communicate()
    with embedded_server(folder, linger_s=0) as uri, MongoClient[dict[str, int]](uri) as mongo:
        assert mongo.admin.command("ping")["ok"] == 1


def test_a_killed_supervisor_takes_its_server_along(folder: Path) -> None:
    process, _ = hold(folder)
    os.kill(supervisor_of(folder), signal.SIGKILL)
    wait_for(lambda: not processes(folder))
    leave(process)
    with embedded_server(folder, linger_s=0) as uri, MongoClient[dict[str, int]](uri) as mongo:
        assert mongo.admin.command("ping")["ok"] == 1


def test_a_stale_state_file_never_leads_to_somebody_elses_server(folder: Path, tmp_path: Path) -> None:
    with embedded_server(tmp_path / "another", linger_s=0) as foreign:
        folder.mkdir()
        (folder / "server.json").write_text(json.dumps({"uri": foreign, "pid": server_of(tmp_path / "another")}))
        with embedded_server(folder, linger_s=0) as uri:
            assert uri != foreign
    wait_for(lambda: not processes(tmp_path))


@pytest.mark.parametrize("taken_by", ["something else", "another MongoDB"])
def test_a_taken_port_is_left_for_another(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, taken_by: str
) -> None:
    folder.mkdir()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        taken = listener.getsockname()[1]
        other = None
        if taken_by == "another MongoDB":
            listener.close()
            monkeypatch.setattr(server_module, "free_port", lambda: taken)
            other = start_server(choose_program(tmp_path / "other"), tmp_path / "other.log")
        else:
            listener.listen()
        ports = iter([taken, taken, free_port()])
        monkeypatch.setattr(server_module, "free_port", lambda: next(ports))
        server = start_server(choose_program(folder), folder / "server.log")
        assert f":{taken}/" not in server.uri
        stop_server(server.process)
        if other:
            stop_server(other.process)


def test_a_damaged_catalog_is_one_clear_sentence(folder: Path) -> None:
    data = folder / "secantusdb"
    data.mkdir(parents=True)
    for name in ("WiredTiger", "WiredTiger.turtle", "WiredTiger.wt"):
        (data / name).write_bytes(b"garbage")
    with pytest.raises(
        CatalogError, match=r"the catalog's server secantusd-py does not start: .* \(see .*server.log\)"
    ):
        with embedded_server(folder):
            pass


def test_a_folder_that_cannot_be_made_is_one_clear_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CatalogError, match="cannot be used: Not a directory; set VISCOPER_HOME"):
        with embedded_server(tmp_path / "file" / "catalog"):
            pass


@pytest.mark.parametrize(
    ("there", "on_path", "chosen"),
    [
        (None, True, "mongod"),
        (None, False, "secantusd-py"),
        ("secantusdb", True, "secantusd-py"),
        ("mongod", True, "mongod"),
    ],
    ids=["mongod on PATH", "no mongod", "data of SecantusDB stay with it", "data of mongod"],
)
def test_which_server_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: str | None, on_path: bool, chosen: str
) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    if on_path:
        shutil.copy(shutil.which("true") or "", tools / "mongod")
    monkeypatch.setenv("PATH", str(tools))
    if there:
        (tmp_path / there).mkdir()
    assert choose_program(tmp_path).command.name == chosen


def test_data_of_a_program_that_is_gone_are_not_hidden_by_an_empty_catalog(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mongod").mkdir()
    monkeypatch.setenv("PATH", "")
    with pytest.raises(CatalogError, match="was written by mongod, which is not installed"):
        choose_program(tmp_path)


def test_open_catalog_embedded(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    with open_catalog(settings) as catalog:
        catalog.cameras.add(Camera("gate", 127, 37))
    with open_catalog(settings) as catalog:
        assert [camera.name for camera in catalog.cameras.all()] == ["gate"]
    os.kill(supervisor_of(tmp_path / "catalog"), signal.SIGTERM)
    wait_for(lambda: not processes(tmp_path))


@pytest.mark.parametrize(
    ("uri", "said"),
    [
        (
            "mongodb://admin:secret@127.0.0.1:9/",
            r"no MongoDB at mongodb://admin:\*\*\*@127",
        ),
        ("postgres://h/x", "no MongoDB at postgres://h/x: Invalid URI scheme"),
    ],
    ids=["nobody listens", "not MongoDB's scheme"],
)
def test_a_server_elsewhere_that_is_not_there(monkeypatch: pytest.MonkeyPatch, uri: str, said: str) -> None:
    monkeypatch.setattr(catalog_module, "CONNECT_MILLISECONDS", 300)
    with pytest.raises(CatalogError, match=said) as error, open_catalog(Settings(mongo_uri=uri)):
        pass
    assert "secret" not in str(error.value)


def test_a_database_that_refuses_the_indexes(mongo_uri: str, monkeypatch: pytest.MonkeyPatch) -> None:
    clients: list[MongoClient[dict[str, Any]]] = []
    connect = catalog_module._connect
    monkeypatch.setattr(catalog_module, "_connect", lambda uri: clients.append(connect(uri)) or clients[-1])
    with MongoClient[dict[str, Any]](mongo_uri) as client:
        client.spoiled.cameras.insert_many([{"tenant": "seoul", "camera_id": "twice"} for _ in range(2)])
    with pytest.raises(CatalogError, match=r"the database 'spoiled' at mongodb://.* cannot be used: .*; check that"):
        Catalog(mongo_uri, "spoiled", "seoul")
    with pytest.raises(InvalidOperation, match="after close"):
        clients[0].admin.command("ping")


def test_a_server_lost_in_the_middle_is_a_catalog_error(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalog_module, "CONNECT_MILLISECONDS", 1000)
    settings = Settings(home=folder.parent, mongo_uri=None)
    with pytest.raises(CatalogError, match="MongoDB failed in the middle of the work"):
        with open_catalog(settings) as catalog:
            os.kill(server_of(folder), signal.SIGKILL)
            catalog.cameras.all()
