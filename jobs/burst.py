"""The burst: the indexing that searches start. One for a VISCOPER_HOME; results appear segment by segment."""

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

from pymongo.errors import PyMongoError

from jobs.demand import Demand, demand_of, take_turns
from jobs.index import IndexJob
from jobs.lock import index_lock
from jobs.workers import Workers
from viscoper.catalog.catalog import Catalog
from viscoper.catalog.segments import Segment
from viscoper.errors import BusyError, ViscoperError
from viscoper.search.select import Selection
from viscoper.settings import Settings

# How often progress within segments is told.
REPORT_S = 1.0
# How often the catalog is asked anew: somebody else may index the same segments.
REFRESH_S = 10.0
# After this long without work the gallery is put in order.
IDLE_S = 10.0
# How soon again we try while another index job runs.
BUSY_S = 2.0
log = logging.getLogger(__name__)


class Burst:
    """Indexes, in a thread of its own, what searches want. All methods return at once.

    It holds the home's index lock while there is work. While another job holds it, searches follow what that one does.
    """

    def __init__(self, settings: Settings, catalog: Catalog, workers: Callable[[IndexJob], Workers]) -> None:
        self._settings = settings
        self._catalog = catalog
        self._job = IndexJob(settings, catalog)
        self._workers = workers(self._job)
        self._news: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._demands: dict[str, Demand] = {}
        self._retries: list[str] = []
        self._started, self._done_s = time.monotonic(), 0.0
        self._reported = self._refreshed = 0.0
        self._untidy = False
        self._alive = True
        self._held: set[str] = set()  # segments that another job has
        for search in catalog.searches.where(state="running"):
            self.want(search.record_id)  # of a service that was killed
        self._thread = Thread(target=self._live, daemon=True)
        self._thread.start()

    def want(self, search_id: str) -> None:
        """Indexes a search's footage that is not indexed yet."""
        self._news.put(lambda: self._take_up(search_id))

    def forget(self, search_id: str) -> None:
        """Starts no more segments for a search; those in hand are finished and kept."""
        self._news.put(lambda: self._drop(search_id))

    def retry(self, segment_ids: list[str]) -> None:
        """Indexes these segments again, whatever became of them."""
        self._news.put(lambda: self._retries.extend(segment_ids))

    def close(self) -> None:
        """Ends the thread after the segments in hand; what is left is still wanted, and taken up by the next burst."""
        self._alive = False
        self._news.put(lambda: None)
        self._thread.join()

    @property
    def queued(self) -> list[str]:
        """Ids of the segments that are waited for, those in hand among them."""
        return list(dict.fromkeys([*self._retries, *take_turns(list(self._demands.values())), *self._workers.in_hand]))

    def _live(self) -> None:
        while self._alive:
            try:
                self._listen()
                with index_lock(self._settings.home):
                    self._work()
            except BusyError:
                self._refresh()
                time.sleep(BUSY_S)
            except PyMongoError as error:  # the catalog may come back
                log.warning("the burst waits for the catalog: %s", error)
                time.sleep(BUSY_S)
            except Exception as error:
                self._fail(error)

    @property
    def _idle(self) -> bool:
        return not self._demands and not self._retries and not self._workers.in_hand

    def _listen(self) -> None:
        """Takes in what was asked for. Without anything to do it waits; a gallery to put in order ends the wait."""
        with suppress(Empty):
            self._news.get(block=self._idle, timeout=IDLE_S if self._untidy else None)()
        self._take_news()

    def _take_news(self) -> None:
        while not self._news.empty():
            self._news.get()()

    def _work(self) -> None:
        """Until nothing is wanted any more. With nothing to do, puts the gallery in order."""
        if self._idle and self._untidy:
            self._job.gallery.maintain()
            self._untidy = False
        if not self._workers.in_hand:
            # The lock proves that whoever held a lease under our name is dead.
            self._catalog.segments.release(self._job.owner)
        self._started, self._done_s = time.monotonic(), 0.0
        while not self._idle and self._alive:
            self._step()

    def _step(self) -> None:
        self._hand_out()
        for result in self._workers.finished(REPORT_S / 2):
            self._settle(result)
        if not self._workers.in_hand:
            time.sleep(REPORT_S / 2)  # others hold what is left
        if time.monotonic() - self._reported >= REPORT_S:
            self._report_progress()
        if time.monotonic() - self._refreshed >= REFRESH_S:
            self._refresh()
        self._take_news()

    def _hand_out(self) -> None:
        elsewhere = {*self._workers.in_hand, *self._held}
        wanted = dict.fromkeys([*self._retries, *take_turns(list(self._demands.values()))])
        for segment_id in [each for each in wanted if each not in elsewhere][: self._workers.free]:
            if segment_id in self._retries:
                self._retries.remove(segment_id)
            self._catalog.segments.reopen([segment_id])
            self._workers.start(segment_id)

    def _settle(self, result: dict[str, Any]) -> None:
        segment_id = result["segment_id"]
        if "deaths" in result:
            self._job.give_up([segment_id], result["deaths"])
        else:
            self._job.settle(result)
        if result.get("outcome") == "taken":
            self._held.add(segment_id)
        segment = self._catalog.segments.get(segment_id)
        self._untidy = True
        self._done_s += segment.duration_s
        self._note([segment])

    def _report_progress(self) -> None:
        self._reported = time.monotonic()
        self._note(self._catalog.segments.by_ids(self._workers.in_hand).values())

    def _note(self, segments: Any) -> None:
        """Takes in how segments are now, and tells the searches that they are of."""
        news: list[Segment] = list(segments)
        for demand in list(self._demands.values()):
            if any([demand.note(segment) for segment in news]):
                self._tell(demand)

    def _refresh(self) -> None:
        """Looks at the catalog anew: segments that others indexed are done, new ones are wanted."""
        self._refreshed = time.monotonic()
        self._held.clear()
        for search_id in list(self._demands):
            self._take_up(search_id)

    def _take_up(self, search_id: str) -> None:
        # Should the catalog not answer, it is asked again at the next refresh.
        self._demands.setdefault(search_id, Demand(search_id, Selection([]), {}))
        search = self._catalog.searches.get(search_id)
        if search.state != "running":
            self._demands.pop(search_id, None)
            return
        self._demands[search_id] = demand_of(search, self._catalog, self._settings)
        self._tell(self._demands[search_id])

    def _drop(self, search_id: str) -> None:
        self._demands.pop(search_id, None)

    def _tell(self, demand: Demand) -> None:
        report = demand.report(self._settings, self._speed())
        told = self._catalog.searches.change_if(demand.search_id, {"state": "running"}, count="revision", **report)
        if not told or report["state"] != "running":
            self._drop(demand.search_id)

    def _speed(self) -> float | None:
        """Seconds of footage a second, since the burst began; None until the first segment is done."""
        return self._done_s / (time.monotonic() - self._started) if self._done_s else None

    def _fail(self, error: Exception) -> None:
        """Nothing more can be indexed: every search that waits for it says why."""
        log.error("the burst failed", exc_info=error)
        known = isinstance(error, ViscoperError)
        reason = str(error) if known else f"indexing failed unexpectedly ({type(error).__name__}: {error}); see the log"
        for search_id in list(self._demands):
            self._catalog.searches.change_if(
                search_id, {"state": "running"}, count="revision", state="failed", problem=reason, eta_s=None
            )
            self._drop(search_id)
        self._retries.clear()
