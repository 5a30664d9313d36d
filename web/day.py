"""One agent's day: what they did, what they missed and why, how long they were what, and who waits."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from acd.callbacks import OPEN
from acd.models import Agent, Callback, Offer, PresenceChange, Queue, WorkItem
from channels.models import Conversation
from db import now
from telephony import voicemails
from telephony.models import Call
from timeline import people, phones
from timeline.models import Customer
from web import briefs, house
from web.api import chapter
from web.desk_view import WAITING
from web.errors import found
from web.guard import ABOVE, STAFF, desk_of, may, visit
from web.rooms import rooms
from web.schemas.base import AgentName, AgentPath
from web.schemas.customers import CustomerName
from web.schemas.day import Day, DaySearch, Due, Goals, Handled, LineNow, Missed, Numbers, Spell

MOST = 200
"""Lines of each list."""
FURTHEST, AHEAD = timedelta(days=8), timedelta(days=1)
WHY: dict[str, Literal["missed", "device", "declined", "dropped"]] = {
    "missed": "missed",
    "dropped": "dropped",
    "failed": "device",
    "declined": "declined",
}
"""How an offer ended → who or what let it pass."""

api = chapter("day", "One agent's day.")


@api.get("/day", responses={"200": Day})
@may(*STAFF)
def look(query: DaySearch) -> Day:
    """The day of the one who asks."""
    return _day(desk_of(), query.since)


@api.get("/agents/<int:agent_id>/day", responses={"200": Day})
@may(*ABOVE)
def of_agent(path: AgentPath, query: DaySearch) -> Day:
    """An agent's day, for supervisors."""
    return _day(path.agent_id, query.since)


def _day(agent_id: int, since: datetime) -> Day:
    moment = now()
    since = max(since, moment - FURTHEST)
    with rooms().db.reading() as session:
        agent = found(session.get(Agent, agent_id), "agent")
        spells = _spells(session, agent_id, since, moment)
        handled, talk_s = _handled(session, agent_id, since)
        passed = _missed(session, agent_id, since)
        lines = _lines(session, agent)
        callbacks = _callbacks(session, agent, [line.queue.key for line in lines], moment)
        rules = house.rules(session)
        counts = _counts(session, agent_id, since)
    seconds: dict[str, float] = {}
    for spell in spells:
        seconds[spell.presence] = round(seconds.get(spell.presence, 0) + spell.seconds, 1)
    calls = counts.get("call", 0)
    whys = [each.why for each in passed]
    return Day(
        agent=AgentName(id=agent.id, name=agent.name),
        since=since,
        numbers=Numbers(
            calls=calls,
            chats=counts.get("chat", 0),
            emails=counts.get("email", 0),
            talk_s=talk_s,
            handle_s=round((talk_s + seconds.get("wrap_up", 0)) / calls, 1) if calls else None,
            missed=whys.count("missed") + whys.count("dropped"),
            device=whys.count("device"),
            declined=whys.count("declined"),
        ),
        goals=Goals(contacts=rules.goal_contacts, handle_s=rules.goal_handle_s),
        seconds=seconds,
        spells=spells[:MOST],
        handled=handled[:MOST],
        missed=passed[:MOST],
        lines=lines,
        callbacks=callbacks,
    )


def _spells(session: Session, agent_id: int, since: datetime, until: datetime) -> list[Spell]:
    """Newest first. The first one began before `since`, and is counted from there."""
    mine = select(PresenceChange).where(PresenceChange.agent_id == agent_id)
    before = mine.where(PresenceChange.at < since).order_by(PresenceChange.at.desc(), PresenceChange.id.desc()).limit(1)
    rows = list(session.scalars(before))
    rows += session.scalars(mine.where(PresenceChange.at >= since).order_by(PresenceChange.at, PresenceChange.id))
    ends = [max(row.at, since) for row in rows] + [until]
    spells = [
        Spell.model_validate(
            {"presence": row.presence, "reason": row.reason, "at": begin, "by": row.by}
            | {"seconds": round((end - begin).total_seconds(), 1)}
        )
        for row, (begin, end) in zip(rows, pairwise(ends), strict=True)
    ]
    return spells[::-1]


def _counts(session: Session, agent_id: int, since: datetime) -> dict[str, int]:
    done = (
        select(WorkItem.kind, func.count())
        .where(WorkItem.agent_id == agent_id, WorkItem.state == "done", WorkItem.ended_at >= since)
        .group_by(WorkItem.kind)
    )
    return dict(session.execute(done).all())


def _handled(session: Session, agent_id: int, since: datetime) -> tuple[list[Handled], float]:
    """What this agent took, newest first, and the seconds of talk on the phone in all."""
    rows = session.execute(
        select(WorkItem, Queue, Call, Conversation, Customer.id)
        .join(Queue, Queue.key == WorkItem.queue_key)
        .outerjoin(Call, (WorkItem.kind == "call") & (Call.id == WorkItem.contact_id))
        .outerjoin(Conversation, (WorkItem.kind != "call") & (Conversation.id == WorkItem.contact_id))
        .join(Customer, Customer.id == func.coalesce(Call.customer_id, Conversation.customer_id))
        # Messages that callers left are work as well, but no contact of this agent's.
        .where(WorkItem.kind != voicemails.KIND)
        .where(WorkItem.agent_id == agent_id, WorkItem.state.in_(("taken", "done")), WorkItem.taken_at >= since)
        .order_by(WorkItem.taken_at.desc())
    ).all()
    language, talk_s = visit().user.language, 0.0
    names = _names(session, {row[-1] for row in rows})
    handled = []
    for item, queue, call, conversation, customer in rows:
        seconds = briefs.seconds(item.taken_at, item.ended_at)
        talk_s += (seconds or 0) if item.kind == "call" else 0
        contact = call or conversation
        handled.append(
            Handled.model_validate(
                {
                    "kind": item.kind,
                    "id": item.contact_id,
                    "customer": names[customer],
                    "queue": briefs.queue(queue, language),
                    "at": item.taken_at,
                    "seconds": seconds,
                    "disposition": contact.disposition,
                    "state": contact.state,
                }
            )
        )
    return handled, round(talk_s, 1)


def _missed(session: Session, agent_id: int, since: datetime) -> list[Missed]:
    rows = session.execute(
        select(Offer, WorkItem.kind, Customer.id)
        .join(WorkItem, WorkItem.id == Offer.item_id)
        .join(Customer, Customer.id == WorkItem.customer_id)
        .where(Offer.agent_id == agent_id, Offer.at >= since, Offer.state.in_(WHY))
        .order_by(Offer.at.desc())
    ).all()
    names = _names(session, {row[-1] for row in rows})
    return [
        Missed.model_validate(
            {"kind": kind, "customer": names[customer], "at": offer.at, "why": WHY[offer.state]}
            | {"reason": str(offer.reasons.get("declined") or offer.reasons.get("ended", ""))}
        )
        for offer, kind, customer in rows
    ]


def _lines(session: Session, agent: Agent) -> list[LineNow]:
    """The queues that this agent can serve, as they are now."""
    waiting = {
        key: (count, since)
        for key, count, since in session.execute(
            select(WorkItem.queue_key, func.count(), func.min(WorkItem.queued_at))
            .where(WAITING)
            .group_by(WorkItem.queue_key)
        )
    }
    lines = []
    for queue in session.scalars(select(Queue).order_by(Queue.key)):
        name = briefs.queue(queue, visit().user.language)
        count, since = waiting.get(queue.key, (0, None))
        if name and set(queue.skills) <= set(agent.skills):
            lines.append(LineNow(queue=name, waiting=count, longest_wait_s=briefs.seconds(since)))
    return lines


def _callbacks(session: Session, agent: Agent, served: list[str], moment: datetime) -> list[Due]:
    mine = Callback.preferred_agent_id == agent.id
    anybodys = Callback.preferred_agent_id.is_(None) & Callback.queue_key.in_(served)
    rows = session.execute(
        select(Callback, Queue, Customer.id)
        .join(Queue, Queue.key == Callback.queue_key)
        .join(Customer, Customer.id == Callback.customer_id)
        .where(OPEN, mine | anybodys, Callback.due_at < moment + AHEAD)
        .order_by(Callback.due_at, Callback.id)
        .limit(MOST)
    ).all()
    names = _names(session, {row[-1] for row in rows})
    return [
        Due.model_validate(
            {"customer": names[customer], "number_shown": phones.shown(row.number), "note": row.note}
            | {"queue": briefs.queue(queue, visit().user.language), "due_at": row.due_at, "state": row.state}
            | {"mine": row.preferred_agent_id == agent.id}
        )
        for row, queue, customer in rows
    ]


def _names(session: Session, ids: set[int]) -> dict[int, CustomerName]:
    """Customer id → how they are called; whoever has no name, by their number or address."""
    return {
        each: CustomerName(id=each, name=briefs.customer(person).shown_name)
        for each, person in people.of(session, ids).items()
    }
