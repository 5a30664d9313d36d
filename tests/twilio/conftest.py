"""The company behind Twilio's webhooks, on SQLite."""

from __future__ import annotations

from pathlib import Path

import pytest

from db import Database
from tests.twilio.house import House


@pytest.fixture
def house(sqlite: Database, tmp_path: Path) -> House:
    return House(sqlite, tmp_path / "var")
