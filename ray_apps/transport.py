"""How the client talks to the API: JSON resources, pages, problems as errors, and server-sent events."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from types import TracebackType
from typing import Any, NoReturn, Self, TypeVar
from urllib.parse import urlencode

import httpx
from pydantic import BaseModel

from ray_apps.schemas import Page
from ray_apps.signing import signed
from viscoper.clock import format_time
from viscoper.errors import UsageError, ViscoperError
from viscoper.settings import Settings

TIMEOUT_S = 60.0
Got = TypeVar("Got", bound=BaseModel)


class Transport:
    """Calls to the API at settings.api_url, with settings.access_token when there is one."""

    def __init__(self, settings: Settings) -> None:
        self._base = settings.api_url.rstrip("/")
        self._token = settings.access_token.get_secret_value() if settings.access_token else None
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        # No proxy from the environment: the API is on this machine, or is meant to be asked directly.
        self._http = httpx.Client(base_url=self._base, headers=headers, timeout=TIMEOUT_S, trust_env=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def media_url(self, path: str, **options: object) -> str:
        """A picture's or video's URL for a browser, as in media_url(sighting.clip_url, box=True); where there is an
        access token, signed for some hours."""
        if options:
            path += ("&" if "?" in path else "?") + urlencode(plain(options), doseq=True)
        return self._base + (signed(path, self._token) if self._token else path)

    def read(self, path: str) -> bytes:
        """The bytes of a picture, video or file."""
        return self.call("GET", path).content

    def get(self, kind: type[Got], path: str, /, asked: Mapping[str, object] | None = None) -> Got:
        return kind.model_validate_json(self.call("GET", path, params=plain(asked or {})).content)

    def list(self, kind: type[Got], path: str, /, **asked: object) -> Page[Got]:
        answer = self.call("GET", path, params=plain(asked))
        return Page[kind].model_validate_json(answer.content)  # type: ignore[valid-type]

    def send(self, kind: type[Got], method: str, path: str, **parts: Any) -> Got:
        return kind.model_validate_json(self.call(method, path, **parts).content)

    def call(self, method: str, path: str, **parts: Any) -> httpx.Response:
        with self._speaking():
            answer = self._http.request(method, path, **parts)
        if not answer.is_success:
            _refuse(answer)
        return answer

    def events(self, path: str, last_event_id: str | None) -> Iterator[tuple[str, str]]:
        """Ids and data of server-sent events, until the API ends the stream."""
        headers = {"Last-Event-ID": last_event_id} if last_event_id else {}
        with self._speaking(), self._http.stream("GET", path, headers=headers) as answer:
            if not answer.is_success:
                answer.read()
                _refuse(answer)
            yield from _events(answer.iter_lines())

    @contextmanager
    def _speaking(self) -> Iterator[None]:
        try:
            yield
        except httpx.TimeoutException:
            raise ViscoperError(f"the API at {self._base} does not answer in {TIMEOUT_S:g} s; try again") from None
        except httpx.HTTPError as error:
            raise ViscoperError(
                f"the API at {self._base} cannot be reached: {error}; does `viscoper serve` run?"
            ) from None


def plain(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters as the API reads them, those that are None left out."""
    return {name: _plain(value) for name, value in asked.items() if value is not None}


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return format_time(value)
        case bool():
            return str(value).lower()
        case tuple():
            return ",".join(repr(float(part)) for part in value)
        case _:
            return value


def _refuse(answer: httpx.Response) -> NoReturn:
    """Raises the API's sentence."""
    try:
        sentence = str(answer.json()["detail"])
    except (ValueError, KeyError, TypeError):
        sentence = f"the API answered {answer.status_code} to {answer.request.method} {answer.request.url.path}"
    raise (UsageError if answer.is_client_error else ViscoperError)(sentence)


def _events(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The WHATWG format, of which the API uses `id` and `data`; comments keep the connection alive."""
    event_id, data = "", []
    for line in lines:
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "id" and line:
            event_id = value
        elif name == "data" and line:
            data.append(value)
        elif not line and data:
            yield event_id, "\n".join(data)
            data = []
