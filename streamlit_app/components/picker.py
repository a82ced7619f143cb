"""The picker component: a picture with boxes to choose from."""

from collections.abc import Sequence
from typing import Any, TypedDict

import streamlit as st

from streamlit_app.components import define, unheard


class Box(TypedDict):
    """`box` is x, y, width, height in pixels of the picture."""

    id: str
    box: Sequence[float]
    label: str
    chosen: bool


@st.cache_resource
def _component() -> Any:
    return define("picker")


def pick_box(picture: str, size: tuple[int, int], boxes: Sequence[Box], alt: str, key: str) -> str | None:
    """Shows the picture at this URL, `size` being its width and height; gives the id of the box just clicked."""
    data = {"picture": picture, "width": size[0], "height": size[1], "boxes": list(boxes), "alt": alt}
    chosen: str | None = _component()(key=key, data=data, on_box_change=unheard).box
    return chosen
