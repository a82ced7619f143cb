"""Where pictures come from: folders of crops, boxes in photographs, and what the detector finds in footage."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt

from models.training.compose import BROAD, TALL
from viscoper.vision.boxes import Image
from viscoper.vision.crops import resized
from viscoper.vision.detections import PERSON
from viscoper.vision.detector import Detector

# Padding around conreid's crops is darker than this; JPEG leaves some noise in it.
PADDING = 8
# Boxes of people who stand or sit are taller than broad.
UPRIGHT = 1.1
LEAST_HEIGHT = 70
# Of what the detector finds in footage: frames that are this far apart, and the least width and height of a box.
FRAMES_APART = 6
SMALLEST = (16, 40)
# Photographs to stand before: how many of a folder, and their longer side.
PHOTOGRAPHS, PHOTOGRAPH_SIDE = 150, 320


@dataclass(frozen=True)
class Picture:
    """image: BGR uint8 [TALL, BROAD, 3]. identity names who or what is seen; kind is "person" or "vehicle"."""

    image: Image
    identity: str
    kind: str


def conreid(folder: Path) -> Iterator[Picture]:
    """The crops of all Con-ReID folders (PID_cXsY_*.jpg), without their padding."""
    for path in sorted(folder.glob("*/*.jpg")):
        yield Picture(fitted(unpadded(read(path))), f"conreid-{path.name.split('_')[0]}", "person")


def two_camera_vehicles(folder: Path, listing: str) -> Iterator[Picture]:
    """The vehicles named in train.txt or val.txt; files are TYPE_NNNN_camK.jpg."""
    for name in (folder / listing).read_text().split():
        yield Picture(fitted(read(folder / "images/train" / name)), name.rsplit("_", 1)[0], "vehicle")


def fall_action(folder: Path) -> Iterator[Picture]:
    """Upright people of the boxed photographs (classes 1 and 2: sitting, standing), each somebody else."""
    for label in sorted((folder / "labels").glob("*.txt")):
        image = next((folder / "images").glob(f"{label.stem}.*"), None)
        rows = [line.split() for line in label.read_text().splitlines()]
        upright = [row for row in rows if row and row[0] in "12"]
        if image is None or not upright:
            continue
        frame = read(image)
        for number, row in enumerate(upright):
            left, top, right, bottom = in_pixels(np.array(row[1:5], float), *frame.shape[:2])
            if bottom - top >= max(LEAST_HEIGHT, UPRIGHT * (right - left)):
                yield Picture(fitted(frame[top:bottom, left:right]), f"{label.stem}-{number}", "person")


def footage(clip: Path, detector: Detector, every: int = FRAMES_APART) -> Iterator[Picture]:
    """What the detector finds in every `every`th frame of a clip, each somebody else: nobody knows who is who."""
    with av.open(str(clip)) as container:
        for number, frame in enumerate(container.decode(video=0)):
            if number % every:
                continue
            image = np.asarray(frame.to_ndarray(format="bgr24"), np.uint8)
            found = detector([image])[0]
            for index, (box, label) in enumerate(zip(found.boxes, found.labels, strict=True)):
                left, top, right, bottom = (max(int(edge), 0) for edge in box)
                if bottom - top >= SMALLEST[1] and right - left >= SMALLEST[0]:
                    kind = "person" if label == PERSON else "vehicle"
                    yield Picture(fitted(image[top:bottom, left:right]), f"{clip.stem}-{number}-{index}", kind)


def read_photographs(folder: Path | None) -> list[Image]:
    """Some of a folder's JPEGs, evenly chosen, made small."""
    paths = sorted(folder.glob("*.jp*g")) if folder else []
    return [_smaller(read(path)) for path in paths[:: max(1, len(paths) // PHOTOGRAPHS)]]


def _smaller(image: Image) -> Image:
    scale = PHOTOGRAPH_SIDE / max(image.shape[:2])
    return np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def in_pixels(box: npt.NDArray[np.float64], height: int, width: int) -> tuple[int, int, int, int]:
    """YOLO's centre and size, in shares of the picture, to x1, y1, x2, y2."""
    x, y, w, h = box.tolist()
    left, right = round((x - w / 2) * width), round((x + w / 2) * width)
    top, bottom = round((y - h / 2) * height), round((y + h / 2) * height)
    return max(left, 0), max(top, 0), min(right, width), min(bottom, height)


def read(path: Path) -> Image:
    image = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if image is None:
        raise ValueError(f"{path} is not a picture")
    return np.asarray(image, np.uint8)


def unpadded(image: Image) -> Image:
    """Without dark columns and rows at the borders."""
    bright = image.max(2) > PADDING
    rows, columns = (np.flatnonzero(bright.mean(axis) > 0.05) for axis in (1, 0))
    if len(rows) <= 40 or len(columns) <= 20:
        return image
    return image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def fitted(image: Image) -> Image:
    return resized(image, BROAD, TALL)
