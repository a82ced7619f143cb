"""From the frames of one segment to its sightings: motion gate, detector, tracker, unique image, embedder."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from models.fetch import fetch_detector
from viscoper.attributes import Attributes
from viscoper.coco import Kind
from viscoper.footage.reader import Frame
from viscoper.settings import Settings, Size
from viscoper.vision.attributes import attributes_of
from viscoper.vision.boxes import Boxes, Image
from viscoper.vision.detections import Detections
from viscoper.vision.detector import Detector
from viscoper.vision.embedder import colour_signature
from viscoper.vision.embedders import load_embedder
from viscoper.vision.ends import End, ends
from viscoper.vision.motion import MotionGate
from viscoper.vision.stitching import stitch
from viscoper.vision.track import Track
from viscoper.vision.tracker import Tracker
from viscoper.vision.unique_image import EDGE_ERROR, Candidate, candidate, decoded, whole_box

# Detections down to this share of the starting score may carry a track on.
DOUBTFUL_SHARE = 0.6
# Crops that are decoded together.
EMBEDDED_AT_ONCE = 64


@dataclass(frozen=True)
class Sighting:
    """The one picture kept of a track. Times in seconds of the footage; `box` x, y, width, height in source pixels.

    `jpeg`: the box's picture, its longer side 512 pixels at most; `embedding`: float32 of length 1; `score` and
    `quality`: 0..1; `attributes`: what can be said of it in words; `ends`: where it came into view and went out of it.
    """

    track_id: int
    kind: Kind
    label: str
    frame_index: int
    time_s: float
    first_s: float
    last_s: float
    box: tuple[int, int, int, int]
    score: float
    quality: float
    jpeg: bytes
    embedding: npt.NDArray[np.float32]
    attributes: Attributes = field(default_factory=dict)
    ends: tuple[End, End] | None = None

    @property
    def crop(self) -> Image:
        """The picture, BGR, decoded anew each time."""
        return decoded(self.jpeg)


@dataclass(frozen=True)
class Extraction:
    """All of one segment: the sightings kept, all tracks (also of objects too small to keep), and frames counted."""

    sightings: list[Sighting]
    tracks: list[Track]
    frames_read: int
    frames_detected: int


class Extractor:
    """Called with a segment's sampled frames. One Extractor serves any number of segments, one after the other.

    Memory: no frame outlives its turn. Until the segment ends each track keeps one crop as JPEG (some 5 to 60 KB) and
    under 400 bytes per detection.
    Raises ModelError when the detector that the settings name cannot be had.
    """

    def __init__(self, settings: Settings, threads: int | None = None) -> None:
        self.settings = settings
        self.confident: dict[Kind, float] = {"person": settings.person_score, "vehicle": settings.vehicle_score}
        self.minimum: dict[Kind, Size] = {"person": settings.min_person, "vehicle": settings.min_vehicle}
        lowest = DOUBTFUL_SHARE * min(self.confident.values())
        self.detector = Detector(fetch_detector(settings), settings.home, settings.detector_size, lowest, threads)
        self.embedder = load_embedder(settings)

    def __call__(self, frames: Iterable[Frame], progress: Callable[[float], None] | None = None) -> Extraction:
        """Reads the frames to their end. `progress` is told the seconds of footage done after each frame."""
        gate, tracker = MotionGate(), Tracker(self.confident, self.settings.unique_image)
        read = looked_at = 0
        size = Size(0, 0)
        for frame in frames:
            read += 1
            size = Size(frame.image.shape[1], frame.image.shape[0])
            found = self._look(frame, gate, tracker.expected(frame.time_s))
            if found is not None:
                looked_at += 1
                self._follow(frame, found, tracker)
            if progress:
                progress(frame.time_s)
        tracks = stitch(tracker.tracks(), size, self.confident)
        return Extraction(self._sightings(tracks, size), tracks, read, looked_at)

    def _look(self, frame: Frame, gate: MotionGate, expected: Boxes) -> Detections | None:
        """What is in the frame where it is worth looking; None when that is nowhere."""
        shrunk = self.detector.shrunk(frame.image)
        scale = np.float32(shrunk.shape[1] / frame.image.shape[1])
        regions = gate(shrunk, frame.time_s, expected * scale)
        if regions is None:
            found = self.detector([shrunk])[0]
        elif len(regions):
            found = self.detector.within(shrunk, regions)
        else:
            return None
        floor = np.where(found.people, self.confident["person"], self.confident["vehicle"]) * DOUBTFUL_SHARE
        return Detections(found.boxes / scale, found.scores, found.labels)[found.scores >= floor]

    def _follow(self, frame: Frame, found: Detections, tracker: Tracker) -> None:
        looks = [colour_signature(_crop(frame.image, box)) for box in found.boxes]
        size = Size(frame.image.shape[1], frame.image.shape[0])
        owners = tracker(frame.index, frame.time_s, size, found, looks)
        for index, owner in enumerate(owners):
            if owner is not None:
                self._offer(frame, found, index, owner)

    def _offer(self, frame: Frame, found: Detections, index: int, track: Track) -> None:
        margin = 0.0 if self.settings.unique_image == "first" else EDGE_ERROR / self.detector.scale(frame.image)
        picture = candidate(
            frame.image, frame.index, frame.time_s, found.boxes, found.scores, index, self.minimum[track.kind], margin
        )
        if picture is not None:
            track.unique_image.offer(picture, frame.image)

    def _sightings(self, tracks: list[Track], frame: Size) -> list[Sighting]:
        chosen = [(track, track.unique_image.kept) for track in tracks]
        seen = [(track, picture) for track, picture in chosen if picture is not None]
        sightings: list[Sighting] = []
        for start in range(0, len(seen), EMBEDDED_AT_ONCE):
            batch = seen[start : start + EMBEDDED_AT_ONCE]
            crops = [decoded(track.unique_image.jpeg) for track, _ in batch]
            told = attributes_of(crops, [track.kind for track, _ in batch])
            found = zip(batch, self.embedder(crops), told, strict=True)
            sightings.extend(
                _sighting(track, picture, embedding, attributes, frame)
                for (track, picture), embedding, attributes in found
            )
        return sightings


def _sighting(
    track: Track, picture: Candidate, embedding: npt.NDArray[np.float32], attributes: Attributes, frame: Size,
) -> Sighting:  # fmt: skip
    return Sighting(
        track.track_id, track.kind, track.label, picture.frame_index, picture.time_s, track.times[0], track.times[-1],
        picture.box, picture.score, picture.quality, track.unique_image.jpeg, embedding, attributes,
        ends(track, frame),
    )  # fmt: skip


def _crop(image: Image, box: npt.NDArray[np.float32]) -> Image:
    x, y, width, height = whole_box(box, image)
    return image[y : y + max(height, 1), x : x + max(width, 1)]
