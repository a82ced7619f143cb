"""The player component: clips one after another."""

from collections.abc import Sequence
from typing import Any, TypedDict

import streamlit as st

from streamlit_app.components import define


class PlayedStop(TypedDict):
    """`clip` is a URL; `number` counts from 1."""

    number: int
    clip: str
    camera: str
    time: str


@st.cache_resource
def _component() -> Any:
    return define("player")


def play_stops(stops: Sequence[PlayedStop], key: str) -> None:
    """A video that plays the stops' clips in order, with a button for each."""
    _component()(key=key, data={"stops": list(stops)})
