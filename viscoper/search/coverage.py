"""Coverage: how much of what was asked for is searched, and how much is still to index, failed, or missing.

A moment of a camera is counted once, as the best that holds for it: searched, else still to index, else failed, else
(when there is a window) missing. Overlapping segments, as recorders make them, therefore do not count twice.

What was indexed with other settings is searched as well, as far as the sightings kept then go; how much of what is
searched rests on such segments alone is told beside it. What another embedder embedded cannot be compared with a
picture, and is still to index.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from viscoper.catalog.segments import Segment, Segments, State
from viscoper.clock import format_time
from viscoper.search.intervals import Interval, clip, length, union, without
from viscoper.search.select import Selection


@dataclass(frozen=True)
class Amounts:
    """How long each part is. `missing` is None when there is no window to miss anything of.

    `other_settings` is no part of its own: it is the time within `searched` that only segments of another recipe cover.
    """

    searched: timedelta = timedelta()
    to_index: timedelta = timedelta()
    failed: timedelta = timedelta()
    missing: timedelta | None = None
    other_settings: timedelta = timedelta()

    def __add__(self, other: "Amounts") -> "Amounts":
        missing = None if self.missing is None or other.missing is None else self.missing + other.missing
        return Amounts(
            self.searched + other.searched,
            self.to_index + other.to_index,
            self.failed + other.failed,
            missing,
            self.other_settings + other.other_settings,
        )

    def to_json(self) -> dict[str, float | None]:
        """Camera-minutes, to a thousandth; the first four fill the window, `other_settings` lies within `searched`."""
        return {
            "searched": minutes(self.searched),
            "to_index": minutes(self.to_index),
            "failed": minutes(self.failed),
            "missing": None if self.missing is None else minutes(self.missing),
            "other_settings": minutes(self.other_settings),
        }


@dataclass(frozen=True)
class Coverage:
    """Of a selection: the amounts per camera (in the selection's order) and the segments that failed, with reasons.

    `to_reembed`: whether some of it is still to index only because another embedder embedded it.
    """

    selection: Selection
    per_camera: Sequence[Amounts]
    failed: Sequence[Segment]
    to_reembed: bool = False

    @property
    def total(self) -> Amounts:
        """All cameras together, in camera-time."""
        whole = Amounts(missing=timedelta() if _window(self.selection) else None)
        return sum(self.per_camera, whole)

    def to_json(self) -> dict[str, Any]:
        """Keys: from, to, cameras, minutes (as Amounts.to_json), per_camera, failed_segments."""
        selection, names = self.selection, {c.camera_id: c.name for c in self.selection.cameras}
        return {
            "from": format_time(selection.start) if selection.start else None,
            "to": format_time(selection.end) if selection.end else None,
            "cameras": len(selection.cameras),
            "minutes": self.total.to_json(),
            "per_camera": [
                {"camera": camera.name, **amounts.to_json()}
                for camera, amounts in zip(selection.cameras, self.per_camera, strict=True)
            ],
            "failed_segments": [
                {
                    "segment_id": segment.segment_id,
                    "camera": names[segment.camera_id],
                    "start": format_time(segment.start),
                    "end": format_time(segment.end),
                    "reason": segment.reason,
                }
                for segment in self.failed
            ],
        }

    def sentence(self) -> str:
        """For people: what was and was not looked at, in one sentence."""
        total = self.total
        cameras = len(self.selection.cameras)
        parts = [f"{_spoken(total.searched)} searched{_other_settings(total)}"]
        parts += [f"{_spoken(amount)} {what}" for amount, what in _rest(total) if amount]
        reembed = " `viscoper reembed` makes comparable what another embedder has indexed." if self.to_reembed else ""
        return f"Of {cameras} camera{'s' if cameras != 1 else ''}: {', '.join(parts)}.{reembed}"


def find_coverage(segments: Segments, selection: Selection, recipe: str | None = None) -> Coverage:
    """The selection's coverage now. Segments of another recipe than `recipe`, when one is given, are told apart."""
    found = segments.find(selection.camera_ids, selection.start, selection.end)
    return measure_coverage(selection, found, recipe)


def measure_coverage(
    selection: Selection, segments: Iterable[Segment], recipe: str | None = None, not_embedded: Collection[str] = ()
) -> Coverage:
    """As find_coverage, of segments already at hand; those of other cameras are left out.

    not_embedded: ids of segments that hold what the embedder of the search did not embed; they are still to index.
    """
    by_camera: dict[str, list[Segment]] = {camera.camera_id: [] for camera in selection.cameras}
    for segment in segments:
        if segment.camera_id in by_camera:
            by_camera[segment.camera_id].append(segment)
    per_camera = [
        _amounts(selection, by_camera[camera.camera_id], recipe, not_embedded) for camera in selection.cameras
    ]
    to_reembed = any(_to_reembed(s, not_embedded) for own in by_camera.values() for s in own)
    failed = [s for own in by_camera.values() for s in own if s.state == State.FAILED and _inside(selection, s)]
    return Coverage(selection, per_camera, sorted(failed, key=lambda segment: segment.start), to_reembed)


def minutes(amount: timedelta) -> float:
    return round(amount / timedelta(minutes=1), 3)


def _amounts(
    selection: Selection, segments: Sequence[Segment], recipe: str | None, not_embedded: Collection[str]
) -> Amounts:
    parts: dict[str, list[Interval]] = {"searched": [], "other_settings": [], "to_index": [], "failed": []}
    for segment in segments:
        parts[_part(segment, recipe, not_embedded)].append(
            clip((segment.start, segment.end), selection.start, selection.end)
        )
    other_settings = without(parts["other_settings"], parts["searched"])
    searched = union(parts["searched"] + other_settings)
    to_index = without(parts["to_index"], searched)
    failed = without(parts["failed"], searched + to_index)
    window = _window(selection)
    missing = None if window is None else length(without([window], searched + to_index + failed))
    return Amounts(length(searched), length(to_index), length(failed), missing, length(other_settings))


def _part(segment: Segment, recipe: str | None, not_embedded: Collection[str]) -> str:
    if segment.state == State.FAILED:
        return "failed"
    if segment.state != State.INDEXED or _to_reembed(segment, not_embedded):
        return "to_index"
    return "searched" if recipe in (None, segment.recipe) else "other_settings"


def _to_reembed(segment: Segment, not_embedded: Collection[str]) -> bool:
    return segment.state == State.INDEXED and segment.segment_id in not_embedded


def _window(selection: Selection) -> Interval | None:
    return (selection.start, selection.end) if selection.start and selection.end else None


def _inside(selection: Selection, segment: Segment) -> bool:
    start, end = clip((segment.start, segment.end), selection.start, selection.end)
    return start < end


def _other_settings(total: Amounts) -> str:
    if not total.other_settings:
        return ""
    amount = f"{minutes(total.other_settings):.1f}"
    return f" (of it {amount} indexed with other settings; `viscoper index` does it anew)"


def _rest(total: Amounts) -> list[tuple[timedelta | None, str]]:
    return [(total.to_index, "still to index"), (total.failed, "failed"), (total.missing, "without footage")]


def _spoken(amount: timedelta | None) -> str:
    return f"{minutes(amount or timedelta()):.1f} camera-minutes"
