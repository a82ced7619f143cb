"""`viscoper serve` as a process: it starts, ends and leaves nothing behind; killed, it goes on. serve.yaml deploys."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest
import yaml

import ray_apps
from tests.e2e.conftest import PROGRAM
from tests.ports import free_port
from tests.ray_apps.conftest import NINE, PATIENCE_S, Served, serving, wait_until

TOKEN = "a-token-of-sixteen-and-more"  # noqa: S105
CAMERA = "RTSP URL,name,address,longitude,latitude,notes\n,gate,1 Street,127.03,37.50,\n"


@pytest.fixture
def folder(home: Path) -> Iterator[Path]:
    """A home of its own, with the detector that is there already."""
    path = Path(tempfile.mkdtemp(prefix="vh-srv-", dir="/tmp"))
    if (home / "models").exists():
        shutil.copytree(home / "models", path / "models")
    yield path
    shutil.rmtree(path, ignore_errors=True)


def processes_of(home: Path, *words: str) -> list[psutil.Process]:
    """What was started for this home and still runs: all of it, or that of one viscoper command."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):  # it may end while it is looked at
            its_own = process.environ().get("VISCOPER_HOME") == str(home) and process.status() != psutil.STATUS_ZOMBIE
            if its_own and (not words or process.cmdline()[1:3] == [str(PROGRAM), *words]):
                found.append(process)
    return found


def test_at_ctrl_c_it_ends_cleanly_and_leaves_no_process(folder: Path) -> None:
    with serving(folder) as served:
        [main] = processes_of(folder, "serve")
        assert len(processes_of(folder)) > 5
        assert httpx.get(f"{served.url}/readyz").text == "ok\n"
        main.send_signal(signal.SIGINT)
        wait_until(lambda: not main.is_running() or main.status() == psutil.STATUS_ZOMBIE)
    it_ended_cleanly(served)


def it_ended_cleanly(served: Served) -> None:
    lines = (served.home / "log").read_text().splitlines()
    assert len(lines) == 1 and lines[0].startswith(f"The API is at {served.url}"), lines
    wait_until(lambda: processes_of(served.home) == [])


def test_what_cannot_be_served_is_refused_in_one_sentence(served: Served) -> None:
    def refuse(*words: str) -> tuple[int, str]:
        done = subprocess.run([PROGRAM, "serve", *words], env=served.env, capture_output=True, text=True, timeout=120)
        [line] = done.stderr.strip().splitlines()
        return done.returncode, line

    status, said = refuse("--port", str(free_port()))
    assert status == 1 and f"{served.home} is served already" in said
    status, said = refuse("--port", str(free_port()), "--host", "0.0.0.0")  # noqa: S104
    assert status == 2 and "set VISCOPER_ACCESS_TOKEN" in said
    with socket.create_server(("127.0.0.1", 0)) as taken:
        status, said = refuse("--port", str(taken.getsockname()[1]))
    assert status == 2 and "nothing can listen at" in said


@pytest.mark.slow
def test_a_service_that_was_killed_goes_on_with_its_searches(folder: Path, home: Path, picture: bytes) -> None:
    (folder / "cameras.csv").write_text(CAMERA)
    with serving(folder) as served:
        served.run("cameras", "import", folder / "cameras.csv")
        for minute in range(4):
            served.run("footage", "add", home / "north.mp4", "--camera", "gate", "--start", NINE.replace(minute=minute))
        with served.client() as api:
            search = api.create_search([api.upload_query("query.jpg", picture).query_id])
            wait_until(lambda: api.job_summary().indexing > 0)
        [main] = processes_of(folder, "serve")
        main.kill()
    wait_until(lambda: processes_of(folder) == [])
    with serving(folder) as served, served.client() as api:
        *_, last = api.follow(search.search_id)
        assert last.search.state == "done" and last.search.coverage.to_index == 0
        sightings = [match.sighting for match in api.matches(search.search_id, limit=500).items]
        assert len({(each.segment_id, each.box, each.time) for each in sightings}) == len(sightings) > 0
    it_ended_cleanly(served)  # it was terminated


@pytest.mark.slow
def test_the_configuration_of_a_cluster_deploys(folder: Path, tmp_path: Path) -> None:
    """The file itself, on another port of this machine."""
    configuration = yaml.safe_load((Path(ray_apps.__file__).parent / "serve.yaml").read_text())
    port = configuration["http_options"]["port"] = free_port()
    configuration["http_options"]["host"] = "127.0.0.1"
    (folder / "serve.yaml").write_text(yaml.safe_dump(configuration))
    env = {
        **os.environ, "VISCOPER_HOME": str(folder), "VISCOPER_ACCESS_TOKEN": TOKEN, "HOME": str(tmp_path),
        "RAY_USAGE_STATS_ENABLED": "0", "RAY_TMPDIR": str(folder),
    }  # fmt: skip
    command = [Path(sys.executable).parent / "serve", "run", folder / "serve.yaml"]
    with (tmp_path / "log").open("wb") as log:
        # Who runs the tests in the background has SIGINT ignored, and so would it.
        process = subprocess.Popen(command, env=env, stdout=log, stderr=log, preexec_fn=hear_interrupts)
    try:
        wait_until(lambda: answer(port, "/readyz") == 200)
        assert answer(port, "/v1/cameras") == 401
        assert answer(port, "/v1/cameras", {"Authorization": f"Bearer {TOKEN}"}) == 200
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(PATIENCE_S)
    wait_until(lambda: processes_of(folder) == [])


def hear_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def answer(port: int, path: str, headers: dict[str, str] | None = None) -> int:
    try:
        return httpx.get(f"http://127.0.0.1:{port}{path}", headers=headers, timeout=10, trust_env=False).status_code
    except httpx.TransportError:
        return 0
