"""Reasons of implausible legs reach Korean readers in Korean; new ones as the API says them."""

import pytest

from streamlit_app import language, reasons


@pytest.mark.parametrize(
    ("said", "korean"),
    [
        pytest.param("faster than anyone runs (38 km/h)", "사람이 뛸 수 없는 속도(38 km/h 초과)", id="person"),
        pytest.param(
            "faster than any vehicle drives (200 km/h)", "차량이 낼 수 없는 속도(200 km/h 초과)", id="vehicle"
        ),
        pytest.param(
            "at the same moment at two places 120 m apart", "120m 떨어진 두 곳에 동시에 있음", id="two places"
        ),
        pytest.param("something new", "something new", id="unknown: as the API says it"),
    ],
)
def test_reasons_in_korean(monkeypatch: pytest.MonkeyPatch, said: str, korean: str) -> None:
    monkeypatch.setattr(language, "language", lambda: "ko")
    assert reasons.reason(said) == korean
