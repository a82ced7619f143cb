"""After the segment: joins the tracks of one object, and drops those of no object.

The unique image is chosen when the whole segment is known, so a track that broke behind a pole can still be joined to
its continuation by motion and colour, and a thing that never moved and never looked much like a person can be told
from a person who stands.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from viscoper.coco import Kind
from viscoper.settings import Size
from viscoper.vision.boxes import Floats, overlaps
from viscoper.vision.track import LEAVING_S, Track, at_border, centre, velocity

# A gap longer than this is a new visit, not the same track.
LONGEST_GAP_S = 5.0
# How far, in lengths of the object, the two ends may be from where the other end's motion would put them.
REACH, REACH_PER_S = 0.4, 0.4
LEAST_LIKENESS = 0.72
# Two tracks of one object side by side: the share of the shorter one's time spent inside the other's box.
SHADOW_SHARE, SHADOW_OVERLAP = 0.6, 0.5
# A track is believed when two of its detections reach the score that starts tracks, or one is this much above it.
SURE_ALONE = 0.2
# A thing whose box stays within this share of its own length is standing; then its usual score must be this much
# above it too.
STANDING, STANDING_ABOVE = 0.25, 0.1


def stitch(tracks: Sequence[Track], frame: Size, confident: Mapping[Kind, float]) -> list[Track]:
    """The tracks of real objects, each object once, in the order in which they began.

    `frame`: the picture's size; `confident`: the scores, by kind, that start tracks.
    """
    joined = _join_ends(_drop_shadows(tracks), frame)
    return [track for track in joined if believable(track, confident[track.kind])]


def believable(track: Track, confident: float) -> bool:
    """False for what was hardly seen, and for still things that score below one that stands."""
    best = sorted(track.scores)[-2:]
    if best[-1] < confident + SURE_ALONE and (len(best) < 2 or best[0] < confident):
        return False
    if len(track.times) < 2:
        return True
    centres = np.stack([centre(box) for box in track.boxes])
    wandered = float(np.percentile(np.abs(centres - np.median(centres, axis=0)).max(axis=1), 90))
    if wandered > STANDING * track.motion.length:
        return True
    return float(np.median(track.scores)) >= confident + STANDING_ABOVE


def _join_ends(tracks: list[Track], frame: Size) -> list[Track]:
    """Joins the closest ends first; each end is joined once."""
    offers = sorted(
        ((gap_cost(earlier, later, frame), earlier, later) for earlier, later in _neighbours(tracks)),
        key=lambda offer: offer[0],
    )
    whole = {track.track_id: track for track in tracks}
    continued: set[int] = set()
    begun: set[int] = set()
    for cost, earlier, later in offers:
        if cost >= 1:
            break
        if earlier.track_id not in continued and later.track_id not in begun:
            continued.add(earlier.track_id)
            begun.add(later.track_id)
            _unite(whole, earlier.track_id, later.track_id)
    return list({id(track): track for track in whole.values()}.values())


def _unite(whole: dict[int, Track], earlier: int, later: int) -> None:
    """`whole` gives the track that a track has become part of."""
    kept, gone = whole[earlier], whole[later]
    kept.absorb(gone)
    whole.update({number: kept for number, track in whole.items() if track is gone})


def _neighbours(tracks: list[Track]) -> Iterator[tuple[Track, Track]]:
    """Pairs of one kind where the second begins after the first ends, but not too long after."""
    by_start = sorted(tracks, key=lambda track: track.times[0])
    starts = [track.times[0] for track in by_start]
    for earlier in tracks:
        end = earlier.times[-1]
        for later in by_start[bisect_right(starts, end) : bisect_right(starts, end + LONGEST_GAP_S)]:
            if later.kind == earlier.kind:
                yield earlier, later


def gap_cost(earlier: Track, later: Track, frame: Size) -> float:
    """Below 1 when `later` may continue `earlier`.

    The distance from where it was expected, over what the gap allows, and the difference in colour.
    """
    gap = later.times[0] - earlier.times[-1]
    if gap > LEAVING_S and (at_border(earlier, frame, -1) or at_border(later, frame, 0)):
        return np.inf
    likeness = float(earlier.appearance @ later.appearance)
    if likeness < LEAST_LIKENESS or abs(np.log(_height(later.boxes[0]) / _height(earlier.boxes[-1]))) > np.log(1.5):
        return np.inf
    ahead = centre(earlier.boxes[-1]) + velocity(earlier, -1) * gap
    behind = centre(later.boxes[0]) - velocity(later, 0) * gap
    miss = min(
        float(np.linalg.norm(centre(later.boxes[0]) - ahead)),
        float(np.linalg.norm(centre(earlier.boxes[-1]) - behind)),
    )
    length = (earlier.motion.length + later.motion.length) / 2
    return miss / (length * (REACH + REACH_PER_S * gap)) + (1 - likeness)


def _height(box: Floats) -> float:
    return max(float(box[3] - box[1]), 1.0)


def _drop_shadows(tracks: Sequence[Track]) -> list[Track]:
    """Without the shorter of two tracks that lie on one object at the same time."""
    kept: list[Track] = []
    for track in sorted(tracks, key=lambda each: -len(each.times)):
        if not any(_shadows(track, other) for other in kept if other.kind == track.kind):
            kept.append(track)
    return sorted(kept, key=lambda track: track.times[0])


def _shadows(track: Track, other: Track) -> bool:
    if track.times[-1] < other.times[0] or track.times[0] > other.times[-1]:
        return False
    frames, theirs = other.boxes_at(np.array(track.frames))
    if len(frames) < SHADOW_SHARE * len(track.frames):
        return False
    mine = np.stack(track.boxes)[np.isin(track.frames, frames)]
    return float(np.mean(np.diagonal(overlaps(mine, theirs)) > SHADOW_OVERLAP)) >= SHADOW_SHARE
