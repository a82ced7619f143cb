"""`viscoper evaluate reid`: the embedder on a folder of query and gallery pictures."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

import cv2
import numpy as np
import numpy.typing as npt

from viscoper.errors import UsageError
from viscoper.evaluate.open_set import Ranking, open_set
from viscoper.settings import Settings
from viscoper.vision.boxes import Image
from viscoper.vision.embedders import Embedder, load_embedder

Protocol = Literal["cross-camera", "all"]
SUFFIXES = (".jpg", ".jpeg", ".png")
# As Market-1501 names them: boxes of nobody, and a camera's sequences, which are one camera.
JUNK, SEQUENCE = "-1", re.compile(r"(c\d+)s\d+")


@dataclass(frozen=True)
class Pictures:
    """Pictures of one folder: names, identities, cameras and embeddings (float32 [n, dim]), aligned."""

    names: list[str]
    identities: npt.NDArray[np.str_]
    cameras: npt.NDArray[np.str_]
    embeddings: npt.NDArray[np.float32]


def evaluate_reid(directory: Path, protocol: str, settings: Settings) -> dict[str, float | int]:
    """Ranks DIR/gallery for each picture of DIR/query by similarity; files are PID_CAM_*.jpg, .jpeg or .png.

    Protocol `cross-camera` leaves out gallery pictures of the query's own identity and camera (Market-1501, Zheng et
    al., ICCV 2015); `all` only the file called like the query. `rank1`, `rank5`: share of queries with a right picture
    among the first 1, 5. `map`: mean average precision. `minp`: mean inverse negative penalty, the share of right
    pictures down to the last one (Ye et al., AGW, TPAMI 2022). `fnir_fpir10` at `threshold_fpir10`,
    `fpir_confident` and `fnir_confident`: see open_set.
    Queries without any right picture are left out of all and counted in `skipped`. Names as Market-1501 has them are
    read as there: PID -1 is nobody and left out, c1s1 and c1s2 are one camera.
    Raises UsageError for a folder or file that is not as described.
    """
    if protocol not in get_args(Protocol):
        raise UsageError(f"the protocol '{protocol}' is unknown; it is cross-camera or all")
    embed = load_embedder(settings)
    query, gallery = (load_pictures(directory / part, embed) for part in ("query", "gallery"))
    return evaluate_pictures(query, gallery, cast(Protocol, protocol))


def evaluate_pictures(query: Pictures, gallery: Pictures, protocol: Protocol) -> dict[str, float | int]:
    """As evaluate_reid, on pictures that are embedded already."""
    rankings = [_ranking(i, query, gallery, protocol) for i in range(len(query.names))]
    judged = [ranking for ranking in rankings if ranking.right.any()]
    if not judged:
        raise UsageError(f"no query has a right picture in the gallery under the protocol {protocol}")
    closed = summarise([ranking.right for ranking in judged])
    return closed | open_set(judged) | {"queries": len(judged), "skipped": len(rankings) - len(judged)}


def summarise(rankings: list[npt.NDArray[np.bool_]]) -> dict[str, float | int]:
    """Figures from each query's ranking: True where the picture at that rank is right; every ranking has one."""
    return {
        "rank1": float(np.mean([right[0] for right in rankings])),
        "rank5": float(np.mean([right[:5].any() for right in rankings])),
        "map": float(np.mean([_average_precision(right) for right in rankings])),
        "minp": float(np.mean([right.sum() / (np.flatnonzero(right)[-1] + 1) for right in rankings])),
    }


def load_pictures(folder: Path, embed: Embedder) -> Pictures:
    """Every picture of `folder`, embedded. Raises UsageError when there is none, or one is misnamed or unreadable."""
    paths = sorted(path for path in folder.glob("*") if path.suffix.lower() in SUFFIXES)
    paths = [path for path in paths if not path.name.startswith(f"{JUNK}_")]
    if not paths:
        raise UsageError(f"there are no .jpg, .jpeg or .png files in {folder}")
    labels = np.array([_labels(path) for path in paths])
    embeddings = np.concatenate([embed([_read(path)]) for path in paths])
    return Pictures([path.name for path in paths], labels[:, 0], labels[:, 1], embeddings)


def _labels(path: Path) -> tuple[str, str]:
    parts = path.stem.split("_")
    if len(parts) < 2 or not all(parts[:2]):
        raise UsageError(f"{path} is not called PID_CAM_*{path.suffix}")
    sequence = SEQUENCE.fullmatch(parts[1])
    return parts[0], sequence[1] if sequence else parts[1]


def _read(path: Path) -> Image:
    try:
        image = cv2.imdecode(np.frombuffer(path.read_bytes(), np.uint8), cv2.IMREAD_COLOR)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error
    except cv2.error as error:  # an empty file, and more pixels than OpenCV takes
        raise UsageError(f"{path} is not a picture that can be read") from error
    if image is None:
        raise UsageError(f"{path} is not a picture")
    return np.asarray(image, np.uint8)


def _ranking(index: int, query: Pictures, gallery: Pictures, protocol: Protocol) -> Ranking:
    same = gallery.identities == query.identities[index]
    if protocol == "cross-camera":
        left_out = same & (gallery.cameras == query.cameras[index])
    else:
        left_out = np.array([name == query.names[index] for name in gallery.names])
    similarity = gallery.embeddings @ query.embeddings[index]
    order = np.argsort(-similarity, kind="stable")
    kept = order[~left_out[order]]
    return Ranking(same[kept], similarity[kept])


def _average_precision(right: npt.NDArray[np.bool_]) -> float:
    ranks = np.flatnonzero(right) + 1
    return float(np.mean(np.arange(1, len(ranks) + 1) / ranks))
