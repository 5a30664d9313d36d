"""Callers who would rather be called back keep their place in line, are called once, and hear who it is."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from acd.models import Callback, WorkItem
from db import Database, now
from hotline.callbacks import BACK_OFF, NotPossible
from hotline.models import FlowVersion, Hotline
from ivr.turns import Enqueue
from telephony import callbacks
from telephony.outbound import Outgoing
from tests.story import Company
from tests.telephony.called_back import NUMBER, asked, the_callback
from tests.telephony.talks import waiting

LINE = {"key": "line", "kind": "to_queue", "queue": "orders"}


@pytest.fixture
def company(database: Database) -> Company:
    company = Company(database)
    company.calls.outgoing = Outgoing("simulator")
    return company


def called(company: Company, agent_id: int) -> tuple[int, str]:
    """The agent takes the offer, and the customer's telephone rings: the call's id and the customer's channel."""
    company.round()
    ring = company.switch.ringing(agent_id)
    company.switch.answer(ring.channel)
    company.calls.agent_answered(ring.channel)
    return ring.call_id, company.switch.dialling(NUMBER).channel


def due(company: Company, at: datetime) -> None:
    with company.db.transaction() as session:
        session.execute(update(Callback).values(due_at=at))


def kinds(company: Company) -> list[str]:
    return [entry.kind for entry in company.entries(the_callback(company).customer_id)]


def test_a_caller_in_line_hears_of_it_presses_the_key_and_is_called_in_their_turn(company: Company) -> None:
    caller = waiting(company)
    assert "press 1" in " ".join(prompt.text for prompt in company.calls.waiting(caller.id).prompts)
    said = company.calls.call_back(caller.id)
    assert "keep your place" in said.prompts[0].text
    assert company.calls.heard(caller.id, None, None)[1] == said, "who asks again hears the same"  # type: ignore[arg-type]
    company.round()
    assert company.offers() == [], "nobody is called who is still on the line"
    caller.hangs_up()
    sara = company.agent("Sara", "orders")
    call_id, channel = called(company, sara)
    assert "You asked us to call you back" in company.switch.dialled[channel].greeting[0].text
    company.switch.answer(channel)
    company.calls.customer_answered(channel)
    assert company.calls.hang_up(call_id, sara)
    callback = the_callback(company)
    assert (callback.state, callback.outcome, callback.attempts) == ("done", "reached", 1)
    assert {"CallbackRequested", "CallPlaced", "CallbackDone"} <= set(kinds(company))


def test_the_place_in_line_is_kept(company: Company) -> None:
    first = waiting(company)
    second = waiting(company, "+15551230002")
    company.calls.call_back(first.id)
    first.hangs_up()
    company.round()
    sara = company.agent("Sara", "orders")
    company.round()
    ring = company.switch.ringing(sara)
    assert company.call(ring.call_id).direction == "out"
    assert second.row.state == "queued"


def test_the_menu_offers_it_only_where_somebody_would_call(company: Company) -> None:
    caller = waiting(company)
    company.calls.outgoing = None
    assert "press 1" not in " ".join(prompt.text for prompt in company.calls.waiting(caller.id).prompts)
    assert company.calls.call_back(caller.id).ending == Enqueue("orders")
    assert caller.row.state == "queued"
    company.calls.outgoing = Outgoing("simulator", ("DE",))
    assert company.calls.call_back(caller.id).ending == Enqueue("orders"), "their number may not be called"
    hidden = company.dial("anonymous").presses("1", "1", "427")
    company.calls.outgoing = Outgoing("simulator")
    assert company.calls.call_back(hidden.id).ending == Enqueue("orders")


def test_an_agent_whose_phone_rings_for_who_asks_to_be_called_back_is_let_go(company: Company) -> None:
    sara = company.agent("Sara", "orders")
    caller = waiting(company)
    company.round()
    ring = company.switch.ringing(sara)
    company.calls.call_back(caller.id)
    assert ring.channel not in company.switch.places


def test_the_same_number_asks_twice_and_is_called_once(company: Company) -> None:
    first = asked(company)
    with company.db.transaction() as session:
        again = callbacks.ask(session, company.calls, "(555) 123-0001", "orders", "chat", channel="chat")
    assert again.id == first.id
    sara, omid = company.agent("Sara", "orders"), company.agent("Omid", "orders")
    company.round()
    company.round()
    assert len(company.switch.rings) == 1
    assert company.offers()[0].agent_id in (sara, omid)


def test_who_is_not_reached_is_called_again_later_and_then_a_supervisor_is_told(company: Company) -> None:
    asked(company)
    sara = company.agent("Sara", "orders")
    for attempt, pause in enumerate((*BACK_OFF, None), start=1):
        call_id, channel = called(company, sara)
        company.switch.drop(channel)
        company.calls.ring_ended(channel, "busy")
        callback = the_callback(company)
        assert (company.call(call_id).outcome, callback.attempts) == ("busy", attempt)
        if pause:
            assert callback.state == "waiting"
            assert abs(callback.due_at - now() - pause) < timedelta(seconds=20)
            company.round()
            assert len(company.switch.rings) == attempt, "not before it is due"
            due(company, now())
    assert (callback.state, callback.outcome, callback.seen) == ("done", "unreached", False)
    assert kinds(company).count("CallbackAttempted") == len(BACK_OFF) + 1
    assert kinds(company).count("CallbackDone") == 1


def test_a_number_that_there_is_not_is_not_called_again(company: Company) -> None:
    asked(company)
    _, channel = called(company, company.agent("Sara", "orders"))
    company.calls.ring_ended(channel, "refused")
    assert the_callback(company).outcome == "refused"


def test_who_calls_by_themselves_takes_the_place_that_was_kept(company: Company) -> None:
    asked(company)
    company.round()
    other = waiting(company, "+15551230002")
    caller = waiting(company)
    callback = the_callback(company)
    assert (callback.outcome, callback.state) == ("called_in", "done")
    assert company.call(callback.call_id or 0).outcome == "called_in"
    with company.db.reading() as session:
        queued = dict(session.execute(select(WorkItem.contact_id, WorkItem.queued_at)).all())
    assert queued[caller.id] < queued[other.id]
    sara = company.agent("Sara", "orders")
    company.round()
    assert company.switch.ringing(sara).call_id == caller.id


def test_who_comes_straight_into_line_takes_the_place_that_was_kept_too(company: Company) -> None:
    asked(company)
    company.round()
    straight = {"name": "Line", "languages": ["en"], "start": "line", "nodes": [LINE]}
    with company.db.transaction() as session:
        session.add(FlowVersion(flow_key="main", number=2, definition=straight, published_at=now()))
    company.dial(NUMBER)
    callback = the_callback(company)
    assert (callback.outcome, callback.state, callback.attempts) == ("called_in", "done", 0)


def test_who_calls_while_an_agents_phone_rings_for_them_stops_that(company: Company) -> None:
    asked(company)
    sara = company.agent("Sara", "orders")
    company.round()
    ring = company.switch.ringing(sara)
    waiting(company)
    assert ring.channel not in company.switch.places
    assert company.agent_row(sara).presence == "ready"


def test_a_hang_up_before_the_menu_ends_closes_no_callback(company: Company) -> None:
    asked(company)
    company.dial(NUMBER).hangs_up()
    assert the_callback(company).state == "waiting"


def test_killed_between_the_commit_and_the_call_they_are_called_again(company: Company) -> None:
    asked(company)
    _, channel = called(company, company.agent("Sara", "orders"))
    company.switch.drop(channel)
    company.calls.resync("simulator", company.switch.live())
    callback = the_callback(company)
    assert (callback.state, callback.attempts) == ("waiting", 1)
    assert not company.switch.places


def test_an_agent_who_lets_it_ring_leaves_it_to_the_next(company: Company) -> None:
    asked(company)
    sara = company.agent("Sara", "orders")
    company.round()
    company.calls.ring_ended(company.switch.ringing(sara).channel, "no_answer")
    omid = company.agent("Omid", "orders")
    call_id, channel = called(company, omid)
    company.switch.answer(channel)
    company.calls.customer_answered(channel)
    assert company.call(call_id).agent_id == omid


def test_nobody_is_called_while_nobody_is_there_or_at_night(company: Company) -> None:
    with company.db.transaction() as session:
        session.execute(update(Hotline).values(hours={"zone": "UTC", "mon": ["10:00", "12:00"]}))
    sunday = datetime.fromisoformat("2027-03-07T10:00:00+00:00")
    with company.db.transaction() as session, pytest.raises(NotPossible) as refused:
        callbacks.ask(session, company.calls, NUMBER, "orders", "desk", at=sunday)
    assert refused.value.instead == datetime.fromisoformat("2027-03-08T10:00:00+00:00")
    with company.db.transaction() as session, pytest.raises(NotPossible):
        # Ten in the morning here is two at night in California.
        monday = datetime.fromisoformat("2027-03-08T10:00:00+00:00")
        callbacks.ask(session, company.calls, "+14155550100", "orders", "desk", at=monday)


def test_an_hour_that_was_agreed_is_kept_by_the_agent_who_agreed_it(company: Company) -> None:
    sara = company.agent("Sara", "orders")
    company.agent("Omid", "orders")
    later = now() + timedelta(days=1)
    with company.db.transaction() as session:
        callbacks.ask(session, company.calls, NUMBER, "orders", "desk", at=later, preferred_agent_id=sara)
    company.round()
    assert company.switch.rings == {}
    due(company, now())
    company.round()
    assert company.switch.ringing(sara)
