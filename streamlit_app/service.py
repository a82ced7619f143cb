"""What every page needs of the API and the settings."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from urllib.parse import urlencode, urljoin, urlsplit

import streamlit as st

from ray_apps.client import Camera, Client
from streamlit_app.language import PARAMETER, language
from streamlit_app.maps import BaseMap
from streamlit_app.reasons import said
from viscoper.errors import ViscoperError
from viscoper.settings import Settings, load_settings

CAMERAS_AGE_S = 15  # how old the list of cameras may be


@st.cache_resource
def settings() -> Settings:
    return load_settings()


@st.cache_resource
def api() -> Client:
    return Client(settings())


def media(path: str, **options: object) -> str:
    """The URL at which a browser finds a picture or video of the API; pixels never pass through this app."""
    return api().media_url(path, **options)


@st.cache_resource
def base_map() -> BaseMap:
    return BaseMap.of(settings())


@st.cache_resource(ttl=CAMERAS_AGE_S, show_spinner=False)
def all_cameras() -> Sequence[Camera]:
    """Every camera, by name; the same for all who ask, uncopied, since a city has thousands."""
    return tuple(api().all_cameras())


def forget_cameras() -> None:
    """The next `all_cameras` asks anew: one was added or moved."""
    all_cameras.clear()


def camera_names() -> dict[str, str]:
    return {camera.camera_id: camera.name for camera in all_cameras()}


def to_local(moment: datetime | None) -> datetime | None:
    """The moment on the reader's clock, without a zone, as Streamlit's inputs want it."""
    return moment.astimezone(settings().display_zone).replace(tzinfo=None) if moment else None


def from_local(moment: datetime) -> datetime:
    return moment.replace(tzinfo=settings().display_zone)


@contextmanager
def told() -> Iterator[None]:
    """Says in one sentence, at this place of the page, what the API refused; the rest of the page stays."""
    try:
        yield
    except ViscoperError as error:
        st.error(said(str(error)), icon=":material/error:")


def page_url(path: str, **parameters: str) -> str:
    """The address of a page of this app, for somebody else's browser."""
    here = urlsplit(st.context.url or "")
    return urljoin(f"{here.scheme}://{here.netloc}", f"/{path}?{urlencode({**parameters, PARAMETER: language()})}")
