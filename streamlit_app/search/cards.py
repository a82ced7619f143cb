"""Sightings as cards: choosing them for the route, and saying that they are the one or are not."""

from collections.abc import Sequence

import streamlit as st

from ray_apps.client import Match, Sighting
from streamlit_app.components.matches import Answer, Card, show_matches
from streamlit_app.language import _
from streamlit_app.search.draft import set_parameter
from streamlit_app.service import api, media, settings, told
from streamlit_app.words import moment


def match(found: Match, chosen: Sequence[str]) -> Card:
    sure = "" if found.confidence is None else f"{found.confidence:.0%}"
    way = "" if found.plausibility is None else f"→ {found.plausibility:.0%}"
    similarity = f"{found.similarity:.2f}"
    return _card(found.sighting, similarity, sure, way, found.verdict, found.sighting.sighting_id in chosen)


def left_out(sighting_id: str) -> Card:
    return _card(api().sighting(sighting_id), "–", "", "", "not_this", False)


def _card(sighting: Sighting, similarity: str, sure: str, way: str, verdict: str | None, chosen: bool) -> Card:
    return Card(
        id=sighting.sighting_id,
        crop=media(sighting.crop_url),
        clip=media(sighting.clip_url, box=True),
        similarity=similarity,
        sure=sure,
        way=way,
        camera=sighting.camera,
        time=moment(sighting.time, settings().display_zone),
        place=sighting.address,
        chosen=chosen,
        verdict=verdict,
    )


def show(cards: Sequence[Card], search_id: str, chosen: Sequence[str], name: str) -> None:
    """The cards, and what is done with them: `chosen` is kept in the URL, verdicts by the API."""
    answer = show_matches(cards, _labels(), f"{name}_{search_id}")
    if answer.choose:
        kept = [each for each in chosen if answer.choose.get(each, True)]
        _keep([*kept, *(each for each, wanted in answer.choose.items() if wanted and each not in kept)])
    elif answer.judged and answer.verdict:
        others = [each for each in chosen if each != answer.judged]
        _judge(search_id, answer, others if answer.verdict == "not_this" else chosen)


def _judge(search_id: str, answer: Answer, chosen: Sequence[str]) -> None:
    """What is not the one is not on its route either."""
    with told():
        api().judge(search_id, answer.judged or "", answer.verdict or "clear")
        _keep(chosen)


def _keep(chosen: Sequence[str]) -> None:
    set_parameter("chosen", chosen)
    st.rerun()


def _labels() -> dict[str, str]:
    return {
        "choose": _("Choose for the route"), "take_out": _("Take out of the route"), "play": _("Play the clip"),
        "this_too": _("This one too: search for it as well"), "not_this": _("Not this one: rank without it"),
        "sure": _("Confidence: of searches for somebody who is not here, the share where nothing looks as much alike"),
        "way": _("Plausibility: whether who was seen before can have been here then, and went this way"),
        "close": _("Close"), "too": _("this too"), "not": _("not this"),
    }  # fmt: skip
