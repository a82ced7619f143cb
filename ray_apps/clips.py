"""Clips: some seconds of footage around a sighting, as MP4, with the object's box drawn if asked for."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from ray_apps.service import Service, ask
from ray_apps.stills import draw_box
from viscoper.catalog.segments import Segment
from viscoper.footage.excerpt import frames_between
from viscoper.footage.playable import write_video
from viscoper.footage.reader import Frame
from viscoper.gallery.schema import StoredSighting
from viscoper.vision.follow import Seen, box_at

# Before and after the moment of the sighting's image.
SECONDS = 3.0


def sighting_clip(here: Service, sighting: StoredSighting, *, box: bool) -> Path:
    """The clip's file, made when it is not there. Raises FootageError, StorageError."""
    segment = here.catalog.segments.get(sighting.segment_id)
    name = f"{sighting.sighting_id}{'-box' if box else ''}.mp4"
    return here.derived.file(name, lambda path: _make(here, segment, sighting, path, box=box))


def _make(here: Service, segment: Segment, sighting: StoredSighting, path: Path, *, box: bool) -> None:
    at_s = (sighting.time - segment.start).total_seconds()
    span = max(at_s - SECONDS, 0.0), at_s + SECONDS
    seen = _follow(here, segment, sighting, span, at_s) if box else []
    with here.store.open(segment.key) as file:
        write_video(_drawn(frames_between(file, segment.name, *span), seen), path)


def _follow(
    here: Service, segment: Segment, sighting: StoredSighting, span: tuple[float, float], at_s: float
) -> list[Seen]:
    x, y, width, height = sighting.box
    corners = (x, y, x + width, y + height)
    answer = here.embedder.follow.remote(segment.key, segment.name, span, sighting.kind, at_s, corners)
    return [Seen(time_s, np.array(box, np.float32)) for time_s, box in ask(answer)]


def _drawn(frames: Iterator[Frame], seen: list[Seen]) -> Iterator[Frame]:
    for frame in frames:
        box = box_at(seen, frame.time_s)
        if box is not None:
            left, top, right, bottom = (float(side) for side in box)
            draw_box(frame.image, (left, top, right, bottom))
        yield frame
