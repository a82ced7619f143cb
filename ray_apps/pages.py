"""Cursors: where a list was left, as text that only the API reads."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Any, TypeVar

from fastapi import Query

from viscoper.clock import format_time, parse_time
from viscoper.errors import UsageError

Thing = TypeVar("Thing")
Limit = Annotated[int, Query(ge=1, le=500, description="how many items at most")]
Cursor = Annotated[str | None, Query(max_length=1000, description="`next_cursor` of the part before")]


def make_cursor(*place: str | float | datetime) -> str:
    """Text that `read_cursor` turns back."""
    plain = [format_time(part) if isinstance(part, datetime) else part for part in place]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def read_cursor(cursor: str | None, *kinds: type) -> tuple[Any, ...] | None:
    """The place, one part for each of `kinds` (str, float, datetime); None without a cursor. Raises UsageError."""
    if not cursor:
        return None
    try:
        parts = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return tuple(_READ[kind](part) for kind, part in zip(kinds, parts, strict=True))
    except (ValueError, TypeError, KeyError, binascii.Error, UsageError, RecursionError):
        raise UsageError("the cursor is none that this list gave; begin without one") from None


def cut(items: Sequence[Thing], limit: int, place: Callable[[Thing], str]) -> tuple[list[Thing], str | None]:
    """The first `limit` items, and the cursor of the rest if there is any: `items` has one more then."""
    kept = list(items[:limit])
    return kept, place(kept[-1]) if len(items) > limit else None


def _text(part: object) -> str:
    if not isinstance(part, str):
        raise ValueError(part)
    return part


def _number(part: object) -> float:
    if isinstance(part, bool) or not isinstance(part, int | float):
        raise ValueError(part)
    return float(part)


_READ: dict[type, Callable[[object], object]] = {
    str: _text,
    float: _number,
    datetime: lambda part: parse_time(_text(part)),
}
