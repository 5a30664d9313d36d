"""The company of tests/story.py with its demo flow, and callers who do as they are told."""

from __future__ import annotations

import pytest

from db import Database
from tests.hotline.callers import Callers


@pytest.fixture
def callers(database: Database) -> Callers:
    return Callers(database)


@pytest.fixture
def few(sqlite: Database) -> Callers:
    """The same on SQLite only, for what does not touch the database."""
    return Callers(sqlite)
