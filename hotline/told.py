"""What somebody writes before anybody has asked becomes answers of their journey, with their source and time.

Which words are an answer is said by the flow that would ask them on the phone (`ivr.told`); so who phones after a
letter is met with what they wrote, and is not asked for it again.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import versions, walk
from hotline.models import Hotline
from hotline.walk import Contact
from ivr import told
from ivr.flow import Flow
from timeline import book, claims, journeys
from timeline.events import AnswerGiven, JourneyOpened
from timeline.models import Journey

LONGEST = 20_000
"""Characters of a letter that are read."""


def hear(session: Session, contact: Contact, subject: str, text: str) -> Journey:
    """Take in a letter, and return the journey that it belongs to: the contact's own, an open one that it clearly goes
    on with, or a new one."""
    row = contact.row
    before = session.get(Journey, row.journey_id) if row.journey_id else None
    if before and before.closed_at:
        row.journey_id = None
    flow = _flow(session, row.customer_id)
    said = told.told(flow, subject, text[:LONGEST], row.language) if flow else told.Told()
    if row.journey_id is None:
        known = _meant(session, row.customer_id, said)
        if known:
            walk.resume(session, contact, known, how="told")
        else:
            row.journey_id = journeys.start(session, row.customer_id, contact.channel).id
    journey = session.get_one(Journey, row.journey_id)
    journey.subject = journey.subject or " ".join(subject.split())[:80]
    if said.topic and not journey.topic:
        journey.topic, journey.topic_labels = said.topic, dict(said.topic_labels)
        book.record(session, row.customer_id, JourneyOpened(*contact.at, topic=said.topic), journey.id)
    for name, answer in said.answers.items():
        if flow and name not in journey.answers:
            asked = flow.answer_names[name].by_language() if name in flow.answer_names else {}
            journeys.answer(journey, name, answer.value, answer.label, contact.channel, asked)
            given = AnswerGiven(*contact.at, name=name, value=answer.value, label=answer.label)
            book.record(session, row.customer_id, given, journey.id)
    # Of a letter from a new address, an order may say whose it is: that is asked, as everything that somebody claims.
    named = [(claims.ORDER, each.value) for each in said.answers.values() if _is_number(each.value)]
    claims.keep(session, row.customer_id, named, contact.channel)
    return journey


def _is_number(answer: str) -> bool:
    """And no key of a menu."""
    return answer.isdecimal() and len(answer) >= told.FEWEST


def _flow(session: Session, customer_id: int) -> Flow | None:
    """What this customer would walk through on the main hotline."""
    hotline = session.scalar(select(Hotline).where(Hotline.is_default.is_(True)))
    if hotline is None or versions.live(session, hotline.flow_key) is None:
        return None
    return walk.published(session, versions.answering(session, hotline.flow_key, customer_id)).flow


def _meant(session: Session, customer_id: int, said: told.Told) -> Journey | None:
    """The one open journey of the same topic in which nothing was answered otherwise."""
    same = [
        each
        for each in journeys.open_ones(session, customer_id)
        if said.topic and each.topic == said.topic and _agree(each, said)
    ]
    return same[0] if len(same) == 1 else None


def _agree(journey: Journey, said: told.Told) -> bool:
    both = said.answers.keys() & journey.answers.keys()
    return all(journey.answers[name]["value"] == said.answers[name].value for name in both)
