"""Words between colleagues: a message beside the contact, or a note that names somebody."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from acd.models import Agent
from db import now, signal
from timeline.models import Customer
from web import staff
from web.api import chapter
from web.desk_models import InternalMessage
from web.errors import found, missing
from web.guard import STAFF, desk_of, may, visit
from web.rooms import rooms
from web.schemas.base import AgentName
from web.schemas.colleagues import (
    AboutCustomer,
    Colleague,
    Colleagues,
    InternalMessageIn,
    InternalMessageOut,
    ReadIn,
)

NEWEST = 100

api = chapter("colleagues", "Words between colleagues.")


@api.get("/colleagues", responses={"200": Colleagues})
@may(*STAFF)
def look() -> Colleagues:
    """Everybody else with a desk, and the newest messages from and to the one who asks."""
    return _present(desk_of())


def _present(agent_id: int) -> Colleagues:
    with rooms().db.reading() as session:
        everybody = session.execute(select(Agent, staff.working()).order_by(Agent.name, Agent.id)).all()
        names = {agent.id: agent.name for agent, _ in everybody}
        mine = or_(InternalMessage.to_agent_id == agent_id, InternalMessage.from_agent_id == agent_id)
        newest = session.execute(
            select(InternalMessage, Customer.id, Customer.name)
            .outerjoin(Customer, Customer.id == InternalMessage.customer_id)
            .where(mine)
            .order_by(InternalMessage.id.desc())
            .limit(NEWEST)
        ).all()
    return Colleagues(
        colleagues=[_colleague(agent) for agent, works in everybody if works and agent.id != agent_id],
        messages=[
            InternalMessageOut(
                id=row.id,
                kind="mention" if row.kind == "mention" else "message",
                sender_id=row.from_agent_id,
                sender=row.from_name,
                to=AgentName(id=row.to_agent_id, name=names[row.to_agent_id]),
                text=row.text,
                about=AboutCustomer(id=customer_id, name=name or f"#{customer_id}") if customer_id else None,
                at=row.at,
                read=row.read_at is not None,
            )
            for row, customer_id, name in reversed(newest)
        ],
    )


@api.post("/colleagues/messages", responses={"200": Colleagues})
@may(*STAFF)
def write(body: InternalMessageIn) -> Colleagues:
    """Write to a colleague, perhaps about a customer."""
    agent_id = desk_of()
    with rooms().db.transaction() as session:
        found(session.get(Agent, body.to), "agent")
        if body.customer and session.get(Customer, body.customer) is None:
            raise missing("customer")
        _send(session, "message", agent_id, visit().user.name, body.to, body.text, body.customer)
    return _present(agent_id)


@api.post("/colleagues/read", responses={"200": Colleagues})
@may(*STAFF)
def read(body: ReadIn) -> Colleagues:
    """Messages to the one who asks were seen."""
    agent_id = desk_of()
    unread = InternalMessage.to_agent_id == agent_id, InternalMessage.read_at.is_(None)
    with rooms().db.transaction() as session:
        session.execute(update(InternalMessage).where(*unread, InternalMessage.id <= body.until).values(read_at=now()))
    return _present(agent_id)


def mention(session: Session, text: str, author: str, author_agent: int | None, customer_id: int) -> None:
    """Whoever a note names with @Name is told of it. Of two names of which one begins the other, the longer counts."""
    if "@" not in text:
        return
    agents = session.execute(select(Agent.id, Agent.name)).all()
    for agent_id in mentioned(text, ((agent.id, agent.name) for agent in agents)):
        if agent_id != author_agent:
            _send(session, "mention", author_agent, author, agent_id, text, customer_id)


def mentioned(text: str, agents: Iterable[tuple[int, str]]) -> list[int]:
    """The ids of the agents (id, name) whom a text names. Pure."""
    found, rest = [], text.casefold()
    for agent_id, name in sorted(agents, key=lambda agent: -len(agent[1])):
        if name and (token := f"@{name.casefold()}") in rest:
            found.append(agent_id)
            rest = rest.replace(token, " ")
    return found


def _send(
    session: Session, kind: str, sender: int | None, name: str, to: int, text: str, customer_id: int | None
) -> None:
    session.add(
        InternalMessage(
            kind=kind,
            from_agent_id=sender,
            from_name=name,
            to_agent_id=to,
            text=text,
            customer_id=customer_id,
            at=now(),
        )
    )
    facts = {"kind": kind, "sender": name, "text": text[:120]}
    signal(session, f"agent:{to}", "colleague", **facts)


def _colleague(agent: Agent) -> Colleague:
    return Colleague.model_validate(
        {"id": agent.id, "name": agent.name, "presence": agent.presence, "reason": agent.reason}
        | {"skills": sorted(agent.skills)}
    )
