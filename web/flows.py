"""Flows: the list, drafts that two supervisors may have open at once, and what happens if one is walked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Response, make_response
from sqlalchemy import select
from sqlalchemy.orm import Session

from acd.models import Queue
from hotline import drafts, simulate, versions
from hotline.as_json import facts_from_json, heard_from_json
from hotline.drafts import NoFlow, Stale
from hotline.new_flow import beginning
from hotline.versions import NotPossible
from ivr.flow import FlowRefused, read
from ivr.state import Step
from ivr.turns import Play, Prompt, Turn
from web.api import chapter
from web.errors import Refused, found, missing
from web.flows_kinds import kinds
from web.flows_view import draft_state, faults_out, flow_lines
from web.guard import ABOVE, may, visit
from web.rooms import rooms
from web.schemas.flows import (
    Definition,
    DraftIn,
    DraftOut,
    DraftState,
    FlowPath,
    Flows,
    NewFlow,
    NodeKinds,
    Others,
    Simulated,
    SimulateIn,
    SpokenPrompt,
    TurnOut,
    Walked,
)

api = chapter("flows", "Flows: draft, try, publish and undo them.")


@contextmanager
def telling(flow_key: str) -> Iterator[None]:
    """What the stories of a flow raise, as the panel gets to know it."""
    try:
        yield
    except NoFlow as fault:
        raise missing("flow") from fault
    except NotPossible as fault:
        raise Refused(409, "not_possible", str(fault)) from fault
    except Stale as fault:
        raise Refused(409, "stale", f"{fault} Look at the newer one, or save yours over it on purpose.") from fault


@api.get("/flows", responses={"200": Flows})
@may(*ABOVE)
def overview() -> Flows:
    """Every flow: which hotlines it answers, and how it stands."""
    with rooms().db.reading() as session:
        return Flows(flows=flow_lines(session))


@api.post("/flows", responses={"200": DraftOut})
@may(*ABOVE)
def make(body: NewFlow) -> DraftOut:
    """A new flow: a draft with a greeting, a queue, and a message where nobody is there."""
    with telling(body.key), rooms().db.transaction() as session:
        definition = beginning(body.name, body.languages, session.scalars(select(Queue.key)).all())
        draft = drafts.make(session, body.key, definition, visit().user.name)
    return DraftOut(definition=definition, **draft_state(rooms().db, body.key, draft, visit().user.id))


@api.delete("/flows/<flow_key>", responses={"204": None})
@may(*ABOVE)
def remove(path: FlowPath) -> Response:
    """Delete a flow. Refused while a hotline uses it."""
    with telling(path.flow_key), rooms().db.transaction() as session:
        drafts.remove(session, path.flow_key)
    return make_response("", 204)


@api.get("/flows/kinds", responses={"200": NodeKinds})
@may(*ABOVE)
def node_kinds() -> NodeKinds:
    """What nodes there are, with the schema of their fields."""
    return NodeKinds(kinds=list(kinds()))


@api.get("/flows/<flow_key>/draft", responses={"200": DraftOut})
@may(*ABOVE)
def look(path: FlowPath) -> DraftOut:
    """The draft, or what is live where nobody has changed anything. Others see that you have it open."""
    key, user = path.flow_key, visit().user
    with telling(key), rooms().db.transaction() as session:
        draft = drafts.find(session, key)
        drafts.here(session, key, user.id, user.name)
    return DraftOut(definition=draft.definition, **draft_state(rooms().db, key, draft, user.id))


@api.put("/flows/<flow_key>/draft", responses={"200": DraftState})
@may(*ABOVE)
def save(path: FlowPath, body: DraftIn) -> DraftState:
    """Save the draft, broken or not. 409 `stale` where somebody else saved it since `revision`."""
    key, user = path.flow_key, visit().user
    with telling(key), rooms().db.transaction() as session:
        draft = drafts.save(session, key, body.definition, body.revision, user.name)
        drafts.here(session, key, user.id, user.name)
    return DraftState(**draft_state(rooms().db, key, draft, user.id))


@api.post("/flows/<flow_key>/draft/here", responses={"200": Others})
@may(*ABOVE)
def here(path: FlowPath) -> Others:
    """An open editor says so every 15 seconds; signals `editors` on the topic `flow:KEY` tell who came and left."""
    with telling(path.flow_key), rooms().db.transaction() as session:
        if not drafts.exists(session, path.flow_key):
            raise NoFlow(path.flow_key)
        return Others(others=drafts.here(session, path.flow_key, visit().user.id, visit().user.name))


@api.delete("/flows/<flow_key>/draft/here", responses={"204": None})
@may(*ABOVE)
def gone(path: FlowPath) -> Response:
    """The editor was closed."""
    with rooms().db.transaction() as session:
        drafts.gone(session, path.flow_key, visit().user.id)
    return make_response("", 204)


@api.post("/flows/<flow_key>/simulate", responses={"200": Simulated})
@may(*ABOVE)
def walk(path: FlowPath, body: SimulateIn) -> Simulated:
    """Walk through a flow from its beginning, with these facts, hearing this. Nothing is kept."""
    with telling(path.flow_key), rooms().db.reading() as session:
        definition = meant(session, path.flow_key, body.definition, body.version)
        faults = faults_out(drafts.faults(session, definition))
    try:
        flow = read(definition)
    except FlowRefused:
        return Simulated(turns=[], path=[], node="", ended="", answers={}, topic="", faults=faults, script="")
    try:
        facts = facts_from_json(body.facts)
        heard = [heard_from_json(one.model_dump(exclude_none=True)) for one in body.heard]
    except ValueError as fault:
        raise Refused(400, "bad_request", str(fault)) from fault
    done = simulate.simulate(flow, facts, heard, body.language or "")
    return Simulated(
        turns=[_turn(turn, ends) for turn, ends in zip(done.turns, done.endings, strict=True)],
        path=[_walked(step, number) for number, steps in enumerate(done.walked) for step in steps],
        node=done.state.node,
        ended=done.state.ended,
        answers=simulate.answers(done.state),
        topic=done.state.topic,
        faults=faults,
        script=done.script,
    )


def meant(session: Session, flow_key: str, definition: Definition | None, version: int | None) -> Definition:
    """What is to be tried, whole: an unsaved definition, a version, or else the draft. Raises NoFlow, or Refused."""
    if definition is not None or version is None:
        own = drafts.find(session, flow_key).definition if definition is None else definition
        wanted: Definition = drafts.whole(session, own)
        return wanted
    return found(versions.numbered(session, flow_key, version), "version").definition


def broken(fault: FlowRefused) -> Refused:
    """Nobody can walk through what is no whole flow."""
    return Refused(409, "broken", f"The draft is no whole flow yet, so nobody can walk through it: {fault.faults[0]}")


def _turn(turn: Turn, ends: str) -> TurnOut:
    return TurnOut(prompts=[_prompt(one) for one in turn.prompts], ending=turn.to_json()["ending"], ends=ends)


def _prompt(prompt: Prompt) -> SpokenPrompt:
    audio = f"/api/v1/prompts/audio/{prompt.audio}" if isinstance(prompt, Play) else None
    return SpokenPrompt(text=prompt.text, language=prompt.language, audio=audio)


def _walked(step: Step, turn: int) -> Walked:
    return Walked(node=step.node, label=step.label, heard=step.heard, way=step.way, turn=turn)
