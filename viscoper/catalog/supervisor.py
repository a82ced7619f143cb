"""The small process that starts the embedded server and stops it when its last client has gone.

    python -m viscoper.catalog.supervisor FOLDER LINGER_SECONDS

returns when the server answers (exit status 0) or cannot (1, the reason on stderr); a child of it stays and supervises.

Three files in FOLDER tell who is there. Locks are flock(2) locks, which the kernel gives up with their holder however
that ends, so a killed process leaves nothing to clean up:

    clients.lock   shared by every client while it is connected; the supervisor takes it exclusively to stop the server
    server.lock    held by the supervisor and its server; whoever gets it knows that there is neither
    server.json    its URI and process id; worth something only while server.lock is held
"""

import fcntl
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from viscoper.catalog.server import Server, choose_program, last_words, start_server, stop_server
from viscoper.errors import CatalogError

POLL_SECONDS = 0.2


def open_lock(path: Path) -> int:
    """A file descriptor to lock; not inherited by programs that are started."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def try_lock(descriptor: int, kind: int) -> bool:
    """Whether the lock (LOCK_SH or LOCK_EX) was free and is now held."""
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def supervise(folder: Path, linger_s: float, announce: Callable[[str], None]) -> None:
    """Starts the server, announces "" (or the reason why not), and stops it when nobody has used it for `linger_s`."""
    server_lock = open_lock(folder / "server.lock")
    if not try_lock(server_lock, fcntl.LOCK_EX):
        announce("")  # somebody was quicker; the client finds that one
        return
    log = folder / "server.log"
    if log.exists():
        log.replace(folder / "server.log.old")
    try:
        server = start_server(choose_program(folder), log, keep_open=(server_lock,))
    except CatalogError as error:
        announce(str(error))
        return
    _publish(folder, server)
    announce("")
    _serve(server, folder, linger_s)


def _publish(folder: Path, server: Server) -> None:
    draft = folder / "server.json.new"
    draft.write_text(json.dumps({"uri": server.uri, "pid": server.process.pid}))
    draft.replace(folder / "server.json")


def _serve(server: Server, folder: Path, linger_s: float) -> None:
    clients = open_lock(folder / "clients.lock")
    last_seen = time.monotonic()
    while server.process.poll() is None:
        time.sleep(POLL_SECONDS)
        if not try_lock(clients, fcntl.LOCK_EX):
            last_seen = time.monotonic()
        elif time.monotonic() - last_seen < linger_s:
            fcntl.flock(clients, fcntl.LOCK_UN)
        else:
            # clients.lock stays held: whoever comes now waits until the server has gone, and starts the next one.
            (folder / "server.json").unlink()
            stop_server(server.process)
            return
    sys.stderr.write(f"the server ended by itself: {last_words(folder / 'server.log')}\n")


def main() -> int:
    folder, linger_s = Path(sys.argv[1]), float(sys.argv[2])
    read_end, write_end = os.pipe()
    if os.fork():
        os.close(write_end)
        with os.fdopen(read_end) as verdict:
            reason = verdict.read()
        sys.stderr.write(reason)
        return 1 if reason else 0
    os.close(read_end)
    _leave_the_terminal(folder / "supervisor.log")
    supervise(folder, linger_s, lambda reason: _say(write_end, reason))
    return 0


def _leave_the_terminal(log: Path) -> None:
    """Own session, so that Ctrl-C in a client's terminal does not stop the server that others use."""
    os.setsid()
    os.chdir("/")
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(output, 1)
    os.dup2(output, 2)


def _say(pipe: int, reason: str) -> None:
    os.write(pipe, reason.encode())
    os.close(pipe)


if __name__ == "__main__":
    sys.exit(main())
