"""After the segment: joins the tracks of one object, and drops those of no object.

The unique image is chosen when the whole segment is known, so a track that broke behind a pole can still be joined to
its continuation by motion and colour, and a thing that never moved and never looked much like a person can be told
from a person who stands.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from viscoper.coco import Kind
from viscoper.settings import Size
from viscoper.vision.boxes import Floats, paired_overlaps
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
# A thing whose box is seen further than this share of its own length from its usual place in fewer than a tenth of its
# detections, or than this many, is standing (who waits a minute also came and went); then its usual score must be this
# much above it too.
STANDING, OFTEN_AWAY, STANDING_ABOVE = 0.25, 2, 0.1


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
    corners = np.stack(track.boxes)
    centres = (corners[:, :2] + corners[:, 2:]) / 2
    away = np.abs(centres - np.median(centres, axis=0)).max(axis=1) > STANDING * track.motion.length
    if np.count_nonzero(away) >= min(OFTEN_AWAY, 0.1 * len(away)):
        return True
    return float(np.median(track.scores)) >= confident + STANDING_ABOVE


def _join_ends(tracks: list[Track], frame: Size) -> list[Track]:
    """Joins the closest ends first; each end is joined once."""
    offers = sorted(
        ((gap_cost(earlier, later, frame), earlier, later) for earlier, later in _neighbours(tracks)),
        key=lambda offer: offer[0],
    )
    following: dict[int, Track] = {}
    begun: set[int] = set()
    for cost, earlier, later in offers:
        if cost >= 1:
            break
        if earlier.track_id not in following and later.track_id not in begun:
            following[earlier.track_id] = later
            begun.add(later.track_id)
    heads = [track for track in tracks if track.track_id not in begun]
    return [_chained(head, following) for head in heads]


def _chained(head: Track, following: Mapping[int, Track]) -> Track:
    """`head` with all that continue it, one after the other."""
    last = head.track_id
    while last in following:
        later = following[last]
        last = later.track_id
        head.absorb(later)
    return head


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
    shadowed: defaultdict[int, set[int]] = defaultdict(set)
    for first, second in _contemporaries(tracks):
        shorter, longer = sorted((first, second), key=_by_length)[::-1]
        if _shadows(shorter, longer):
            shadowed[shorter.track_id].add(longer.track_id)
    kept: dict[int, Track] = {}
    for track in sorted(tracks, key=_by_length):
        if not shadowed[track.track_id] & kept.keys():
            kept[track.track_id] = track
    return sorted(kept.values(), key=lambda track: track.times[0])


def _by_length(track: Track) -> tuple[int, int]:
    """Longest first; of equals the one that began first."""
    return -len(track.times), track.track_id


def _contemporaries(tracks: Sequence[Track]) -> Iterator[tuple[Track, Track]]:
    """Pairs of one kind that were there at the same time."""
    there: list[Track] = []
    for track in sorted(tracks, key=lambda each: each.times[0]):
        there = [other for other in there if other.times[-1] >= track.times[0]]
        yield from ((other, track) for other in there if other.kind == track.kind)
        there.append(track)


def _shadows(track: Track, other: Track) -> bool:
    frames = np.array(track.frames)
    inside, theirs = other.boxes_at(frames)
    if len(inside) < SHADOW_SHARE * len(frames):
        return False
    first = int(np.searchsorted(frames, inside[0]))
    mine = np.stack(track.boxes[first : first + len(inside)])
    return float(np.mean(paired_overlaps(mine, theirs) > SHADOW_OVERLAP)) >= SHADOW_SHARE
