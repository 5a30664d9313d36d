"""What falls due by itself: rings that nobody answered, wrap-ups that are over, panels that went silent.

The desk's loop asks `due`, carries each thing out (below), and sleeps exactly until `next_deadline`:

    missed     → offers.miss(session, offer_id), and stop that phone
    wrapped_up → presence.end_wrap_up(session, agent_id, over_by=now)
    gone       → offers.lost(session, agent_id), and stop the phones of the offers that it returns
    unheard    → stop that phone; its offer fails
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Select, bindparam, func, literal, or_, select, text, union_all

from acd.models import Agent, Offer, WorkItem
from acd.policy import LIVENESS_S
from acd.presence import WATCHED
from db import Database, Moment

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


_NOW = bindparam("now", type_=Moment)
_WHAT: dict[str, Select[int]] = {
    "missed": select(Offer.id).where(_RINGING, Offer.ring_until <= _NOW),
    "wrapped_up": select(Agent.id).where(Agent.presence == "wrap_up", Agent.wrap_up_until <= _NOW),
    "gone": select(Agent.id).where(
        Agent.presence.in_(WATCHED),
        or_(Agent.seen_at.is_(None), Agent.seen_at < bindparam("silent_since", type_=Moment)),
    ),
    "unheard": select(Offer.id)
    .join(Agent, Agent.id == Offer.agent_id)
    .join(WorkItem, WorkItem.id == Offer.item_id)
    .where(_RINGING, Agent.voice.is_(False), WorkItem.kind == "call"),
}
_DUE = union_all(*(ids.add_columns(literal(what)) for what, ids in _WHAT.items()))
_EARLIEST = select(
    *(
        earliest.scalar_subquery()
        for earliest in (
            select(func.min(Agent.seen_at)).where(Agent.presence.in_(WATCHED)),
            select(func.min(Offer.ring_until)).where(_RINGING),
            select(func.min(Agent.wrap_up_until)).where(Agent.presence == "wrap_up"),
            select(func.min(WorkItem.prefer_until)).where(
                _WAITING, WorkItem.prefer_until > bindparam("after", type_=Moment)
            ),
            select(func.min(WorkItem.look_at)).where(_WAITING, WorkItem.look_at.is_not(None)),
        )
    )
)
"""One statement each: they are asked several times a second while much happens."""


def due(db: Database, now: datetime, listening: datetime = LONG_AGO) -> Due:
    """What has come due by `now`. Another process may be quicker: carrying out twice changes nothing.

    We hear panels since `listening`: that nobody heard them before, while we were away, is no silence of theirs.
    """
    with db.reading() as session:
        rows = session.execute(_DUE, {"now": now, "silent_since": now - _LIVENESS}).all()
    came_due: dict[str, list[int]] = {what: [] for what in _WHAT}
    for number, what in rows:
        came_due[what].append(number)
    if now - listening <= _LIVENESS:
        came_due["gone"] = []
    return Due(**{what: tuple(numbers) for what, numbers in came_due.items()})


def next_deadline(db: Database, after: datetime, listening: datetime = LONG_AGO) -> datetime | None:
    """When the desk must look again if nothing happens before: at once if that is in the past, never if None.

    `after` is the moment before the last look: a preference that ended since then was perhaps not seen by it.
    `listening` as for `due`.
    """
    with db.reading() as session:
        seen, *moments = session.execute(_EARLIEST, {"after": after}).one()
    # A hair later than the last moment at which the panel still counts as alive.
    moments.append(max(seen, listening) + _LIVENESS + timedelta(milliseconds=1) if seen else None)
    return min((moment for moment in moments if moment), default=None)
