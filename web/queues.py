"""Queues, their rules, and what agents can do: for supervisors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from acd import preview, waits, widening
from acd.models import Agent, Queue
from acd.rules import Rules
from db import now, signal
from hotline import versions
from web import briefs, routing_view, staff
from web.api import chapter
from web.errors import Refused, found, missing
from web.guard import ABOVE, STAFF, may, visit
from web.rooms import rooms
from web.schemas.base import AgentPath, CallPath, QueueName
from web.schemas.queues import (
    AgentSkills,
    Preview,
    PreviewIn,
    QueueIn,
    QueuePath,
    QueueSettings,
    QueuesOut,
    RoutingOfCall,
    SkillsIn,
)
from web.words import in_language

api = chapter("queues", "Where work waits, the rules by which it finds its agent, and who can do what.")


@api.get("/queues", responses={"200": QueuesOut})
@may(*ABOVE)
def every() -> QueuesOut:
    """All queues with their rules, and all agents with their skills."""
    with rooms().db.reading() as session:
        agents = _agents(session)
        queues = session.scalars(select(Queue).order_by(Queue.key)).all()
    return QueuesOut(
        queues=[_settings(queue, agents) for queue in queues],
        agents=[_agent(agent) for agent in agents],
        known=known_skills(agents, queues),
    )


@api.put("/queues/<queue_key>", responses={"200": QueueSettings})
@may(*ABOVE)
def save(path: QueuePath, body: QueueIn) -> QueueSettings:
    """Change a queue, or make one. Whoever waits in it is put in the place that the new rules say."""
    with rooms().db.transaction() as session:
        _queues_exist(session, path.queue_key, body.rules)
        queue = session.get(Queue, path.queue_key)
        if queue is None:
            queue = Queue(key=path.queue_key)
            session.add(queue)
        queue.names = body.names
        queue.skills = body.skills
        queue.ring_s, queue.wrap_up_s = body.ring_s, body.wrap_up_s
        if "survey_flow" in body.model_fields_set:
            queue.survey_flow = _asks(session, body.survey_flow)
        if body.callback_first:
            queue.callback_first = body.callback_first
        queue.rules = body.rules.model_dump(mode="json", exclude_defaults=True)
        session.flush()
        widening.changed(session, queue.key, now())
        signal(session, "floor", "queues", queue=queue.key)
        return _settings(queue, _agents(session))


@api.post("/queues/<queue_key>/preview", responses={"200": Preview})
@may(*ABOVE)
def who_would(path: QueuePath, body: PreviewIn) -> Preview:
    """Who would get such an item now, by these rules, and why the others would not."""
    asked = preview.Asked(
        kind=body.kind,
        skills=tuple(body.own_skills),
        language=body.language or "",
        priority=body.priority,
        value=body.value,
        waited_s=body.waited_s,
        preferred_agent_id=body.preferred_agent,
    )
    with rooms().db.reading() as session:
        if body.rules:
            _queues_exist(session, path.queue_key, body.rules)
        try:
            answer = preview.who(session, path.queue_key, asked, body.skills, body.rules)
        except LookupError as fault:
            raise missing("queue") from fault
        name = briefs.queue(session.get(Queue, answer.queue), visit().user.language)
        return Preview(
            queue=name or QueueName(key=answer.queue, name=answer.queue),
            step=answer.step,
            way_out=answer.way_out,
            why=routing_view.why(session, answer.reasons),
        )


@api.put("/agents/<int:agent_id>/skills", responses={"200": AgentSkills})
@may(*ABOVE)
def set_skills(path: AgentPath, body: SkillsIn) -> AgentSkills:
    """What this agent can do, how much at once, and whose recordings they may hear. The next offer goes by it."""
    with rooms().db.transaction() as session:
        agent = found(session.get(Agent, path.agent_id), "agent")
        by = visit().user
        staff.set_capacity(session, agent, {str(kind): most for kind, most in body.capacity.items()}, by)
        if body.hears:
            staff.set_hearing(session, agent, body.hears, by)
        staff.set_skills(session, agent, body.skills, by)
        return _agent(agent)


@api.get("/calls/<int:call_id>/routing", responses={"200": RoutingOfCall})
@may(*STAFF)
def of_call(path: CallPath) -> RoutingOfCall:
    """Why this call went to whom, and why it waited as long as it did."""
    with rooms().db.reading() as session:
        return found(routing_view.of_call(session, path.call_id, visit().user.language), "call that stood in line")


def _queues_exist(session: Session, own: str, rules: Rules) -> None:
    """No rule names a queue that is not there."""
    wanted = {key for step in rules.widening for key in step.joins}
    wanted |= {way.queue for way in rules.overflow if way.queue}
    unknown = wanted - set(session.scalars(select(Queue.key).where(Queue.key.in_(wanted))))
    if unknown:
        raise Refused(400, "bad_request", f"There is no queue {min(unknown)!r}. Choose one of the list.")
    if own in {way.queue for way in rules.overflow}:
        raise Refused(400, "own_overflow", "A queue cannot overflow into itself. Choose another one.")


def _asks(session: Session, flow_key: str | None) -> str:
    """The flow that asks afterwards, which must be there for callers."""
    if flow_key and versions.live(session, flow_key) is None:
        raise Refused(409, "never_published", "That flow was never published. Publish it first.")
    return flow_key or ""


def known_skills(agents: Iterable[Agent], queues: Iterable[Queue]) -> list[str]:
    """All that somebody has, or some queue asks for."""
    known = {skill for agent in agents for skill in agent.skills}
    known |= {skill for queue in queues for skill in (*queue.skills, *_named(Rules.model_validate(queue.rules)))}
    return sorted(known)


def _named(rules: Rules) -> set[str]:
    return {*rules.prefers, *(skill for step in rules.widening for skill in step.levels)}


def _settings(queue: Queue, agents: Sequence[Agent]) -> QueueSettings:
    kept = ("key", "names", "skills", "ring_s", "wrap_up_s", "callback_first", "rules")
    return QueueSettings.model_validate(
        {name: getattr(queue, name) for name in kept}
        | {
            "name": in_language(queue.names, visit().user.language, queue.key),
            "survey_flow": queue.survey_flow or None,
            "serving": sum(waits.serves(agent.skills, queue) for agent in agents),
        }
    )


def _agents(session: Session) -> Sequence[Agent]:
    return session.scalars(select(Agent).where(staff.working()).order_by(Agent.name, Agent.id)).all()


def _agent(agent: Agent) -> AgentSkills:
    return AgentSkills.model_validate(agent, from_attributes=True)
