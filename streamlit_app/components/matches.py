"""The matches component: cards of possible matches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

import streamlit as st

from streamlit_app.components import define, unheard


class Card(TypedDict):
    """`crop` and `clip` are URLs; `sure` is the confidence and `way` the plausibility, empty where they cannot be told;
    `verdict` is this_too, not_this or None."""

    id: str
    crop: str
    clip: str
    similarity: str
    sure: str
    way: str
    camera: str
    time: str
    place: str
    chosen: bool
    verdict: str | None


@dataclass(frozen=True)
class Answer:
    """What was just clicked: cards to choose (or, where False, to take out) by their ids, or a verdict (this_too,
    not_this, clear) on one."""

    choose: Mapping[str, bool]
    judged: str | None
    verdict: str | None


@st.cache_resource
def _component() -> Any:
    return define("matches")


def show_matches(cards: Sequence[Card], words: Mapping[str, str], key: str) -> Answer:
    """`words` are the labels of what can be done: choose, take_out, play, this_too, not_this, close,
    sure and way (what confidence and plausibility mean); too and not are short forms for the buttons."""
    data = {"matches": list(cards), "words": dict(words)}
    answer = _component()(key=key, data=data, on_choose_change=unheard, on_judge_change=unheard)
    judged = answer.judge or {}
    return Answer(answer.choose or {}, judged.get("id"), judged.get("verdict"))
