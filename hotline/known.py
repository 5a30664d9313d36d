"""What is known about the world when a turn is decided: fetched before `advance`, and only what the flow asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from acd import waits
from acd.models import Agent
from db import now
from hotline import calendar
from hotline.models import Hotline
from ivr.facts import Answer, Facts, JourneyFacts, QueueFacts
from ivr.flow import Flow
from ivr.kinds.passing import Case
from ivr.state import State
from timeline import journeys, people
from timeline.models import Journey

if TYPE_CHECKING:
    from hotline.walk import Contact


def facts(session: Session, contact: Contact, state: State, with_queues: bool) -> Facts:
    """The facts of this moment, for this contact; how busy the queues are only `with_queues`."""
    row = contact.row
    customer = people.one(session, row.customer_id)
    moment = calendar.look(session.get_one(Hotline, row.hotline_id), now())
    journey = session.get(Journey, row.journey_id) if row.journey_id else None
    if journey is None and not state.new_journey:
        journey = journeys.latest_open(session, row.customer_id)
    ready = select(func.count()).select_from(Agent).where(Agent.presence == "ready")
    return Facts(
        **vars(moment),
        language=customer.language or None,
        customer_known=bool(customer.name),
        customer_name=customer.name,
        caller=contact.source,
        channel=contact.channel,
        open_journey=journey_facts(journey) if journey else None,
        resumed=row.journey_id is not None and not state.new_journey,
        agents_ready=session.scalar(ready) or 0,
        queues=_queues(session) if with_queues else {},
    )


def journey_facts(journey: Journey) -> JourneyFacts:
    return JourneyFacts(
        topic=journey.topic,
        topic_labels=journey.topic_labels,
        answers={name: Answer.from_json(answer) for name, answer in journey.answers.items()},
        last_channel=journey.last_channel,
        minutes_ago=int((now() - journey.updated_at).total_seconds() // 60),
    )


def asks_queues(flow: Flow) -> bool:
    """Whether a fork of this flow looks at a queue. Ask it once for each version: it looks at every node."""
    return any(isinstance(value, Case) and value.queue for _, _, value in flow.values)


def _queues(session: Session) -> dict[str, QueueFacts]:
    return {
        state.key: QueueFacts(state.ready, state.waiting.get("call", 0), state.expected_wait_s)
        for state in waits.queue_state(session)
    }
