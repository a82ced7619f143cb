"""Writes frames as an H.264 clip."""

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import av

from demo.city.raster import Bytes

# Constant quality, about 3 MB a minute of this city at 960x540 and 10 frames a second.
QUALITY, PRESET, KEYFRAME_SECONDS = "29", "medium", 2


def encode(frames: Iterable[Bytes], target: Path, fps: int) -> None:
    """Frames are (h, w, 3) RGB. The clip appears under its name once it is whole."""
    part = target.with_suffix(".part.mp4")
    with av.open(str(part), "w") as container:
        stream = None
        for number, frame in enumerate(frames):
            if stream is None:
                stream = container.add_stream("libx264", rate=fps)
                stream.height, stream.width = frame.shape[:2]
                stream.pix_fmt, stream.time_base = "yuv420p", Fraction(1, fps)
                # One thread and no macroblock tree, with which x264 gave other bytes one time in twelve.
                stream.options = {
                    "crf": QUALITY,
                    "preset": PRESET,
                    "g": str(KEYFRAME_SECONDS * fps),
                    "threads": "1",
                    "x264-params": "mbtree=0",
                }
            # Converted here: where the encoder converts, it uses one buffer again while it still looks ahead in it, and
            # the same frames gave other bytes now and then.
            picture = av.VideoFrame.from_ndarray(frame, format="rgb24").reformat(format="yuv420p")
            picture.pts, picture.time_base = number, Fraction(1, fps)
            container.mux(stream.encode(picture))
        if stream is not None:
            container.mux(stream.encode())
    part.replace(target)
