"""Finds people and vehicles in a frame. All detection goes through Ultralytics."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from viscoper.errors import ModelError
from viscoper.settings import Size
from viscoper.vision.boxes import Image, suppress
from viscoper.vision.detections import PERSON, VEHICLES, Detections
from viscoper.vision.mosaic import Mosaic, Regions

if TYPE_CHECKING:
    from ultralytics import YOLO

# Above this overlap two boxes are one object (NanoDet's own setting); vehicles of different labels too.
SAME_OBJECT = 0.6
# Regions that fill this share of a frame, packed, save nothing worth the trouble.
MOSTLY = 0.75


class Detector:
    """Called with BGR frames of one size; gives the people and vehicles of each, in source pixels.

    `size` is the network's input: frames are shrunk into it with their proportions kept. `minimum` is the lowest score
    given. `threads` bounds the processors used; None uses all.
    Raises ModelError when the weights cannot be loaded as a detector.
    """

    def __init__(self, weights: Path, home: Path, size: Size, minimum: float, threads: int | None = None) -> None:
        self.size = size
        self.minimum = minimum
        self._yolo = load_yolo(weights, home)
        if self._on_cpu:
            self._yolo.add_callback("on_predict_start", _skip_warm_up)
        try:
            self([np.zeros((size.height, size.width, 3), np.uint8)])
        except Exception as error:  # whatever runtime reads the weights, with its own kind of error
            raise ModelError(f"{weights} cannot be loaded as a detector: {error}; fetch the model again") from error
        self._limit(weights, threads or len(os.sched_getaffinity(0)))

    def __call__(self, images: Sequence[Image]) -> list[Detections]:
        """One Detections per image, best score first."""
        return [_one_box_each(found) for found in self._predict(images, self.size)]

    def scale(self, image: Image) -> float:
        """Pixels of the network's input to one of the image's, at most 1."""
        return min(self.size.width / int(image.shape[1]), self.size.height / int(image.shape[0]), 1.0)

    def shrunk(self, image: Image) -> Image:
        """The image as large as the network's input takes it whole, never larger than it is."""
        scale = self.scale(image)
        size = (max(round(image.shape[1] * scale), 1), max(round(image.shape[0] * scale), 1))
        return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_LINEAR), np.uint8)

    def within(self, shrunk: Image, regions: Regions) -> Detections:
        """What is inside `regions` (int [n, 4] x1, y1, x2, y2) of a shrunk image, in its pixels; at least one region.

        Costs what the regions' area costs; when they fill most of the image it is looked at whole.
        """
        height, width = shrunk.shape[:2]
        mosaic = Mosaic.packed(regions, width)
        if mosaic.area > MOSTLY * width * height:
            return self([shrunk])[0]
        found = self._predict([mosaic.picture(shrunk)], Size(mosaic.width, mosaic.height))[0]
        return _one_box_each(mosaic.in_frame(found, width, height))

    def _predict(self, images: Sequence[Image], size: Size) -> list[Detections]:
        results = self._yolo.predict(
            list(images),
            imgsz=[size.height, size.width],
            conf=self.minimum,
            iou=SAME_OBJECT,
            classes=[PERSON, *VEHICLES],
            device="cpu" if self._on_cpu else None,
            verbose=False,
        )
        return [_detections(result.boxes.data.cpu().numpy()) for result in results]

    @property
    def _on_cpu(self) -> bool:
        import torch

        return not torch.cuda.is_available()

    def _limit(self, weights: Path, threads: int) -> None:
        """Ultralytics opens ONNX files with a thread per processor, and idle ones spin: workers side by side suffer.
        Who has all processors to himself may."""
        import torch

        # Beside the network there is only small work: more threads would spin more than they help.
        torch.set_num_threads(1 if self._on_cpu else threads)
        cv2.setNumThreads(1 if self._on_cpu else threads)
        backend: Any = getattr(self._yolo.predictor.model, "backend", None)
        session = getattr(backend, "session", None)
        if session is None:
            return
        from onnxruntime import InferenceSession, SessionOptions

        options = SessionOptions()
        options.intra_op_num_threads = threads
        alone = threads >= len(os.sched_getaffinity(0))
        options.add_session_config_entry("session.intra_op.allow_spinning", "1" if alone else "0")
        backend.session = InferenceSession(weights, options, providers=session.get_providers())


def load_yolo(weights: Path, home: Path) -> "YOLO":
    """Ultralytics' model, with its settings kept under `home`, its updates and its reports over the network off."""
    os.environ.setdefault("YOLO_CONFIG_DIR", str(home / "ultralytics"))
    os.environ.setdefault("YOLO_OFFLINE", "true")
    os.environ.setdefault("YOLO_AUTOINSTALL", "false")
    os.environ.setdefault("YOLO_VERBOSE", "false")
    Path(os.environ["YOLO_CONFIG_DIR"]).mkdir(parents=True, exist_ok=True)
    from ultralytics import YOLO

    if not weights.exists():
        raise ModelError(f"the model file {weights} is not there; run: viscoper models fetch")
    return YOLO(str(weights), task="detect")


def _skip_warm_up(predictor: Any) -> None:
    """A processor has nothing to warm up, and what Ultralytics would load for it takes more than a second."""
    predictor.done_warmup = True


def _detections(rows: Any) -> Detections:
    """From Ultralytics' rows x1, y1, x2, y2, score, label."""
    return Detections(rows[:, :4].astype(np.float32), rows[:, 4].astype(np.float32), rows[:, 5].astype(np.intp))


def _one_box_each(found: Detections) -> Detections:
    """One box per object, best score first: a van found as car and as truck is one, as is what two regions share."""
    people = np.flatnonzero(found.people)
    vehicles = np.flatnonzero(~found.people)
    kept = [group[suppress(found.boxes[group], found.scores[group], SAME_OBJECT)] for group in (people, vehicles)]
    chosen = np.concatenate(kept)
    return found[chosen[np.argsort(-found.scores[chosen], kind="stable")]]
