"""Times: always aware, kept in UTC, exact to the millisecond (what MongoDB stores)."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from viscoper.errors import UsageError

# Room for every zone and every recording before datetime's own limits (the years 1 and 9999), where it overflows.
FIRST_YEAR, LAST_YEAR = 1970, 2999


def parse_time(text: str) -> datetime:
    """An ISO 8601 time with a zone, in UTC.

    Raises UsageError when it is no time, has no zone, or its year as written is not one of 1970 to 2999.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"'{text}' is not a time; write it like 2026-05-01T09:00:00+09:00") from None
    if moment.tzinfo is None:
        raise UsageError(f"the time '{text}' has no zone; add one, as in {text}+09:00 or {text}Z")
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise UsageError(f"the time '{text}' is not in the years {FIRST_YEAR} to {LAST_YEAR}; correct its year")
    return to_milliseconds(moment.astimezone(UTC))


def to_milliseconds(moment: datetime) -> datetime:
    """`moment` cut to whole milliseconds."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def format_time(moment: datetime) -> str:
    """ISO 8601 in UTC with milliseconds, as in 2026-05-01T00:00:00.000Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def local_time(moment: datetime, zone: ZoneInfo) -> str:
    """For people: as in 2026-05-01 09:00:01."""
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")
