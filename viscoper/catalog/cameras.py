"""Cameras of a tenant: what is known of each CCTV, and finding them by name or by place."""

import difflib
import math
import unicodedata
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from pymongo.errors import DuplicateKeyError

from viscoper.catalog.azimuth import azimuth_in, checked_azimuth
from viscoper.catalog.geography import EARTH_RADIUS_M, Point, checked_point, distance_m
from viscoper.catalog.rtsp import checked_rtsp_url, without_secrets
from viscoper.catalog.tenant import Document, TenantCollection
from viscoper.errors import UnknownError, UsageError

MAX_TEXT = 500


@dataclass(frozen=True)
class Camera:
    """A registered CCTV. Longitude and latitude are WGS 84 degrees; an empty RTSP URL means archived footage only.

    azimuth: which way it looks, degrees clockwise from north; None where nobody knows, or no one way. Raises
    UsageError for a name that is empty, a URL that is not RTSP, a place off the earth or an azimuth that is no angle.
    Texts are kept in Unicode's composed form (NFC), since Korean names from some systems come decomposed.
    """

    name: str
    longitude: float
    latitude: float
    rtsp_url: str = field(default="", repr=False)  # carries the password: shown by `rtsp_shown` only
    address: str = ""
    notes: str = ""
    azimuth: float | None = None
    camera_id: str = field(default_factory=lambda: uuid.uuid4().hex[:16])

    def __post_init__(self) -> None:
        for text in ("name", "address", "notes"):
            object.__setattr__(self, text, _checked_text(text, getattr(self, text)))
        if not self.name:
            raise UsageError("the camera's name is empty")
        point = checked_point(self.longitude, self.latitude)
        object.__setattr__(self, "longitude", point.longitude)
        object.__setattr__(self, "latitude", point.latitude)
        object.__setattr__(self, "rtsp_url", checked_rtsp_url(self.rtsp_url))
        if self.azimuth is not None:
            object.__setattr__(self, "azimuth", checked_azimuth(self.azimuth))

    @property
    def point(self) -> Point:
        return Point(self.longitude, self.latitude)

    @property
    def rtsp_shown(self) -> str:
        """The RTSP URL without its password."""
        return without_secrets(self.rtsp_url)

    def to_json(self) -> dict[str, Any]:
        """What may be shown of the camera."""
        return {
            "camera_id": self.camera_id,
            "name": self.name,
            "rtsp_url": self.rtsp_shown,
            "address": self.address,
            "longitude": self.longitude,
            "latitude": self.latitude,
            "notes": self.notes,
            "azimuth": self.azimuth,
        }


class Cameras:
    """The tenant's cameras in the catalog."""

    def __init__(self, collection: TenantCollection) -> None:
        self._collection = collection
        collection.index([("camera_id", 1)], unique=True)
        collection.index([("name", 1)], unique=True)
        collection.index_places("location")

    def add(self, camera: Camera) -> Camera:
        """Registers a camera. Raises UsageError when there is one of this name."""
        try:
            self._collection.insert(_to_document(camera))
        except DuplicateKeyError:
            raise UsageError(f"there is a camera '{camera.name}' already; choose another name, or move it") from None
        return camera

    def save_all(self, cameras: Iterable[Camera]) -> None:
        """Writes cameras over those of the same names, which keep their ids; doing it twice changes nothing."""
        self._collection.upsert_all(map(_to_document, cameras), key="name", fixed="camera_id")

    def all(self) -> list[Camera]:
        """All cameras, by name."""
        found = map(_from_document, self._collection.find({}))
        return sorted(found, key=lambda camera: camera.name)  # SecantusDB takes as long for the order as for the rest

    def get(self, name: str) -> Camera:
        """The camera of this name. Raises UsageError that names the closest names."""
        wanted = _checked_text("name", name)
        document = self._collection.find_one({"name": wanted})
        if document is None:
            raise UsageError(f"there is no camera '{wanted}'{self._closest(wanted)}")
        return _from_document(document)

    def by_ids(self, camera_ids: Iterable[str]) -> dict[str, Camera]:
        """Cameras by id; ids that are not there are left out."""
        found = self._collection.find_among("camera_id", set(camera_ids), {})
        return {document["camera_id"]: _from_document(document) for document in found}

    def by_id(self, camera_id: str) -> Camera:
        """Raises UnknownError when there is none of this id."""
        found = self.by_ids([camera_id])
        if not found:
            raise UnknownError(f"there is no camera {camera_id}")
        return found[camera_id]

    def move(self, name: str, longitude: float, latitude: float) -> Camera:
        """Puts a camera at another place. Raises UsageError for an unknown name or a place off the earth."""
        moved = replace(self.get(name), longitude=longitude, latitude=latitude)
        self._collection.update({"camera_id": moved.camera_id}, {"$set": {"location": _location(moved)}})
        return moved

    def turn(self, name: str, azimuth: float | None) -> Camera:
        """Corrects which way a camera looks, None for no one way. Raises UsageError for an unknown name or what is no
        angle."""
        turned = replace(self.get(name), azimuth=azimuth)
        self._collection.update({"camera_id": turned.camera_id}, {"$set": {"azimuth": turned.azimuth}})
        return turned

    def near(self, longitude: float, latitude: float, radius_m: float) -> list[Camera]:
        """Cameras at most `radius_m` metres from a point, nearest first. UsageError for a bad point or radius."""
        centre = checked_point(longitude, latitude)
        if not (math.isfinite(radius_m) and 0 < radius_m <= math.pi * EARTH_RADIUS_M):
            raise UsageError(f"the radius {radius_m:g} m is not a distance on the earth; give metres, as in 500")
        # The order of $near is not to be relied on in every server; $geoWithin and a sort of our own are.
        circle = {"$centerSphere": [list(centre), radius_m / EARTH_RADIUS_M]}
        found = self._collection.find({"location": {"$geoWithin": circle}})
        return sorted(map(_from_document, found), key=lambda camera: distance_m(centre, camera.point))

    def _closest(self, name: str) -> str:
        names = [str(known) for known in self._collection.values("name")]
        close = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
        if close:
            return "; did you mean " + " or ".join(f"'{each}'" for each in close) + "?"
        return "; `viscoper cameras list` shows those there are" if names else "; no camera is registered yet"


def _checked_text(what: str, text: str) -> str:
    text = unicodedata.normalize("NFC", text).strip()
    if len(text) > MAX_TEXT:
        raise UsageError(f"the camera's {what} has {len(text)} characters; {MAX_TEXT} are allowed")
    if any(unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\n\t" for letter in text):
        raise UsageError(f"the camera's {what} has control characters")
    return text


def _location(camera: Camera) -> Document:
    return {"type": "Point", "coordinates": [camera.longitude, camera.latitude]}


def _to_document(camera: Camera) -> Document:
    return {
        "camera_id": camera.camera_id,
        "name": camera.name,
        "rtsp_url": camera.rtsp_url,
        "address": camera.address,
        "notes": camera.notes,
        "azimuth": camera.azimuth,
        "location": _location(camera),
    }


def _from_document(document: Document) -> Camera:
    longitude, latitude = document["location"]["coordinates"]
    texts = {key: document[key] for key in ("camera_id", "name", "rtsp_url", "address", "notes")}
    # Cameras that were registered before azimuths were kept may have theirs among the notes.
    azimuth = document["azimuth"] if "azimuth" in document else azimuth_in(texts["notes"])
    return Camera(longitude=longitude, latitude=latitude, azimuth=azimuth, **texts)
