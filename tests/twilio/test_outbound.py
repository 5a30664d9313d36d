"""Calls that we make over Twilio: both sides meet in one conference, whoever does not answer ends it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from acd.models import Callback, Queue
from telephony import callbacks, outbound
from telephony.models import Call
from telephony.twilio import audio
from telephony.twilio.audio import Source
from tests.twilio.cloud import Cloud, until
from tests.twilio.cloud_legs import Softphone
from tests.twilio.house import ACCOUNT, TOKEN

NUMBER = "+15551230001"


def dialling(cloud: Cloud) -> tuple[Call, int, Softphone, Softphone]:
    """A call on its way: the call, the agent, the agent's leg, and the customer's, which rings."""
    agent_id = cloud.house.agent("Sara", "orders")
    call_id = outbound.dial(cloud.house.calls, agent_id, NUMBER)
    until(lambda: cloud.ringing(agent_id), "the agent is not rung")
    agent = cloud.ringing(agent_id)
    assert agent
    cloud.answers(agent)
    until(lambda: cloud.rings(NUMBER), "the customer is not called")
    customer = cloud.rings(NUMBER)
    assert customer
    return cloud.house.call(call_id), agent_id, agent, customer


def called_first(cloud: Cloud) -> tuple[int, Softphone]:
    """A callback of a queue that calls customers first: the agent, and the customer's telephone, which rings."""
    house = cloud.house
    with house.db.transaction() as session:
        session.get_one(Queue, "orders").callback_first = "customer"
        callbacks.ask(session, house.calls, NUMBER, "orders", "desk")
    agent_id = house.agent("Sara", "orders")
    house.round()
    until(lambda: cloud.rings(NUMBER), "the customer is not called")
    customer = cloud.rings(NUMBER)
    assert customer
    return agent_id, customer


def test_an_agent_calls_a_customer_and_the_talk_is_recorded(cloud: Cloud) -> None:
    call, agent_id, agent, customer = dialling(cloud)
    cloud.answers(customer)
    until(lambda: cloud.house.call(call.id).state == "talking")
    assert cloud.hears(customer.sid) == cloud.hears(agent.sid) == "people"
    assert cloud.house.calls.hold(call.id, agent_id)
    until(lambda: cloud.hears(customer.sid) == "music")
    assert cloud.house.calls.resume(call.id, agent_id)
    until(lambda: cloud.hears(customer.sid) == "people")
    cloud.ends(customer.sid)
    until(lambda: cloud.house.call(call.id).outcome == "served")
    until(lambda: cloud.hears(agent.sid) == "completed")
    source = Source(ACCOUNT, TOKEN, cloud.house.twilio.http.api, delete=True)
    until(lambda: audio.fetch_one(cloud.house.calls, cloud.house.config.var / "recordings", source))


@pytest.mark.parametrize(("status", "outcome"), [("busy", "busy"), ("no-answer", "no_answer"), ("failed", "failed")])
def test_a_customer_who_is_not_reached_frees_the_agent(cloud: Cloud, status: str, outcome: str) -> None:
    call, agent_id, agent, customer = dialling(cloud)
    cloud.ends(customer.sid, status)
    until(lambda: cloud.house.call(call.id).outcome == outcome)
    until(lambda: cloud.hears(agent.sid) == "completed")
    assert cloud.house.agent_row(agent_id).presence == "ready"


def test_a_caller_in_line_presses_the_key_and_is_called_back(cloud: Cloud) -> None:
    house = cloud.house
    caller = cloud.dial(NUMBER)
    caller.presses("1").presses("1").presses("427").waits()
    assert "press 1" in " ".join(caller.said)
    caller.keys_in_line("2")
    assert cloud.hears(caller.sid) == "line", "another key changes nothing"
    caller.keys_in_line("1")
    until(lambda: house.call_of(caller.sid).outcome == "callback")
    agent_id = house.agent("Sara", "orders")
    house.round()
    until(lambda: cloud.ringing(agent_id))
    agent = cloud.ringing(agent_id)
    assert agent
    cloud.answers(agent)
    until(lambda: cloud.rings(NUMBER))
    customer = cloud.rings(NUMBER)
    assert customer
    cloud.answers(customer)
    until(lambda: "You asked us to call you back" in customer.announced)


def test_a_customer_who_is_called_first_hears_who_it_is_until_the_agent_comes(cloud: Cloud) -> None:
    house = cloud.house
    agent_id, customer = called_first(cloud)
    assert cloud.ringing(agent_id) is None
    cloud.answers(customer)
    until(lambda: "You asked us to call you back" in customer.announced)
    assert "music.wav" in customer.announced
    until(lambda: cloud.ringing(agent_id), "the agent is not rung")
    assert not cloud.recordings, "what they mutter into the music is nobody's business"
    agent = cloud.ringing(agent_id)
    assert agent
    cloud.answers(agent)
    until(lambda: cloud.hears(customer.sid) == cloud.hears(agent.sid) == "people")
    until(lambda: cloud.recordings)
    cloud.ends(customer.sid)
    until(lambda: house.offers()[0].state == "accepted" and house.call(house.offers()[0].item_id).outcome == "served")


def test_an_agent_sees_that_a_machine_answered_and_decides(cloud: Cloud) -> None:
    call, _, agent, customer = dialling(cloud)
    cloud.answers(customer)
    cloud.judges(customer, "machine_start")
    until(lambda: cloud.house.call(call.id).machine)
    assert cloud.house.call(call.id).outcome is None
    assert cloud.hears(agent.sid) == "people", "they may leave a message"


@pytest.mark.parametrize("answered_by", ["human", "unknown"])
def test_a_person_is_no_machine(cloud: Cloud, answered_by: str) -> None:
    call, _, _, customer = dialling(cloud)
    cloud.answers(customer)
    cloud.judges(customer, answered_by)
    cloud.mail.stop()
    assert not cloud.house.call(call.id).machine


def test_a_machine_that_is_called_first_gets_no_message_and_is_called_again_later(cloud: Cloud) -> None:
    house = cloud.house
    agent_id, customer = called_first(cloud)
    cloud.answers(customer)
    cloud.judges(customer, "machine_start")
    cloud.judges(customer, "machine_start")
    until(lambda: cloud.hears(customer.sid) == "completed", "the machine is talked to")
    with house.db.reading() as session:
        callback = session.scalars(select(Callback)).one()
        call = session.scalars(select(Call)).one()
    assert (call.outcome, callback.state, callback.attempts) == ("machine", "waiting", 1)
    until(lambda: house.agent_row(agent_id).presence == "ready", "the agent is kept for a machine")
