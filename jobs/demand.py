"""What the burst has been asked for: by searches, each its footage that is not indexed; by retries, single segments."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from jobs.index import pending_segments
from viscoper.catalog.casework import SearchRecord
from viscoper.catalog.catalog import Catalog
from viscoper.catalog.segments import Segment, State
from viscoper.recipe import recipe_of
from viscoper.search.coverage import measure_coverage
from viscoper.search.select import Selection
from viscoper.search.standing import likely_first, selection_of
from viscoper.settings import Settings


@dataclass
class Demand:
    """One search's segments, as known here, and those of them to index, the most likely first."""

    search_id: str
    selection: Selection
    segments: dict[str, Segment]
    pending: list[str] = field(default_factory=list)

    def note(self, segment: Segment) -> bool:
        """Takes in how a segment is now; whether it is one of this search's."""
        if segment.segment_id not in self.segments:
            return False
        self.segments[segment.segment_id] = segment
        if segment.state in (State.INDEXED, State.FAILED) and segment.segment_id in self.pending:
            self.pending.remove(segment.segment_id)
        return True

    @property
    def left_s(self) -> float:
        """Seconds of footage that are still to index."""
        left = (self.segments[each] for each in self.pending)
        return sum(segment.duration_s * (1 - share_done(segment)) for segment in left)

    def report(self, settings: Settings, speed: float | None) -> dict[str, object]:
        """Fields of its record: coverage, progress, and seconds left at `speed` seconds of footage a second."""
        coverage = measure_coverage(self.selection, self.segments.values(), recipe_of(settings))
        whole = sum(segment.duration_s for segment in self.segments.values())
        return {
            "coverage": coverage.total.to_json(),
            "progress": round(1 - self.left_s / whole, 4) if whole else 1.0,
            "eta_s": round(self.left_s / speed, 1) if speed else None,
            "state": "running" if self.pending else "done",
        }


def share_done(segment: Segment) -> float:
    return segment.progress if segment.state == State.INDEXING else 0.0


def demand_of(search: SearchRecord, catalog: Catalog, settings: Settings) -> Demand:
    """What a search wants, by the catalog as it is now."""
    selection = selection_of(search, catalog.cameras)
    segments = catalog.segments.find(selection.camera_ids, search.start, search.end)
    pending = likely_first(search, selection, pending_segments(segments, settings, retry=False))
    return Demand(
        search.record_id, selection, {each.segment_id: each for each in segments}, [each.segment_id for each in pending]
    )


def take_turns(demands: list[Demand]) -> Iterator[str]:
    """Pending segments, one of each search in turn, so that a large search does not keep a small one waiting."""
    for place in range(max((len(demand.pending) for demand in demands), default=0)):
        for demand in demands:
            if place < len(demand.pending):
                yield demand.pending[place]
