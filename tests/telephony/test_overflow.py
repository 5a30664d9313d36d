"""A queue that lets nobody in, or lets nobody wait for ever: the caller is brought on, and never lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from acd import widening
from acd.models import Queue, WorkItem
from db import Database, now
from ivr.heard import Recorded
from ivr.turns import Enqueue, Hangup, Record
from tests.story import Caller, Company

CLOSED = {"zone": "UTC"}


@pytest.fixture
def company(database: Database) -> Company:
    return Company(database)


def rules(company: Company, **rules: object) -> None:
    with company.db.transaction() as session:
        session.get_one(Queue, "orders").rules = rules


def orders(company: Company) -> Caller:
    return company.dial("+15551230001").presses("1", "1", "427")


@pytest.mark.parametrize("to", ["message", "flow"])
def test_a_caller_of_a_closed_queue_leaves_a_message_at_once(company: Company, to: str) -> None:
    rules(company, hours=CLOSED, overflow=[{"when": "closed", "to": to}])
    caller = orders(company)
    assert isinstance(caller.turn.ending, Record)
    assert caller.row.state == "ivr"
    assert isinstance(caller.does(Recorded("message.wav", 4.0)).turn.ending, Hangup)
    caller.hangs_up()
    assert caller.row.outcome == "voicemail"


def test_a_queue_that_nobody_serves_sends_its_caller_to_another(company: Company) -> None:
    rules(company, overflow=[{"when": "unstaffed", "to": "queue", "queue": "general"}])
    caller = orders(company)
    assert isinstance(caller.turn.ending, Enqueue)
    assert (caller.row.state, caller.row.queue_key) == ("queued", "general")
    agent_id = company.agent("Sara", "service")
    company.round()
    assert company.switch.ringing(agent_id).call_id == caller.id


def test_who_waited_too_long_is_brought_out_of_the_line_and_asked_for_a_message(company: Company) -> None:
    rules(company, overflow=[{"when": "waited", "limit": 60, "to": "message"}])
    caller = orders(company)
    assert company.calls.overflowed(caller.id) is None
    with company.db.transaction() as session:
        ago = now() - timedelta(seconds=61)
        session.execute(update(WorkItem).values(queued_at=ago, turn_at=ago, look_at=ago))
    company.round()
    assert company.calls.overflows(caller.id)
    number, turn = company.calls.overflowed(caller.id) or (0, None)
    assert turn and isinstance(turn.ending, Record)
    assert company.calls.heard(caller.id, None, Recorded("ignored", 1.0)) == (number, turn)
    assert widening.reconsider(company.db, now()) == 0
    company.agent("Sara", "orders")
    company.round()
    assert company.offers() == []
