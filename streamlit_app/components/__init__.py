"""Parts of the page that Streamlit has no widget for, as Streamlit components (version 2): a map that knows where it
was clicked, a picture whose boxes can be chosen, the matches, and players. Each is one file of JavaScript beside this.
"""

from pathlib import Path
from typing import Any

import streamlit as st

FOLDER = Path(__file__).parent


def define(name: str) -> Any:
    """The component whose script and style are NAME.js and NAME.css in this folder."""
    script, style = (FOLDER / f"{name}.{kind}" for kind in ("js", "css"))
    return st.components.v2.component(
        f"viscoper_{name}", html='<div class="root"></div>', js=script.read_text("utf-8"), css=style.read_text("utf-8")
    )


def unheard() -> None:
    """What is clicked is read from a component's answer; Streamlit wants a function by its name all the same."""
