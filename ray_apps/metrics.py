"""What Prometheus reads at /metrics: how many calls, how long they took, how many searches."""

import time

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

registry = CollectorRegistry()
calls = Counter("viscoper_http_requests", "Calls of the API", ("method", "route", "status"), registry=registry)
latency = Histogram(
    "viscoper_http_request_seconds", "Seconds until an answer begins", ("route",), buckets=SECONDS, registry=registry
)
searches = Counter("viscoper_searches", "Searches started", registry=registry)
rankings = Histogram("viscoper_ranking_seconds", "Seconds to rank matches", buckets=SECONDS, registry=registry)


class Measured:
    """Counts and times every call, under the route that it took."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()

        async def note(message: Message) -> None:
            if message["type"] == "http.response.start":
                # Unknown paths share one name: callers must not make new time series.
                route = getattr(scope.get("route"), "path", "unknown")
                calls.labels(scope["method"], route, message["status"]).inc()
                latency.labels(route).observe(time.perf_counter() - started)
            await send(message)

        await self._app(scope, receive, note)


def report() -> Response:
    return Response(generate_latest(registry), media_type=CONTENT_TYPE)
