"""What every page of the app has: title, language, navigation. Streamlit runs this file for each page shown."""

from pathlib import Path

import streamlit as st

from streamlit_app.language import LANGUAGES, PARAMETER, _, language
from streamlit_app.navigation import know
from streamlit_app.views import camera, cameras, jobs, route, search

STYLE = Path(__file__).parent / "style.css"


def main() -> None:
    st.set_page_config(page_title="VISCOPER", layout="wide", initial_sidebar_state="collapsed")
    st.html(STYLE)
    shown = {
        "search": st.Page(search.page, title=_("Search"), url_path="search", default=True),
        "route": st.Page(route.page, title=_("Route"), url_path="route"),
        "cameras": st.Page(cameras.page, title=_("Cameras"), url_path="cameras"),
        "camera": st.Page(camera.page, title=_("Recordings"), url_path="camera"),
        "jobs": st.Page(jobs.page, title=_("Indexing"), url_path="jobs"),
    }
    know(shown)
    here = st.navigation(list(shown.values()), position="hidden")
    top_bar(shown, here.url_path or "search")
    here.run()


def top_bar(pages: dict[str, st.Page], here: str) -> None:
    """Links to the pages, each with the parameters it was last seen with, and the languages."""
    seen = st.session_state.setdefault("seen", {})
    seen[here] = {name: value for name, value in st.query_params.items() if name != PARAMETER}
    with st.container(horizontal=True, key="topbar"):
        st.html('<span class="brand">VISCOPER</span>', width="content")
        for name, page in pages.items():
            with st.container(key=f"{'here' if name == here else 'there'}_{name}", width="content"):
                st.page_link(page, query_params={**seen.get(name, {}), PARAMETER: language()})
        st.space("stretch")
        for code, label in LANGUAGES.items():
            with st.container(key=f"{'here' if code == language() else 'there'}_{code}", width="content"):
                if st.button(label, type="tertiary", key=f"lang_{code}") and code != language():
                    st.query_params[PARAMETER] = code
                    st.rerun()


main()
