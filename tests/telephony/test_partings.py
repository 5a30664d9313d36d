"""An agent's softphone vanishes and comes back or does not; we are away, and the switch says who is left."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from db import Database, now
from telephony import partings
from telephony.models import Call
from tests.story import Company
from tests.telephony.talks import alone, kinds, talking_on, waiting


@pytest.fixture
def company(database: Database) -> Company:
    return Company(database)


def test_an_agent_whose_tab_reloads_comes_back_into_the_call(company: Company) -> None:
    caller, agent_id, channel = talking_on(company)
    company.switch.drop(channel)
    company.calls.leg_ended(channel)
    assert caller.row.state == "parted"
    assert partings.rejoin(company.calls, caller.id, agent_id)
    ring = company.switch.ringing(agent_id)
    assert ring.auto_answer
    company.switch.answer(ring.channel)
    company.calls.agent_answered(ring.channel)
    assert caller.row.state == "talking"
    assert company.calls.hang_up(caller.id, agent_id)
    assert caller.row.outcome == "served"
    assert kinds(company, caller.id)[-3:] == ["AgentLost", "AgentBack", "CallEnded"]


def test_a_tab_that_reloads_before_its_old_call_was_missed_comes_back_too(company: Company) -> None:
    caller, agent_id, channel = talking_on(company)
    assert partings.rejoin(company.calls, caller.id, agent_id)
    assert channel not in company.switch.places
    company.calls.leg_ended(channel)
    ring = company.switch.ringing(agent_id)
    company.switch.answer(ring.channel)
    company.calls.agent_answered(ring.channel)
    assert caller.row.state == "talking"


def test_a_held_caller_whose_agent_reloads_is_brought_back(company: Company) -> None:
    caller, agent_id, _ = talking_on(company)
    company.calls.hold(caller.id, agent_id)
    partings.rejoin(company.calls, caller.id, agent_id)
    ring = company.switch.ringing(agent_id)
    company.switch.answer(ring.channel)
    company.calls.agent_answered(ring.channel)
    assert caller.row.state == "talking"
    assert alone(company, caller)


def test_an_agent_who_never_comes_back_loses_no_caller(company: Company) -> None:
    caller, agent_id, channel = talking_on(company)
    company.switch.drop(channel)
    company.calls.leg_ended(channel)
    daniel = company.agent("Daniel", "orders")
    with company.db.transaction() as session:
        session.execute(update(Call).values(parted_until=now() - timedelta(seconds=1)))
    company.round()
    assert company.agent_row(agent_id).presence in ("break", "offline")
    ring = company.switch.ringing(daniel)
    assert ring.call_id == caller.id
    company.switch.answer(ring.channel)
    company.calls.agent_answered(ring.channel)
    assert (caller.row.state, caller.row.agent_id) == ("talking", daniel)


def test_a_caller_who_leaves_while_the_agent_is_away_has_an_outcome(company: Company) -> None:
    caller, agent_id, channel = talking_on(company)
    company.switch.drop(channel)
    company.calls.leg_ended(channel)
    caller.hangs_up()
    assert caller.row.outcome == "agent_lost"
    assert company.agent_row(agent_id).presence == "ready"


def test_after_we_were_away_the_switch_says_who_is_still_there(company: Company) -> None:
    caller, agent_id, channel = talking_on(company)
    gone = waiting(company, "+15551230002")
    company.switch.drop(gone.channel)
    company.calls.resync("simulator", company.switch.live())
    assert gone.row.outcome == "left_in_queue"
    assert caller.row.state == "talking"
    company.switch.drop(caller.channel)
    company.switch.drop(channel)
    company.calls.resync("simulator", company.switch.live())
    assert caller.row.outcome == "served"
    assert company.agent_row(agent_id).presence == "ready"


def test_a_ring_that_went_on_without_us_is_rung_anew(company: Company) -> None:
    agent_id = company.agent("Sara", "orders")
    caller = waiting(company)
    company.round()
    ring = company.switch.ringing(agent_id)
    company.switch.answer(ring.channel)
    company.calls.resync("simulator", company.switch.live())
    company.round()
    assert company.agent_row(agent_id).presence == "ready"
    assert company.switch.ringing(agent_id).call_id == caller.id
