"""Opening one video file safely: which containers, which stream, what it says about itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO

import av
from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream

from viscoper.errors import FootageError
from viscoper.footage.wholeness import container_of, file_size, find_cut

Source = str | Path | BinaryIO

# Only these demuxers may run: others open further files or addresses that a playlist names, or read pictures and text.
_DEMUXERS = "mov,matroska,avi,mpegts"
_FORMATS = "MP4, MKV, AVI or TS"
# 8K is 33 million pixels. More is a broken header or an attack on memory.
MAX_PIXELS = 40_000_000
_READ_BYTES = 1 << 18
_MAX_FPS = 240
_FALLBACK_FPS = Fraction(25)
# What writers put into an AVI header until the recording is closed.
_AVI_UNKNOWN_FRAMES = 1 << 30


@dataclass
class Video:
    """An open file with its one video stream."""

    name: str
    kind: str
    """'mp4', 'mkv', 'avi' or 'ts'."""
    container: InputContainer
    stream: VideoStream

    @property
    def fps(self) -> Fraction:
        """Nominal frames per second; 25 where the file gives no sensible figure."""
        for rate in (self.stream.average_rate, self.stream.guessed_rate):
            if rate and 0 < rate <= _MAX_FPS:
                return rate
        return _FALLBACK_FPS

    @property
    def time_base(self) -> Fraction:
        return self.stream.time_base or 1 / self.fps

    @property
    def declared_s(self) -> float | None:
        """Seconds that the container says the video lasts; None when it was never closed and says nothing.

        For TS, which states none, this is FFmpeg's reading of its last time stamp.
        """
        if self.kind == "avi":
            frames = self.stream.frames
            return float(frames / self.fps) if 0 < frames < _AVI_UNKNOWN_FRAMES else None
        if self.stream.duration:
            return float(self.stream.duration * self.time_base)
        end_s = _clock_tag(self.stream.metadata.get("DURATION")) or _seconds(self.container.duration)
        # Matroska counts from its clock's zero, also when the first frame comes later.
        return end_s and end_s - max(_seconds(self.container.start_time) or 0.0, 0.0)


@contextmanager
def open_video(source: Source, name: str) -> Iterator[Video]:
    """The video in `source` (a path, or a seekable binary file, which stays open), called `name` in messages.

    Raises FootageError when it is empty, cut off, not a video of a known container, has no video stream, or one larger
    than MAX_PIXELS.
    """
    if isinstance(source, str | Path):
        try:
            opened = Path(source).open("rb")
        except OSError as error:
            raise FootageError(f"{name} cannot be opened: {error.strerror}") from error
        with opened as stream, open_video(stream, name) as video:
            yield video
        return
    if file_size(source) == 0:
        raise FootageError(f"{name} is empty (0 bytes)")
    kind = container_of(source)
    cut = find_cut(source, kind) if kind else None
    with _open_container(source, name, cut) as container:
        video = Video(name, kind or container.format.name, container, _video_stream(container, name))
        if cut:
            until_s = _readable_s(video)
            raise FootageError(f"{name} is cut off: {cut}; it can be read until {until_s:.1f} s, export it again")
        yield video


@contextmanager
def decoding(name: str) -> Iterator[None]:
    """Any failure of FFmpeg inside becomes a FootageError about `name`."""
    try:
        yield
    except av.FFmpegError as error:
        raise FootageError(f"{name} cannot be read: {error.strerror}") from error


def check_size(width: int, height: int, name: str) -> None:
    """Raises FootageError for a picture that has no size or an absurd one."""
    if width < 1 or height < 1:
        raise FootageError(f"{name}: its video states no picture size; it is damaged or cut off")
    if width * height > MAX_PIXELS:
        raise FootageError(f"{name}: its pictures of {width}x{height} are too large to be footage")


@contextmanager
def _open_container(source: BinaryIO, name: str, cut: str | None) -> Iterator[InputContainer]:
    source.seek(0)
    try:
        options = {"format_whitelist": _DEMUXERS, "max_pixels": str(MAX_PIXELS)}
        container = av.open(source, "r", buffer_size=_READ_BYTES, options=options)
    except (av.FFmpegError, ValueError) as error:
        if cut:
            raise FootageError(f"{name} is cut off: {cut}; nothing of it can be read, export it again") from error
        raise FootageError(f"{name} is not a video that can be read ({_FORMATS})") from error
    with container:
        yield container


def _video_stream(container: InputContainer, name: str) -> VideoStream:
    moving = [s for s in container.streams.video if not s.disposition & Disposition.attached_pic]
    if not moving:
        raise FootageError(f"{name} has no video, only {'sound' if container.streams.audio else 'other data'}")
    stream = moving[0]
    if stream.codec_context is None:
        raise FootageError(f"{name}: its video uses a codec that is not known here")
    check_size(stream.codec_context.width, stream.codec_context.height, name)
    return stream


def last_stamp_s(video: Video) -> float:
    """Seconds from the first to the end of the last video packet, by reading them all without decoding."""
    stamps = (p.pts if p.pts is not None else p.dts for p in video.container.demux(video.stream))
    known = [stamp for stamp in stamps if stamp is not None]
    if not known:
        return 0.0
    return float((max(known) - min(known)) * video.time_base + 1 / video.fps)


def _readable_s(video: Video) -> float:
    with decoding(video.name):
        return last_stamp_s(video)


def _seconds(stamp: int | None) -> float | None:
    return stamp / av.time_base if stamp else None


def _clock_tag(text: str | None) -> float | None:
    """Seconds of Matroska's 'HH:MM:SS.fffffffff'."""
    try:
        hours, minutes, seconds = (text or "").split(":")
        return int(hours) * 3600 + int(minutes) * 60 + float(seconds) or None
    except ValueError:
        return None
