"""Messages that callers left, as work: each waits in a queue's list until somebody has dealt with it.

They are work items of a kind that nobody is rung for: an agent takes one when there is time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from acd import callbacks as rows
from acd import line
from acd.models import Queue, WorkItem
from db import now
from hotline import walk
from telephony import callbacks
from telephony.models import Call

if TYPE_CHECKING:
    from telephony.calls import Calls

KIND = "message"


def keep(session: Session, call: Call) -> None:
    """A message was left: it waits in the queue that the caller was in, or would have come to."""
    queue_key = call.queue_key or walk.queue_of(session, call)
    if queue_key is None or session.get(Queue, queue_key) is None:
        queue_key = session.scalars(select(Queue.key).order_by(Queue.key).limit(1)).one()
    line.enqueue(session, KIND, call.id, queue_key, customer_id=call.customer_id, language=call.language)
    rows.tell(session)


def done(session: Session, call_id: int, agent_id: int | None) -> bool:
    """Somebody has dealt with it. False where that was so before."""
    won = session.scalar(
        update(WorkItem)
        .where(WorkItem.kind == KIND, WorkItem.contact_id == call_id, WorkItem.state == "waiting")
        .values(state="done", agent_id=agent_id, taken_at=now(), ended_at=now())
        .returning(WorkItem.id)
    )
    if won:
        rows.tell(session)
    return won is not None


def call_back(session: Session, calls: Calls, call_id: int, agent_id: int | None, asked_by: str) -> bool:
    """Who left it is called, by this agent if possible. False where somebody has dealt with it. Raises as `ask`."""
    call = session.get(Call, call_id)
    item = line.open_item(session, KIND, call_id)
    if call is None or item is None or not done(session, call_id, agent_id):
        return False
    callbacks.ask(
        session,
        calls,
        call.from_address,
        item.queue_key,
        "voicemail",
        customer_id=call.customer_id,
        preferred_agent_id=agent_id,
        asked_by=asked_by,
    )
    return True
