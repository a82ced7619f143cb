"""The route over sightings that are known by their ids."""

from collections.abc import Mapping, Sequence

from viscoper.catalog.catalog import Catalog
from viscoper.gallery.gallery import Gallery
from viscoper.search.route import Route, SpeedLimits, build_route


def find_route(
    catalog: Catalog,
    gallery: Gallery,
    sighting_ids: Sequence[str],
    limits: SpeedLimits,
    similarities: Mapping[str, float] | None = None,
) -> Route:
    """Looks up sightings, their pictures and cameras, and builds the route. Raises UsageError naming unknown ids."""
    wanted = list(dict.fromkeys(sighting_ids))
    sightings = gallery.get(wanted)
    cameras = catalog.cameras.by_ids({sighting.camera_id for sighting in sightings})
    return build_route(sightings, cameras, limits, gallery.crops(wanted), similarities)
