"""Rows that are worked on in the background: each by one worker at a time, whose word alone counts at the end."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from claims import Claims, next_try
from db import Database, now
from hotline.models import FlowSend
from timeline import customers

MINUTE = timedelta(minutes=1)
CLAIMS = Claims(FlowSend, FlowSend.state, "queued", "busy", lease=MINUTE)


def wait(database: Database, count: int = 1) -> list[int]:
    """The ids of so many rows that wait."""
    about = {"kind": "call", "contact_id": 1, "turn": 1, "by": "sms", "to": "x", "subject": "", "text": "", "at": now()}
    with database.transaction() as session:
        customer = customers.make(session)
        rows = [FlowSend(**about, number=each, customer_id=customer.id, language="en") for each in range(count)]
        session.add_all(rows)
        session.flush()
        return [row.id for row in rows]


def lease_ends(database: Database, id: int) -> None:
    with database.transaction() as session:
        session.get_one(FlowSend, id).retry_at = now() - timedelta(seconds=1)


def test_many_workers_claim_each_row_once(database: Database) -> None:
    ids, taken = wait(database, 20), list[int]()

    def work(_worker: int) -> None:
        while CLAIMS.until_due(database) == 0:
            if row := CLAIMS.claim(database):
                taken.append(row.id)

    with ThreadPoolExecutor(4) as workers:
        list(workers.map(work, range(4)))
    assert sorted(taken) == ids


def test_the_oldest_comes_first_and_only_of_those_that_are_asked_for(database: Database) -> None:
    first, second, third = wait(database, 3)
    for which, id in ((FlowSend.id > first, second), (FlowSend.id > 0, first), (FlowSend.id > 0, third)):
        row = CLAIMS.claim(database, which)
        assert row is not None
        assert (row.id, row.state, row.tries) == (id, "busy", 1)
    assert CLAIMS.claim(database) is None


def test_who_was_overtaken_writes_nothing(database: Database) -> None:
    (id,) = wait(database)
    slow = CLAIMS.claim(database)
    lease_ends(database, id)
    quick = CLAIMS.claim(database)
    assert slow and quick and quick.tries == 2
    with database.transaction() as session:
        assert not CLAIMS.settle(session, slow, "failed", fault="too slow")
        assert session.get_one(FlowSend, id).state == "busy"
        assert CLAIMS.settle(session, quick, "sent", fault="")
        assert not CLAIMS.settle(session, quick, "queued"), "it is settled already"
    with database.reading() as session:
        row = session.get_one(FlowSend, id)
        assert (row.state, row.fault, row.retry_at) == ("sent", "", None)


def test_it_is_slept_until_the_next_try_or_the_end_of_a_lease(database: Database) -> None:
    assert CLAIMS.until_due(database) is None
    wait(database)
    assert CLAIMS.until_due(database) == 0
    row = CLAIMS.claim(database)
    assert row
    assert CLAIMS.until_due(database) == pytest.approx(60, abs=10)
    with database.transaction() as session:
        CLAIMS.settle(session, row, "queued", now() + 5 * MINUTE)
    assert CLAIMS.until_due(database) == pytest.approx(300, abs=10)
    assert CLAIMS.until_due(database, FlowSend.by == "email") is None


def test_what_failed_as_often_as_there_are_pauses_has_one_more_try() -> None:
    before = now()
    tries = [next_try((MINUTE, 5 * MINUTE), number) for number in (1, 2, 3)]
    assert [round((each - before) / MINUTE) if each else None for each in tries] == [1, 5, None]
