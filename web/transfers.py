"""Passing a caller on, asking others into the call, parking, and listening in."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from acd import handover, waits
from acd.models import Agent
from hotline import versions
from telephony import consults, listening, parking, transfers
from telephony.models import Call
from web import house, looked, staff
from web.api import chapter
from web.desk import present
from web.errors import Refused, found
from web.guard import ABOVE, STAFF, desk_of, may, visit
from web.own import own
from web.rooms import rooms
from web.schemas.base import CallPath
from web.schemas.desk import Desk
from web.schemas.transfers import (
    Consult,
    GuestPath,
    Listen,
    Park,
    TargetAgent,
    TargetFlow,
    TargetQueue,
    Targets,
    Transfer,
)
from web.words import in_language

api = chapter("transfers", "Passing callers on, and others in a call. Whatever changes the desk answers with it.")

BLIND = {"queue": transfers.to_queue, "flow": transfers.to_flow, "number": transfers.to_number}


@api.get("/desk/targets", responses={"200": Targets})
@may(*STAFF)
def targets() -> Targets:
    """To whom a call can go now: who is ready, and how long one waits where."""
    me, language = desk_of(), visit().user.language
    with rooms().db.reading() as session:
        agents = session.scalars(
            select(Agent).where(Agent.id != me, staff.working()).order_by(Agent.name, Agent.id)
        ).all()
        busy = handover.in_call(session)
        mine = session.get_one(Agent, me)
        return Targets(
            agents=[
                TargetAgent(
                    id=agent.id,
                    name=agent.name,
                    presence=agent.presence,  # type: ignore[arg-type]
                    reason=agent.reason,
                    ringable=agent.id not in busy and handover.ready(agent),
                )
                for agent in agents
            ],
            queues=[
                TargetQueue(
                    key=state.key,
                    name=in_language(state.names, language, state.key),
                    waiting=state.waiting.get("call", 0),
                    ready=state.ready,
                    expected_wait_s=state.expected_wait_s,
                )
                for state in waits.queue_state(session)
            ],
            flows=_flows(session),
            numbers=rooms().calls.outgoing is not None and mine.may_dial,
        )


def _flows(session: Session) -> list[TargetFlow]:
    """Every flow that answers now, by its name."""
    live = sorted(versions.each_live(session).items())
    return [TargetFlow(key=key, name=str(version.definition.get("name", key))) for key, version in live]


@api.post("/calls/<int:call_id>/transfer", responses={"200": Desk})
@may(*STAFF)
def transfer(path: CallPath, body: Transfer) -> Desk:
    """Pass the caller on without a word to whoever comes next; the agent's wrap-up begins."""
    own(Call, path.call_id)
    if body.kind == "agent":
        transfers.to_agent(rooms().calls, path.call_id, desk_of(), _id(body.to), body.note)
    else:
        BLIND[body.kind](rooms().calls, path.call_id, desk_of(), body.to, body.note)
    return present()


@api.post("/calls/<int:call_id>/consult", responses={"200": Desk})
@may(*STAFF)
def consult(path: CallPath, body: Consult) -> Desk:
    """Ask somebody in; the caller hears music meanwhile."""
    own(Call, path.call_id)
    if body.kind == "agent":
        consults.ask_agent(rooms().calls, path.call_id, desk_of(), _id(body.to), body.note)
    else:
        consults.ask_number(rooms().calls, path.call_id, desk_of(), body.to, body.note)
    return present()


@api.post("/calls/<int:call_id>/toggle", responses={"200": Desk})
@may(*STAFF)
def toggle(path: CallPath) -> Desk:
    """Speak with the caller while the guests hear music, or the other way round."""
    own(Call, path.call_id)
    consults.toggle(rooms().calls, path.call_id, desk_of())
    return present()


@api.post("/calls/<int:call_id>/together", responses={"200": Desk})
@may(*STAFF)
def together(path: CallPath) -> Desk:
    """A conference: everybody hears everybody."""
    own(Call, path.call_id)
    consults.together(rooms().calls, path.call_id, desk_of())
    return present()


@api.post("/calls/<int:call_id>/complete", responses={"200": Desk})
@may(*STAFF)
def complete(path: CallPath) -> Desk:
    """Leave the caller with who was asked in; the first agent among them has the call from now on."""
    own(Call, path.call_id)
    consults.complete(rooms().calls, path.call_id, desk_of())
    return present()


@api.post("/calls/<int:call_id>/take-back", responses={"200": Desk})
@may(*STAFF)
def take_back(path: CallPath) -> Desk:
    """Send everybody away who was asked in, and speak with the caller again."""
    own(Call, path.call_id)
    consults.take_back(rooms().calls, path.call_id, desk_of())
    return present()


@api.delete("/calls/<int:call_id>/guests/<int:leg_id>", responses={"200": Desk})
@may(*STAFF)
def remove(path: GuestPath) -> Desk:
    """Send one of them away."""
    own(Call, path.call_id)
    consults.remove(rooms().calls, path.call_id, desk_of(), path.leg_id)
    return present()


@api.post("/calls/<int:call_id>/leave", responses={"200": Desk})
@may(*STAFF)
def leave(path: CallPath) -> Desk:
    """Leave a call into which one was asked, or decline to come."""
    consults.leave(rooms().calls, path.call_id, desk_of())
    return present()


@api.post("/calls/<int:call_id>/park", responses={"200": Desk})
@may(*STAFF)
def park(path: CallPath, body: Park) -> Desk:
    """The caller hears music until anybody picks them up."""
    own(Call, path.call_id)
    with rooms().db.reading() as session:
        lasts = timedelta(seconds=house.rules(session).park_s)
    parking.park(rooms().calls, path.call_id, desk_of(), body.note, lasts)
    return present()


@api.post("/calls/<int:call_id>/pick-up", responses={"200": Desk})
@may(*STAFF)
def pick_up(path: CallPath) -> Desk:
    """Take a parked caller: the own softphone is rung, and answers by itself."""
    parking.pick_up(rooms().calls, path.call_id, desk_of())
    return present()


@api.put("/calls/<int:call_id>/listening", responses={"200": Desk})
@may(*ABOVE)
def listen(path: CallPath, body: Listen) -> Desk:
    """Hear an agent's talk by the own softphone, or change how. Who did is noted, and on the call's timeline."""
    with rooms().db.reading() as session:
        call = found(session.get(Call, path.call_id), "call")
    listening.listen(rooms().calls, path.call_id, desk_of(), body.how)
    looked.note(call.customer_id, f"{body.how}:{path.call_id}")
    return present()


@api.delete("/listening", responses={"200": Desk})
@may(*ABOVE)
def stop_listening() -> Desk:
    """Listen no more."""
    listening.stop(rooms().calls, desk_of())
    return present()


def _id(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 9):
        raise Refused(400, "bad_request", "An agent is named by the number of their desk.")
    return int(text)
