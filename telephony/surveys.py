"""After the agent has hung up, callers are asked how it was: by the flow that their queue names, if it names one.

The agent's part ends there, and their wrap-up begins. The caller walks on alone, and whatever they answer, or hang up
on, their call was served.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from acd import line
from acd.models import Queue
from hotline import versions
from telephony import endings, guests, legs, places
from telephony.models import Call
from timeline import card

if TYPE_CHECKING:
    from telephony.calls import Calls


def begin(calls: Calls, call_id: int, agent_id: int) -> bool:
    """This agent hangs up: the caller stays, and is asked. False where nobody asks; then the call is to be ended."""
    with calls.db.transaction(first=True) as session:
        call = session.get(Call, call_id, with_for_update=True, populate_existing=True)
        asks = _flow_for(session, call) if call and call.agent_id == agent_id else ""
        if call is None or not asks:
            return False
        item = legs.item_of(session, call)
        if item is not None:
            line.finish(session, item.id)
        leaving = guests.all_leave(session, call, "removed") + legs.agent_leaves(session, call)
        call.state, call.closing, call.unsettled = "ivr", endings.SERVED, True
        calls.enter_flow(session, call, asks)
        legs.tell(session, call)
    calls.switches[call.backend].talk(call.backend_id)
    places.move(calls, call, leaving)
    return True


def on_their_own(call: Call) -> bool:
    """Whether the agent who had this caller last is through with them: the call is over, or they answer a survey."""
    return call.outcome is not None or (call.closing == endings.SERVED and call.state in ("ivr", "queued"))


def _flow_for(session: Session, call: Call) -> str:
    """The flow that asks a caller who is with an agent. Whoever called nobody is asked nothing, and nobody twice."""
    with_agent = call.state in ("talking", "held") and call.direction == "in" and call.outcome is None
    if not with_agent or call.closing == endings.SERVED or legs.caller_leg(session, call).left_at is not None:
        return ""
    queue = session.get(Queue, call.queue_key) if call.queue_key else None
    asks = queue.survey_flow if queue and not card.refused(session, call.customer_id, "research") else ""
    return asks if asks and versions.live(session, asks) else ""
