"""Running the index job under a progress bar."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from jobs.index import IndexJob, IndexReport, pending_segments
from jobs.lone import LoneWorker
from viscoper.catalog import Catalog, Segment
from viscoper.cli.output import progress_bar
from viscoper.settings import Settings

POLL_SECONDS = 0.5


def run_index(
    settings: Settings,
    catalog: Catalog,
    segments: Sequence[Segment],
    *,
    retry: bool = False,
    hidden: bool = False,
    lone: LoneWorker | None = None,
) -> IndexReport:
    """Indexes those of `segments` that need it. Raises BusyError when another job runs."""
    pending = pending_segments(segments, settings, retry)
    with _progress(catalog, pending, hidden=hidden):
        return IndexJob(settings, catalog, lone=lone).run(pending)


@contextmanager
def _progress(catalog: Catalog, pending: Sequence[Segment], *, hidden: bool) -> Iterator[None]:
    """A bar over the seconds of footage, fed by the leases that the workers renew."""
    total = round(sum(segment.duration_s for segment in pending))
    stop = threading.Event()
    with progress_bar(hidden=hidden or not pending) as bar:
        task = bar.add_task("Indexing, seconds of footage", total=total)

        def follow() -> None:
            while not stop.wait(POLL_SECONDS):
                bar.update(task, completed=round(_seconds_done(catalog, pending)))

        thread = threading.Thread(target=follow, daemon=True)
        thread.start()
        try:
            yield
            bar.update(task, completed=total)
        finally:
            stop.set()
            thread.join()


def _seconds_done(catalog: Catalog, pending: Sequence[Segment]) -> float:
    now = catalog.segments.find({segment.camera_id for segment in pending})
    done = {s.segment_id: 1.0 if s.state == "failed" else s.progress for s in now}
    return sum(segment.duration_s * done[segment.segment_id] for segment in pending)
