"""The object store: one interface over a folder and over S3. A tenant's keys lie under <root>/<tenant>/ only."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from viscoper.errors import StorageError, UsageError
from viscoper.settings import Settings

# The gallery of all tenants lies here, beside the tenants.
RESERVED_TENANTS = ("gallery",)
_MAX_KEY_BYTES = 900
_S3_ROOT = re.compile(r"s3://[a-z0-9][a-z0-9.-]+[a-z0-9](/.*)?")


class ObjectStore(ABC):
    """Objects of one tenant under keys such as 'footage/CAMERA/SEGMENT.mp4' ('/' between parts, case matters).

    An object appears whole or not at all: a writer that is killed half-way leaves nothing that can be seen. All methods
    raise StorageError when the store refuses or cannot be reached, and for a key that is not there or not well formed.
    """

    @abstractmethod
    def put_file(self, path: Path, key: str) -> None:
        """Stores the file's bytes under `key`, replacing what was there; the file is never in memory as a whole."""

    @abstractmethod
    def put_bytes(self, data: bytes, key: str) -> None:
        """Stores `data` under `key`, replacing what was there."""

    @abstractmethod
    def open(self, key: str) -> BinaryIO:
        """A seekable binary file of the object; on S3 it fetches the ranges that are read."""

    @abstractmethod
    def exists(self, key: str) -> bool:
        """Whether there is an object under `key`."""

    @abstractmethod
    def size(self, key: str) -> int:
        """Bytes of the object."""

    @abstractmethod
    def list(self, prefix: str = "") -> Iterator[str]:
        """Keys that start with `prefix`, sorted."""

    @abstractmethod
    def delete(self, key: str) -> None:
        """Removes the object; one that is not there is no error."""

    @abstractmethod
    def uri(self, key: str) -> str:
        """Where the object lies: an absolute path, or s3://bucket/..."""

    def link(self, key: str) -> str | None:
        """A URL at which browsers may read the object, a video, for some hours; None when the store gives none."""
        return None

    def read_bytes(self, key: str) -> bytes:
        """The whole object."""
        with self.open(key) as stream:
            return stream.read()


def check_key(key: str) -> str:
    """`key` itself. Raises StorageError when it could leave the tenant's place or has no safe name in every store."""
    parts = key.split("/")
    unsafe = any(part in ("", ".", "..") for part in parts) or "\\" in key or not key.isprintable()
    if unsafe or len(key.encode("utf-8", "surrogatepass")) > _MAX_KEY_BYTES:
        raise StorageError(f"{key[:80]!r} is not an object key; write it like footage/camera/segment.mp4")
    return key


def check_prefix(prefix: str) -> str:
    """`prefix` itself. Raises StorageError like `check_key`; it may be empty or end with '/'."""
    if prefix:
        check_key(prefix.removesuffix("/"))
    return prefix


def open_store(settings: Settings) -> ObjectStore:
    """The tenant's store at settings.storage_uri: a folder (made when missing) or s3://bucket/prefix.

    S3 takes its endpoint, region and credentials from the standard AWS_* variables. Raises StorageError when the store
    cannot be reached or, being S3, ignores conditional writes; UsageError for a tenant name that the store needs.
    """
    if settings.tenant in RESERVED_TENANTS:
        raise UsageError(f"a tenant cannot be called '{settings.tenant}': the store keeps its own data under that name")
    uri = settings.storage_uri
    if _S3_ROOT.fullmatch(uri):
        # boto3 takes a third of a second to load, which a folder need not wait for.
        from viscoper.footage.s3_store import S3Store, refuse_unconditional, s3_client

        store = S3Store(s3_client(), uri, settings.tenant)
        refuse_unconditional(store)
        return store
    if "://" in uri or uri.startswith("s3:"):
        raise UsageError(f"the storage '{uri}' is neither a folder nor s3://bucket/prefix; set VISCOPER_STORAGE")
    from viscoper.footage.folder_store import FolderStore

    return FolderStore(Path(uri), settings.tenant)
