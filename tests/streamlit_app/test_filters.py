"""Filters of the matches, as an address says them that somebody cut or changed."""

import pytest
from streamlit.testing.v1 import AppTest


def page() -> None:
    import json

    import streamlit as st

    from streamlit_app.search.filters import KINDS, stated

    st.text(json.dumps(stated({"relevance": "", "time": ""}, KINDS)))


@pytest.mark.parametrize(
    ("address", "stands"),
    [
        pytest.param({}, '["relevance", 0.0, null]', id="nothing"),
        pytest.param({"order": "time", "least": "0.5", "only": "vehicle"}, '["time", 0.5, "vehicle"]', id="all"),
        pytest.param({"order": "x", "least": "abc", "only": "dog"}, '["relevance", 0.0, null]', id="no sense"),
        pytest.param({"least": "7"}, '["relevance", 0.0, null]', id="no similarity"),
        pytest.param({"least": "nan"}, '["relevance", 0.0, null]', id="no number"),
    ],
)
def test_what_makes_no_sense_filters_nothing(address: dict[str, str], stands: str) -> None:
    shown = AppTest.from_function(page)
    for name, value in address.items():
        shown.query_params[name] = value
    assert shown.run().text[0].value == stands
