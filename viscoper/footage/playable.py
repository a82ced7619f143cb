"""Video that every browser plays: H.264 in MP4, its index first."""

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from viscoper.errors import FootageError
from viscoper.footage.reader import Frame, read_frames
from viscoper.footage.video import Source, open_video

PIXELS = ("yuv420p", "yuvj420p")
CLOCK = Fraction(1, 1000)
# Seconds between key frames: how far a player may have to read before it can show a moment that was clicked.
KEY_FRAME_S = 2
ENCODER = {"preset": "ultrafast", "crf": "23", "threads": "1"}


def is_playable(source: Source, name: str) -> bool:
    """Whether browsers play the file as it is. Raises FootageError for what is no footage."""
    with open_video(source, name) as video:
        return video.kind == "mp4" and _is_h264(video.stream)


def make_playable(source: Source, name: str, target: Path) -> None:
    """Writes a playable copy, encoded anew: times as odd as recorders write them come out even.

    Of damaged footage what lies before the damage is kept. Raises FootageError when nothing of it can be read.
    """
    write_video(_readable(source, name), target)


def write_video(frames: Iterable[Frame], target: Path) -> None:
    """Encodes frames at their times; the first is at 0. Raises FootageError when there is none."""
    with av.open(str(target), "w", format="mp4", options={"movflags": "+faststart"}) as writer:
        stream = writer.add_stream("libx264", rate=25, options=ENCODER)
        stream.pix_fmt = "yuv420p"
        stream.codec_context.time_base = CLOCK
        first: Frame | None = None
        last, last_key = -1, -np.inf
        for frame in frames:
            if first is None:
                first = frame
                stream.height, stream.width = (side // 2 * 2 for side in frame.image.shape[:2])
            stamp = max(round((frame.time_s - first.time_s) / float(CLOCK)), last + 1)
            picture = _picture(frame.image[: stream.height, : stream.width], stamp)
            if stamp * float(CLOCK) - last_key >= KEY_FRAME_S:
                picture.pict_type, last_key = av.video.frame.PictureType.I, stamp * float(CLOCK)
            writer.mux(stream.encode(picture))
            last = stamp
        if first is None:
            raise FootageError("there are no frames to make a video of")
        writer.mux(stream.encode(None))


def _picture(image: NDArray[np.uint8], stamp: int) -> av.VideoFrame:
    picture = av.VideoFrame.from_ndarray(np.ascontiguousarray(image), format="bgr24")
    picture.pts, picture.time_base = stamp, CLOCK
    return picture


def _is_h264(stream: av.VideoStream) -> bool:
    return stream.codec_context.name == "h264" and stream.codec_context.pix_fmt in PIXELS


def _readable(source: Source, name: str) -> Iterable[Frame]:
    """Frames until the end, or until damage when there were some before it."""
    read = False
    try:
        for frame in read_frames(source, name):
            yield frame
            read = True
    except FootageError:
        if not read:
            raise
