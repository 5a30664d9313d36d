"""What is known about the world when a turn is decided: fetched before `advance`, and only what the flow asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from acd import waits
from acd.models import Agent
from db import now
from hotline import calendar, sendings
from hotline.models import FlowVersion, Hotline, WalksFlow
from ivr.facts import Answer, Facts, JourneyFacts, PersonFacts, QueueFacts
from ivr.flow import Flow
from ivr.kinds.callback import OfferCallback
from ivr.kinds.outside import Message
from ivr.kinds.passing import Case
from ivr.kinds.who import WhoIsIt
from ivr.state import State
from timeline import households, journeys, people
from timeline.models import Journey
from timeline.people import Person

if TYPE_CHECKING:
    from hotline.walk import Contact


@dataclass(frozen=True)
class Asks:
    """Which of the facts that cost something a flow asks for."""

    queues: bool = False
    email: bool = False
    sends: bool = False
    who: bool = False


@dataclass(frozen=True)
class Around:
    """What a contact's row points to."""

    customer: Person
    hotline: Hotline
    journey: Journey | None
    version: tuple[int, datetime]
    """The id of the flow's version, and when that was published."""
    agents_ready: int


_READY = select(func.count()).select_from(Agent).where(Agent.presence == "ready").scalar_subquery()
_AROUND = (
    select(people.MEMBER, Hotline, Journey, FlowVersion.id, FlowVersion.published_at, _READY)
    .select_from(people.MEMBER)
    .join(Hotline, Hotline.id == bindparam("hotline"))
    .join(FlowVersion, FlowVersion.id == bindparam("version"))
    .outerjoin(Journey, Journey.id == bindparam("journey"))
    .where(people.MEMBER.id.in_(people.WHOLE))
    .order_by(*people.KEPT_FIRST)
)
"""One statement, since each costs more than what it reads, and a caller waits at every turn."""


def around(session: Session, row: WalksFlow) -> Around:
    """Raises IndexError where the customer, the hotline or the version does not exist."""
    points_to = {
        "customer": row.customer_id,
        "hotline": row.hotline_id,
        "version": row.flow_version_id,
        "journey": row.journey_id,
    }
    rows = session.execute(_AROUND, points_to).all()
    _, hotline, journey, version_id, published_at, ready = rows[0]
    found = Around(Person(tuple(each[0] for each in rows)), hotline, journey, (version_id, published_at), ready)
    session.info["around"] = found  # Which lets go of what nobody holds, and would read it again.
    return found


def facts(session: Session, contact: Contact, state: State, asks: Asks, around: Around) -> Facts:
    """The facts of this moment, for this contact; what costs something only where the flow asks for it."""
    row, customer, journey = contact.row, around.customer, around.journey
    moment = calendar.look(around.hotline, now())
    open_ones = [journey] if journey else []
    if journey is None and not state.new_journey:
        open_ones = [*journeys.open_ones(session, row.customer_id)]
    email = _email(customer) if asks.email else ""
    return Facts(
        **vars(moment),
        language=customer.language or None,
        customer_known=bool(customer.name),
        customer_name=customer.name,
        caller=contact.source,
        email=email,
        may_be=_may_be(session, row.customer_id) if asks.who and not customer.name else (),
        customer_value=customer.value,
        channel=contact.channel,
        via=contact.via,
        can_send=sendings.possible(session, contact, email) if asks.sends else (),
        can_call_back=contact.called_back,
        open_journey=journey_facts(open_ones[0]) if open_ones else None,
        other_journeys=tuple(map(journey_facts, open_ones[1:])),
        resumed=row.journey_id is not None and not state.new_journey,
        agents_ready=around.agents_ready,
        queues=_queues(session) if asks.queues else {},
    )


def journey_facts(journey: Journey) -> JourneyFacts:
    return JourneyFacts(
        topic=journey.topic,
        topic_labels=journey.topic_labels,
        answers={name: Answer.from_json(answer) for name, answer in journey.answers.items()},
        last_channel=journey.last_channel,
        minutes_ago=int((now() - journey.updated_at).total_seconds() // 60),
        id=journey.id,
        subject=journey.subject,
    )


def asks(flow: Flow) -> Asks:
    """Find it out once for each version: it looks at every node."""
    values = [value for _, _, value in flow.values]
    by = {node.by for node in flow.places.values() if isinstance(node, Message)}
    forks = {value.on for value in values if isinstance(value, Case)}
    return Asks(
        # An offer to call back says how long the wait is.
        queues=any(isinstance(value, Case) and value.queue for value in values)
        or any(isinstance(node, OfferCallback) for node in flow.places.values()),
        email="email" in by or "facts.email" in forks,
        sends=bool(by),
        who=any(isinstance(node, WhoIsIt) for node in flow.places.values()),
    )


def _email(customer: Person) -> str:
    """The address that was known first, of those that are theirs alone."""
    own = (each.value for each in customer.identities if each.kind == "email" and not each.shared)
    return next(own, "")


def _may_be(session: Session, customer_id: int) -> tuple[PersonFacts, ...]:
    return tuple(PersonFacts(person, name) for person, name in households.may_be(session, customer_id))


def _queues(session: Session) -> dict[str, QueueFacts]:
    return {
        state.key: QueueFacts(state.ready, state.waiting.get("call", 0), state.expected_wait_s)
        for state in waits.queue_state(session)
    }
