"""The indexing stage: one segment in, its sightings' uncommitted fragments out."""

import time
from collections.abc import Callable
from contextlib import closing
from functools import cache
from threading import Thread
from typing import Any

from viscoper.catalog.catalog import Catalog
from viscoper.catalog.segments import Segment
from viscoper.errors import BusyError, ViscoperError
from viscoper.footage.ahead import read_ahead
from viscoper.footage.reader import read_frames
from viscoper.footage.storage import open_store
from viscoper.gallery.gallery import Gallery
from viscoper.gallery.rows import rows_of
from viscoper.gallery.table import load_lance
from viscoper.settings import Settings
from viscoper.vision.extractor import Extractor

RENEW_SECONDS = 2.0


@cache
def extractor_of(settings: Settings, threads: int) -> Extractor:
    """One for a process, since its models take seconds to load."""
    return Extractor(settings, threads=threads)


class IndexSegment:
    """Claims a segment, reads it, and writes its sightings beside the gallery without committing them.

    Called with {"segment_id": str}; returns {"segment_id", "outcome": "indexed" | "failed" | "taken", "sightings": int,
    "frames": int, "seconds": float, "fragments": list of JSON strings, "reason": str}. A segment that fails never
    raises: an exception would make Ray drop its neighbours in the block.
    """

    def __init__(self, settings: Settings, catalog: Catalog, owner: str, threads: int) -> None:
        self.settings = settings
        self.catalog = catalog
        self.owner = owner
        self.threads = threads
        self.store = open_store(settings)
        self.gallery = Gallery(settings)
        self.extract = extractor_of(settings, threads)
        Thread(target=load_lance, daemon=True).start()  # the first frames are read meanwhile

    def __call__(self, row: dict[str, Any]) -> dict[str, Any]:
        segment_id = str(row["segment_id"])
        nothing = {"sightings": 0, "frames": 0, "seconds": 0.0, "fragments": [], "reason": ""}
        result: dict[str, Any] = {"segment_id": segment_id, "outcome": "taken", **nothing}
        started = time.monotonic()
        try:
            segment = self._claim(segment_id)
            if segment:
                result |= self._index(segment)
        except BusyError:
            pass  # the lease went to another job while we read: the segment is its now
        except ViscoperError as error:
            result |= {"outcome": "failed", "reason": str(error)}
        except Exception as error:  # any fault of one segment is that segment's; the job reports it and goes on
            result |= {"outcome": "failed", "reason": f"unexpected {type(error).__name__}: {error}"}
        return result | {"seconds": time.monotonic() - started}

    def _claim(self, segment_id: str) -> Segment | None:
        """The segment, unless another job has it. What a dead worker of this very job held is ours to take up again."""
        claimed = self.catalog.segments.claim([segment_id], self.owner, limit=1)
        if claimed:
            return claimed[0]
        segment = self.catalog.segments.get(segment_id)
        if segment.owner != self.owner:
            return None
        self.catalog.segments.renew(segment_id, self.owner, 0.0)
        return segment

    def _index(self, segment: Segment) -> dict[str, Any]:
        with self.store.open(segment.key) as file:
            frames = read_frames(file, segment.name, sample_fps=self.settings.sample_fps, threads=self.threads)
            with closing(read_ahead(frames)) as ahead:
                extraction = self.extract(ahead, progress=self._renewer(segment))
        rows = rows_of(extraction.sightings, segment, self.extract.embedder.name)
        return {
            "outcome": "indexed",
            "sightings": len(extraction.sightings),
            "frames": extraction.frames_read,
            "fragments": self.gallery.write_fragment(rows),
        }

    def _renewer(self, segment: Segment) -> Callable[[float], None]:
        """Keeps the lease and tells how far we are, at most every RENEW_SECONDS."""
        last = 0.0

        def renew(seconds_done: float) -> None:
            nonlocal last
            if time.monotonic() - last >= RENEW_SECONDS:
                last = time.monotonic()
                share = min(seconds_done / max(segment.duration_s, 1e-6), 1.0)
                self.catalog.segments.renew(segment.segment_id, self.owner, share)

        return renew
