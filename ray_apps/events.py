"""News of a search as server-sent events (WHATWG HTML, section 9.2). Every event tells all, so that none is missed by
whoever comes late or back."""

import asyncio
import json
from collections.abc import AsyncIterator

from starlette.concurrency import run_in_threadpool

from ray_apps.matching import match_page
from ray_apps.resources import search_resource
from ray_apps.service import Service
from viscoper.catalog.casework import SearchRecord

LOOK_S = 0.5
# A comment now and then keeps proxies from closing a connection on which nothing happens.
KEEP_ALIVE_S = 15.0
MATCHES = 50


async def news(here: Service, search_id: str, known: int) -> AsyncIterator[str]:
    """An event for each state of the search later than revision `known`, until it runs no more."""
    silent_s = 0.0
    while True:
        search = await run_in_threadpool(here.catalog.searches.get, search_id)
        if search.revision > known:
            known, silent_s = search.revision, 0.0
            yield await run_in_threadpool(_event, here, search)
        if search.state != "running":
            return
        await asyncio.sleep(LOOK_S)
        silent_s += LOOK_S
        if silent_s >= KEEP_ALIVE_S:
            silent_s = 0.0
            yield ": still here\n\n"


def _event(here: Service, search: SearchRecord) -> str:
    matches = match_page(here, search, limit=MATCHES).items
    data = {
        "search": search_resource(search).model_dump(mode="json", exclude={"running"}),
        "matches": [match.model_dump(mode="json") for match in matches],
    }
    return f"id: {search.revision}\nevent: news\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
