"""One tenant's catalog in a MongoDB, embedded or elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from viscoper.catalog.camera_import import CameraImport
from viscoper.catalog.cameras import Cameras
from viscoper.catalog.casework import QueryRecord, RouteRecord, SearchRecord
from viscoper.catalog.embedded import embedded_server
from viscoper.catalog.records import Records
from viscoper.catalog.rtsp import without_secrets
from viscoper.catalog.segments import Segments
from viscoper.catalog.tenant import TenantCollection
from viscoper.clock import to_milliseconds
from viscoper.errors import CatalogError
from viscoper.settings import Settings

CONNECT_MILLISECONDS = 10_000


class Catalog:
    """Cameras and segments of one tenant, and its queries, searches and routes.

    Another process opens the same catalog with Catalog(catalog.uri, catalog.database, catalog.tenant), as Ray workers
    do; it is pickled as those three. Raises CatalogError when the server does not answer within ten seconds or refuses
    the collections; leaving the `with` block turns MongoDB's own errors into one as well.
    """

    def __init__(self, uri: str, database: str, tenant: str) -> None:
        self.uri, self.database, self.tenant = uri, database, tenant
        self._client: MongoClient[dict[str, Any]] = _connect(uri)
        stored = self._client[database]
        try:  # these make indexes, and finish an import that was killed
            self.cameras = Cameras(TenantCollection(stored["cameras"], tenant))
            self.segments = Segments(TenantCollection(stored["segments"], tenant), tenant, self.now)
            self.camera_import = CameraImport(self.cameras, TenantCollection(stored["camera_imports"], tenant))
            self.queries = Records(TenantCollection(stored["queries"], tenant), QueryRecord, "query")
            self.searches = Records(TenantCollection(stored["searches"], tenant), SearchRecord, "search")
            self.routes = Records(TenantCollection(stored["routes"], tenant), RouteRecord, "route")
        except PyMongoError as error:
            self.close()
            raise CatalogError(_refused(uri, database, error)) from error

    def now(self) -> datetime:
        """The server's clock (UTC): leases of workers on different machines are measured by one clock."""
        moment: datetime = self._client.admin.command("hello", codec_options=self._client.codec_options)["localTime"]
        return to_milliseconds(moment)

    def close(self) -> None:
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
        if isinstance(error, PyMongoError):
            raise CatalogError(f"MongoDB failed in the middle of the work: {_first_line(error)}; try again") from error

    def __reduce__(self) -> tuple[type["Catalog"], tuple[str, str, str]]:
        return Catalog, (self.uri, self.database, self.tenant)


@contextmanager
def open_catalog(settings: Settings) -> Iterator[Catalog]:
    """The settings' catalog: VISCOPER_MONGO_URI, else the embedded one in VISCOPER_HOME, started when there is none."""
    if settings.mongo_uri:
        with Catalog(settings.mongo_uri, settings.mongo_database, settings.tenant) as catalog:
            yield catalog
        return
    with embedded_server(settings.home / "catalog") as uri:
        with Catalog(uri, settings.mongo_database, settings.tenant) as catalog:
            yield catalog


def _connect(uri: str) -> MongoClient[dict[str, Any]]:
    client: MongoClient[dict[str, Any]] | None = None
    try:
        client = MongoClient(uri, tz_aware=True, tzinfo=UTC, serverSelectionTimeoutMS=CONNECT_MILLISECONDS)
        client.admin.command("ping")
    except (PyMongoError, ValueError) as error:
        if client is not None:
            client.close()
        raise CatalogError(f"there is no MongoDB at {without_secrets(uri)}: {_first_line(error)}") from None
    return client


def _refused(uri: str, database: str, error: PyMongoError) -> str:
    place = f"the database '{database}' at {without_secrets(uri)}"
    return f"{place} cannot be used: {_first_line(error)}; check that it runs and that its user may make indexes"


def _first_line(error: Exception) -> str:
    return without_secrets(str(error)).split("\n")[0].split(", Timeout:")[0]
