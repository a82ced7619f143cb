"""Routes: chosen sightings in time order."""

from pydantic import Field

from ray_apps.schemas.common import Id, Latitude, Longitude, Path, Resource, Time
from ray_apps.schemas.footage import Sighting

MAX_STOPS = 500


class NewRoute(Resource):
    """Sightings in any order, and the search that they were found by: it says how alike each is."""

    sighting_ids: list[Id] = Field(min_length=1, max_length=MAX_STOPS)
    search_id: Id | None = None


class Stop(Resource):
    """A sighting on the route, counted from 1, at its camera's place when the route was built."""

    number: int
    sighting: Sighting
    longitude: Longitude
    latitude: Latitude
    similarity: float | None


class Leg(Resource):
    """The way from stop `start` to stop `end`, as a straight line. `kmh` is null when no time lies between two places;
    `reason` says why a leg is not plausible."""

    start: int
    end: int
    distance_m: float
    seconds: float
    kmh: float | None
    plausible: bool
    reason: str


class Route(Resource):
    """Numbered stops and the legs between them (one fewer)."""

    route_id: Id
    search_id: Id | None
    created: Time
    plausible: bool
    stops: list[Stop]
    legs: list[Leg]
    html_url: Path
    geojson_url: Path
    csv_url: Path
