"""Since when Asterisk runs."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from telephony.asterisk.uptime import started_at


@pytest.fixture
def in_tehran(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Asia/Tehran")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_the_start_is_told_in_local_time(in_tehran: None) -> None:
    told = {"Response": "Success", "CoreStartupDate": "2026-11-22", "CoreStartupTime": "18:30:00"}
    assert started_at(told) == datetime(2026, 11, 22, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize("told", [{}, {"CoreStartupDate": "soon", "CoreStartupTime": ""}])
def test_an_answer_that_does_not_say_is_no_start(told: dict[str, str]) -> None:
    assert started_at(told) is None
