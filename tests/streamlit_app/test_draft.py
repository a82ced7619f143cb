"""What is asked before a search starts, as the address of its page says it."""

import json
from collections.abc import Sequence

import pytest
from streamlit.testing.v1 import AppTest

from streamlit_app.search.draft import MOST_NAMED, Draft

CITY = [f"{number:016x}" for number in range(2700)]


def page(everywhere: bool | None = None, cameras: tuple[str, ...] = ()) -> None:
    """Writes this draft, or else that of its address, into its address, and shows it."""
    import json

    import streamlit as st

    from streamlit_app.search.draft import Draft

    draft = Draft.read() if everywhere is None else Draft(everywhere=everywhere, cameras=cameras)
    draft.write()
    st.text(json.dumps([draft.everywhere, draft.cameras]))


def reloaded(draft: Draft) -> Draft:
    """What another tab makes of the address that the draft's page has."""
    first = AppTest.from_function(page, kwargs={"everywhere": draft.everywhere, "cameras": draft.cameras}).run()
    second = AppTest.from_function(page)
    for name, value in first.query_params.items():
        second.query_params[name] = value
    everywhere, cameras = json.loads(second.run().text[0].value)
    return Draft(everywhere=everywhere, cameras=tuple(cameras))


@pytest.mark.parametrize(
    ("chosen", "named", "everywhere"),
    [
        pytest.param(CITY, [], True, id="all of a city"),
        pytest.param(CITY[1:], CITY[:1], True, id="all but one"),
        pytest.param(CITY[:1200], CITY[:1200], False, id="less than half"),
        pytest.param(CITY[:MOST_NAMED], CITY[:MOST_NAMED], False, id="some"),
        pytest.param([], [], False, id="none"),
    ],
)
def test_any_choice_out_of_a_city_survives_a_reload(chosen: Sequence[str], named: list[str], everywhere: bool) -> None:
    draft = Draft().choosing(chosen, CITY)
    assert (draft.everywhere, list(draft.cameras)) == (everywhere, named)
    assert reloaded(draft) == draft


def test_all_of_a_few_cameras_are_named() -> None:
    assert Draft(everywhere=True).choosing(CITY[:6], CITY[:6]) == Draft(cameras=tuple(CITY[:6]))


def test_a_camera_is_toggled() -> None:
    assert Draft(cameras=("a", "b")).toggled("a") == ("b",)
    assert Draft(everywhere=True, cameras=("a",)).toggled("b") == ("a", "b")
