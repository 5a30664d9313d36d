"""What falls due by itself: rings that nobody answered, wrap-ups that are over, panels that went silent.

The desk's loop asks `due`, carries each thing out (below), and sleeps exactly until `next_deadline`:

    missed     → offers.miss(session, offer_id), and stop that phone
    wrapped_up → presence.end_wrap_up(session, agent_id, over_by=now)
    gone       → offers.lost(session, agent_id), and stop the phones of the offers that it returns
    unheard    → stop that phone; its offer fails
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, or_, select, text

from acd.models import Agent, Offer, WorkItem
from acd.policy import LIVENESS_S
from acd.presence import WATCHED
from db import Database

_RINGING = text("offers.state = 'made'")
_WAITING = text("work_items.state = 'waiting'")
_LIVENESS = timedelta(seconds=LIVENESS_S)
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Due:
    """Ids of what has come due."""

    missed: tuple[int, ...]
    """Offers past `ring_until`."""
    wrapped_up: tuple[int, ...]
    """Agents whose wrap-up is over."""
    gone: tuple[int, ...]
    """Agents, not on a call, whose panel was not heard of for LIVENESS_S."""
    unheard: tuple[int, ...]
    """Offers of calls to agents who cannot be talked to any more: the microphone or the phone's line is gone."""


def due(db: Database, now: datetime, listening: datetime = LONG_AGO) -> Due:
    """What has come due by `now`. Another process may be quicker: carrying out twice changes nothing.

    We hear panels since `listening`: that nobody heard them before, while we were away, is no silence of theirs.
    """
    missed = select(Offer.id).where(_RINGING, Offer.ring_until <= now).order_by(Offer.ring_until)
    wrapped_up = select(Agent.id).where(Agent.presence == "wrap_up", Agent.wrap_up_until <= now)
    silent = or_(Agent.seen_at.is_(None), Agent.seen_at < now - _LIVENESS)
    gone = select(Agent.id).where(Agent.presence.in_(WATCHED), silent)
    unheard = (
        select(Offer.id)
        .join(Agent, Agent.id == Offer.agent_id)
        .join(WorkItem, WorkItem.id == Offer.item_id)
        .where(_RINGING, Agent.voice.is_(False), WorkItem.kind == "call")
    )
    with db.reading() as session:
        came_due = Due(*(tuple(session.scalars(ids)) for ids in (missed, wrapped_up, gone, unheard)))
    return came_due if now - listening > _LIVENESS else replace(came_due, gone=())


def next_deadline(db: Database, after: datetime, listening: datetime = LONG_AGO) -> datetime | None:
    """When the desk must look again if nothing happens before: at once if that is in the past, never if None.

    `after` is the moment before the last look: a preference that ended since then was perhaps not seen by it.
    `listening` as for `due`.
    """
    earliest = (
        select(func.min(Offer.ring_until)).where(_RINGING),
        select(func.min(Agent.wrap_up_until)).where(Agent.presence == "wrap_up"),
        select(func.min(WorkItem.prefer_until)).where(_WAITING, WorkItem.prefer_until > after),
        select(func.min(WorkItem.look_at)).where(_WAITING, WorkItem.look_at.is_not(None)),
    )
    first_seen = select(func.min(Agent.seen_at)).where(Agent.presence.in_(WATCHED))
    with db.reading() as session:
        moments = [session.scalar(statement) for statement in earliest]
        seen = session.scalar(first_seen)
    # A hair later than the last moment at which the panel still counts as alive.
    moments.append(max(seen, listening) + _LIVENESS + timedelta(milliseconds=1) if seen else None)
    return min((moment for moment in moments if moment), default=None)
