"""One segment has nothing to spread over machines: a child process reads it, without the seconds Ray takes to start.

It is a process of its own for the same reason as Ray's workers are: what a hostile file does to it is not done to us.
"""

import os
import subprocess
import sys
from contextlib import suppress
from multiprocessing.connection import Connection, Pipe
from typing import Any

from viscoper.catalog.catalog import Catalog
from viscoper.catalog.server import END_WITH_PARENT
from viscoper.errors import ViscoperError
from viscoper.settings import Settings


class LoneWorker:
    """A child process that begins to load its models at once, while we still look for what there is to do.

    Called with the catalog, the job's owner and a segment's id; gives IndexSegment's result, or None when the child
    died over it; the next call starts another. It ends with `close`, or when we end, even killed. What it says is in
    HOME/index.log. Raises what kept the child from loading its models.
    """

    def __init__(self, settings: Settings, stage: Any = None) -> None:
        self._settings = settings
        self._stage = stage
        self._start()

    def __call__(self, catalog: Catalog, owner: str, segment_id: str) -> dict[str, Any] | None:
        if self._process.poll() is not None:
            self.close()
            self._start()
        with suppress(ConnectionError):  # it may have ended, and said why
            self._connection.send((catalog, owner, segment_id))
        try:
            answer = self._connection.recv()
        except (EOFError, ConnectionError):
            self._process.wait()
            return None
        if isinstance(answer, ViscoperError):
            raise answer
        return dict(answer)

    def close(self) -> None:
        """Ends the child; closing twice does nothing."""
        self._connection.close()
        self._process.kill()
        self._process.wait()

    def _start(self) -> None:
        self._settings.home.mkdir(parents=True, exist_ok=True)
        self._connection, theirs = Pipe()
        child = [sys.executable, "-m", "jobs.lone", str(theirs.fileno())]
        with theirs, open(self._settings.home / "index.log", "ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", str(END_WITH_PARENT), str(os.getpid()), *child],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=[theirs.fileno()],
                env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )
        self._connection.send((self._settings, self._stage))


def work(connection: Connection) -> None:
    """The child's side: the models first, then one segment after the other until nobody wants more."""
    threads = len(os.sched_getaffinity(0))
    try:
        from jobs.stage import IndexSegment, extractor_of

        settings, stage = connection.recv()
        extractor_of(settings, threads)
        while True:
            catalog, owner, segment_id = connection.recv()
            connection.send((stage or IndexSegment)(settings, catalog, owner, threads)({"segment_id": segment_id}))
    except ViscoperError as error:
        connection.send(error)
    except EOFError:
        return


if __name__ == "__main__":
    work(Connection(int(sys.argv[1])))
