"""The MongoDB server program of the embedded catalog: which one, and how it is started and stopped."""

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, Any, NamedTuple

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from viscoper.errors import CatalogError

START_SECONDS = 60.0
STOP_SECONDS = 15.0
PORTS_TRIED = 5
END_WITH_PARENT = Path(__file__).with_name("end_with_parent.py")


class Program(NamedTuple):
    """A server program and the folder its data lie in (each program has its own format)."""

    command: Path
    data: Path


class Server(NamedTuple):
    """A server that answers, and the URI it answers at."""

    process: subprocess.Popen[bytes]
    uri: str


def choose_program(folder: Path) -> Program:
    """The program whose data are already in `folder`; for a new catalog `mongod` when it is on PATH, else SecantusDB.

    Raises CatalogError when the data there are of a program that is not installed.
    """
    mongod, secantus = shutil.which("mongod"), _secantus()
    found = {"mongod": mongod, "secantusdb": secantus}
    for kind, command in found.items():
        if (folder / kind).is_dir():
            if command is None:
                raise CatalogError(f"the catalog in {folder} was written by {kind}, which is not installed; install it")
            return Program(Path(command), folder / kind)
    for kind, command in found.items():
        if command is not None:
            return Program(Path(command), folder / kind)
    raise CatalogError(
        "there is neither mongod nor secantusd-py here; install the package secantusdb, or set VISCOPER_MONGO_URI"
    )


def _secantus() -> str | None:
    beside_python = Path(sys.executable).parent / "secantusd-py"
    return str(beside_python) if beside_python.exists() else shutil.which("secantusd-py")


def start_server(program: Program, log: Path, keep_open: tuple[int, ...] = ()) -> Server:
    """Starts `program` on a free port of the loopback interface and waits until it answers.

    The server inherits the file descriptors `keep_open` and ends when its parent does. There is no password: everyone
    with an account on this machine can reach it; use VISCOPER_MONGO_URI where that matters.
    Raises CatalogError, with the server's last words, when it does not come up.
    """
    program.data.mkdir(parents=True, exist_ok=True)
    for _ in range(PORTS_TRIED):
        port = free_port()
        with log.open("ab") as output:
            process = _spawn(program, port, output, keep_open)
        uri = f"mongodb://127.0.0.1:{port}/?directConnection=true&journal=true"
        if _wait_until_it_answers(process, uri):
            return Server(process, uri)
        if "in use" not in log.read_text(errors="replace")[-2000:]:
            break
    raise CatalogError(f"the catalog's server {program.command.name} does not start: {last_words(log)} (see {log})")


def stop_server(process: subprocess.Popen[bytes]) -> None:
    """Asks the server to end, and makes it end when it does not."""
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def free_port() -> int:
    """A TCP port that nobody listened at a moment ago; somebody may be quicker, so the caller tries again."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def last_words(log: Path) -> str:
    """The last line of a log."""
    lines = log.read_text(errors="replace").split("\n") if log.exists() else []
    return next((line.strip() for line in reversed(lines) if line.strip()), "it said nothing")


def _spawn(program: Program, port: int, output: IO[bytes], keep_open: tuple[int, ...]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-I", "-S", str(END_WITH_PARENT), str(os.getpid()), *_arguments(program, port)],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        pass_fds=keep_open,
        cwd=program.data,
    )


def _arguments(program: Program, port: int) -> list[str]:
    command, data = str(program.command), str(program.data)
    if program.command.name == "mongod":
        return [command, "--bind_ip", "127.0.0.1", "--port", str(port), "--dbpath", data]
    # Without --sync-on-commit SecantusDB loses acknowledged writes when it is killed.
    return [
        command,
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--storage-path",
        data,
        "--sync-on-commit",
        "--cache-size",
        "128M",
    ]


def _wait_until_it_answers(process: subprocess.Popen[bytes], uri: str) -> bool:
    give_up = time.monotonic() + START_SECONDS
    with MongoClient[dict[str, Any]](uri, serverSelectionTimeoutMS=500) as client:
        while process.poll() is None:
            if answers(client, process.pid):
                return True
            if time.monotonic() > give_up:
                stop_server(process)
                return False
    return False


def answers(client: MongoClient[dict[str, Any]], pid: int) -> bool:
    """Whether the server at the URI is ours: on a taken port somebody else's MongoDB could answer."""
    try:
        return bool(client.admin.command("serverStatus")["pid"] == pid)
    except PyMongoError:
        return False
