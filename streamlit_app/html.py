"""Small pieces of the page that are plain HTML. Everything put into them is escaped here."""

import json
from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st


def heading(number: int, text: str) -> None:
    """The heading of a numbered step."""
    st.html(f'<div class="step"><b>{number}</b><span>{escape(text)}</span></div>')


def title(text: str) -> None:
    st.html(f'<div class="title">{escape(text)}</div>', width="content")


def muted(text: str) -> None:
    st.html(f'<span class="muted">{escape(text)}</span>', width="content")


def notice(text: str) -> None:
    st.html(f'<div class="notice">{escape(text)}</div>')


def facts(rows: Mapping[str, str]) -> None:
    """Names and values, those without a value left out."""
    cells = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in rows.items() if value)
    st.html(f'<dl class="facts">{cells}</dl>')


def legend(entries: Mapping[str, str]) -> None:
    """CSS colours by what they mean."""
    items = "".join(
        f'<span><i style="background:{colour}"></i>{escape(text)}</span>' for text, colour in entries.items()
    )
    st.html(f'<div class="legend">{items}</div>')


def shares(parts: Sequence[tuple[str, float]]) -> None:
    """A bar of CSS colours, each as long as its number is of their sum."""
    whole = sum(amount for _colour, amount in parts) or 1
    spans = "".join(f'<span style="width:{100 * n / whole:.2f}%;background:{colour}"></span>' for colour, n in parts)
    st.html(f'<div class="coverage">{spans}</div>')


def table(headings: Sequence[str], rows: Sequence[tuple[str, Sequence[str]]], name: str) -> None:
    """Rows of a class and its cells."""
    head = "".join(f"<th>{escape(each)}</th>" for each in headings)
    body = "".join(
        f'<tr class="{kind}">' + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>" for kind, cells in rows
    )
    st.html(f'<table class="{name}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>')


def uploader_words(button: str, hint: str) -> None:
    """Puts these words on the page's file uploaders, whose own are English only."""
    place = '[data-testid="stFileUploaderDropzone"]'
    words = (
        (f"{place} button p::after", button),
        (f'{place} [data-testid="stFileUploaderDropzoneInstructions"]::after', hint),
    )
    rules = "".join(f"{where} {{ content: {json.dumps(text, ensure_ascii=False)}; }}" for where, text in words)
    st.html(f"<style>{rules}</style>")
