"""Row filters as LanceDB takes them: SQL text. Values enter it here only, and only as literals."""

from collections.abc import Iterable
from datetime import UTC, datetime

from viscoper.errors import UsageError


def text(value: str) -> str:
    """A string literal. Raises UsageError for a value that no stored text can equal."""
    if "\0" in value or not _encodable(value):
        raise UsageError(f"{value!r} is no valid text")
    return "'" + value.replace("'", "''") + "'"


def time(moment: datetime) -> str:
    """A timestamp literal in UTC. Raises UsageError for a time without a zone."""
    if moment.tzinfo is None:
        raise UsageError(f"the time {moment.isoformat()} has no zone")
    exact = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
    return f"to_timestamp('{exact}Z')"


def equals(column: str, value: str) -> str:
    return f"{column} = {text(value)}"


def present(column: str) -> str:
    return f"{column} IS NOT NULL"


def absent(column: str) -> str:
    return f"{column} IS NULL"


def among(column: str, values: Iterable[str]) -> str:
    """True where the column is one of `values`; nowhere when there are none."""
    literals = ", ".join(text(value) for value in values)
    return f"{column} IN ({literals})" if literals else "FALSE"


def selection(
    camera_ids: Iterable[str] | None, start: datetime | None, end: datetime | None, kind: str | None
) -> list[str]:
    """Sightings of these cameras and this kind whose time is in [start, end); None does not limit."""
    conditions = []
    if camera_ids is not None:
        conditions.append(among("camera_id", camera_ids))
    if start is not None:
        conditions.append(f"time >= {time(start)}")
    if end is not None:
        conditions.append(f"time < {time(end)}")
    if kind is not None:
        conditions.append(equals("kind", kind))
    return conditions


def all_of(conditions: Iterable[str]) -> str:
    return " AND ".join(f"({condition})" for condition in conditions)


def _encodable(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
