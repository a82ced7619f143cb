"""Decoding ahead: the next frames are read by a thread of their own while the detector looks at this one."""

from collections.abc import Generator, Iterator
from queue import Full, Queue
from threading import Event, Thread

from viscoper.footage.reader import Frame

DEPTH = 3
_POLL_SECONDS = 0.1


def read_ahead(frames: Iterator[Frame], depth: int = DEPTH) -> Generator[Frame]:
    """The same frames in the same order, up to `depth` of them read before they are asked for.

    What reading raises is raised here, after the frames before it. Closing the result ends the thread and the reading.
    """
    waiting: Queue[Frame | BaseException | None] = Queue(depth)
    stopped = Event()

    def read() -> None:
        end: BaseException | None = None
        try:
            for frame in frames:
                if not _put(waiting, frame, stopped):
                    break
        except BaseException as error:  # handed over to the thread that reads the queue
            end = error
        finally:
            if isinstance(frames, Generator):
                frames.close()
            _put(waiting, end, stopped)

    thread = Thread(target=read, name="read-ahead", daemon=True)
    thread.start()
    try:
        while isinstance(item := waiting.get(), Frame):
            yield item
        if item is not None:
            raise item
    finally:
        stopped.set()
        thread.join()


def _put(waiting: "Queue[Frame | BaseException | None]", item: Frame | BaseException | None, stopped: Event) -> bool:
    """Whether somebody still wants it."""
    while not stopped.is_set():
        try:
            waiting.put(item, timeout=_POLL_SECONDS)
            return True
        except Full:
            continue
    return False
