"""What a step of a caller costs the database: each statement is most of a millisecond, and they wait for all of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from db import Database
from ivr.heard import Silence
from tests.story import Company
from timeline.models import Customer


@pytest.fixture
def company(sqlite: Database) -> Company:
    return Company(sqlite)


@contextmanager
def counted(company: Company) -> Iterator[list[str]]:
    """The statements of the block; what only begins a transaction is none."""
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            said.append(" ".join(statement.split())[:40])

    event.listen(company.db.engine, "before_cursor_execute", note)
    yield said
    event.remove(company.db.engine, "before_cursor_execute", note)


def test_a_turn_reads_the_call_and_what_is_around_it_and_writes_the_call_and_the_turn(company: Company) -> None:
    caller = company.dial().presses("1", "1")
    with company.db.transaction() as session:
        # Of whom we know the name, nobody asks who they may be.
        session.get_one(Customer, caller.row.customer_id).name = "Nora"
    with counted(company) as said:
        caller.does(Silence())
    assert [each.split()[0] for each in said] == ["SELECT", "SELECT", "INSERT", "UPDATE"]


def test_what_a_turn_learns_is_written_at_once(company: Company) -> None:
    caller = company.dial()
    caller.presses("1")
    with counted(company) as said:
        caller.presses("1")
    assert caller.row.journey_id
    assert sum(each.startswith("UPDATE calls") for each in said) == 1
    assert not any(each.startswith("UPDATE journeys") for each in said)
