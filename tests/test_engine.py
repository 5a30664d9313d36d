"""How a database is opened: what is kept of a connection, and what is not believed of it."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

import engine
from db import Database


def gone(db: Database) -> None:
    """The server ends every connection but the one that asks for it, as when it is started anew."""
    others = "datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
    with db.engine.connect() as ours, db.engine.connect():
        ours.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"))


@pytest.fixture
def idle(postgresql: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setattr(engine, "IDLE_S", 0.0)
    return postgresql


def test_a_connection_that_died_while_it_lay_idle_is_noticed_by_nobody(idle: Database) -> None:
    gone(idle)
    for _ in range(3):
        with idle.transaction() as session, idle.reading() as other:
            assert session.scalar(text("SELECT 1")) == other.scalar(text("SELECT 1")) == 1


def test_one_that_dies_in_the_midst_of_work_costs_that_one_step(postgresql: Database) -> None:
    with pytest.raises(OperationalError), postgresql.transaction() as session:
        session.execute(text("SELECT 1"))
        gone(postgresql)
        session.execute(text("SELECT 1"))
    with postgresql.transaction() as session:
        assert session.scalar(text("SELECT 1")) == 1
