"""Why somebody was chosen, as people read it: of an offer that was made, and of an item that is only asked about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from acd.models import Agent, Offer, Queue, WorkItem
from acd.reasons import replay
from web import briefs
from web.schemas.base import AgentName, QueueName
from web.schemas.queues import Considered, OfferOfCall, Passed, RoutingOfCall, Why


def why(session: Session, reasons: Mapping[str, Any]) -> Why:
    """The record of a decision (`acd.reasons`), with names."""
    ids = {each["agent"] for each in reasons["considered"]} | {reasons["chosen"], reasons["waited_for"]}
    ids |= {id for passed in reasons["passed_over"].values() for id in passed["agents"]}
    names = _names(session, ids)
    again = set(reasons["refused_before"])
    rule = reasons["rule"]
    return Why(
        why=reasons["why"],
        chosen=names.get(reasons["chosen"]),
        waits_for=names.get(reasons["waited_for"]),
        waited_s=reasons["waited_s"],
        priority=reasons["priority"],
        ways=rule["ways"],
        prefers=rule["prefers"],
        pick=rule["pick"],
        alone=rule["alone"],
        considered=[
            Considered(
                agent=names[each["agent"]],
                again=each["agent"] in again,
                **{name: each[name] for name in ("way", "liked", "open", "idle_s", "handled", "level")},
            )
            for each in reasons["considered"]
            if each["agent"] in names
        ],
        considered_count=reasons["considered_count"],
        passed_over=[
            Passed(reason=reason, count=passed["count"], agents=[names[id] for id in passed["agents"] if id in names])
            for reason, passed in reasons["passed_over"].items()
        ],
    )


def of_call(session: Session, call_id: int, language: str) -> RoutingOfCall | None:
    """How this call found its agent, the last time that it stood in line; None where it never did."""
    item = session.scalar(
        select(WorkItem)
        .where(WorkItem.kind == "call", WorkItem.contact_id == call_id)
        .order_by(WorkItem.id.desc())
        .limit(1)
    )
    if item is None:
        return None
    offers = session.execute(
        select(Offer, Agent).join(Agent, Agent.id == Offer.agent_id).where(Offer.item_id == item.id).order_by(Offer.id)
    ).all()
    return RoutingOfCall(
        queue=_queue(session, item.queue_key, language),
        been=[name for key in item.been if (name := _queue(session, key, language))],
        expected_wait_s=item.expected_wait_s,
        waited_s=briefs.seconds(item.queued_at, item.taken_at, item.ended_at),
        language=item.language,
        offers=[_offer(session, offer, agent) for offer, agent in offers],
    )


def _offer(session: Session, offer: Offer, agent: Agent) -> OfferOfCall:
    # What nobody chose, such as a transfer to somebody by name, has no record of a choice.
    recorded = "rule" in offer.reasons
    return OfferOfCall(
        id=offer.id,
        agent=AgentName(id=agent.id, name=agent.name),
        state=offer.state,
        at=offer.at,
        ended_at=offer.ended_at,
        why=why(session, offer.reasons) if recorded else None,
        agrees=recorded and replay(offer.reasons) == (offer.agent_id, offer.reasons["why"]),
    )


def _queue(session: Session, key: str, language: str) -> QueueName | None:
    return briefs.queue(session.get(Queue, key), language)


def _names(session: Session, ids: Iterable[int | None]) -> dict[int | None, AgentName]:
    wanted = [id for id in ids if id is not None]
    rows = session.execute(select(Agent.id, Agent.name).where(Agent.id.in_(wanted)))
    return {id: AgentName(id=id, name=name) for id, name in rows}
