"""The floor: every queue and every agent, for supervisors."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from acd import presence
from acd.models import Agent, Queue, WorkItem
from db import now
from web.api import chapter
from web.desk_view import HELD, WAITING
from web.errors import missing
from web.guard import ABOVE, STAFF, may, visit
from web.rooms import rooms
from web.schemas.base import AgentPath
from web.schemas.desk import PresenceChange
from web.schemas.floor import Floor, FloorAgent, FloorQueue, Recognizer, Recognizers
from web.words import in_language

api = chapter("floor", "Queues and agents, for supervisors.")


@api.get("/floor", responses={"200": Floor})
@may(*ABOVE)
def look() -> Floor:
    """Who waits where, and who answers."""
    db = rooms().db
    signal = db.last_signal()
    with db.reading() as session:
        agents = session.scalars(select(Agent).order_by(Agent.name, Agent.id)).all()
        queues = _queues(session, agents)
        working = _working(session)
    return Floor(queues=queues, agents=[_agent(agent, working) for agent in agents], signal=signal)


def _queues(session: Session, agents: Sequence[Agent]) -> list[FloorQueue]:
    by_queue: dict[str, dict[str, tuple[int, float]]] = {}
    for present in (WAITING, HELD):
        counted = select(WorkItem.queue_key, WorkItem.state, func.count(), func.min(WorkItem.queued_at)).where(present)
        for key, state, count, first in session.execute(counted.group_by(WorkItem.queue_key, WorkItem.state)):
            by_queue.setdefault(key, {})[state] = (count, (now() - first).total_seconds())
    ready = [set(agent.skills) for agent in agents if agent.presence == "ready"]
    lines = []
    for queue in session.scalars(select(Queue).order_by(Queue.key)):
        states = by_queue.get(queue.key, {})
        # Whoever rings at somebody's desk has not been answered yet, and waits.
        waiting = [states[state] for state in ("waiting", "offered") if state in states]
        lines.append(
            FloorQueue(
                key=queue.key,
                name=in_language(queue.names, visit().user.language, queue.key),
                waiting=sum(count for count, _ in waiting),
                longest_wait_s=round(max(wait for _, wait in waiting), 1) if waiting else None,
                ready=sum(set(queue.skills) <= skills for skills in ready),
                talking=states.get("taken", (0, 0.0))[0],
            )
        )
    return lines


def _working(session: Session) -> dict[int, int]:
    """Agent → how many contacts they work on."""
    query = select(WorkItem.agent_id, func.count()).where(HELD, WorkItem.state == "taken").group_by(WorkItem.agent_id)
    return {agent_id: count for agent_id, count in session.execute(query) if agent_id}


def _agent(agent: Agent, working: dict[int, int]) -> FloorAgent:
    fields = {name: getattr(agent, name) for name in FloorAgent.model_fields if name != "contacts"}
    return FloorAgent(**fields, contacts=working.get(agent.id, 0))


@api.put("/agents/<int:agent_id>/presence", responses={"200": FloorAgent})
@may(*ABOVE)
def set_presence(path: AgentPath, body: PresenceChange) -> FloorAgent:
    """Change an agent's presence for them."""
    with rooms().db.transaction() as session:
        if session.get(Agent, path.agent_id) is None:
            raise missing("agent")
        agent = presence.set_presence(session, path.agent_id, body.presence, body.reason)
        return _agent(agent, _working(session))


@api.get("/models", responses={"200": Recognizers})
@may(*STAFF)
def models() -> Recognizers:
    """Which engine and model write down which language, and how far a download is."""
    return Recognizers(recognizers=[Recognizer.model_validate(state) for state in rooms().recognizers()])
