"""Times always carry a zone."""

from datetime import UTC, datetime

import pytest

from viscoper.clock import format_time, parse_time
from viscoper.errors import UsageError


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        pytest.param("2026-05-01T09:00:00+09:00", datetime(2026, 5, 1, tzinfo=UTC), id="Korean time"),
        pytest.param("2026-05-01T00:00:00Z", datetime(2026, 5, 1, tzinfo=UTC), id="UTC"),
        pytest.param("2026-05-01T00:00:00.123456Z", datetime(2026, 5, 1, 0, 0, 0, 123000, UTC), id="to milliseconds"),
        pytest.param("1970-01-01T00:00:00+14:00", datetime(1969, 12, 31, 10, tzinfo=UTC), id="first that is taken"),
        pytest.param("2999-12-31T23:59:59-12:00", datetime(3000, 1, 1, 11, 59, 59, tzinfo=UTC), id="last minute taken"),
    ],
)
def test_parse(text: str, moment: datetime) -> None:
    assert parse_time(text) == moment


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("2026-05-01T09:00:00", "no zone", id="no zone"),
        pytest.param("yesterday", "not a time", id="no time"),
        pytest.param("", "not a time", id="empty"),
        pytest.param("2026-13-01T09:00:00Z", "not a time", id="thirteenth month"),
        pytest.param("0001-01-01T00:00:00+14:00", "years 1970 to 2999", id="before all of UTC"),
        pytest.param("9999-12-31T23:59:59Z", "years 1970 to 2999", id="last second there is"),
        pytest.param("1969-12-31T23:59:59Z", "years 1970 to 2999", id="a second too early"),
        pytest.param("3000-01-01T00:00:00Z", "years 1970 to 2999", id="a second too late"),
    ],
)
def test_refused(text: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        parse_time(text)


def test_format_is_read_back() -> None:
    moment = datetime(2026, 5, 1, 1, 2, 3, 4000, UTC)
    assert format_time(moment) == "2026-05-01T01:02:03.004Z"
    assert parse_time(format_time(moment)) == moment
