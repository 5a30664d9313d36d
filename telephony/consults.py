"""An agent asks somebody into their call: first alone, while the caller hears music, then with the caller or instead.

Everybody is in the one room of the call, or hears music outside of it: the caller by the call's state, a guest by
`Leg.held`. So to speak with one of them aside is to move the other out, and a conference is nobody moved out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from acd.models import Agent
from telephony import guests, legs, places
from telephony.models import Call, Leg
from telephony.port import Ring
from telephony.transfers import NotNow, outside, owned, ringable
from timeline.events import AllTogether, GuestAsked

if TYPE_CHECKING:
    from telephony.calls import Calls

MOST = 8
"""Guests of one call; the room has ten places."""


def ask_agent(calls: Calls, call_id: int, agent_id: int, to: int, note: str = "") -> None:
    """Ring that agent; the caller hears music meanwhile. Raises NotNow where they cannot be rung."""
    with calls.db.transaction(first=True) as session:
        call = owned(session, call_id, agent_id)
        moved = _ask(session, call, agent_id, ringable(session, to), note)
        ring = guests.new_leg(session, call, agent_id, agent_id=to)
    _carry_out(calls, call, moved, ring)


def ask_number(calls: Calls, call_id: int, agent_id: int, number: str, note: str = "") -> None:
    """As `ask_agent`, an outside telephone. Raises as `transfers.outside`, and NotNow."""
    with calls.db.transaction(first=True) as session:
        call = owned(session, call_id, agent_id)
        number = outside(session, calls, agent_id, number)
        moved = _ask(session, call, agent_id, number, note)
        ring = guests.new_leg(session, call, agent_id, number=number)
    _carry_out(calls, call, moved, ring)


def _ask(session: Session, call: Call, agent_id: int, guest: str, note: str) -> list[Leg]:
    if len(guests.here(session, call)) >= MOST:
        raise NotNow("room_full", "There is no room for more people in this call.")
    agent = session.get_one(Agent, agent_id)
    legs.remember(session, call, GuestAsked("phone", call.id, agent.name, guest, note))
    return _arrange(session, call, caller_aside=True, guests_aside=False)


def _carry_out(calls: Calls, call: Call, moved: list[Leg], ring: Ring) -> None:
    places.move(calls, call, moved)
    calls.ring(call, ring)


def toggle(calls: Calls, call_id: int, agent_id: int) -> None:
    """Speak with the caller while the guests hear music, or the other way round. Raises NotNow."""
    with calls.db.transaction(first=True) as session:
        call = _with_guests(session, call_id, agent_id)
        with_caller = call.state == "talking"
        moved = _arrange(session, call, caller_aside=with_caller, guests_aside=not with_caller)
    places.move(calls, call, moved)


def together(calls: Calls, call_id: int, agent_id: int) -> None:
    """Everybody hears everybody. Raises NotNow."""
    with calls.db.transaction(first=True) as session:
        call = _with_guests(session, call_id, agent_id)
        legs.remember(session, call, AllTogether("phone", call.id, session.get_one(Agent, agent_id).name))
        moved = _arrange(session, call, caller_aside=False, guests_aside=False)
    places.move(calls, call, moved)


def complete(calls: Calls, call_id: int, agent_id: int) -> None:
    """The agent goes, and the caller stays with the guests: the first of them has the call now. Raises NotNow."""
    with calls.db.transaction(first=True) as session:
        call = _with_guests(session, call_id, agent_id)
        moved = guests.take_over(session, call, agent_id) or []
    places.move(calls, call, moved)


def take_back(calls: Calls, call_id: int, agent_id: int) -> None:
    """The guests go, whether they came or still ring, and the agent speaks with the caller again. Raises NotNow."""
    with calls.db.transaction(first=True) as session:
        call = owned(session, call_id, agent_id)
        gone = guests.all_leave(session, call, "removed", ("guest",))
        moved = _arrange(session, call, caller_aside=False, guests_aside=False)
    places.move(calls, call, [*moved, *gone])


def remove(calls: Calls, call_id: int, agent_id: int, leg_id: int) -> None:
    """One guest goes; where it was the last one, the agent speaks with the caller again. Raises NotNow."""
    with calls.db.transaction(first=True) as session:
        call = owned(session, call_id, agent_id)
        gone = guests.one_leaves(session, call, leg_id)
        if gone is None:
            raise NotNow("too_late", "They have left already.")
        alone = not guests.here(session, call)
        moved = _arrange(session, call, caller_aside=False, guests_aside=False) if alone else []
    places.move(calls, call, [*moved, gone])


def leave(calls: Calls, call_id: int, agent_id: int) -> None:
    """A guest declines, or has said what there was to say. Raises NotNow."""
    with calls.db.transaction(first=True) as session:
        call = session.get(Call, call_id, with_for_update=True, populate_existing=True)
        mine = [leg for leg in guests.here(session, call) if leg.agent_id == agent_id] if call else []
        if call is None or not mine:
            raise NotNow("too_late", "You are not in this call any more.")
        declined = mine[0].joined_at is None
        if declined:
            mine[0].how = "declined"
        guests.one_leaves(session, call, mine[0].id, "declined" if declined else "left")
    places.move(calls, call, mine)


def _with_guests(session: Session, call_id: int, agent_id: int) -> Call:
    call = owned(session, call_id, agent_id)
    if not any(leg.joined_at for leg in guests.here(session, call)):
        raise NotNow("no_guest", "Nobody has joined yet. Wait until they answer.")
    return call


def _arrange(session: Session, call: Call, caller_aside: bool, guests_aside: bool) -> list[Leg]:
    """Write down who hears music. Returns whom that moves."""
    caller = legs.caller_leg(session, call)
    moved = [caller] if caller_aside != (call.state == "held") else []
    call.state, caller.held, call.unsettled = "held" if caller_aside else "talking", caller_aside, True
    for leg in guests.here(session, call):
        if leg.joined_at is not None and leg.held != guests_aside:
            leg.held = guests_aside
            moved.append(leg)
    guests.tell(session, call)
    return moved
