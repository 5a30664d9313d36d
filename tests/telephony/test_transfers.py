"""An agent passes the caller on: to an agent, a queue, a flow, a number. Nobody is lost on the way."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from acd.models import Agent, Queue, WorkItem
from db import Database, now
from ivr.heard import Started
from ivr.turns import Gather
from telephony import transfers, wrap_ups
from telephony.models import Call
from telephony.outbound import Outgoing
from telephony.transfers import NotNow
from tests.story import Caller, Company
from tests.telephony.talks import alone, answers, ignores, kinds, talking


@pytest.fixture
def company(database: Database) -> Company:
    company = Company(database)
    company.calls.outgoing = Outgoing("simulator")
    return company


def items(company: Company, caller: Caller) -> list[WorkItem]:
    with company.db.reading() as session:
        return list(session.scalars(select(WorkItem).where(WorkItem.contact_id == caller.id).order_by(WorkItem.id)))


def wrap_up(company: Company, queue: str, seconds: int) -> None:
    with company.db.transaction() as session:
        session.execute(update(Queue).where(Queue.key == queue).values(wrap_up_s=seconds))


def test_to_a_queue_the_caller_keeps_the_time_they_have_waited_and_the_agent_writes_things_down(
    company: Company,
) -> None:
    wrap_up(company, "orders", 30)
    caller, sara = talking(company)
    with company.db.transaction() as session:
        waited_from = now() - timedelta(seconds=100)
        times = {"queued_at": waited_from, "taken_at": waited_from + timedelta(seconds=40), "priority": 7, "points": 7}
        session.execute(update(WorkItem).values(times))
    transfers.to_queue(company.calls, caller.id, sara, "service", "Wants a repair.")
    assert caller.place == "line"
    assert set(company.switch.places) == {caller.channel}
    assert company.agent_row(sara).presence == "wrap_up"
    done, waits = items(company, caller)
    assert (done.state, waits.state, waits.queue_key, waits.priority) == ("done", "waiting", "service", 7)
    assert abs((now() - waits.queued_at).total_seconds() - 40) < 5
    daniel = company.agent("Daniel", "service")
    company.round()
    answers(company, daniel)
    assert (caller.row.state, caller.row.agent_id) == ("talking", daniel)
    assert alone(company, caller)
    (passed_on,) = [data for kind, data in company.steps("phone", caller.id) if kind == "Transferred"]
    assert passed_on["note"] == "Wants a repair." and 55 < passed_on["talk_s"] < 65
    assert wrap_ups.wrapped_up(company.db, caller.id, sara, "other", "Was in the wrong queue.")
    assert company.agent_row(sara).presence == "ready"
    assert caller.row.disposition == "", "how it ended is said by who has it last"


def test_an_agent_who_takes_the_transferred_caller_has_them(company: Company) -> None:
    caller, sara = talking(company)
    daniel = company.agent("Daniel")
    transfers.to_agent(company.calls, caller.id, sara, daniel)
    assert caller.place == "line"
    answers(company, daniel)
    assert (caller.row.state, caller.row.agent_id) == ("talking", daniel)
    assert company.agent_row(daniel).presence == "busy"
    caller.hangs_up()
    assert caller.row.outcome == "served"
    assert kinds(company, caller.id).count("CallEnded") == 1


def test_a_caller_whom_the_second_agent_does_not_take_comes_back_to_the_first(company: Company) -> None:
    caller, sara = talking(company)
    daniel, omid = company.agent("Daniel", "orders"), company.agent("Omid", "orders")
    transfers.to_agent(company.calls, caller.id, sara, daniel)
    ignores(company, daniel)
    company.round()
    assert company.agent_row(daniel).presence == "break"
    assert company.switch.ringing(sara).call_id == caller.id
    ignores(company, sara, "declined")
    company.round()
    answers(company, omid)
    assert caller.row.agent_id == omid


def test_somebody_who_is_not_ready_cannot_be_given_a_caller(company: Company) -> None:
    caller, sara = talking(company)
    away = company.agent("Daniel", presence="break")
    for nobody in (away, 4711):
        with pytest.raises(NotNow) as refused:
            transfers.to_agent(company.calls, caller.id, sara, nobody)
        assert refused.value.code == "agent_away"
    with pytest.raises(NotNow):
        transfers.to_queue(company.calls, caller.id, sara, "nowhere")
    with pytest.raises(NotNow):
        transfers.to_flow(company.calls, caller.id, sara, "nowhere")
    with pytest.raises(NotNow):
        transfers.to_queue(company.calls, caller.id, away, "orders")
    assert (caller.row.state, alone(company, caller)) == ("talking", True)
    assert "Transferred" not in kinds(company, caller.id)


def test_back_into_a_flow_the_caller_walks_through_it_and_may_wait_again(company: Company) -> None:
    caller, sara = talking(company)
    transfers.to_flow(company.calls, caller.id, sara, "main")
    assert caller.place == "menu"
    assert (caller.row.state, caller.row.agent_id) == ("ivr", None)
    caller.number, caller.turn = company.calls.heard(caller.id, None, Started())
    assert isinstance(caller.turn.ending, Gather)
    assert "language" not in caller.says.lower(), "they have chosen it"
    caller.hangs_up()
    assert caller.row.outcome == "left_in_menu"


def test_to_a_number_the_caller_talks_outside_and_the_call_ends_with_either(company: Company) -> None:
    caller, sara = talking(company)
    transfers.to_number(company.calls, caller.id, sara, "+15550009999")
    assert caller.place == "held"
    ring = company.switch.ringing_outside("+15550009999")
    company.switch.answer(ring.channel)
    company.calls.agent_answered(ring.channel)
    assert caller.place == f"call-{caller.id}"
    assert company.agent_row(sara).presence == "ready"
    company.switch.drop(ring.channel)
    company.calls.leg_ended(ring.channel)
    assert not company.switch.places
    assert caller.row.outcome == "served"


def test_a_number_that_does_not_answer_brings_the_caller_back_into_line(company: Company) -> None:
    caller, sara = talking(company)
    transfers.to_number(company.calls, caller.id, sara, "+15550009999")
    ring = company.switch.ringing_outside("+15550009999")
    company.switch.drop(ring.channel)
    company.calls.ring_ended(ring.channel, "busy")
    assert (caller.place, caller.row.state) == ("line", "queued")
    company.round()
    answers(company, sara)
    assert alone(company, caller)


def test_a_crash_in_mid_transfer_is_made_up_for(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    caller, sara = talking(company)
    with monkeypatch.context() as dying:
        dying.setattr("telephony.places.move", lambda *_: None)
        transfers.to_queue(company.calls, caller.id, sara, "orders")
    assert alone(company, caller), "nothing was told to the switch"
    company.calls.resync("simulator", company.switch.live())
    assert company.switch.places == {caller.channel: "line"}
    with company.db.reading() as session:
        assert not session.scalar(select(Call.unsettled))
        assert session.get_one(Agent, sara).presence != "busy"
