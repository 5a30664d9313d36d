"""An agent's softphone vanishes in mid-call, and comes back, or does not.

A reload, a crash, a closed panel, a lost network: the caller hears music, and the agent has some time.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from acd import line
from acd.models import Agent
from db import Database, now, signal
from hotline import phrases
from ivr.turns import Enqueue, Turn
from telephony import drops, guests, legs, places
from telephony.models import Call, Leg
from telephony.port import Switch
from timeline.events import AgentBack, AgentLost, BackInLine

if TYPE_CHECKING:
    from telephony.calls import Calls

RINGS_BACK_S = 15
SILENCE_S, LOOKS = 0.3, 3
"""A browser sends a packet of sound every 20 ms, whether anybody speaks or not."""


def panel_left(calls: Calls, agent_id: int) -> None:
    """Nobody is at the agent's softphone: end its legs now, where the switch would only notice the silence.

    Whoever talked with them hears music at once, and `Calls.leg_ended` waits for the agent; a call that still rang
    is in line again, for this agent too.
    """
    for channel, joined_at, backend in _legs_at(calls.db, agent_id):
        if joined_at is None:
            calls.ring_ended(channel, "recalled")
        calls.switches[backend].hang_up(channel)


def panel_cut(calls: Calls, agent_id: int, look_again_s: float = SILENCE_S) -> None:
    """The connection of the agent's softphone broke off, without a last word: their browser may have crashed.

    A panel that merely lost it goes on to be heard, and keeps its call. Where no sound comes either nobody is there,
    and whoever talked with them hears music now, not when the switch has noticed. What rings is left to ring: the
    panel's own silence ends that.
    """
    for channel, joined_at, backend in _legs_at(calls.db, agent_id):
        switch = calls.switches[backend]
        if joined_at is not None and _fell_silent(switch, channel, look_again_s):
            switch.hang_up(channel)


def _fell_silent(switch: Switch, channel: str, look_again_s: float) -> bool:
    """Whether no sound came from it between two looks in a row. The last of it may be on its way at the first."""
    before = switch.sounds(channel)
    for _ in range(LOOKS):
        if before is None:
            return False
        time.sleep(look_again_s)
        if (after := switch.sounds(channel)) == before:
            return True
        before = after
    return False


def _legs_at(db: Database, agent_id: int) -> Sequence[Row[str, datetime | None, str]]:
    """What rings and talks at this agent's softphone: channel, since when it talks, backend."""
    mine = (
        select(Leg.backend_id, Leg.joined_at, Call.backend)
        .join(Call, Call.id == Leg.call_id)
        .where(Leg.agent_id == agent_id, Leg.left_at.is_(None), Call.outcome.is_(None))
    )
    with db.reading() as session:
        return session.execute(mine).all()


def vanished(session: Session, call: Call, leg: Leg, comes_back: timedelta) -> None:
    """The caller, alone in the room, hears music by itself; the agent has some time to come back."""
    call.state, call.parted_until = "parted", now() + comes_back
    agent = session.get_one(Agent, leg.agent_id)
    legs.remember(session, call, AgentLost("phone", call.id, agent.name))
    # The desk's loop sleeps until the next deadline that it knows: this one is new.
    signal(session, "desk", "work", why="parted")
    legs.tell(session, call)


def rejoin(calls: Calls, call_id: int, agent_id: int) -> bool:
    """The agent's panel is there again, and asks to be rung back into its call. False where that is not theirs."""
    with calls.db.transaction() as session:
        call = session.get_one(Call, call_id)
        if call.agent_id != agent_id or call.state not in ("talking", "held", "parted"):
            return False
        stale = legs.agent_leaves(session, call)
        if call.state != "parted":
            last = stale[-1] if stale else legs.last_agent_leg(session, call)
            vanished(session, call, last, calls.comes_back)
        ring = legs.new_agent_leg(session, call, agent_id, None, RINGS_BACK_S)
    for leg in stale:
        calls.switches[call.backend].hang_up(leg.backend_id)
    calls.ring(call, ring)
    return True


def is_back(session: Session, call: Call, leg: Leg) -> bool:
    """The agent's softphone is up again. False where it is too late for that.

    A caller who heard music while the agent spoke with a guest hears it on.
    """
    if call.outcome is not None or call.state != "parted" or call.agent_id != leg.agent_id or leg.left_at:
        return False
    aside = legs.caller_leg(session, call).held and bool(guests.here(session, call))
    call.state, call.parted_until = "held" if aside else "talking", None
    leg.joined_at = now()
    agent = session.get_one(Agent, leg.agent_id)
    legs.remember(session, call, AgentBack("phone", call.id, agent.name))
    legs.tell(session, call)
    return True


_DEADLINES = select(
    select(func.min(Call.parted_until)).where(Call.outcome.is_(None)).scalar_subquery(),
    select(func.min(Call.parked_until)).where(Call.parked_until.is_not(None)).scalar_subquery(),
)


def next_deadline(db: Database) -> datetime | None:
    """When the first agent who vanished has been waited for long enough, or the first parked caller."""
    with db.reading() as session:
        return min(filter(None, session.execute(_DEADLINES).one()), default=None)


def waited_for(db: Database, moment: datetime) -> list[tuple[Call, list[Leg]]]:
    """Callers whose agent did not come back in time: a guest of that agent has the call now, or they are first in
    line again. Returns the calls, and who moves."""
    parted = select(Call).where(Call.outcome.is_(None), Call.parted_until <= moment)
    with db.reading() as session:
        if session.scalar(parted.limit(1)) is None:
            return []
    with db.transaction() as session:
        return [(call, _given_up(session, call)) for call in session.scalars(parted).all()]


def _given_up(session: Session, call: Call) -> list[Leg]:
    assert call.agent_id is not None, "only an agent's call is parted"
    if moved := guests.take_over(session, call, call.agent_id):
        return moved
    return drops.dropped(session, call) or first_in_line(session, call, "agent_lost")


def first_in_line(session: Session, call: Call, why: str) -> list[Leg]:
    """The caller, whom this agent took and has no more, goes before all others. Returns who moves: see `say_sorry`."""
    item = legs.item_of(session, call)
    assert item is not None, "a call that was answered has a work item"
    ringing = guests.all_leave(session, call, "removed")
    line.back_in_line(session, item.id, reason=why)
    legs.remember(session, call, BackInLine("phone", call.id, queue=item.queue_key, why=why))
    legs.tell(session, call)
    legs.in_line(session, call, item.queue_key)
    call.turn = Turn((phrases.say("cut_off", call.language),), Enqueue(item.queue_key)).to_json()
    return [legs.caller_leg(session, call), *ringing]


def say_sorry(calls: Calls, call: Call, moved: Iterable[Leg]) -> None:
    """Whoever moved is brought to where they are to be. A caller who is in line again hears the turn in which their
    call stands; whom we called has no turns, and just waits."""
    if call.state == "queued" and call.direction == "in":
        calls.switches[call.backend].talk(call.backend_id)
        moved = [leg for leg in moved if leg.party != "caller"]
    places.move(calls, call, moved)
