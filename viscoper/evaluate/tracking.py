"""`viscoper evaluate tracking`: people of one video, from detection to unique images, against ground truth."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from models.fetch import fetch_detector
from viscoper.evaluate.detection import average_precision
from viscoper.evaluate.identity import MATCH, compare_tracks
from viscoper.evaluate.mot import Labelled, read_mot
from viscoper.footage.reader import read_frames
from viscoper.settings import Settings
from viscoper.vision.boxes import overlaps
from viscoper.vision.detections import Detections
from viscoper.vision.detector import Detector
from viscoper.vision.extractor import Extraction, Extractor, Sighting

# Boxes down to this score are ranked for the average precision.
LOWEST_SCORE = 0.02


def evaluate_tracking(video: Path, truth_file: Path, every: int, settings: Settings) -> dict[str, float | int]:
    """Figures at IoU 0.5 on the frames that the ground truth has; only people are judged.

    `ap`: of the detector's ranked boxes on those frames, each looked at alone and whole. `precision`, `recall`, `mota`,
    `idf1`: of the tracks that indexing gives at the settings' sampling rate, interpolated to those frames. `people`:
    identities in the truth; `sightings`: unique images that indexing keeps; `people_with_a_sighting`: people to whom at
    least one belongs, by the truth at the sighting's own frame (interpolated between the frames that the file has);
    `sightings_per_person`: all sightings over the people with one.
    Raises UsageError for a bad ground truth, FootageError for a bad video, ModelError when the detector cannot be had.
    """
    truth = read_mot(truth_file, every)
    extraction = _extract(video, settings)
    figures = compare_tracks(truth, tracks_by_frame(extraction, np.array(sorted(truth))))
    people = [sighting for sighting in extraction.sightings if sighting.kind == "person"]
    owners = [owner for owner in (_owner(sighting, truth, every) for sighting in people) if owner is not None]
    return {
        "precision": figures.precision,
        "recall": figures.recall,
        "ap": average_precision(truth, _detect(video, truth, settings)),
        "idf1": figures.idf1,
        "mota": figures.mota,
        "people": len({int(i) for labelled in truth.values() for i in labelled.identities}),
        "sightings": len(people),
        "people_with_a_sighting": len(set(owners)),
        "sightings_per_person": len(people) / max(len(set(owners)), 1),
    }


def tracks_by_frame(extraction: Extraction, frames: np.ndarray[tuple[int], np.dtype[np.intp]]) -> dict[int, Labelled]:
    """The tracks of people at the frames (numbered from 1), interpolated."""
    boxes: dict[int, list[np.ndarray[tuple[int], np.dtype[np.float32]]]] = {int(frame): [] for frame in frames}
    owners: dict[int, list[int]] = {int(frame): [] for frame in frames}
    for track in extraction.tracks:
        if track.kind == "person":
            for index, box in zip(*track.boxes_at(frames - 1), strict=True):
                boxes[int(index) + 1].append(box)
                owners[int(index) + 1].append(track.track_id)
    return {
        frame: Labelled(np.stack(boxes[frame]), np.array(owners[frame], np.intp)) for frame in boxes if boxes[frame]
    }


def _extract(video: Path, settings: Settings) -> Extraction:
    return Extractor(settings)(read_frames(video, video.name, sample_fps=settings.sample_fps))


def _detect(video: Path, truth: Mapping[int, Labelled], settings: Settings) -> dict[int, Detections]:
    detector = Detector(fetch_detector(settings), settings.home, settings.detector_size, LOWEST_SCORE)
    found = {}
    for frame in read_frames(video, video.name):
        if frame.index + 1 in truth:
            everything = detector([frame.image])[0]
            found[frame.index + 1] = everything[everything.people]
    return found | {frame: Detections.none() for frame in truth if frame not in found}


def _owner(sighting: Sighting, truth: Mapping[int, Labelled], every: int) -> int | None:
    """The person whose box at the sighting's frame overlaps it most, by at least 0.5."""
    real = _truth_at(sighting.frame_index + 1, truth, every)
    x, y, width, height = sighting.box
    table = overlaps(np.array([[x, y, x + width, y + height]], np.float32), real.boxes)[0]
    if not len(table) or table.max() < MATCH:
        return None
    return int(real.identities[int(table.argmax())])


def _truth_at(frame: int, truth: Mapping[int, Labelled], every: int) -> Labelled:
    """The truth at a frame that the file may lack: between its neighbours, or the nearer one for who is in only one."""
    if frame in truth:
        return truth[frame]
    first = min(truth)
    before = first + (frame - first) // every * every
    earlier, later = (truth.get(number, Labelled.none()) for number in (before, before + every))
    share = (frame - before) / every
    both = {int(i): box for i, box in zip(earlier.identities, earlier.boxes, strict=True)}
    for identity, box in zip(later.identities, later.boxes, strict=True):
        start = both.get(int(identity), box)
        both[int(identity)] = start + (box - start) * share
    if not both:
        return Labelled.none()
    return Labelled(np.stack(list(both.values())), np.array(list(both), np.intp))
