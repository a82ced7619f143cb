"""Parts of a recording, without reading all that lies before: the frame of a moment, the frames of some seconds."""

from collections.abc import Generator, Iterator
from contextlib import closing
from itertools import dropwhile

import av
from av.video.reformatter import VideoReformatter

from viscoper.errors import FootageError
from viscoper.footage.reader import Frame, read_frames, upright
from viscoper.footage.video import MAX_PIXELS, Source, Video, decoding, open_video

# A first frame this much later than asked for: there was no key frame, so that the file is read from its start.
LATE_S = 0.1
# TS has no index of key frames; recorders write one every few seconds.
TS_LEAD_S = 10.0


def frame_at(source: Source, name: str, at_s: float) -> Frame:
    """The frame nearest to `at_s` seconds after the recording's first; the last one when it is shorter.

    Raises FootageError, as `read_frames` does.
    """
    before: Frame | None = None
    for frame in _frames_from(source, name, at_s):
        if frame.time_s >= at_s:
            earlier = before is not None and at_s - before.time_s < frame.time_s - at_s
            return before if earlier and before else frame
        before = frame
    if before is None:
        raise FootageError(f"{name}: its video cannot be decoded at {at_s:.1f} s")
    return before


def frames_between(source: Source, name: str, start_s: float, end_s: float) -> Iterator[Frame]:
    """The frames from `start_s` to before `end_s`, in seconds from the recording's first frame."""
    for frame in _frames_from(source, name, start_s):
        if frame.time_s >= end_s:
            return
        if frame.time_s >= start_s:
            yield frame


def _frames_from(source: Source, name: str, start_s: float) -> Iterator[Frame]:
    """Frames from a key frame at or before `start_s` on."""
    with closing(_sought(source, name, start_s)) as frames:
        first = next(frames, None)
        if first is not None and first.time_s <= start_s + LATE_S:
            yield first
            yield from frames
            return
    yield from read_frames(source, name)


def _sought(source: Source, name: str, start_s: float) -> Generator[Frame]:
    with open_video(source, name) as video:
        try:
            yield from _decoded(video, start_s)
        except av.FFmpegError as error:
            raise FootageError(f"{name} cannot be read at {start_s:.1f} s: {error.strerror}") from error


def _decoded(video: Video, start_s: float) -> Iterator[Frame]:
    """`index` counts from the first frame decoded."""
    video.stream.codec_context.options = {"max_pixels": str(MAX_PIXELS)}
    origin = video.stream.start_time or 0
    with decoding(video.name):
        lead_s = TS_LEAD_S if video.kind == "ts" else 0.0
        video.container.seek(origin + int(max(start_s - lead_s, 0) / video.time_base), stream=video.stream)
    to_bgr = VideoReformatter()
    packets = dropwhile(lambda packet: not packet.is_keyframe, video.container.demux(video.stream))
    for index, frame in enumerate(frame for packet in packets for frame in packet.decode()):
        stamp = frame.pts if frame.pts is not None else frame.dts
        if stamp is not None and not frame.is_corrupt:
            yield Frame(index, float((stamp - origin) * video.time_base), upright(to_bgr, frame))
