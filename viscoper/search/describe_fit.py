"""How well sightings out of the gallery fit a description."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from viscoper.gallery.gallery import Gallery
from viscoper.gallery.schema import StoredSighting
from viscoper.search.describe import Description
from viscoper.search.stature import statures_of


def fits_of(gallery: Gallery, description: Description, sightings: Sequence[StoredSighting]) -> list[float]:
    """Of each, 0 to 1 as Description.score. Raises GalleryError."""
    measured = description.stature and sightings
    children = _children(gallery, sightings) if measured else np.full(len(sightings), np.nan)
    told = zip(sightings, children.tolist(), strict=True)
    return [description.score(each.attributes, each.label, child) for each, child in told]


def _children(gallery: Gallery, sightings: Sequence[StoredSighting]) -> NDArray[np.float64]:
    cameras = [each.camera_id for each in sightings]
    boxes = np.array([(each.y, each.h, each.frame_height) for each in sightings], np.float64)
    return statures_of(gallery, set(cameras)).children(cameras, boxes)
