"""Whatever is sent, the API answers with a status below 500: calls made up from its own description."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.generation import GenerationMode

from ray_apps.api import build_api
from ray_apps.client import Client
from tests.ray_apps.conftest import Served

EXAMPLES = 12  # of each operation and mode
SCHEMA = schemathesis.openapi.from_dict(build_api().openapi())
OPERATIONS = {found.ok().label: found.ok() for found in SCHEMA.get_all_operations()}
# What takes nothing cannot be called otherwise than described.
CALLS = [
    pytest.param(operation, mode, id=f"{name}, {mode.value}")
    for name, operation in OPERATIONS.items()
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    if mode == GenerationMode.POSITIVE or {"parameters", "requestBody"} & set(operation.definition.raw)
]


@pytest.fixture(scope="module")
def known(api: Client, picture: bytes, indexed: None) -> dict[str, str]:
    """Path parameters that lead somewhere."""
    query = api.upload_query("query.jpg", picture).query_id
    search = api.create_search([query]).search_id
    sighting = api.matches(search).items[0].sighting
    return {
        "camera_id": sighting.camera_id, "segment_id": sighting.segment_id, "sighting_id": sighting.sighting_id,
        "query_id": query, "search_id": search, "route_id": api.create_route([sighting.sighting_id]).route_id,
        "number": "1",
    }  # fmt: skip


@pytest.mark.parametrize(("operation", "mode"), CALLS)
def test_no_call_makes_the_api_fail(
    served: Served, known: dict[str, str], operation: Any, mode: GenerationMode
) -> None:
    @settings(
        max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.data())
    def call(data: st.DataObject) -> None:
        case = data.draw(operation.as_strategy(generation_mode=mode))
        if data.draw(st.booleans()):
            case.path_parameters = {name: known[name] for name in case.path_parameters or {}}
        answer = case.call(base_url=served.url, timeout=120)
        assert answer.status_code < 500, f"{case.as_curl_command()}\n{answer.text}"
        if answer.status_code >= 400:
            assert answer.headers["content-type"][0] == "application/problem+json"
            assert answer.json()["detail"]

    call()
