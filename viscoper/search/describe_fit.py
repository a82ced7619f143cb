"""How well sightings out of the gallery fit a description."""

from collections.abc import Sequence

from viscoper.gallery.gallery import Gallery
from viscoper.gallery.schema import StoredSighting
from viscoper.search.describe import Description
from viscoper.search.stature import statures_of


def fits_of(gallery: Gallery, description: Description, sightings: Sequence[StoredSighting]) -> list[float]:
    """Of each, 0 to 1 as Description.score. Raises GalleryError."""
    measured = {each.camera_id for each in sightings} if description.stature else ()
    statures = statures_of(gallery, measured)
    return [description.score_of(each, statures) for each in sightings]
