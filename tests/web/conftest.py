"""The house, on SQLite; `everywhere` is the same on SQLite and on PostgreSQL."""

from __future__ import annotations

from pathlib import Path

import pytest

from db import Database
from tests.web.house import House


@pytest.fixture
def house(sqlite: Database, tmp_path: Path) -> House:
    return House(sqlite, tmp_path)


@pytest.fixture
def everywhere(database: Database, tmp_path: Path) -> House:
    return House(database, tmp_path)
