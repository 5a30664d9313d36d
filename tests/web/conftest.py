"""The house, on SQLite; `everywhere` is the same on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from db import Database
from tests.web.house import House
from web import passwords


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Hashing is slow on purpose, and hundreds of tests log in. `test_login` holds the product's own parameters."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
        yield


@pytest.fixture
def house(sqlite: Database, tmp_path: Path) -> House:
    return House(sqlite, tmp_path)


@pytest.fixture
def everywhere(database: Database, tmp_path: Path) -> House:
    return House(database, tmp_path)
