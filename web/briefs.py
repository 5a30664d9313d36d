"""Rows, as people read them: the short forms that several chapters of the interface share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from acd.models import Agent, Queue
from db import now
from timeline import addresses
from timeline.models import Customer, Journey
from timeline.people import Person
from web.flow_words import FlowWords
from web.schemas.base import AgentName, QueueName
from web.schemas.customers import Answer, CustomerBrief, CustomerLine, IdentityOut, JourneyBrief, JourneyLine
from web.words import in_language


def customer(row: Person | Customer) -> CustomerBrief:
    """A person, or one of the customers who are them; identities should be loaded already (`people.of`)."""
    return CustomerBrief(**_customer(row))


def customer_line(row: Person) -> CustomerLine:
    return CustomerLine(**_customer(row), value=row.value, seen_at=row.seen_at)


def _customer(row: Person | Customer) -> dict[str, Any]:
    identities = [
        IdentityOut(
            kind=identity.kind,
            value=identity.value,
            shown=addresses.shown(identity.kind, identity.value),
            shared=identity.shared,
        )
        for identity in row.identities
    ]
    spoken = (identity.shown for identity in identities if identity.kind != "visitor")
    return {
        "id": row.id,
        "name": row.name,
        "shown_name": row.name or row.company or next(spoken, f"#{row.id}"),
        "company": row.company,
        "language": row.language,
        "identities": identities,
    }


def journey(row: Journey | None, words: FlowWords) -> JourneyBrief | None:
    return JourneyBrief(**_journey(row, words)) if row else None


def journey_line(row: Journey, words: FlowWords) -> JourneyLine:
    return JourneyLine(**_journey(row, words), closed_at=row.closed_at, outcome=row.outcome)


def topic(row: Journey, language: str) -> str:
    return in_language(row.topic_labels, language, row.topic.replace("_", " ") or row.subject)


def _journey(row: Journey, words: FlowWords) -> dict[str, Any]:
    return {
        "id": row.id,
        "topic": row.topic,
        "topic_label": topic(row, words.language),
        "answers": [_answer(row.id, name, answer, words) for name, answer in row.answers.items()],
        "last_channel": row.last_channel,
        "opened_at": row.opened_at,
    }


def _answer(journey_id: int, name: str, answer: Mapping[str, Any], words: FlowWords) -> Answer:
    return Answer(
        name=name,
        question=in_language(answer.get("asked", {}), words.language, name.replace("_", " ")),
        label=words.answer(journey_id, name, answer["label"]),
        **{field: answer[field] for field in ("value", "channel", "at")},
    )


def queue(row: Queue | None, language: str) -> QueueName | None:
    return QueueName(key=row.key, name=in_language(row.names, language, row.key)) if row else None


def agent(row: Agent | None) -> AgentName | None:
    return AgentName(id=row.id, name=row.name) if row else None


def seconds(begin: datetime | None, *ends: datetime | None) -> float | None:
    """From `begin` to the first end that is known, or until now. None where it never began."""
    if begin is None:
        return None
    end = next((end for end in ends if end), None) or now()
    return round(max(0.0, (end - begin).total_seconds()), 1)
