"""Journeys as agents handle them, and what they say about the service."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from db import now
from timeline import book, codes, journeys, measures
from timeline.events import CodeIssued, JourneyClosed, JourneyOpened, JourneyReopened
from timeline.models import Journey
from web import briefs
from web.api import chapter
from web.customers import person_of
from web.errors import Refused, found
from web.flow_words import FlowWords
from web.guard import ABOVE, STAFF, may, visit
from web.rooms import rooms
from web.schemas.base import CustomerPath
from web.schemas.card import (
    JourneyCode,
    JourneyEnd,
    JourneyIn,
    JourneyOut,
    JourneyPath,
    JourneyReport,
    ReportSearch,
    TopicOut,
)
from web.words import in_language

api = chapter("journeys", "What customers want done.")


@api.post("/customers/<int:customer_id>/journeys", responses={"201": JourneyOut})
@may(*STAFF)
def open_one(path: CustomerPath, body: JourneyIn) -> tuple[JourneyOut, int]:
    """A customer wants something done that no flow has asked about. Several journeys may be open at once."""
    with rooms().db.transaction() as session:
        person = person_of(session, path.customer_id)
        journey = journeys.start(session, person.id, "desk", body.topic)
        book.record(session, person.id, JourneyOpened("desk", None, body.topic), journey.id)
        return _out(session, journey), 201


@api.post("/journeys/<int:journey_id>/close", responses={"200": JourneyOut})
@may(*STAFF)
def close(path: JourneyPath, body: JourneyEnd) -> JourneyOut:
    """It is done, and this is what came of it."""
    with rooms().db.transaction() as session:
        journey = _journey(session, path.journey_id)
        if journey.closed_at:
            raise Refused(409, "too_late", "Somebody has closed this journey already.")
        journeys.close(journey, body.outcome)
        closed = JourneyClosed("desk", None, journey.topic, body.outcome, visit().user.name)
        book.record(session, journey.customer_id, closed, journey.id)
        return _out(session, journey)


@api.post("/journeys/<int:journey_id>/reopen", responses={"200": JourneyOut})
@may(*STAFF)
def reopen(path: JourneyPath) -> JourneyOut:
    """It was not done after all: the next contact may go on with it, answers and all."""
    with rooms().db.transaction() as session:
        journey = _journey(session, path.journey_id)
        if journey.closed_at:
            journeys.reopen(journey)
            opened = JourneyReopened("desk", None, journey.topic, visit().user.name)
            book.record(session, journey.customer_id, opened, journey.id)
        return _out(session, journey)


@api.post("/journeys/<int:journey_id>/code", responses={"201": JourneyCode})
@may(*STAFF)
def code(path: JourneyPath) -> tuple[JourneyCode, int]:
    """A one-time code to read out: with it the customer goes on with this journey on any other channel."""
    minutes = int(codes.VALID.total_seconds() // 60)
    with rooms().db.transaction() as session:
        journey = _journey(session, path.journey_id)
        if journey.closed_at:
            raise Refused(409, "too_late", "This journey is closed. Reopen it, then give the code.")
        issued = codes.issue(session, journey.id, rooms().config.secret_key)
        book.record(session, journey.customer_id, CodeIssued("desk", None, minutes), journey.id)
    return JourneyCode(code=issued, minutes=minutes), 201


@api.get("/journeys/report", responses={"200": JourneyReport})
@may(*ABOVE)
def report(query: ReportSearch) -> JourneyReport:
    """Solved at the first contact, and who had to come again, by what it was about."""
    language, until = visit().user.language, now()
    with rooms().db.reading() as session:
        topics = measures.by_topic(session, until - timedelta(days=query.days), until)
    return JourneyReport(
        days=query.days,
        topics=[
            TopicOut(
                **{name: value for name, value in vars(each).items() if name != "labels"},
                label=in_language(each.labels, language, each.topic.replace("_", " ")),
            )
            for each in topics
        ],
    )


def _journey(session: Session, journey_id: int) -> Journey:
    return found(session.get(Journey, journey_id), "journey")


def _out(session: Session, journey: Journey) -> JourneyOut:
    words = FlowWords(session, visit().user.language, [journey.id])
    return JourneyOut(journey=briefs.journey_line(journey, words))
