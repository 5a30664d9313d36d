"""How well customers were served, measured on journeys: a customer wants one thing done, however often they call."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from timeline.models import Entry, Journey


@dataclass(frozen=True)
class TopicFigures:
    """Journeys of one topic that were opened in a time. `labels` is how it reads, by language."""

    topic: str
    labels: dict[str, Any]
    opened: int
    closed: int
    first_contact: int
    """Closed, and one contact was enough."""
    repeated: int
    """Took more than one contact, closed or not."""
    contacts: int


def by_topic(session: Session, since: datetime, until: datetime) -> list[TopicFigures]:
    """Every topic that journeys were opened on in that time, the most frequent first."""
    within = (Journey.opened_at >= since, Journey.opened_at < until, Journey.topic != "")
    contacts = (
        select(Entry.journey_id, Entry.channel, Entry.contact_id)
        .join(Journey, Journey.id == Entry.journey_id)
        .where(*within, Entry.contact_id.is_not(None))
        .distinct()
        .subquery()
    )
    counted = select(contacts.c.journey_id, func.count().label("contacts")).group_by(contacts.c.journey_id).subquery()
    rows = session.execute(
        select(Journey.topic, Journey.topic_labels, Journey.closed_at, func.coalesce(counted.c.contacts, 0))
        .outerjoin(counted, counted.c.journey_id == Journey.id)
        .where(*within)
    ).all()
    topics: dict[str, list[Any]] = {}
    for row in rows:
        topics.setdefault(row.topic, []).append(row)
    return sorted(_figures(topics), key=lambda each: (-each.opened, each.topic))


def _figures(topics: dict[str, list[Any]]) -> Iterator[TopicFigures]:
    for topic, rows in topics.items():
        yield TopicFigures(
            topic=topic,
            labels=next((labels for _, labels, _, _ in rows if labels), {}),
            opened=len(rows),
            closed=sum(closed_at is not None for _, _, closed_at, _ in rows),
            first_contact=sum(closed_at is not None and contacts == 1 for _, _, closed_at, contacts in rows),
            repeated=sum(contacts > 1 for *_, contacts in rows),
            contacts=sum(contacts for *_, contacts in rows),
        )
