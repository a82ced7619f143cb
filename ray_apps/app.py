"""The service as a Ray Serve application: the API, the query embedder, the ranker and the burst.

viscoper serve                        on this machine
serve run ray_apps/serve.yaml         the same on a cluster
"""

from contextlib import ExitStack
from typing import Any

from ray import serve
from ray.serve import Application
from ray.serve.handle import DeploymentHandle

from ray_apps.api import build_api
from ray_apps.burst import BurstReplica
from ray_apps.embedder import QueryEmbedder
from ray_apps.ranker import RankerReplica
from ray_apps.service import Service, provide
from ray_apps.warm import warm_up
from viscoper.errors import UsageError
from viscoper.settings import load_settings, variable

# On paper only: with whole processors two cores would have none left for indexing.
CPUS = {"num_cpus": 0.1}


class Api:
    """Gives the resources what they need."""

    def __init__(
        self, embedder: DeploymentHandle[Any], ranker: DeploymentHandle[Any], burst: DeploymentHandle[Any]
    ) -> None:
        self._open = ExitStack()
        warm_up()
        provide(Service.open(load_settings(), self._open, embedder, ranker, burst))

    def __del__(self) -> None:
        self._open.close()


def build() -> Application:
    """The whole application."""
    embedder = _deployment(QueryEmbedder, "QueryEmbedder", calls=64)
    ranker = _deployment(RankerReplica, "Ranker", calls=16)
    burst = _deployment(BurstReplica, "Burst", calls=64)
    api = _deployment(serve.ingress(build_api)(Api), "Api", calls=200)
    application: Application = api.bind(embedder.bind(), ranker.bind(), burst.bind())
    return application


def _deployment(kind: type, name: str, calls: int) -> Any:
    """`calls`: how many a replica takes at once."""
    return serve.deployment(kind, name=name, ray_actor_options=CPUS, max_ongoing_requests=calls)


def build_for_cluster(_arguments: dict[str, str]) -> Application:
    """As `build`, for serve.yaml, whose address other machines reach. Raises UsageError without an access token."""
    if load_settings().access_token is None:
        raise UsageError(f"a cluster serves others: set {variable('access_token')} on its nodes")
    return build()
