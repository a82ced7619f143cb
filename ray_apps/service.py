"""What the API's resources are made of: one catalog, store and gallery for the process, and the other deployments."""

from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any

from fastapi import Depends

from viscoper.catalog import Catalog, open_catalog
from viscoper.errors import ViscoperError
from viscoper.footage.derived import Derived
from viscoper.footage.storage import ObjectStore, open_store
from viscoper.gallery.gallery import Gallery
from viscoper.recipe import recipe_of
from viscoper.settings import Settings

# How long another deployment may take.
PATIENCE_S = 120.0


@dataclass(frozen=True)
class Service:
    """`embedder`, `ranker` and `burst` are handles of their deployments."""

    settings: Settings
    catalog: Catalog
    store: ObjectStore
    gallery: Gallery
    derived: Derived
    embedder: Any
    ranker: Any
    burst: Any

    @cached_property
    def embedder_name(self) -> str:
        """Name and version of what embeds queries."""
        return str(ask(self.embedder.embedder_name.remote()))

    @property
    def recipe(self) -> str:
        return recipe_of(self.settings)

    @classmethod
    def open(cls, settings: Settings, open_things: ExitStack, embedder: Any, ranker: Any, burst: Any) -> "Service":
        """Whatever it holds open is closed with `open_things`."""
        catalog = open_things.enter_context(open_catalog(settings))
        derived = Derived(settings.home / "derived" / settings.tenant)
        return cls(settings, catalog, open_store(settings), Gallery(settings), derived, embedder, ranker, burst)


def ask(answer: Any) -> Any:
    """What another deployment answers. Raises what it raised, and ViscoperError when it takes too long."""
    try:
        return answer.result(timeout_s=PATIENCE_S)
    except TimeoutError:
        raise ViscoperError(f"a part of the service has not answered in {PATIENCE_S:g} s; try again") from None


_services: list[Service] = []


def provide(service: Service) -> None:
    """Makes `service` the one that this process's resources use."""
    _services[:] = [service]


async def current() -> Service:
    if not _services:
        raise ViscoperError("the service is still starting; try again in a few seconds")
    return _services[0]


Here = Annotated[Service, Depends(current)]
