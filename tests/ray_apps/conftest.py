"""One real service for all tests of the API: Ray Serve, embedded MongoDB, workers, and short clips of the demo city."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import av
import httpx
import pytest

from ray_apps.client import Client
from tests.e2e.conftest import FOOTAGE, PROGRAM, cut
from tests.ports import free_port
from viscoper.settings import Settings

NINE = datetime.fromisoformat("2026-05-01T09:00:00+09:00")
PATIENCE_S = 180.0  # two processors may have other work beside these tests
TABLE = """RTSP URL,name,address,longitude,latitude,notes
rtsp://admin:secret@192.0.2.1/1,north gate,1 North Street,127.0300,37.5000,
rtsp://192.0.2.2/1,south gate,2 South Street,127.0310,37.4980,by the bridge
,옛 시청,3 Old Street,127.0400,37.5100,archived footage only
"""


@dataclass(frozen=True)
class Served:
    """A service that answers: its address, home and environment."""

    url: str
    home: Path
    env: dict[str, str]

    def run(self, *words: object) -> None:
        subprocess.run([PROGRAM, *map(str, words)], env=self.env, check=True, capture_output=True)

    def client(self) -> Client:
        token = self.env.get("VISCOPER_ACCESS_TOKEN")
        return Client(Settings(home=self.home, api_url=self.url, access_token=token))


@contextmanager
def serving(home: Path, **variables: str) -> Iterator[Served]:
    """`viscoper serve` over a home, until the block ends."""
    port = free_port()
    served = Served(f"http://127.0.0.1:{port}", home, {**os.environ, "VISCOPER_HOME": str(home), **variables})
    log = home / "log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [PROGRAM, "serve", "--port", str(port)], env=served.env, stdout=file, stderr=subprocess.STDOUT
        )
    try:
        wait_until(lambda: "The API is at" in log.read_text() or process.poll() is not None)
        assert process.poll() is None, log.read_text()
        yield served
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            raise


def wait_until(done: object, within_s: float = PATIENCE_S) -> None:
    give_up = time.monotonic() + within_s
    while not done():  # type: ignore[operator]
        assert time.monotonic() < give_up, "it has not come about"
        time.sleep(0.2)


@pytest.fixture(scope="session")
def home() -> Iterator[Path]:
    """Three cameras. North and south have a clip each of one passer-by, the old town hall one in MPEG-4."""
    folder = Path(tempfile.mkdtemp(prefix="vh-api-", dir="/tmp"))
    env = {**os.environ, "VISCOPER_HOME": str(folder)}
    (folder / "cameras.csv").write_text(TABLE, encoding="utf-8")
    source = FOOTAGE / "haneul-ro-2.mp4"
    clips = {
        "north gate": (cut(source, 26, 5, folder / "north.mp4"), NINE),
        "south gate": (cut(source, 31, 5, folder / "south.mp4"), NINE + timedelta(minutes=2)),
        "옛 시청": (as_mpeg4(cut(source, 43, 5, folder / "old.mp4"), folder / "old.avi"), NINE + timedelta(minutes=9)),
    }

    def run(*words: object) -> None:
        subprocess.run([PROGRAM, *map(str, words)], env=env, check=True, capture_output=True)

    try:
        run("cameras", "import", folder / "cameras.csv")
        for camera, (file, start) in clips.items():
            run("footage", "add", file, "--camera", camera, "--start", start.isoformat())
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def as_mpeg4(source: Path, target: Path) -> Path:
    with av.open(str(source)) as reader, av.open(str(target), "w") as writer:
        stream = reader.streams.video[0]
        out = writer.add_stream("mpeg4", rate=stream.average_rate, options={"qscale": "3"})
        out.width, out.height, out.pix_fmt = stream.width, stream.height, "yuv420p"
        for number, frame in enumerate(reader.decode(stream)):
            frame.pts, frame.time_base = number, 1 / stream.average_rate
            writer.mux(out.encode(frame))
        writer.mux(out.encode(None))
    return target


@pytest.fixture(scope="session")
def served(home: Path) -> Iterator[Served]:
    with serving(home) as service:
        yield service


@pytest.fixture(scope="session")
def api(served: Served) -> Iterator[Client]:
    with served.client() as client:
        yield client


@pytest.fixture(scope="session")
def http(served: Served) -> Iterator[httpx.Client]:
    """The API without the client's help."""
    with httpx.Client(base_url=served.url, timeout=120, trust_env=False) as client:
        yield client


@pytest.fixture(scope="session")
def names(api: Client) -> dict[str, str]:
    """Ids of the cameras by their names."""
    return {camera.name: camera.camera_id for camera in api.all_cameras()}


@pytest.fixture(scope="session")
def indexed(api: Client, picture: bytes) -> None:
    """All footage, by a search of all cameras."""
    search = api.create_search([api.upload_query("query.jpg", picture).query_id])
    for event in api.follow(search.search_id):
        search = event.search
    assert search.state == "done", search.problem


@pytest.fixture(scope="session")
def picture() -> bytes:
    """Somebody of the demo city."""
    return (FOOTAGE / "query-person.jpg").read_bytes()
