"""/v1/routes: chosen sightings in time order, kept, shown and exported."""

from datetime import UTC, datetime

import numpy as np
from fastapi import APIRouter
from fastapi.responses import HTMLResponse, JSONResponse, Response

from ray_apps.pages import Cursor, Limit, cut, make_cursor, read_cursor
from ray_apps.resources import route_resource
from ray_apps.schemas import NewRoute, Page, Route
from ray_apps.schemas.common import Id
from ray_apps.service import Here, Service
from viscoper.catalog.casework import RouteRecord
from viscoper.catalog.records import Place, new_id
from viscoper.clock import to_milliseconds
from viscoper.search.describe import parse_description
from viscoper.search.describe_fit import fits_of
from viscoper.search.feedback import mean_vector
from viscoper.search.route import Route as Built
from viscoper.search.route import SpeedLimits, build_route
from viscoper.search.route_csv import route_csv
from viscoper.search.route_geojson import route_geojson
from viscoper.search.route_map import route_html
from viscoper.search.route_report import RouteReport, make_report
from viscoper.search.streets import load_streets

router = APIRouter(prefix="/v1/routes", tags=["routes"])


@router.post("", status_code=201)
def create_route(here: Here, asked: NewRoute) -> Route:
    """Keeps the route over these sightings; a repeated one counts once."""
    ids = list(dict.fromkeys(asked.sighting_ids))
    here.gallery.get(ids)
    alike = _similarities(here, asked.search_id, ids) if asked.search_id else {}
    record = RouteRecord(new_id(), to_milliseconds(datetime.now(UTC)), ids, alike, asked.search_id)
    return route_resource(here.catalog.routes.add(record), _built(here, record))


@router.get("")
def list_routes(here: Here, limit: Limit = 50, cursor: Cursor = None) -> Page[Route]:
    """Routes, newest first."""
    place = read_cursor(cursor, datetime, str)
    found = here.catalog.routes.newest(limit + 1, Place(*place) if place else None)
    kept, further = cut(found, limit, lambda each: make_cursor(each.created, each.record_id))
    return Page(items=[route_resource(each, _built(here, each)) for each in kept], next_cursor=further)


@router.get("/{route_id}.html", response_class=HTMLResponse)
def get_html(here: Here, route_id: Id) -> Response:
    """The route as one page that needs nothing else: map, pictures, tables."""
    return _attached(route_html(_report(here, route_id)).encode(), "text/html; charset=utf-8", route_id, "html")


@router.get("/{route_id}.geojson", response_class=JSONResponse)
def get_geojson(here: Here, route_id: Id) -> Response:
    """The route as GeoJSON (RFC 7946)."""
    content = JSONResponse(route_geojson(_built(here, here.catalog.routes.get(route_id)))).body
    return _attached(bytes(content), "application/geo+json", route_id, "geojson")


@router.get("/{route_id}.csv", response_class=Response)
def get_csv(here: Here, route_id: Id) -> Response:
    """The route as a table, a row for each stop."""
    route = _built(here, here.catalog.routes.get(route_id))
    return _attached(route_csv(route, here.settings.display_zone), "text/csv; charset=utf-8", route_id, "csv")


@router.get("/{route_id}")
def get_route(here: Here, route_id: Id) -> Route:
    record = here.catalog.routes.get(route_id)
    return route_resource(record, _built(here, record))


def _built(here: Service, record: RouteRecord) -> Built:
    sightings = here.gallery.get(record.sighting_ids)
    cameras = here.catalog.cameras.by_ids({sighting.camera_id for sighting in sightings})
    return build_route(sightings, cameras, SpeedLimits.of(here.settings), similarities=record.similarities)


def _report(here: Service, route_id: str) -> RouteReport:
    record = here.catalog.routes.get(route_id)
    streets = load_streets(here.settings.map_streets) if here.settings.map_streets else []
    return make_report(
        here.catalog, here.gallery, here.settings, record.sighting_ids, here.recipe, record.similarities, streets
    )


def _similarities(here: Service, search_id: str, sighting_ids: list[str]) -> dict[str, float]:
    """Cosine similarity of each sighting to what the search looks for, or how well it fits a description alone."""
    search = here.catalog.searches.get(search_id)
    if search.description and not search.vectors and not search.liked:
        described = parse_description(search.description)
        fits = fits_of(here.gallery, described, here.gallery.get(sighting_ids))
        return dict(zip(sighting_ids, fits, strict=True))
    liked = here.gallery.embeddings(search.liked, search.embedder)
    wanted = mean_vector(np.stack([*np.array(search.vectors, np.float32), *liked]))
    vectors = here.gallery.embeddings(sighting_ids, search.embedder)
    return {each: float(vector @ wanted) for each, vector in zip(sighting_ids, vectors, strict=True)}


def _attached(content: bytes, media_type: str, route_id: str, kind: str) -> Response:
    headers = {"Content-Disposition": f'inline; filename="route-{route_id}.{kind}"'}
    return Response(content, media_type=media_type, headers=headers)
