"""The object store on S3, or any server that speaks it and honours conditional writes."""

import io
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

import boto3
from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from urllib3.exceptions import HTTPError

from viscoper.errors import StorageError
from viscoper.footage.s3_file import S3File
from viscoper.footage.storage import ObjectStore, check_key, check_prefix

# A range of 4 MiB comes in well under the time-out on any link that could carry footage. Five tries with back-off ride
# out a restart or a SlowDown; what lasts longer is an outage that a person should hear of.
ATTEMPTS = 5
CONNECT_TIMEOUT_S = 5.0
READ_TIMEOUT_S = 30.0
_PART_BYTES = 8 << 20
LINK_SECONDS = 6 * 3600


def s3_client(attempts: int = ATTEMPTS, timeout_s: float = READ_TIMEOUT_S) -> Any:
    """A boto3 client for the endpoint, region and credentials in the AWS_* variables, with bounded retries."""
    config = Config(
        retries={"mode": "standard", "total_max_attempts": attempts},
        connect_timeout=min(timeout_s, CONNECT_TIMEOUT_S),
        read_timeout=timeout_s,
    )
    with _speaking("the S3 storage"):
        return boto3.session.Session().client("s3", config=config)


class S3Store(ObjectStore):
    """Objects are under <prefix>/<tenant>/ of a bucket, which must exist. S3 itself shows only finished uploads."""

    def __init__(self, client: Any, root_uri: str, tenant: str) -> None:
        bucket, _, prefix = root_uri.removeprefix("s3://").partition("/")
        self._client = client
        self._bucket = bucket
        self._home = f"{prefix.strip('/')}/{tenant}/".lstrip("/")

    def put_file(self, path: Path, key: str) -> None:
        # One thread: the parts in flight are what the memory holds, and indexing wants the processors.
        transfer = TransferConfig(multipart_threshold=_PART_BYTES, multipart_chunksize=_PART_BYTES, use_threads=False)
        with self._speaking(key):
            self._client.upload_file(str(path), self._bucket, self._key(key), Config=transfer)

    def put_bytes(self, data: bytes, key: str) -> None:
        with self._speaking(key):
            self._client.put_object(Bucket=self._bucket, Key=self._key(key), Body=data)

    def open(self, key: str) -> BinaryIO:
        head = self._head(key)
        # The tag makes a read fail when the object is replaced half-way, instead of mixing two recordings.
        where = {"Bucket": self._bucket, "Key": self._key(key), "IfMatch": head["ETag"]}

        def fetch(first: int, last: int) -> bytes:
            with self._speaking(key):
                return self._range(where, first, last)

        return cast(BinaryIO, io.BufferedReader(S3File(fetch, head["ContentLength"])))

    def exists(self, key: str) -> bool:
        try:
            self._head(key)
        except StorageError as error:
            if isinstance(error.__cause__, ClientError) and _status(error.__cause__) == 404:
                return False
            raise
        return True

    def size(self, key: str) -> int:
        return int(self._head(key)["ContentLength"])

    def list(self, prefix: str = "") -> Iterator[str]:
        pages = self._client.get_paginator("list_objects_v2")
        with self._speaking(prefix):
            for page in pages.paginate(Bucket=self._bucket, Prefix=self._home + check_prefix(prefix)):
                for found in page.get("Contents", []):
                    yield found["Key"].removeprefix(self._home)

    def delete(self, key: str) -> None:
        with self._speaking(key):
            self._client.delete_object(Bucket=self._bucket, Key=self._key(key))

    def uri(self, key: str) -> str:
        return f"s3://{self._bucket}/{self._key(key)}"

    def link(self, key: str) -> str | None:
        where = {"Bucket": self._bucket, "Key": self._key(key), "ResponseContentType": "video/mp4"}
        with self._speaking(key):
            return str(self._client.generate_presigned_url("get_object", Params=where, ExpiresIn=LINK_SECONDS))

    def put_if_absent(self, data: bytes, key: str) -> bool:
        """Stores `data` only where nothing is; tells whether it did."""
        with self._speaking(key):
            try:
                self._client.put_object(Bucket=self._bucket, Key=self._key(key), Body=data, IfNoneMatch="*")
            except ClientError as error:
                if _status(error) == 412:
                    return False
                raise
        return True

    def _head(self, key: str) -> dict[str, Any]:
        with self._speaking(key):
            return cast(dict[str, Any], self._client.head_object(Bucket=self._bucket, Key=self._key(key)))

    def _range(self, where: dict[str, str], first: int, last: int) -> bytes:
        for attempt in range(ATTEMPTS):
            body = self._client.get_object(**where, Range=f"bytes={first}-{last}")["Body"]
            try:
                with body:
                    return cast(bytes, body.read())
            except (BotoCoreError, HTTPError):
                # botocore repeats requests, but not a body that breaks off while it is read.
                if attempt + 1 == ATTEMPTS:
                    raise
                time.sleep(0.1 * 2**attempt)
        raise AssertionError("unreachable")

    def _key(self, key: str) -> str:
        return self._home + check_key(key)

    @contextmanager
    def _speaking(self, key: str) -> Iterator[None]:
        with _speaking(f"s3://{self._bucket}/{self._home}{key}"):
            yield


def refuse_unconditional(store: S3Store) -> None:
    """Raises StorageError when the server ignores If-None-Match: on it the gallery's commits overwrite each other."""
    key = f"checks/{uuid.uuid4().hex}"
    try:
        store.put_if_absent(b"first", key)
        refused = not store.put_if_absent(b"second", key)
    finally:
        store.delete(key)
    if not refused:
        where = store.uri(key).removesuffix(f"/{key}")
        raise StorageError(
            f"the S3 server of {where} ignores If-None-Match and would lose sightings; use another server"
        )


@contextmanager
def _speaking(where: str) -> Iterator[None]:
    """Whatever S3 or the way to it does wrong becomes one StorageError about `where`."""
    try:
        yield
    except ClientError as error:
        reason = {404: "there is no such object or bucket", 403: "access is denied", 412: "it was replaced while read"}
        raise StorageError(f"{where}: {reason.get(_status(error), _first_line(error))}") from error
    except (BotoCoreError, Boto3Error, HTTPError, OSError) as error:
        raise StorageError(f"{where}: {_first_line(error)}") from error


def _status(error: ClientError) -> int:
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]
