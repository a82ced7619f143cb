"""The map component: pydeck layers, and what was clicked on them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pydeck as pdk
import streamlit as st

from streamlit_app.components import define, unheard
from streamlit_app.server import MAP_LIBRARY

_TOOLTIP = {
    "html": "{tip}",
    "style": {"backgroundColor": "#16202e", "color": "#fff", "fontSize": "12px", "padding": "5px 8px"},
}


@dataclass(frozen=True)
class Click:
    """What was clicked: the `id` of an object, or a place (WGS 84 degrees) where there was none; never both."""

    object_id: str | None
    place: tuple[float, float] | None


@st.cache_resource
def _component() -> Any:
    return define("map")


def show_map(deck: pdk.Deck, key: str, height: int, *, credit: str = "", aim: bool = False) -> Click:
    """Draws the deck, `height` pixels high. Rows of pickable layers carry `id` and `tip` (HTML).
    `aim` shows a cross where a click would mean a place."""
    data: Mapping[str, Any] = {
        "deck": deck.to_json(),
        "library": MAP_LIBRARY,
        "tooltip": _TOOLTIP,
        "height": height,
        "credit": credit,
        "aim": aim,
    }
    answer = _component()(key=key, data=data, on_object_change=unheard, on_place_change=unheard)
    place = answer.place
    return Click(answer.object, (place["longitude"], place["latitude"]) if place else None)
