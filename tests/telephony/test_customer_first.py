"""Callbacks of a queue that calls the customer first, and rings the agent who was kept free when they answer."""

from __future__ import annotations

import pytest

from acd.models import Queue
from db import Database
from telephony.outbound import Outgoing
from tests.story import Company
from tests.telephony.called_back import NUMBER, asked, the_callback
from tests.telephony.talks import answers, ignores


@pytest.fixture
def company(database: Database) -> Company:
    company = Company(database)
    company.calls.outgoing = Outgoing("simulator")
    with company.db.transaction() as session:
        session.get_one(Queue, "orders").callback_first = "customer"
    return company


def test_a_customer_who_is_called_first_hears_who_it_is_and_then_their_agent_is_rung(company: Company) -> None:
    asked(company)
    sara = company.agent("Sara", "orders")
    company.round()
    dialled = company.switch.dialling(NUMBER)
    assert "You asked us to call you back" in dialled.greeting[0].text
    assert [ring.agent_id for ring in company.switch.rings.values()] == [], "the agent is only kept free"
    company.switch.answer(dialled.channel)
    company.calls.customer_answered(dialled.channel)
    call_id = company.switch.ringing(sara).call_id
    assert company.call(call_id).state == "queued"
    assert company.switch.places[dialled.channel] == "line"
    answers(company, sara)
    assert company.switch.places[dialled.channel].startswith("pair:")
    assert company.calls.hang_up(call_id, sara)
    assert (the_callback(company).outcome, company.call(call_id).outcome) == ("reached", "served")


def test_a_customer_who_does_not_answer_frees_the_agent_who_was_kept(company: Company) -> None:
    asked(company)
    sara = company.agent("Sara", "orders")
    company.round()
    channel = company.switch.dialling(NUMBER).channel
    company.switch.drop(channel)
    company.calls.ring_ended(channel, "no_answer")
    assert company.agent_row(sara).presence == "ready"
    assert [offer.state for offer in company.offers()] == ["withdrawn"]
    assert (the_callback(company).state, the_callback(company).attempts) == ("waiting", 1)


def test_when_the_kept_agent_goes_the_next_one_is_rung_for_whoever_was_called(company: Company) -> None:
    asked(company)
    sara = company.agent("Sara", "orders")
    company.round()
    channel = company.switch.dialling(NUMBER).channel
    (offer,) = company.offers()
    assert company.calls.decline(offer.id, sara)
    assert company.agent_row(sara).presence == "ready", "to decline is no fault of the device"
    daniel = company.agent("Daniel", "orders")
    company.round()
    company.switch.answer(channel)
    company.calls.customer_answered(channel)
    answers(company, daniel)
    assert len(company.switch.dialled) == 1, "nobody is called twice"


def test_whoever_was_called_first_and_is_not_answered_waits_for_the_next_agent(company: Company) -> None:
    asked(company)
    sara = company.agent("Sara", "orders")
    company.round()
    channel = company.switch.dialling(NUMBER).channel
    company.switch.answer(channel)
    company.calls.customer_answered(channel)
    ignores(company, sara)
    daniel = company.agent("Daniel", "orders")
    company.round()
    assert company.switch.places[channel] == "line"
    answers(company, daniel)
    assert company.switch.places[channel].startswith("pair:")
