"""The floor: every queue and every agent, for supervisors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from acd import presence, waits
from acd.models import Agent, Queue, WorkItem
from web import briefs, staff
from web.api import chapter
from web.desk_view import HELD, WAITING
from web.errors import Refused, found
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
        agents = session.scalars(select(Agent).where(staff.working()).order_by(Agent.name, Agent.id)).all()
        held = _held(session)
        queues = _queues(session, agents, held)
        talking = _talking(session)
    working = _working(held)
    return Floor(queues=queues, agents=[_agent(agent, working, talking) for agent in agents], signal=signal)


def _held(session: Session) -> Sequence[Row[int | None, str, str, datetime]]:
    """(agent, queue, state, queued at) of all that rings or is worked on: never more than the agents can hold."""
    return session.execute(
        select(WorkItem.agent_id, WorkItem.queue_key, WorkItem.state, WorkItem.queued_at).where(HELD)
    ).all()


def _working(held: Sequence[Row[int | None, str, str, datetime]]) -> Counter[int | None]:
    """Agent → how many contacts they work on."""
    return Counter(agent_id for agent_id, _, state, _ in held if state == "taken")


def _queues(
    session: Session, agents: Sequence[Agent], held: Sequence[Row[int | None, str, str, datetime]]
) -> list[FloorQueue]:
    in_line = session.execute(
        select(WorkItem.queue_key, func.count(), func.min(WorkItem.queued_at))
        # A message that was left waits for hours, and nobody at the telephone with it.
        .where(WAITING, WorkItem.kind != "message")
        .group_by(WorkItem.queue_key)
    )
    # Whoever rings at somebody's desk has not been answered yet, and waits.
    waiting = [*in_line, *((key, 1, since) for _, key, state, since in held if state == "offered")]
    talking = Counter(key for _, key, state, _ in held if state == "taken")
    ready = [agent.skills for agent in agents if agent.presence == "ready"]
    lately, expected = waits.lately(session), waits.expected_waits(session)
    return [
        FloorQueue(
            key=queue.key,
            name=in_language(queue.names, visit().user.language, queue.key),
            waiting=sum(count for key, count, _ in waiting if key == queue.key),
            longest_wait_s=briefs.seconds(min((since for key, _, since in waiting if key == queue.key), default=None)),
            ready=sum(waits.serves(skills, queue) for skills in ready),
            talking=talking[queue.key],
            expected_wait_s=expected[queue.key],
            answered=lately[queue.key].answered,
            given_up=lately[queue.key].given_up,
            left_soon=lately[queue.key].left_soon,
            wait_error_s=lately[queue.key].error_s,
        )
        for queue in session.scalars(select(Queue).order_by(Queue.key))
    ]


def _talking(session: Session) -> dict[int, int]:
    """Agent → the call in which they talk."""
    taken = select(WorkItem.agent_id, WorkItem.contact_id).where(
        HELD, WorkItem.kind == "call", WorkItem.state == "taken", WorkItem.agent_id.is_not(None)
    )
    return dict(session.execute(taken).all())  # type: ignore[arg-type]


def _agent(agent: Agent, working: Counter[int | None], talking: Mapping[int, int]) -> FloorAgent:
    fields = {name: getattr(agent, name) for name in FloorAgent.model_fields if name not in ("contacts", "call_id")}
    return FloorAgent(**fields, contacts=working[agent.id], call_id=talking.get(agent.id))


@api.put("/agents/<int:agent_id>/presence", responses={"200": FloorAgent})
@may(*ABOVE)
def set_presence(path: AgentPath, body: PresenceChange) -> FloorAgent:
    """Change an agent's presence for them. Nobody whose panel is closed is made ready: it would ring in vain."""
    with rooms().db.transaction() as session:
        present = found(session.get(Agent, path.agent_id), "agent")
        if body.presence == "ready" and not presence.alive(present):
            raise Refused(409, "not_there", "This agent's panel is not open. They go ready there themselves.")
        agent = presence.set_presence(session, path.agent_id, body.presence, body.reason, visit().user.name)
        return _agent(agent, _working(_held(session)), _talking(session))


@api.get("/models", responses={"200": Recognizers})
@may(*STAFF)
def models() -> Recognizers:
    """Which engine and model write down which language, and how far a download is."""
    return Recognizers(recognizers=[Recognizer.model_validate(state) for state in rooms().recognizers()])
