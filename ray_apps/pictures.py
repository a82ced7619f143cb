"""Query pictures: taken in, and turned into what is compared. Their pixels lie in the store."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, BinaryIO

from ray_apps.service import Service, ask
from ray_apps.stills import Still, jpeg_of
from viscoper.catalog.casework import QueryRecord
from viscoper.catalog.records import new_id
from viscoper.clock import to_milliseconds
from viscoper.errors import UsageError
from viscoper.search.query import BgrImage, check_box, cut_out, load_picture

# What an upload is kept at: no difference that the embedder could see.
QUALITY = 95


def take_upload(here: Service, file: BinaryIO, name: str) -> QueryRecord:
    """The query of an uploaded picture. Raises UsageError for what is no picture, see load_picture."""
    shown = "".join(letter for letter in name if letter.isprintable())[:100] or "the picture"
    return _take_in(here, load_picture(file, shown))


def take_still(here: Service, still: Still, camera_id: str) -> QueryRecord:
    """The query of a camera's frame."""
    return _take_in(here, load_picture(io.BytesIO(still.jpeg), "the frame"), camera_id=camera_id, at=still.at)


def choose(here: Service, query: QueryRecord, object_id: str | None, box: Sequence[int] | None) -> QueryRecord:
    """The query with another part of its picture chosen. Raises UsageError for an unknown object or a box outside."""
    if object_id is not None:
        found = [each for each in query.objects if each["object_id"] == object_id]
        if not found:
            raise UsageError(f"there is no object {object_id} in this picture; it has {len(query.objects)}")
        box = found[0]["box"]
    if box is not None:
        check_box(_four(box), query.width, query.height)
        picture = load_picture(io.BytesIO(here.store.read_bytes(query.key)), "the query picture")
        here.store.put_bytes(jpeg_of(cut_out(picture, _four(box)), QUALITY), crop_key(query.record_id, box))
    fields: dict[str, Any] = {"object_id": object_id, "box": list(box) if box else None, "embedder": "", "vector": []}
    return here.catalog.queries.change(query.record_id, **fields)


def picture_key(query: QueryRecord) -> str:
    """Where what is searched for lies: the box's own picture, or all of it."""
    return crop_key(query.record_id, query.box) if query.box else query.key


def embedded(here: Service, queries: Sequence[QueryRecord]) -> tuple[str, list[list[float]]]:
    """The embedder and its vectors of the queries; made the first time that they are searched for."""
    embedder = str(here.embedder_name)
    missing = [query for query in queries if query.embedder != embedder]
    answers = [here.embedder.embed.remote(query.key, _four(query.box) if query.box else None) for query in missing]
    made = {query.record_id: ask(answer) for query, answer in zip(missing, answers, strict=True)}
    for query_id, vector in made.items():
        here.catalog.queries.change(query_id, embedder=embedder, vector=vector)
    return embedder, [made.get(query.record_id) or query.vector for query in queries]


def crop_key(query_id: str, box: Sequence[int]) -> str:
    return f"queries/{query_id}/{'-'.join(str(side) for side in box)}.jpg"


def _take_in(here: Service, picture: BgrImage, **fields: Any) -> QueryRecord:
    query_id = new_id()
    key = f"queries/{query_id}/picture.jpg"
    here.store.put_bytes(jpeg_of(picture, QUALITY), key)
    found = ask(here.embedder.find_objects.remote(key))
    objects = [{"object_id": str(number), **each} for number, each in enumerate(found, start=1)]
    height, width = picture.shape[:2]
    now = to_milliseconds(datetime.now(UTC))
    return here.catalog.queries.add(QueryRecord(query_id, now, key, width, height, objects, **fields))


def _four(box: Sequence[int]) -> tuple[int, int, int, int]:
    x, y, width, height = (int(side) for side in box)
    return x, y, width, height
