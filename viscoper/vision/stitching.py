"""After the segment: joins the tracks of one object, and drops those of no object.

The unique image is chosen when the whole segment is known, so a track that broke behind a pole can still be joined to its
continuation by motion and colour, and a thing that never moved and never looked much like a person can be told from one that stands.
"""

from collections.abc import Sequence

import numpy as np

from viscoper.vision.boxes import Floats, overlaps
from viscoper.vision.track import Track

# A gap longer than this is a new visit, not the same track.
LONGEST_GAP_S = 5.0
# How far, in lengths of the object, the two ends may be from where the other end's motion would put them.
REACH, REACH_PER_S = 0.5, 0.35
LEAST_LIKENESS = 0.75
# Two tracks of one object side by side: the share of the shorter one's time spent inside the other's box.
SHADOW_SHARE, SHADOW_OVERLAP = 0.6, 0.5
# A track of one detection is believed only from this score.
SINGLE_SCORE = 0.65
# A thing whose box stays within this share of its own length is standing; then its usual score must reach STANDING_SCORE.
STANDING, STANDING_SCORE = 0.25, 0.55


def stitch(tracks: Sequence[Track]) -> list[Track]:
    """The tracks of real objects, each object once, in the order in which they began."""
    joined = _join_ends(_drop_shadows(list(tracks)))
    return [track for track in joined if believable(track)]


def believable(track: Track) -> bool:
    """False for single weak detections, and for still things that score below a standing person."""
    if len(track.times) < 2:
        return track.scores[0] >= SINGLE_SCORE
    centres = np.stack([(box[:2] + box[2:]) / 2 for box in track.boxes])
    wandered = float(np.percentile(np.abs(centres - np.median(centres, axis=0)).max(axis=1), 90))
    if wandered > STANDING * track.motion.length:
        return True
    return float(np.median(track.scores)) >= STANDING_SCORE


def _join_ends(tracks: list[Track]) -> list[Track]:
    """Joins the closest pair of ends first, until none is close enough."""
    while True:
        pair = _closest_ends(tracks)
        if pair is None:
            return tracks
        earlier, later = pair
        earlier.absorb(later)
        tracks.remove(later)


def _closest_ends(tracks: list[Track]) -> tuple[Track, Track] | None:
    best, least = None, 1.0
    for earlier in tracks:
        for later in tracks:
            gap = later.times[0] - earlier.times[-1]
            if later.kind == earlier.kind and 0 < gap <= LONGEST_GAP_S:
                cost = gap_cost(earlier, later)
                if cost < least:
                    best, least = (earlier, later), cost
    return best


def gap_cost(earlier: Track, later: Track) -> float:
    """Below 1 when `later` may continue `earlier`: distance to where it was expected, over what the gap allows, and colour."""
    gap = later.times[0] - earlier.times[-1]
    length = (earlier.motion.length + later.motion.length) / 2
    expected = _centre(earlier.boxes[-1]) + earlier.motion.velocity * gap
    came_from = _centre(later.boxes[0]) - _first_velocity(later) * gap
    miss = min(
        float(np.linalg.norm(_centre(later.boxes[0]) - expected)),
        float(np.linalg.norm(_centre(earlier.boxes[-1]) - came_from)),
    )
    likeness = float(earlier.appearance @ later.appearance)
    taller = np.log((later.boxes[0][3] - later.boxes[0][1]) / (earlier.boxes[-1][3] - earlier.boxes[-1][1]))
    if likeness < LEAST_LIKENESS or abs(taller) > np.log(1.5):
        return np.inf
    return miss / (length * (REACH + REACH_PER_S * gap)) + (1 - likeness)


def _first_velocity(track: Track) -> Floats:
    """Pixels per second over the track's first second or so."""
    last = min(len(track.times) - 1, 3)
    if last == 0:
        return np.zeros(2)
    return np.asarray((_centre(track.boxes[last]) - _centre(track.boxes[0])) / (track.times[last] - track.times[0]))


def _centre(box: Floats) -> Floats:
    return np.asarray((box[:2] + box[2:]) / 2)


def _drop_shadows(tracks: list[Track]) -> list[Track]:
    """Without the shorter of two tracks that lie on one object at the same time."""
    kept: list[Track] = []
    for track in sorted(tracks, key=lambda each: -len(each.times)):
        if not any(_shadows(track, other) for other in kept if other.kind == track.kind):
            kept.append(track)
    return sorted(kept, key=lambda track: track.times[0])


def _shadows(track: Track, other: Track) -> bool:
    frames, theirs = other.boxes_at(np.array(track.frames))
    if len(frames) < SHADOW_SHARE * len(track.frames):
        return False
    mine = np.stack(track.boxes)[np.isin(track.frames, frames)]
    return float(np.mean(np.diagonal(overlaps(mine, theirs)) > SHADOW_OVERLAP)) >= SHADOW_SHARE
