"""In which of an agent's open panels the softphone is: in one of them, since a second one would silence the first.

The panel that opened last has it. One with a call in hand keeps it, until the agent takes it into another by hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import and_, select, update
from sqlalchemy.orm import Session

from acd import presence
from acd.models import Agent
from acd.policy import LIVENESS_S
from db import Database, now, signal
from telephony.models import Call, Leg
from web.errors import Refused
from web.models import Softphone

LIVES = timedelta(seconds=LIVENESS_S)


@dataclass(frozen=True)
class Sign:
    """What a panel says of itself: the number under which it has the softphone, and over which backends it can be
    talked through. `held` is None for an agent whose telephone is no panel's."""

    agent_id: int
    held: int | None
    phones: tuple[str, ...]


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


def beats(db: Database, signs: Sequence[Sign]) -> None:
    """These panels live. Nearly every sign of life says no more than the one before: those are one statement."""
    with db.transaction() as session:
        more = _go_on(session, signs)
    for sign in more:
        with db.transaction() as session:
            _beat(session, sign)


def _go_on(session: Session, signs: Sequence[Sign]) -> list[Sign]:
    """Note that these were seen; returns those who say something new, or whose agent somebody else holds."""
    moment = now()
    known = (
        select(Agent.id, Agent.voice, Agent.phones, Softphone.holder)
        .outerjoin(Softphone, Softphone.agent_id == Agent.id)
        .where(Agent.id.in_({sign.agent_id for sign in signs}), Agent.seen_at > moment - LIVES)
        .where(~and_(Agent.presence == presence.GONE[0], Agent.reason == presence.GONE[1]))
        # Whoever holds several agents must not wait for any of them: two of those could wait for each other.
        .with_for_update(of=Agent, skip_locked=True, key_share=True)
    )
    before = {agent_id: (holder, phones if voice else "") for agent_id, voice, phones, holder in session.execute(known)}

    def goes_on(sign: Sign) -> bool:
        holder, phones = before.get(sign.agent_id, (None, None))
        return phones == " ".join(sign.phones) and (None in (holder, sign.held) or holder == sign.held)

    steady = {sign.agent_id for sign in signs if goes_on(sign)}
    session.execute(update(Agent).where(Agent.id.in_(steady)).values(seen_at=moment))
    return [sign for sign in signs if not goes_on(sign)]


def _beat(session: Session, sign: Sign) -> None:
    """A panel without the softphone says nothing about the one that has it."""
    row = session.get(Softphone, sign.agent_id) if sign.held is not None else None
    if row is None or row.holder == sign.held:
        presence.seen(session, sign.agent_id, voice=bool(sign.phones), phones=sign.phones)
        return
    agent = session.get_one(Agent, sign.agent_id)
    if not (agent.voice and presence.alive(agent)):
        presence.seen(session, sign.agent_id, voice=False)


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
