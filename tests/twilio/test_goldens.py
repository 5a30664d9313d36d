"""The golden conversations on Twilio: the same journey, path and ending as on the simulator."""

from __future__ import annotations

from datetime import timedelta
from functools import reduce
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db import now
from hotline import tickets
from hotline.dialogue import changed, ending_text
from hotline.golden import Exchange, Golden, goldens, played
from hotline.models import FlowTurn, Hotline
from hotline.tickets import Ticket
from ivr import languages
from ivr.facts import Facts, JourneyFacts
from ivr.flow import Flow
from ivr.heard import Digits, HungUp, Recorded, Silence
from ivr.turns import Turn
from telephony.simulator.console import load
from tests.golden import journey_of
from tests.story import FLOW, SECRET
from tests.twilio.house import House
from tests.twilio.phone import Phone
from timeline import claims, codes, customers, journeys
from timeline.models import Customer, Journey

SPOKEN = [golden for golden in goldens(Path(__file__).parents[1] / "conversations") if golden.facts.channel == "phone"]


@pytest.fixture(scope="module")
def flow() -> Flow:
    return load(FLOW)


@pytest.mark.parametrize("golden", SPOKEN, ids=lambda golden: golden.name)
def test_a_golden_conversation_gives_the_same_journey_on_twilio(house: House, flow: Flow, golden: Golden) -> None:
    phone = arranged(house, golden.facts)
    phone.dial()
    agrees(house, phone, golden, golden.exchanges[0])
    for exchange in golden.exchanges[1:]:
        facts, code = changed_by(golden, exchange), ""
        with house.db.transaction() as session:
            if facts.code == "ok":
                stranger = customers.make(session, identities=[("visitor", "somebody in the chat")])
                code = codes.issue(session, keep(session, stranger.id, facts.open_journey).id, SECRET)
            elif facts.may_be and exchange.facts and facts.open_journey:
                one = session.scalars(select(Customer).where(Customer.name == facts.customer_name)).one()
                keep(session, one.id, facts.open_journey)
        match exchange.heard:
            case Digits(keys):
                phone.presses(code or keys)
            case Silence():
                phone.is_silent()
            case Recorded(_, duration_s):
                phone.leaves_message(round(duration_s))
            case HungUp():
                phone.hangs_up()
        agrees(house, phone, golden, exchange)
    if golden.facts.may_be:
        with house.db.reading() as session:
            kept = str(session.scalars(select(FlowTurn.facts)).all())
        named = " ".join(fact.value for each in golden.exchanges for fact in each.facts if fact.name == "customer_name")
        assert not any(each.name in kept for each in golden.facts.may_be if each.name not in named)
    assert journey_of(house.call_of(phone.sid)) == played(flow, golden).journey()


def test_there_are_golden_conversations() -> None:
    assert len(SPOKEN) >= 10


def arranged(house: House, facts: Facts) -> Phone:
    """The world before the first turn, in the database; and the caller's telephone."""
    number, token = facts.caller or "+15551230001", ""
    with house.db.transaction() as session:
        if not facts.open_now:
            session.execute(update(Hotline).values(hours={"zone": "UTC"}))
        if facts.may_be:
            household(session, number, [each.name for each in facts.may_be])
        if facts.language or facts.customer_known or facts.open_journey:
            customer = customers.find_or_make(session, "phone", number, facts.customer_name)
            customer.language = facts.language or ""
            if facts.open_journey:
                kept = keep(session, customer.id, facts.open_journey)
                if facts.resumed:
                    token = tickets.sign(Ticket(customer.id, kept.id), SECRET)
    return Phone(house, number, token=token)


def household(session: Session, number: str, names: list[str]) -> None:
    """Several people use this telephone: the first of them was here last."""
    at = now()
    for place, name in enumerate(names):
        surname = "Lindqvist" if name.isascii() else "رضایی"
        one = customers.make(session, f"{name} {surname}", [] if place else [("phone", number)])
        one.seen_at = at - timedelta(minutes=place)
        if place:
            claims.keep(session, one.id, [("phone", number)], "phone", source="shared")
        else:
            one.identities[0].shared = True


def keep(session: Session, customer_id: int, facts: JourneyFacts | None) -> Journey:
    assert facts is not None
    journey = journeys.start(session, customer_id, facts.last_channel, facts.topic)
    journey.topic_labels = dict(facts.topic_labels)
    for name, answer in facts.answers.items():
        journeys.answer(journey, name, answer.value, answer.label, facts.last_channel)
    journey.updated_at = now() - timedelta(minutes=facts.minutes_ago)
    return journey


def changed_by(golden: Golden, exchange: Exchange) -> Facts:
    """The world as this exchange's facts make it."""
    return reduce(changed, exchange.facts, golden.facts)


def agrees(house: House, phone: Phone, golden: Golden, exchange: Exchange) -> None:
    """What Twilio was told to say, and how the turn ends, are what the conversation says."""
    call = house.call_of(phone.sid)
    if phone.hung_up:
        return
    turn = Turn.from_json(call.turn or {})
    said = tuple(prompt.text for prompt in turn.prompts)
    if exchange.says:
        assert said == exchange.says
    if exchange.ends:
        assert ending_text(turn.ending) == exchange.ends
    assert phone.tag == type(turn.ending).__name__
    for prompt, heard in zip(turn.prompts, phone.said[-len(said) :], strict=True):
        if languages.of(prompt.language).voices.twilio:
            assert heard == prompt.text
        else:
            assert house.http.get(heard.removeprefix(house.config.public_url)).data[:4] == b"RIFF"
