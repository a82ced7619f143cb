"""Who may call: with an access token everybody who carries it, and nobody else."""

import asyncio
import time

import httpx
import pytest
from fastapi import FastAPI

from ray_apps.api import build_api
from ray_apps.signing import VALID_S, is_signed, signed
from viscoper.cli.listening import check_address
from viscoper.errors import UsageError

TOKEN = "a-token-of-sixteen-and-more"  # noqa: S105


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> FastAPI:
    """The API itself, without anything behind it: who gets past the gate hears that it is still starting."""
    monkeypatch.setenv("VISCOPER_ACCESS_TOKEN", TOKEN)
    return build_api()


class Caller:
    """Calls the app in this process."""

    def __init__(self, app: FastAPI) -> None:
        self._transport = httpx.ASGITransport(app, raise_app_exceptions=False)

    def __call__(self, method: str, path: str, headers: dict[str, str] | None = None) -> httpx.Response:
        async def call() -> httpx.Response:
            async with httpx.AsyncClient(transport=self._transport, base_url="http://viscoper") as client:
                return await client.request(method, path, headers=headers)

        return asyncio.run(call())


@pytest.fixture
def call(app: FastAPI) -> Caller:
    return Caller(app)


def routes(app: FastAPI) -> list[tuple[str, str]]:
    described = app.openapi()["paths"]
    return [(method.upper(), path) for path, methods in described.items() for method in methods]


def test_every_call_without_the_token_gets_401(app: FastAPI, call: Caller) -> None:
    every = [*routes(app), ("GET", "/docs"), ("GET", "/openapi.json"), ("GET", "/nowhere")]
    assert len(every) > 30
    for method, path in every:
        if path in ("/healthz", "/readyz"):
            continue
        for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Basic {TOKEN}"}):
            answer = call(method, path, headers)
            assert answer.status_code == 401, (method, path)
            assert "no valid access token" in answer.json()["detail"]
            assert answer.headers["www-authenticate"] == "Bearer"


def test_with_the_token_calls_get_through(call: Caller) -> None:
    answer = call("GET", "/v1/cameras", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 503 and "still starting" in answer.json()["detail"]
    assert call("GET", "/healthz").status_code == 200, "it says nothing but that the service lives"


def test_a_signed_path_may_be_read_and_nothing_else(call: Caller) -> None:
    path = signed("/v1/sightings/5f0c/clip?box=true", TOKEN)
    assert call("GET", path).status_code == 503
    assert call("POST", path).status_code == 401
    assert call("GET", path.replace("5f0c", "5f0d")).status_code == 401
    assert call("GET", path.replace("box=true", "box=false")).status_code == 401


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda path: path.replace("clip", "crop"), id="another resource"),
        pytest.param(lambda path: path + "&kind=person", id="a parameter more"),
        pytest.param(lambda path: path.replace("expires=", "expires=9"), id="a later end"),
        pytest.param(lambda path: path.split("&signature")[0], id="no signature"),
        pytest.param(lambda path: path.split("?")[0], id="nothing"),
        pytest.param(lambda path: path.replace("expires=", "expires=x"), id="no number"),
    ],
)
def test_signatures_are_of_one_path(change: object) -> None:
    path = signed("/v1/sightings/5f0c/clip", TOKEN)
    assert is_signed(path, TOKEN)
    assert not is_signed(change(path), TOKEN)  # type: ignore[operator]
    assert not is_signed(path, TOKEN + "x")


def test_signatures_run_out(monkeypatch: pytest.MonkeyPatch) -> None:
    path = signed("/v1/sightings/5f0c/clip", TOKEN)
    later = time.time() + VALID_S + 1
    monkeypatch.setattr(time, "time", lambda: later)
    assert not is_signed(path, TOKEN)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "city.example"])  # noqa: S104
def test_other_addresses_than_this_machines_need_a_token(host: str) -> None:
    with pytest.raises(UsageError, match=f"--host {host} is not this machine alone: set VISCOPER_ACCESS_TOKEN"):
        check_address(host, 8000, None)
