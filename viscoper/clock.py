"""Times: always aware, kept in UTC, exact to the millisecond (what MongoDB stores)."""

from datetime import UTC, datetime

from viscoper.errors import UsageError


def parse_time(text: str) -> datetime:
    """An ISO 8601 time with a zone, in UTC. Raises UsageError without a zone or when it is no time."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"'{text}' is not a time; write it like 2026-05-01T09:00:00+09:00") from None
    if moment.tzinfo is None:
        raise UsageError(f"the time '{text}' has no zone; add one, as in {text}+09:00 or {text}Z")
    return to_milliseconds(moment.astimezone(UTC))


def to_milliseconds(moment: datetime) -> datetime:
    """`moment` cut to whole milliseconds."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def format_time(moment: datetime) -> str:
    """ISO 8601 in UTC with milliseconds, as in 2026-05-01T00:00:00.000Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
