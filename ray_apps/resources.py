"""The domain's objects as the API's resources."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from ray_apps import schemas
from viscoper import attributes
from viscoper.catalog.cameras import Camera
from viscoper.catalog.casework import RouteRecord, SearchRecord
from viscoper.catalog.segments import Recorded, Segment, State
from viscoper.gallery.schema import StoredSighting
from viscoper.search.coverage import Amounts, Coverage
from viscoper.search.describe import Description
from viscoper.search.route import Leg, Route
from viscoper.search.select import Kind

# A camera whose newest footage is younger than this is being recorded.
LIVE_WITHIN = timedelta(minutes=5)


def camera_resource(camera: Camera, recorded: Recorded | None) -> schemas.Camera:
    return schemas.Camera(
        **camera.to_json(),
        state=_state(recorded),
        recorded_from=recorded.start if recorded else None,
        recorded_until=recorded.end if recorded else None,
        frame_url=f"/v1/cameras/{camera.camera_id}/frame",
    )


def _state(recorded: Recorded | None) -> schemas.CameraState:
    if recorded is None:
        return "stored"
    if recorded.state == State.FAILED:
        return "failed"
    return "live" if datetime.now(UTC) - recorded.end < LIVE_WITHIN else "stored"


def segment_resource(segment: Segment, cameras: Mapping[str, Camera]) -> schemas.Segment:
    return schemas.Segment(
        segment_id=segment.segment_id,
        camera_id=segment.camera_id,
        camera=_name(cameras, segment.camera_id),
        start=segment.start,
        end=segment.end,
        width=segment.width,
        height=segment.height,
        fps=segment.fps,
        state=segment.state.value,
        reason=segment.reason,
        progress=min(1.0, max(0.0, segment.progress)),
        sightings=segment.sightings,
        video_url=f"/v1/segments/{segment.segment_id}/video",
    )


def sighting_resource(sighting: StoredSighting, camera: Camera) -> schemas.Sighting:
    path = f"/v1/sightings/{sighting.sighting_id}"
    return schemas.Sighting(
        sighting_id=sighting.sighting_id,
        segment_id=sighting.segment_id,
        camera_id=camera.camera_id,
        camera=camera.name,
        address=camera.address,
        longitude=camera.longitude,
        latitude=camera.latitude,
        time=sighting.time,
        first_time=sighting.first_time,
        last_time=sighting.last_time,
        kind="person" if sighting.kind == "person" else "vehicle",
        label=sighting.label,
        box=sighting.box,
        frame_size=(sighting.frame_width, sighting.frame_height),
        attributes=attributes.to_json(sighting.attributes),
        crop_url=f"{path}/crop",
        frame_url=f"{path}/frame",
        clip_url=f"{path}/clip",
    )


def coverage_resource(coverage: Coverage) -> schemas.CoverageReport:
    selection = coverage.selection
    names = {camera.camera_id: camera.name for camera in selection.cameras}
    return schemas.CoverageReport(
        start=selection.start,
        end=selection.end,
        total=minutes_resource(coverage.total),
        per_camera=[
            schemas.CameraMinutes(camera_id=camera.camera_id, camera=camera.name, **_minutes(amounts))
            for camera, amounts in zip(selection.cameras, coverage.per_camera, strict=True)
        ],
        failed=[_failed_part(segment, names) for segment in coverage.failed],
    )


def minutes_resource(amounts: Amounts) -> schemas.Minutes:
    return schemas.Minutes(**_minutes(amounts))


def _minutes(amounts: Amounts) -> dict[str, float | None]:
    return amounts.to_json()


def _failed_part(segment: Segment, names: Mapping[str, str]) -> schemas.FailedPart:
    return schemas.FailedPart(
        segment_id=segment.segment_id,
        camera=names[segment.camera_id],
        start=segment.start,
        end=segment.end,
        reason=segment.reason,
    )


def _name(cameras: Mapping[str, Camera], camera_id: str) -> str:
    return cameras[camera_id].name if camera_id in cameras else camera_id


def search_resource(search: SearchRecord) -> schemas.Search:
    numbers = range(1, len(search.pictures) + 1)
    return schemas.Search(
        search_id=search.record_id,
        query_ids=search.query_ids,
        description=search.description,
        untold=search.untold,
        picture_urls=[f"/v1/searches/{search.record_id}/pictures/{number}" for number in numbers],
        cameras=search.cameras,
        near=(search.near[0], search.near[1]) if search.near else None,
        radius_m=search.radius_m,
        start=search.start,
        end=search.end,
        kind=cast(Kind | None, search.kind),
        state=cast(Any, search.state),
        problem=search.problem,
        progress=search.progress,
        eta_s=search.eta_s,
        coverage=schemas.Minutes.model_validate(search.coverage),
        liked=search.liked,
        disliked=search.disliked,
        revision=search.revision,
        created=search.created,
    )


def description_resource(description: Description) -> schemas.Description:
    regions = attributes.REGIONS[description.kind]
    return schemas.Description(
        text=description.text,
        kind=description.kind,
        colours={each: fits for each, fits in description.fits.items() if each in regions},
        worn={each: fits for each, fits in description.fits.items() if each not in regions},
        labels=sorted(description.labels),
        stature=description.stature,
        understood=description.understood(),
        untold=list(description.untold),
    )


def route_resource(record: RouteRecord, route: Route) -> schemas.Route:
    path = f"/v1/routes/{record.record_id}"
    return schemas.Route(
        route_id=record.record_id,
        search_id=record.search_id,
        created=record.created,
        plausible=route.plausible,
        stops=[
            schemas.Stop(
                number=stop.number,
                sighting=sighting_resource(stop.sighting, stop.camera),
                longitude=stop.camera.longitude,
                latitude=stop.camera.latitude,
                similarity=None if stop.similarity is None else round(stop.similarity, 4),
            )
            for stop in route.stops
        ],
        legs=[_leg(leg) for leg in route.legs],
        html_url=f"{path}.html",
        geojson_url=f"{path}.geojson",
        csv_url=f"{path}.csv",
    )


def _leg(leg: Leg) -> schemas.Leg:
    shown = leg.to_json()
    return schemas.Leg(start=shown.pop("from"), end=shown.pop("to"), **shown)
