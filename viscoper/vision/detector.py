"""Finds people and vehicles in a frame. All detection goes through Ultralytics."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from viscoper.errors import ModelError
from viscoper.settings import Size
from viscoper.vision.boxes import Image, suppress
from viscoper.vision.detections import PERSON, VEHICLES, Detections

if TYPE_CHECKING:
    from ultralytics import YOLO

# Above this overlap two boxes of one label are the same object (NanoDet's own setting).
SAME_OBJECT = 0.6
# Two vehicle boxes of different labels (car, truck, bus) are one vehicle above this overlap.
SAME_VEHICLE = 0.6


class Detector:
    """Called with BGR frames of one size; gives the people and vehicles of each, in source pixels.

    `size` is the network's input: frames are shrunk into it with their proportions kept. `minimum` is the lowest score
    given. `threads` bounds the processors used; None leaves it to the runtime.
    Raises ModelError when the weights cannot be loaded as a detector.
    """

    def __init__(self, weights: Path, home: Path, size: Size, minimum: float, threads: int | None = None) -> None:
        self.size = size
        self.minimum = minimum
        self._yolo = load_yolo(weights, home)
        try:
            self([np.zeros((size.height, size.width, 3), np.uint8)])
        except Exception as error:  # whatever runtime reads the weights, with its own kind of error
            raise ModelError(f"{weights} cannot be loaded as a detector: {error}; fetch the model again") from error
        if threads:
            self._limit(weights, threads)

    def __call__(self, images: Sequence[Image]) -> list[Detections]:
        """One Detections per image, best score first."""
        results = self._yolo.predict(
            list(images),
            imgsz=[self.size.height, self.size.width],
            conf=self.minimum,
            iou=SAME_OBJECT,
            classes=[PERSON, *VEHICLES],
            device="cpu" if self._on_cpu else None,
            verbose=False,
        )
        return [_one_box_per_vehicle(_detections(result.boxes.data.cpu().numpy())) for result in results]

    @property
    def _on_cpu(self) -> bool:
        import torch

        return not torch.cuda.is_available()

    def _limit(self, weights: Path, threads: int) -> None:
        """Ultralytics opens ONNX files with as many threads as there are processors; workers side by side need fewer."""
        import torch

        torch.set_num_threads(threads)
        backend = getattr(self._yolo.predictor.model, "backend", None)
        session = getattr(backend, "session", None)
        if session is None:
            return
        from onnxruntime import InferenceSession, SessionOptions

        options = SessionOptions()
        options.intra_op_num_threads = threads
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


def _detections(rows: Any) -> Detections:
    """From Ultralytics' rows x1, y1, x2, y2, score, label."""
    return Detections(rows[:, :4].astype(np.float32), rows[:, 4].astype(np.float32), rows[:, 5].astype(np.intp))


def _one_box_per_vehicle(found: Detections) -> Detections:
    """The same van may be found as a car and as a truck; the better score stays."""
    vehicles = np.flatnonzero(~found.people)
    kept = vehicles[suppress(found.boxes[vehicles], found.scores[vehicles], SAME_VEHICLE)]
    chosen = np.concatenate([np.flatnonzero(found.people), kept])
    return found[chosen[np.argsort(-found.scores[chosen], kind="stable")]]
