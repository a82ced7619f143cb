"""Indexing: what is indexed, queued, failed and why; failed footage can be tried again."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from ray_apps.client import Job, JobSummary
from streamlit_app.html import muted, shares, table, title
from streamlit_app.language import _, _n
from streamlit_app.paging import ask_for_more, first, rows_shown
from streamlit_app.reasons import said
from streamlit_app.service import api, camera_names, settings
from streamlit_app.words import period

REFRESH_S = 2.0
LISTED = 100
INDEXED, INDEXING, WAITING, FAILED = "#1a5fb4", "#5b95d6", "#b9cde8", "#c42b2b"


def page() -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        title(_("Indexing"))
        st.space("stretch")
        state, camera = _filters()
    st.fragment(_show, run_every=REFRESH_S)(state, camera)


def state_words() -> dict[str, str]:
    return {
        "registered": _("waiting"), "indexing": _("being indexed"), "indexed": _("indexed"), "failed": _("unreadable"),
    }  # fmt: skip


def _filters() -> tuple[str | None, str | None]:
    words, names = state_words(), camera_names()
    state = st.segmented_control(_("State"), list(words), format_func=words.__getitem__, key="job_state")
    camera = st.selectbox(
        _("Camera"),
        list(names),
        None,
        format_func=names.__getitem__,
        placeholder=_("All cameras"),
        key="job_camera",
        width=220,
    )
    return state, camera


def _show(state: str | None, camera: str | None) -> None:
    summary = api().job_summary()
    _counts(summary)
    jobs, more = first(partial(api().jobs, state, camera), rows_shown("jobs", LISTED))
    _retry(jobs, summary, camera)
    if not jobs:
        muted(_("There is no footage like that."))
        return
    headings = (_("Camera"), _("Recorded"), _("State"), _("Sightings"), _("Why"))
    table(headings, [_row(job) for job in jobs], "legs")
    if more:
        ask_for_more("jobs", LISTED)


def _retry(jobs: Sequence[Job], summary: JobSummary, camera: str | None) -> None:
    """Tries again what failed: of one camera what is listed, otherwise all there is."""
    listed = [job.segment.segment_id for job in jobs if job.segment.state == "failed"]
    failed = len(listed) if camera else summary.failed
    if failed and st.button(
        _n("Try {n} unreadable recording again", "Try {n} unreadable recordings again", failed), key="retry"
    ):
        api().retry_jobs(listed if camera else ())
        st.rerun()


def _counts(summary: JobSummary) -> None:
    words = state_words()
    parts = (
        (words["indexed"], INDEXED, summary.indexed), (words["indexing"], INDEXING, summary.indexing),
        (words["registered"], WAITING, summary.registered), (words["failed"], FAILED, summary.failed),
    )  # fmt: skip
    with st.container(horizontal=True):
        for name, _colour, number in parts:
            st.metric(name, number, border=True, width=150)
    shares([(colour, float(number)) for _name, colour, number in parts])
    if summary.queued:
        muted(_n("A search waits for {n} recording.", "Searches wait for {n} recordings.", summary.queued))


def _row(job: Job) -> tuple[str, tuple[str, ...]]:
    segment = job.segment
    state = state_words()[segment.state]
    if segment.state == "indexing":
        state = f"{state} {segment.progress:.0%}"
    elif job.queued:
        state = _("a search waits for it")
    when = period(segment.start, segment.end, settings().display_zone)
    kind = "implausible" if segment.state == "failed" else ""
    return kind, (segment.camera, when, state, str(segment.sightings), said(segment.reason))
