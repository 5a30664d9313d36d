"""Calls as the timeline and their own page show them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session

from acd.models import Agent, Queue, WorkItem
from hotline.models import Hotline
from telephony.models import Call, Leg
from timeline import book, people, phones
from timeline.models import Entry, Journey
from transcripts.models import Recording, Transcript
from web import briefs, hearing
from web.errors import found
from web.flow_words import FlowWords
from web.models import User
from web.schemas.base import AgentName
from web.schemas.calls import CallBrief, CallDetail, LineQuality, RecordingOut, Step, Talk, TranscriptOut

Everything = tuple[Call, Agent | None, Queue | None, Recording | None, dict[str, Any] | None]
"""A call, who answered last, its queue, its recording, and the data of its end."""


def briefs_of(session: Session, call_ids: Collection[int], language: str) -> dict[int, CallBrief]:
    """Call id → its brief, in one query for all of them."""
    if not call_ids:
        return {}
    rows = session.execute(_with_everything().where(Call.id.in_(call_ids)))
    words = FlowWords(session, language)
    return {row[0].id: CallBrief(**_brief(row, words)) for row in rows}


def detail(session: Session, call_id: int, user: User) -> CallDetail:
    """Everything about one call, for whoever asks. Raises Refused where there is none."""
    language = user.language
    row = found(session.execute(_with_everything().where(Call.id == call_id)).first(), "call")
    call, recording = row[0], row[3]
    journey = session.get(Journey, call.journey_id) if call.journey_id else None
    hotline = session.get(Hotline, call.hotline_id) if call.hotline_id else None
    transcript = session.scalar(select(Transcript).where(Transcript.call_id == call.id))
    words = FlowWords(session, language, [journey.id] if journey else [])
    return CallDetail(
        **_brief(row, words),
        customer=briefs.customer(people.one(session, call.customer_id)),
        journey=briefs.journey(journey, words),
        hotline=hotline.name if hotline else "",
        to_address=call.to_address,
        language=call.language,
        queued_at=call.queued_at,
        agents=_agents(session, call.id),
        talks=_talks(session, call.id),
        quality=_quality(session, call.id),
        steps=[Step(kind=entry.kind, at=entry.at, data=entry.data) for entry in book.steps(session, "phone", call.id)],
        recording=_recording(session, call, recording, user) if recording else None,
        transcript=TranscriptOut.model_validate(transcript, from_attributes=True) if transcript else None,
        transcript_fault=recording.transcript_fault if recording else "",
    )


def _with_everything() -> Select[Call, Agent, Queue, Recording, dict[str, Any]]:
    """Calls with what their briefs need. How long they took stands in the fact of their end."""
    return (
        select(Call, Agent, Queue, Recording, Entry.data)
        .outerjoin(Agent, Agent.id == Call.agent_id)
        .outerjoin(Queue, Queue.key == Call.queue_key)
        .outerjoin(Recording, Recording.call_id == Call.id)
        .outerjoin(Entry, and_(Entry.channel == "phone", Entry.contact_id == Call.id, Entry.kind == "CallEnded"))
    )


def _brief(row: Everything, words: FlowWords) -> dict[str, Any]:
    call, agent, queue, recording, ended = row
    took = ended or {}
    answered = call.answered_at is not None
    return {
        "id": call.id,
        "direction": call.direction,
        "state": call.state,
        "outcome": call.outcome,
        "from_shown": phones.shown(call.customer_address) if call.customer_address else "",
        "arrived_at": call.arrived_at,
        "answered_at": call.answered_at,
        "ended_at": call.ended_at,
        "path": words.path(call),
        "queue": briefs.queue(queue, words.language),
        "agent": briefs.agent(agent),
        "waited_s": briefs.seconds(call.queued_at, call.answered_at, call.ended_at) if call.direction == "in" else None,
        "talk_s": took.get("talk_s", briefs.seconds(call.answered_at, call.ended_at)) if answered else None,
        "duration_s": took.get("duration_s", briefs.seconds(call.arrived_at, call.ended_at)),
        "disposition": call.disposition,
        "note": call.note,
        "recording_s": recording.duration_s if recording else None,
        "transcript_state": recording.transcript_state if recording else "none",
    }


def _agents(session: Session, call_id: int) -> list[AgentName]:
    """Everybody who talked in this call, in their order."""
    rows = session.execute(
        select(Agent.id, Agent.name)
        .join(Leg, Leg.agent_id == Agent.id)
        .where(Leg.call_id == call_id, Leg.joined_at.is_not(None), Leg.party != "listener")
        .order_by(Leg.joined_at)
    )
    return [AgentName(id=id, name=name) for id, name in dict.fromkeys(rows)]


def _recording(session: Session, call: Call, recording: Recording, user: User) -> RecordingOut:
    return RecordingOut(duration_s=recording.duration_s, may_hear=hearing.may_hear(session, user, call))


def _talks(session: Session, call_id: int) -> list[Talk]:
    """Who had the call in hand, in their order: after a transfer each is credited with their own part."""
    rows = session.execute(
        select(Agent.id, Agent.name, WorkItem.taken_at, WorkItem.ended_at)
        .join(WorkItem, WorkItem.agent_id == Agent.id)
        .where(WorkItem.kind == "call", WorkItem.contact_id == call_id, WorkItem.taken_at.is_not(None))
        .order_by(WorkItem.taken_at)
    )
    talks: dict[tuple[int, str], float] = {}
    for id, name, taken_at, ended_at in rows:
        talks[id, name] = talks.get((id, name), 0.0) + (briefs.seconds(taken_at, ended_at) or 0.0)
    return [Talk(agent=AgentName(id=id, name=name), seconds=round(seconds, 1)) for (id, name), seconds in talks.items()]


def _quality(session: Session, call_id: int) -> list[LineQuality]:
    """How the line of each agent was, where their browser said so."""
    rows = session.execute(
        select(Agent.id, Agent.name, Leg.quality)
        .join(Leg, Leg.agent_id == Agent.id)
        .where(Leg.call_id == call_id, Leg.joined_at.is_not(None))
        .order_by(Leg.joined_at)
    )
    return [LineQuality(agent=AgentName(id=id, name=name), **measured) for id, name, measured in rows if measured]
