"""Who is to be called back, and who left a message: what agents see of it, and what supervisors do about it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC

from flask import Response, make_response
from sqlalchemy import select
from sqlalchemy.orm import Session

from acd import callbacks as rows
from acd.models import Agent, Callback, Queue
from db import now
from hotline.callbacks import NotPossible
from telephony import callbacks, voicemails
from web import callbacks_view
from web.api import chapter
from web.errors import Refused, found, missing
from web.guard import ABOVE, STAFF, desk_of, may, visit
from web.own import done
from web.rooms import rooms
from web.schemas.base import CallPath
from web.schemas.callbacks import CallbackPath, Callbacks, CallbackWish, Reassign

api = chapter("callbacks", "People who are to be called back, and messages that callers left.")


@api.get("/callbacks", responses={"200": Callbacks})
@may(*STAFF)
def look() -> Callbacks:
    """Everybody who waits for a call of ours."""
    return present()


def present() -> Callbacks:
    with rooms().db.reading() as session:
        return callbacks_view.everything(session, visit().user.language, rooms().calls)


@api.post("/callbacks", responses={"200": Callbacks})
@may(*STAFF)
def ask(body: CallbackWish) -> Callbacks:
    """Call somebody back. One number is called once, however often it is asked for."""
    with rooms().db.transaction() as session, understood():
        queue = body.queue or first_queue(session)
        found(session.get(Queue, queue), "queue")
        callbacks.ask(
            session,
            rooms().calls,
            body.number,
            queue,
            "desk",
            customer_id=body.customer_id,
            at=body.at.astimezone(UTC) if body.at else None,
            preferred_agent_id=desk_of() if body.mine else None,
            asked_by=visit().user.name,
            note=body.note,
        )
    return present()


@api.post("/callbacks/<int:callback_id>/cancel", responses={"200": Callbacks})
@may(*STAFF)
def cancel(path: CallbackPath) -> Callbacks:
    """Call them no more. Agents cancel what is theirs."""
    with rooms().db.transaction() as session:
        callback = _open(session, path.callback_id)
        if visit().user.role not in ABOVE and callback.preferred_agent_id != visit().user.agent_id:
            raise Refused(403, "not_yours", "This is with another agent. Only they can do that.")
        callbacks.end(session, callback, "cancelled")
        let_go = callbacks.let_go(session)
    rooms().calls.hang_up_all(let_go)
    return present()


@api.post("/callbacks/<int:callback_id>/now", responses={"200": Callbacks})
@may(*ABOVE)
def call_now(path: CallbackPath) -> Callbacks:
    """Into line at once, whatever time was agreed."""
    with rooms().db.transaction() as session:
        callback = _open(session, path.callback_id)
        if callback.state == "waiting":
            rows.postpone(session, callback, now())
    return present()


@api.put("/callbacks/<int:callback_id>/agent", responses={"200": Callbacks})
@may(*ABOVE)
def reassign(path: CallbackPath, body: Reassign) -> Callbacks:
    """Have this agent call, if they are there when it is due; None: whoever is free."""
    with rooms().db.transaction() as session:
        if body.agent_id is not None and session.get(Agent, body.agent_id) is None:
            raise missing("agent")
        _open(session, path.callback_id).preferred_agent_id = body.agent_id
        rows.tell(session)
    return present()


@api.post("/callbacks/<int:callback_id>/seen", responses={"200": Callbacks})
@may(*ABOVE)
def seen(path: CallbackPath) -> Callbacks:
    """Somebody has taken note that they were not reached."""
    with rooms().db.transaction() as session:
        callback = found(session.get(Callback, path.callback_id), "callback")
        callback.seen = True
        rows.tell(session)
    return present()


@api.post("/voicemails/<int:call_id>/done", responses={"200": Callbacks})
@may(*STAFF)
def heard(path: CallPath) -> Callbacks:
    """The message needs nothing more."""
    with rooms().db.transaction() as session:
        done(voicemails.done(session, path.call_id, visit().user.agent_id))
    return present()


@api.post("/voicemails/<int:call_id>/call-back", responses={"200": Callbacks})
@may(*STAFF)
def answer(path: CallPath) -> Callbacks:
    """Call whoever left the message: they are put in line, for this agent if possible, and the message is done."""
    with rooms().db.transaction() as session, understood():
        done(voicemails.call_back(session, rooms().calls, path.call_id, visit().user.agent_id, visit().user.name))
    return present()


@api.put("/agents/<int:agent_id>/dialling", responses={"204": None})
@may(*ABOVE)
def dialling(path: callbacks_view.AgentPath, body: callbacks_view.MayDial) -> Response:
    """Whether this agent may call out."""
    with rooms().db.transaction() as session:
        agent = found(session.get(Agent, path.agent_id), "agent")
        agent.may_dial = body.may_dial
    return make_response("", 204)


@contextmanager
def understood() -> Iterator[None]:
    """What calling back can refuse, as sentences."""
    try:
        yield
    except NotPossible as fault:
        instead = f" The next time is {fault.instead:%Y-%m-%d %H:%M} UTC." if fault.instead else ""
        raise Refused(409, "not_then", f"Nobody is called at that time: it is outside of hours.{instead}") from None
    except LookupError:
        raise missing("customer") from None


def first_queue(session: Session) -> str:
    return session.scalars(select(Queue.key).order_by(Queue.key).limit(1)).one()


def _open(session: Session, callback_id: int) -> Callback:
    callback = found(session.get(Callback, callback_id), "callback")
    done(callback.state in ("waiting", "in_line"))
    return callback
