"""A visitor whose chat waits in line goes on by phone: they do not wait twice."""

from __future__ import annotations

import pytest

from channels import visitors
from channels.models import Conversation, Message
from db import Database
from tests.story import Caller, Company

QUESTIONS = ("1", "1", "427")
"""English, about an order, its number."""


@pytest.fixture
def company(database: Database) -> Company:
    return Company(database)


def waiting_chat(company: Company) -> tuple[int, int]:
    """A visitor has told the bot what it is about, and waits for a person. Returns visitor and conversation."""
    _, visitor = visitors.come(company.db, "")
    conversation = company.chat.open(visitor, "https://shop.example/", "en")
    for key in QUESTIONS:
        if state(company, conversation).state == "bot":
            company.chat.wrote(visitor, key, key)
    assert state(company, conversation).state == "queued"
    return visitor, conversation


def state(company: Company, conversation: int) -> Conversation:
    with company.db.reading() as session:
        return session.get_one(Conversation, conversation)


def phoned(company: Company, visitor: int) -> Caller:
    """They have pressed the button that calls from the browser, and are in line on the phone."""
    caller = company.dial(token=company.chat.ticket(visitor))
    assert caller.row.state == "queued"
    return caller


def last_message(company: Company, conversation: int) -> str:
    with company.db.reading() as session:
        return session.query(Message).filter_by(conversation_id=conversation).order_by(Message.id.desc()).first().text


def test_their_chat_waits_no_more_and_says_so_and_stays_open(company: Company) -> None:
    visitor, conversation = waiting_chat(company)
    caller = phoned(company, visitor)
    company.agent("Sara", "orders")
    company.round()
    assert [company.switch.ringing(offer.agent_id).call_id for offer in company.offers()] == [caller.id]
    assert state(company, conversation).state == "bot"
    assert "You go on by phone" in last_message(company, conversation)


def test_an_agent_who_is_being_asked_for_the_chat_is_asked_no_longer(company: Company) -> None:
    visitor, conversation = waiting_chat(company)
    company.agent("Sara", "orders")
    company.round()
    phoned(company, visitor)
    assert [offer.state for offer in company.offers()] == ["withdrawn"]
    assert company.steps("chat", conversation)[-2][0] == "OfferEnded"


def test_who_writes_in_the_chat_again_waits_there_again(company: Company) -> None:
    visitor, conversation = waiting_chat(company)
    phoned(company, visitor)
    company.chat.wrote(visitor, "I cannot talk now")
    assert state(company, conversation).state == "queued"
    company.agent("Sara", "orders")
    company.round()
    assert [offer.state for offer in company.offers()] == ["made"]


def test_a_chat_that_an_agent_has_taken_goes_on_beside_the_call(company: Company) -> None:
    visitor, conversation = waiting_chat(company)
    sara = company.agent("Sara", "orders")
    company.round()
    company.chat.accepted(company.offers()[0].id, sara)
    phoned(company, visitor)
    assert state(company, conversation).state == "talking"
