"""A route with all that is said about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from viscoper.catalog.catalog import Catalog
from viscoper.gallery.gallery import Gallery
from viscoper.search.coverage import Coverage, find_coverage
from viscoper.search.route import Route, SpeedLimits, build_route
from viscoper.search.select import Selection
from viscoper.search.streets import Line
from viscoper.settings import Settings


@dataclass(frozen=True)
class RouteReport:
    """What the map, the page and the picture of a route show. Times are shown in `zone`."""

    route: Route
    limits: SpeedLimits
    zone: ZoneInfo
    coverage: Coverage | None = None
    streets: Sequence[Line] = ()


def make_report(
    catalog: Catalog,
    gallery: Gallery,
    settings: Settings,
    sighting_ids: Sequence[str],
    recipe: str | None = None,
    similarities: Mapping[str, float] | None = None,
    streets: Sequence[Line] = (),
) -> RouteReport:
    """The route over sightings known by their ids, with the coverage of ALL cameras from its first stop to its last.

    It tells apart what was indexed with another recipe than `recipe`. Raises UsageError naming unknown ids.
    """
    wanted = list(dict.fromkeys(sighting_ids))
    sightings = gallery.get(wanted)
    cameras = catalog.cameras.by_ids({sighting.camera_id for sighting in sightings})
    limits = SpeedLimits.of(settings)
    route = build_route(sightings, cameras, limits, gallery.crops(wanted), similarities)
    coverage = None
    if route.start < route.end:
        selection = Selection(catalog.cameras.all(), route.start, route.end)
        coverage = find_coverage(catalog.segments, selection, recipe)
    return RouteReport(route, limits, settings.display_zone, coverage, streets)
