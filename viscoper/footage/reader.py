"""Frames of a recording, with their times. Reads MP4, MKV, AVI and TS holding H.264, HEVC, MJPEG or MPEG-4."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

import av
import numpy as np
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray

from viscoper.errors import FootageError
from viscoper.footage.losses import MAX_HOLE_S, MAX_LATE_START_S, Losses
from viscoper.footage.timeline import Timeline
from viscoper.footage.video import MAX_PIXELS, Source, Video, check_size, decoding, last_stamp_s, open_video

# MKV keeps whole milliseconds: a frame may seem to come this much before the grid line that it lies on.
_GRID_SLACK_S = 0.001
# More bytes between two packets than headers and tables explain: damaged data was skipped (or padding, which is
# harmless: only together with a step in time does it count).
_MAX_UNEXPLAINED_BYTES = 1024
_TS_OVERHEAD = 1.03


@dataclass(frozen=True)
class VideoInfo:
    """What a file holds. `width` and `height` are those of the frames read (rotation applied)."""

    width: int
    height: int
    fps: float
    duration_s: float
    codec: str
    container: str
    """'mp4', 'mkv', 'avi' or 'ts'."""


@dataclass(frozen=True)
class Frame:
    """One picture. `index`: its number in the stream from 0; `time_s`: seconds since the recording's first frame;
    `image`: BGR, uint8, height x width x 3, upright."""

    index: int
    time_s: float
    image: NDArray[np.uint8]


def probe(source: Source, name: str) -> VideoInfo:
    """What `source` (a path or a seekable binary file) holds, from its headers and its first frame.

    Reads no further unless the file was never closed and so states no duration. Raises FootageError, naming `name`, for
    a file that is empty, cut off, no video, without a video stream, or whose first frame cannot be decoded.
    """
    with open_video(source, name) as video:
        picture = next(_Decoder(video, threads=1).pictures(), None)
        if picture is None:
            raise FootageError(f"{name}: its video cannot be decoded")
        height, width = _upright_shape(picture.frame)
        duration_s = video.declared_s
        if duration_s is None:
            with decoding(name):
                video.container.seek(0)
                duration_s = last_stamp_s(video)
        return VideoInfo(width, height, float(video.fps), duration_s, video.stream.codec_context.name, video.kind)


def read_frames(source: Source, name: str, *, sample_fps: float | None = None, threads: int = 1) -> Iterator[Frame]:
    """Every frame of `source` in display order, or with `sample_fps` the first one in each 1/sample_fps s.

    All frames are decoded (by `threads` threads), only those given are converted; memory does not grow with length.
    Raises FootageError, naming `name`, as `probe` does, and when the picture changes size, when damage hides more than
    losses.MAX_HOLE_S at once or MAX_LOST_SHARE in all, or (after the last frame) when the footage ends before the time
    that the file states.
    """
    with open_video(source, name) as video:
        decoder = _Decoder(video, threads)
        to_bgr = VideoReformatter()
        last_cell = -1
        for picture in decoder.pictures():
            if sample_fps is not None:
                cell = int((picture.time_s + _GRID_SLACK_S) * sample_fps)
                if cell <= last_cell:
                    continue
                last_cell = cell
            yield Frame(picture.index, picture.time_s, upright(to_bgr, picture.frame))
        decoder.finish()


@dataclass(frozen=True)
class _Picture:
    index: int
    time_s: float
    frame: VideoFrame


@dataclass
class _Decoder:
    """Decodes one open video, watching for damage and for a change of size."""

    video: Video
    threads: int
    timeline: Timeline = field(init=False)
    losses: Losses = field(init=False)
    _size: tuple[int, int] | None = field(default=None, init=False)
    _read_until: int = field(default=0, init=False)
    _frames: int = field(default=0, init=False)
    _begun: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        interval_s = float(1 / self.video.fps)
        self.timeline = Timeline(self.video.time_base, interval_s)
        self.losses = Losses(self.video.name, interval_s)
        context = self.video.stream.codec_context
        context.options = {"max_pixels": str(MAX_PIXELS)}
        context.thread_count = self.threads
        context.thread_type = "AUTO" if self.threads > 1 else "NONE"

    def pictures(self) -> Iterator[_Picture]:
        """Whole frames in display order."""
        with decoding(self.video.name):
            for packet in self.video.container.demux():
                self._watch_position(packet)
                if packet.stream is self.video.stream:
                    yield from self._decode(packet)

    def finish(self) -> None:
        """Raises FootageError when what was decoded is less than the file states."""
        # Joined recordings restart their clock; then the last stamp says nothing about the length.
        believable = self.video.kind != "ts" or self.timeline.jumps == 0
        self.losses.finish(self.video.declared_s if believable else None)

    def _decode(self, packet: Packet[Any]) -> Iterator[_Picture]:
        if packet.is_corrupt:
            self.losses.sign(frame=False)
        self._note_origin(packet)
        if packet.size and not self._begun:
            # Some decoders make grey smears of what depends on pictures that came before the recording's start.
            self._begun = packet.is_keyframe
            if not self._begun:
                return
        try:
            frames = self.video.stream.codec_context.decode(packet if packet.size else None)
        except av.InvalidDataError:
            self.losses.sign(frame=True)
            return
        for frame in frames:
            picture = self._accept(frame)
            if picture:
                yield picture

    def _accept(self, frame: VideoFrame) -> _Picture | None:
        index = self._frames
        self._frames += 1
        time_s = self.timeline.seconds(self._stamp(frame))
        if frame.is_corrupt:
            self.losses.sign(frame=True)
            return None
        self._check_size(frame, time_s)
        self.losses.good(time_s)
        return _Picture(index, time_s, frame)

    def _stamp(self, frame: VideoFrame) -> int | None:
        # AVI keeps no presentation times, and those that are guessed are out of order when there are B-frames. The
        # decoding times of the packets that released the frames rise evenly.
        return frame.dts if self.video.kind == "avi" else frame.pts

    def _note_origin(self, packet: Packet[Any]) -> None:
        """Until the first frame comes, time 0 is the earliest stamp read: a late start does not shift the clock."""
        if self._frames or self.video.kind == "avi" or packet.pts is None or packet.is_discard:
            return
        if self.timeline.origin is None:
            self.timeline.origin = packet.pts
            self.losses.late_start_s = MAX_HOLE_S if packet.is_keyframe else MAX_LATE_START_S
        self.timeline.origin = min(self.timeline.origin, packet.pts)

    def _check_size(self, frame: VideoFrame, time_s: float) -> None:
        size = (frame.width, frame.height)
        if self._size is None:
            check_size(*size, self.video.name)
            self._size = size
        elif size != self._size:
            before, after = (f"{width}x{height}" for width, height in (self._size, size))
            raise FootageError(
                f"{self.video.name} changes its picture size from {before} to {after} at {time_s:.1f} s; "
                "cut it there and register the parts"
            )

    def _watch_position(self, packet: Packet[Any]) -> None:
        """Damage in MKV and TS makes the demuxer skip ahead without a word; the packets' places tell."""
        if self.video.kind not in ("mkv", "ts") or packet.pos is None or packet.pos < 0:
            return
        if packet.pos - self._read_until > _MAX_UNEXPLAINED_BYTES:
            self.losses.sign(frame=False)
        self._read_until = max(self._read_until, packet.pos + int(packet.size * _TS_OVERHEAD))


def _upright_shape(frame: VideoFrame) -> tuple[int, int]:
    turned = frame.rotation % 180 == 90
    return (frame.width, frame.height) if turned else (frame.height, frame.width)


def upright(to_bgr: VideoReformatter, frame: VideoFrame) -> NDArray[np.uint8]:
    """The frame as BGR, its rotation applied."""
    image = cast(NDArray[np.uint8], to_bgr.reformat(frame, format="bgr24", threads=1).to_ndarray())
    quarter_turns = round(frame.rotation / 90) % 4
    return np.ascontiguousarray(np.rot90(image, quarter_turns)) if quarter_turns else image
