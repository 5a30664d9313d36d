"""What a customer wants done: opened, answered, resumed on another channel, closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import cast

from sqlalchemy import Table, bindparam, or_, select, update
from sqlalchemy.orm import Session

from db import Moment, now
from timeline import people
from timeline.models import Journey, Keeping

RESUME_HOURS = 72
"""How long an open journey is offered to be continued, where nobody has said otherwise."""

_HOURS = select(Keeping.resume_hours).where(Keeping.id == 1)

_OPEN = (
    select(Journey, _HOURS.scalar_subquery())
    .where(
        Journey.customer_id.in_(people.WHOLE),
        Journey.closed_at.is_(None),
        or_(Journey.topic != "", Journey.subject != ""),
    )
    .order_by(Journey.updated_at.desc(), Journey.id.desc())
    .limit(bindparam("most"))
)


def open_ones(session: Session, customer_id: int, most: int = 3) -> Sequence[Journey]:
    """The journeys that this person may come back for, the likeliest first."""
    rows = session.execute(_OPEN, {"customer": customer_id, "most": most})
    return [journey for journey, hours in rows if journey.updated_at > now() - _lasting(hours)]


def latest_open(session: Session, customer_id: int) -> Journey | None:
    """The journey that this person most likely comes back for."""
    return next(iter(open_ones(session, customer_id, 1)), None)


def in_hand(session: Session, customer_id: int, agent_id: int) -> Journey | None:
    """The journey with which this agent goes on when they move this person to another channel: the one that they
    worked on, whatever else came meanwhile, else the likeliest."""
    found = open_ones(session, customer_id)
    return next((each for each in found if each.last_agent_id == agent_id), next(iter(found), None))


def resumable(session: Session) -> timedelta:
    """How long a journey is offered to be continued, as the house has decided."""
    return _lasting(session.scalar(_HOURS))


def _lasting(hours: int | None) -> timedelta:
    return timedelta(hours=RESUME_HOURS if hours is None else hours)


def new(customer_id: int, channel: str, topic: str = "") -> Journey:
    """One that is not in the session yet."""
    return Journey(
        customer_id=customer_id,
        topic=topic,
        topic_labels={},
        answers={},
        last_channel=channel,
        opened_at=now(),
        updated_at=now(),
    )


def start(session: Session, customer_id: int, channel: str, topic: str = "") -> Journey:
    journey = new(customer_id, channel, topic)
    session.add(journey)
    session.flush()
    return journey


def answer(
    journey: Journey, name: str, value: str, label: str, channel: str, asked: Mapping[str, str] | None = None
) -> None:
    """Keep an answer with its source and time; a later one replaces it. `asked` says, by language, what was asked."""
    journey.answers = {
        **journey.answers,
        name: {
            "value": value,
            "label": label,
            "asked": dict(asked or {}),
            "channel": channel,
            "at": now().isoformat(),
        },
    }
    touch(journey, channel)


def touch(journey: Journey, channel: str, agent_id: int | None = None) -> None:
    """The journey went on, on this channel, with this agent."""
    journey.last_channel = channel
    journey.updated_at = now()
    if agent_id is not None:
        journey.last_agent_id = agent_id


_GOES_ON = (
    update(cast(Table, Journey.__table__))
    .where(Journey.id == bindparam("journey"))
    .values(last_channel=bindparam("channel"), updated_at=bindparam("moment", type_=Moment))
)


def goes_on(session: Session, journey_id: int, channel: str) -> None:
    """As `touch`, of one that nobody has read."""
    session.execute(_GOES_ON, {"journey": journey_id, "channel": channel, "moment": now()})


def reopen(journey: Journey) -> None:
    """It was not done after all; it goes on where it stopped."""
    journey.closed_at = None
    journey.outcome = ""
    journey.updated_at = now()


def close(journey: Journey, outcome: str) -> None:
    journey.closed_at = now()
    journey.outcome = outcome
