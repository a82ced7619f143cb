"""Which of a search's matches are shown, and in which order; kept in the URL."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from typing import Self

import streamlit as st

from ray_apps.client import Match, Search
from streamlit_app.language import _
from streamlit_app.paging import first
from streamlit_app.search.draft import set_parameter
from streamlit_app.service import api, camera_names
from streamlit_app.words import kind_word

KINDS = ("person", "vehicle")


@dataclass(frozen=True)
class Filters:
    """`camera` and `kind` limit nothing when None."""

    order: str = "relevance"
    least: float = 0.0
    camera: str | None = None
    kind: str | None = None

    @classmethod
    def ask(cls, search: Search) -> Self:
        """The widgets of the filters, and what they say."""
        values = st.query_params
        orders = {"relevance": _("Most alike first"), "time": _("By time")}
        stated_order, stated_least, stated_kind = stated(orders, KINDS)
        order = st.segmented_control(
            _("Order"), list(orders), default=stated_order, required=True,
            format_func=orders.__getitem__, key="order", width="stretch",
        )  # fmt: skip
        least = st.slider(_("At least this similarity"), 0.0, 1.0, stated_least, 0.01, key="least")
        names = camera_names()
        searched = [each for each in search.cameras if each in names]
        camera = st.selectbox(
            _("Camera"), searched, index=_position(searched, values.get("at_camera")), format_func=names.__getitem__,
            placeholder=_("All cameras"), key="at_camera",
        )  # fmt: skip
        kind = None
        if search.kind is None:
            kind = st.segmented_control(
                _("Kind"), KINDS, default=stated_kind, format_func=kind_word, key="only", width="stretch"
            )
        set_parameter("order", [order] if order == "time" else [])
        set_parameter("least", [f"{least:g}"] if least else [])
        set_parameter("at_camera", [camera] if camera else [])
        set_parameter("only", [kind] if kind else [])
        return cls(order, least, camera, kind)

    def first(self, search_id: str, number: int) -> tuple[list[Match], bool]:
        """The first matches, and whether there are more."""
        read = partial(
            api().matches, search_id, order=self.order, min_similarity=self.least, camera=self.camera, kind=self.kind
        )
        return first(read, number)


def stated(orders: Collection[str], kinds: Collection[str]) -> tuple[str, float, str | None]:
    """Order, least similarity and kind of the URL; the usual for what makes no sense."""
    values = st.query_params
    order, kind = values.get("order"), values.get("only")
    return (
        order if order and order in orders else "relevance",
        _share(values.get("least")),
        kind if kind in kinds else None,
    )


def _share(text: str | None) -> float:
    try:
        share = float(text or 0)
    except ValueError:
        return 0.0
    return share if 0 <= share <= 1 else 0.0


def _position(options: list[str], wanted: str | None) -> int | None:
    return options.index(wanted) if wanted in options else None
