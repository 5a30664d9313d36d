"""Callbacks and messages as people read them, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from acd.callbacks import OPEN
from acd.models import Agent, Callback, Queue, WorkItem
from telephony import callbacks, voicemails
from telephony.calls import Calls
from telephony.models import Call
from timeline import people, phones
from transcripts.models import Recording, Transcript
from web import briefs
from web.schemas.base import AgentPath, In, QueueName
from web.schemas.callbacks import CallbackOut, Callbacks, VoicemailOut

__all__ = ["AgentPath", "MayDial", "everything"]

MOST = 200
LONGEST_TEXT = 400


class MayDial(In):
    may_dial: bool


def everything(session: Session, language: str, calls: Calls) -> Callbacks:
    wanted = select(Callback, Queue, Agent, Call.state).join(Queue, Queue.key == Callback.queue_key)
    wanted = wanted.outerjoin(Agent, Agent.id == Callback.preferred_agent_id)
    wanted = wanted.outerjoin(Call, Call.id == Callback.call_id).limit(MOST)
    present = session.execute(wanted.where(OPEN).order_by(Callback.due_at, Callback.id)).all()
    lost = (Callback.outcome.in_(("unreached", "refused")), Callback.seen.is_(False))
    unreached = session.execute(wanted.where(*lost).order_by(Callback.done_at.desc())).all()
    waiting = text("work_items.state = 'waiting'")
    messages = session.execute(
        select(WorkItem, Call, Queue, Recording, Transcript.text)
        .join(Call, Call.id == WorkItem.contact_id)
        .join(Queue, Queue.key == WorkItem.queue_key)
        .outerjoin(Recording, Recording.call_id == Call.id)
        .outerjoin(Transcript, Transcript.call_id == Call.id)
        .where(WorkItem.kind == voicemails.KIND, waiting)
        .order_by(WorkItem.queued_at)
        .limit(MOST)
    ).all()
    ids = {row[0].customer_id for row in (*present, *unreached)} | {call.customer_id for _, call, *_ in messages}
    names = {each: briefs.customer(person).shown_name for each, person in people.of(session, ids).items()}
    return Callbacks(
        open=[_callback(*row, names, language) for row in present],
        unreached=[_callback(*row, names, language) for row in unreached],
        voicemails=[
            VoicemailOut(
                call_id=call.id,
                customer_id=call.customer_id,
                customer=names[call.customer_id],
                number_shown=phones.shown(call.from_address) if call.from_address else "",
                can_call_back=callbacks.may_keep_place(calls.outgoing, calls.region, call),
                queue=_queue(queue, language),
                at=item.queued_at,
                duration_s=recording.duration_s if recording else None,
                transcript_state=recording.transcript_state if recording else "none",
                text=(said or "")[:LONGEST_TEXT],
            )
            for item, call, queue, recording, said in messages
        ],
        can_call=calls.outgoing is not None,
    )


def _callback(
    row: Callback, queue: Queue, agent: Agent | None, state: str | None, names: Mapping[int, str], language: str
) -> CallbackOut:
    calling = row.state == "in_line" and state in ("dialling", "talking", "held", "parted")
    fields = {name: getattr(row, name) for name in CallbackOut.model_fields if hasattr(row, name)}
    return CallbackOut(
        **fields
        | {
            "state": "calling" if calling else row.state,
            "customer": names[row.customer_id],
            "number_shown": phones.shown(row.number),
            "queue": _queue(queue, language),
            "agent": briefs.agent(agent),
        }
    )


def _queue(queue: Queue, language: str) -> QueueName:
    name = briefs.queue(queue, language)
    assert name
    return name
