"""An embedder that is a neural network in ONNX: the one that ships, or one that an operator put in place."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from models.manifest import Pixels
from viscoper.errors import ModelError
from viscoper.vision.boxes import Image
from viscoper.vision.crops import as_bgr, resized
from viscoper.vision.embedder import unit

# Crops that go through the network together; more gain nothing on a processor and take memory.
BATCH = 16
# The first that is there.
PROVIDERS = ("CUDAExecutionProvider", "CPUExecutionProvider")
BGR = Pixels()
FREE_BATCH = "export it for any number of crops, or for one"


class NetworkEmbedder:
    """Called with crops (BGR, grey or with alpha, any size); gives float32 [n, dim] of length 1.

    The network takes `pixels` as float32 [batch, 3, height, width]; its own shape tells the size that crops are
    stretched to, and whether it takes one at a time. It runs on the GPU where ONNX Runtime's build for it is installed,
    else on one processor: workers stand side by side.
    Raises ModelError when the file cannot be loaded as such a network, gives what is not a number, or not [n, dim].
    """

    def __init__(self, name: str, weights: Path, pixels: Pixels = BGR) -> None:
        self.name = name
        self._pixels = pixels
        self._session = load_session(weights)
        taken, given = self._session.get_inputs(), self._session.get_outputs()[0]
        match [(each.type, each.shape) for each in taken], given.shape:
            case [("tensor(float)", [1 | str() | None as batch, 3 | str() | None, int(height), int(width)])], [
                _,
                int(dim),
            ]:
                self._batch, self._height, self._width = 1 if batch == 1 else BATCH, height, width
                self._input, self.dim = taken[0].name, dim
            case _:
                raise ModelError(
                    f"{weights} takes {', '.join(f'{each.type} {each.shape}' for each in taken)} and gives "
                    f"{given.shape}; an embedder takes float [batch, 3, height, width], height and width fixed, and "
                    "gives [batch, numbers]"
                )

    def __call__(self, crops: Sequence[Image]) -> npt.NDArray[np.float32]:
        if not crops:
            return np.zeros((0, self.dim), np.float32)
        return np.concatenate([self._embed(crops[i : i + self._batch]) for i in range(0, len(crops), self._batch)])

    def _embed(self, crops: Sequence[Image]) -> npt.NDArray[np.float32]:
        fitted = np.stack([resized(as_bgr(crop), self._width, self._height) for crop in crops])
        pictures = self._as_taken(fitted)
        try:
            found = self._session.run(None, {self._input: pictures})[0]
        except Exception as error:  # the runtime raises its own kinds, which are not public
            raise ModelError(f"{self.name} failed on {len(pictures)} crops at once; {FREE_BATCH}") from error
        if found.shape != (len(pictures), self.dim):
            raise ModelError(f"{self.name} gave {found.shape} for {len(pictures)} crops; {FREE_BATCH}")
        if not np.isfinite(found).all():
            raise ModelError(f"{self.name} gave what is not a number; check its pixels, or fetch the model again")
        return np.stack([unit(vector) for vector in found.astype(np.float64)]).astype(np.float32)

    def _as_taken(self, pictures: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
        """[n, height, width, 3], BGR, as the network's pixels [n, 3, height, width]."""
        ordered = pictures[..., ::-1] if self._pixels.order == "RGB" else pictures
        taken = ordered.transpose(0, 3, 1, 2).astype(np.float32, order="C")
        taken -= np.array(self._pixels.mean, np.float32)[:, None, None]
        taken /= np.array(self._pixels.std, np.float32)[:, None, None]
        return taken


def load_session(weights: Path) -> Any:
    """An ONNX Runtime session on the GPU, if the runtime knows one, else on one thread. Raises ModelError when the file
    is no network."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4  # what fails is raised
    providers = [each for each in PROVIDERS if each in onnxruntime.get_available_providers()]
    try:
        return onnxruntime.InferenceSession(str(weights), options, providers=providers)
    except Exception as error:  # the runtime raises its own kinds, which are not public
        raise ModelError(f"{weights} cannot be loaded: {error}; fetch the model again") from error
