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
    ],
)
def test_refused(text: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        parse_time(text)


def test_format_is_read_back() -> None:
    moment = datetime(2026, 5, 1, 1, 2, 3, 4000, UTC)
    assert format_time(moment) == "2026-05-01T01:02:03.004Z"
    assert parse_time(format_time(moment)) == moment
