"""What the channels achieve and cost, side by side."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from acd import efforts
from acd.efforts import Work
from acd.models import ChannelRate, WorkItem
from channels.models import Conversation
from db import now
from web.api import chapter
from web.guard import ABOVE, may
from web.rooms import rooms
from web.schemas.efforts import ChannelEffort, ChannelEfforts, EffortSearch, RateIn, RatePath

MOST = 20_000
"""The latest pieces of work, which say enough."""
KINDS = {"call": "phone", "chat": "chat", "email": "email"}

api = chapter("efforts", "What the channels achieve and cost.")


@api.get("/channels/efforts", responses={"200": ChannelEfforts})
@may(*ABOVE)
def look(query: EffortSearch) -> ChannelEfforts:
    """Response, resolution, minutes handled and cost of each channel, over the last days."""
    with rooms().db.reading() as session:
        return _efforts(session, query.days)


@api.put("/channels/<channel>/rate", responses={"200": ChannelEfforts})
@may(*ABOVE)
def rate(path: RatePath, body: RateIn) -> ChannelEfforts:
    """Say what an hour of work costs on a channel."""
    with rooms().db.transaction() as session:
        row = session.get(ChannelRate, path.channel)
        if body.per_hour is None:
            if row:
                session.delete(row)
        elif row:
            row.per_hour = body.per_hour
        else:
            session.add(ChannelRate(channel=path.channel, per_hour=body.per_hour))
        session.flush()
        return _efforts(session, EffortSearch().days)


def _efforts(session: Session, days: int) -> ChannelEfforts:
    rows = session.execute(
        select(WorkItem.kind, Conversation.via, WorkItem.queued_at, WorkItem.taken_at, WorkItem.ended_at)
        .outerjoin(Conversation, (WorkItem.kind == "chat") & (Conversation.id == WorkItem.contact_id))
        .where(WorkItem.state == "done", WorkItem.kind.in_(KINDS), WorkItem.taken_at.is_not(None))
        .where(WorkItem.ended_at > now() - timedelta(days=days))
        .order_by(WorkItem.ended_at.desc())
        .limit(MOST)
    )
    # A text comes as a chat; its other side is on no page of ours, and answers when it likes.
    done = [
        Work("text" if via else KINDS[kind], queued_at, taken_at, ended_at)
        for kind, via, queued_at, taken_at, ended_at in rows
        if taken_at and ended_at
    ]
    rates = {row.channel: row.per_hour for row in session.scalars(select(ChannelRate))}
    return ChannelEfforts(days=days, channels=[ChannelEffort(**vars(each)) for each in efforts.by_channel(done, rates)])
