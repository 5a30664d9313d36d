"""An agent passes the caller on without a word to whoever comes next: to an agent, a queue, a flow, or a number.

The agent's wrap-up begins at once. The caller hears music, keeps their place by the time they have waited, and comes
back to this agent or into line where nobody takes them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from acd import handover, line
from acd.models import Agent, Queue, WorkItem
from db import now, signal
from hotline.numbers import diallable
from telephony import guests, legs, places
from telephony.models import Call, Leg
from telephony.outbound import CannotDial
from timeline.events import Transferred

if TYPE_CHECKING:
    from telephony.calls import Calls


class NotNow(Exception):
    """What an agent wished cannot be done as things stand. `code` is for programs, the text says what to do."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


AWAY = NotNow("agent_away", "This agent cannot be rung now. Choose somebody who is ready, or a queue.")


def to_queue(calls: Calls, call_id: int, agent_id: int, queue_key: str, note: str = "") -> None:
    """Raises NotNow."""
    with calls.db.transaction(first=True) as session:
        call = owned(session, call_id, agent_id)
        if session.get(Queue, queue_key) is None:
            raise NotNow("unknown_queue", "This queue is gone. Choose another one.")
        moved, before = pass_on(session, call, agent_id, "queue", queue_key, note)
        handover.wait_anew(session, before, queue_key)
        legs.in_line(session, call, queue_key)
    places.move(calls, call, moved)


def to_agent(calls: Calls, call_id: int, agent_id: int, to: int, note: str = "") -> None:
    """Ring that agent alone. Raises NotNow where they cannot be rung."""
    with calls.db.transaction(first=True) as session:
        call = owned(session, call_id, agent_id)
        name = ringable(session, to)
        moved, before = pass_on(session, call, agent_id, "agent", name, note)
        item = handover.wait_anew(session, before, before.queue_key, back_to=agent_id)
        offer = handover.offer_to(session, item, to, handover.TRANSFERRED)
        legs.in_line(session, call, item.queue_key)
    places.move(calls, call, moved)
    calls.carry_out(offer.id)


def to_flow(calls: Calls, call_id: int, agent_id: int, flow_key: str, note: str = "") -> None:
    """The caller walks through this flow from its beginning. Raises NotNow."""
    with calls.db.transaction(first=True) as session:
        call = owned(session, call_id, agent_id)
        moved, _ = pass_on(session, call, agent_id, "flow", flow_key, note)
        call.state, call.agent_id, call.unsettled = "ivr", None, True
        try:
            calls.enter_flow(session, call, flow_key)
        except LookupError as fault:
            raise NotNow("unknown_flow", "This flow is not published any more. Choose another one.") from fault
    # Also where they wait again at once: they hear first what the flow says to that.
    calls.switches[call.backend].talk(call.backend_id)
    places.move(calls, call, [leg for leg in moved if leg.party != "caller"])


def to_number(calls: Calls, call_id: int, agent_id: int, number: str, note: str = "") -> None:
    """Ring an outside telephone; nobody of ours is in the call then. Raises as `outside`, and NotNow."""
    with calls.db.transaction(first=True) as session:
        call = owned(session, call_id, agent_id)
        number = outside(session, calls, agent_id, number)
        moved, _ = pass_on(session, call, agent_id, "number", number, note)
        call.state, call.agent_id, call.unsettled = "outside", None, True
        ring = guests.new_leg(session, call, agent_id, number=number)
    places.move(calls, call, moved)
    calls.ring(call, ring)


def owned(session: Session, call_id: int, agent_id: int) -> Call:
    """The call, ours until the transaction ends, in which this agent talks now. Raises NotNow."""
    call = session.get(Call, call_id, with_for_update=True, populate_existing=True)
    if call is None or call.agent_id != agent_id or call.outcome is not None or call.state not in ("talking", "held"):
        raise NotNow("too_late", "That is not possible any more. The desk shows how things stand now.")
    return call


def ringable(session: Session, agent_id: int) -> str:
    """The name of an agent who can be rung now. Raises NotNow."""
    try:
        why_not = handover.why_not(session, agent_id)
    except LookupError:
        why_not = "stranger"
    if why_not:
        raise AWAY
    return session.get_one(Agent, agent_id).name


def outside(session: Session, calls: Calls, agent_id: int, number: str) -> str:
    """The number as E.164, where this agent may have it called. Raises CannotDial and NotDiallable."""
    if calls.outgoing is None:
        raise CannotDial("no_trunk")
    if not session.get_one(Agent, agent_id).may_dial:
        raise CannotDial("not_allowed_to")
    return diallable(number, calls.region, calls.outgoing.allowed)


def pass_on(
    session: Session, call: Call, agent_id: int, to_kind: str, to: str, note: str
) -> tuple[list[Leg], WorkItem]:
    """The agent and everybody whom they asked in leave; their work is done. Returns who moves, the caller among them,
    and the work that is done."""
    item = legs.item_of(session, call)
    assert item is not None and item.taken_at is not None, "a call in hand is an item that was taken"
    talk_s = round((now() - item.taken_at).total_seconds(), 1)
    agent = session.get_one(Agent, agent_id)
    moved = [legs.caller_leg(session, call), *guests.all_leave(session, call, "removed")]
    moved += legs.agent_leaves(session, call)
    line.finish(session, item.id)
    legs.remember(session, call, Transferred("phone", call.id, agent.name, agent.id, to_kind, to, note, talk_s))
    signal(session, f"agent:{agent_id}", "call", call=call.id, state="passed_on")
    return moved, item
