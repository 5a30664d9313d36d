"""A visitor of the website asks to be called, now or at a time that they choose."""

from __future__ import annotations

from datetime import UTC

from flask import Response
from sqlalchemy.orm import Session

from channels import visitors
from channels.chat import NotYours
from channels.models import Visitor
from hotline import walk
from telephony import callbacks
from timeline import phones
from web.api import chapter
from web.callbacks import first_queue, understood
from web.guard import ANYONE, may
from web.limits import limiter
from web.rooms import rooms
from web.schemas.callbacks import VisitorCallback, VisitorCallbackOut
from web.visitor_limits import token

MOST = "3 per 10 minutes; 10 per day"
"""Of one address: each has somebody's telephone ring."""


def asked(response: Response) -> bool:
    """Who wrote a number wrong, or chose a time at which nobody is here, has not asked yet."""
    return response.status_code < 400


api = chapter("visitor_callbacks", "A visitor of the website asks to be called.")


@api.post("/visitor/callback", responses={"200": VisitorCallbackOut})
@may(*ANYONE)
@limiter.limit(MOST, deduct_when=asked)
def ask(body: VisitorCallback) -> VisitorCallbackOut:
    """Call me back. Whoever asks twice, or has asked by telephone, is called once."""
    visitor_id = visitors.known(rooms().db, token())
    if visitor_id is None:
        raise NotYours
    with rooms().db.transaction() as session, understood():
        conversation = rooms().chat.of_visitor(session, visitor_id)
        callback = callbacks.ask(
            session,
            rooms().calls,
            body.number,
            (walk.queue_of(session, conversation) if conversation else None) or first_queue(session),
            "chat",
            customer_id=_customer(session, visitor_id),
            at=body.at.astimezone(UTC) if body.at else None,
            channel="chat",
            contact_id=conversation.id if conversation else None,
        )
        return VisitorCallbackOut(number_shown=phones.shown(callback.number), due_at=callback.due_at)


def _customer(session: Session, visitor_id: int) -> int:
    return session.get_one(Visitor, visitor_id).customer_id
