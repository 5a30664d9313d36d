"""In which of an agent's open panels the softphone is: in one of them, since a second one would silence the first.

The panel that opened last has it. One with a call in hand keeps it, until the agent takes it into another by hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, Integer, and_, bindparam, exists, or_, select, update
from sqlalchemy.orm import Session

from acd import presence
from acd.models import Agent
from acd.policy import LIVENESS_S
from db import now, signal
from telephony.models import Call, Leg
from web.errors import Refused
from web.models import Softphone

LIVES = timedelta(seconds=LIVENESS_S)
_OTHER = exists().where(Softphone.agent_id == Agent.id, Softphone.holder != bindparam("held", type_=Integer))
_GOES_ON = (
    update(Agent)
    .where(Agent.id == bindparam("agent"), Agent.voice == bindparam("heard"), Agent.seen_at > bindparam("since"))
    .where(or_(~Agent.voice, Agent.phones == bindparam("over")))
    .where(~and_(Agent.presence == presence.GONE[0], Agent.reason == presence.GONE[1]), ~_OTHER)
    .values(seen_at=bindparam("now"))
    .execution_options(synchronize_session=False)
)
"""Nearly every sign of life, of hundreds a second, says no more than the one before: that is one statement."""


def give(session: Session, agent_id: int, held: int, by_hand: bool) -> int:
    """The number under which the asking panel has the softphone from now on; the others are told that they do not.

    `held` is the number that it had, 0 before the first. Raises Refused where another panel keeps the softphone.
    """
    presence.held_agent(session, agent_id)
    row = session.get(Softphone, agent_id)
    if row is None:
        row = Softphone(agent_id=agent_id, holder=0, open=False)
        session.add(row)
    if held and held == row.holder and row.open:
        return held
    if not by_hand and (held or (row.open and _carries_a_call(session, agent_id))):
        raise _elsewhere()
    row.holder, row.open = row.holder + 1, True
    signal(session, f"agent:{agent_id}", "softphone", holder=row.holder)
    return row.holder


def left(session: Session, agent_id: int, held: int) -> bool:
    """The panel says goodbye. False where it had no softphone: another one carries on."""
    row = session.get(Softphone, agent_id)
    if row is None or row.holder != held:
        return False
    row.open = False
    presence.seen(session, agent_id, voice=False)
    return True


def check(session: Session, agent_id: int, held: int) -> None:
    """Raises Refused where another panel has the softphone."""
    row = session.get(Softphone, agent_id)
    if row is None or row.holder != held:
        raise _elsewhere()


def beat(session: Session, agent_id: int, held: int | None, phones: Sequence[str]) -> None:
    """The panel lives, and can be talked through over these backends. One without the softphone says nothing about
    the one that has it.

    `held` is None for an agent whose telephone is no panel's.
    """
    moment = now()
    steady = {"agent": agent_id, "held": held, "heard": bool(phones), "over": " ".join(phones)}
    times = {"now": moment, "since": moment - LIVES}
    if cast("CursorResult[Any]", session.execute(_GOES_ON, {**steady, **times})).rowcount:
        return
    row = session.get(Softphone, agent_id) if held is not None else None
    if row is None or row.holder == held:
        presence.seen(session, agent_id, voice=bool(phones), phones=phones)
        return
    agent = session.get_one(Agent, agent_id)
    if not (agent.voice and presence.alive(agent)):
        presence.seen(session, agent_id, voice=False)


def _elsewhere() -> Refused:
    return Refused(409, "phone_elsewhere", "Your phone is in another tab. Use it there, or take it into this one.")


def _carries_a_call(session: Session, agent_id: int) -> bool:
    living = select(Leg.id).join(Call, Call.id == Leg.call_id)
    talking = living.where(
        Call.agent_id == agent_id,
        Call.outcome.is_(None),
        Leg.agent_id == agent_id,
        Leg.joined_at.is_not(None),
        Leg.left_at.is_(None),
    )
    return session.scalar(talking.limit(1)) is not None
