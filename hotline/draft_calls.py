"""Calls of a draft: a supervisor phones a flow that nobody else meets, and hears it as a caller would.

Nothing of it belongs to a customer: there is no call, no journey and no turn that anybody counts. A draft call is the
definition and the facts as they were when the button was pressed, and what was heard since; where it stands follows
from walking that anew, as the simulator does. The row is forgotten after a day.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from db import now
from hotline import versions
from hotline.as_json import facts_from_json, heard_from_json, heard_to_json
from hotline.models import DraftCall
from hotline.simulate import simulate
from ivr.flow import read
from ivr.heard import Heard
from ivr.turns import Turn

TICKET_S = 60
"""A ticket is for the call that its button begins, and for one call only."""
LONGEST = 200
"""Things heard. Whoever tries more of a flow in one call begins anew."""
KEPT = timedelta(days=1)
_MARK = "draft."
"""Begins every ticket of a draft call, so that nobody takes it for a visitor's."""


def make(
    session: Session, flow_key: str, definition: dict[str, Any], facts: dict[str, Any], language: str, by: str
) -> DraftCall:
    """A draft call that waits for its caller. The definition can be read, and so can the facts."""
    call = DraftCall(
        flow_key=flow_key, definition=definition, facts=facts, language=language, heard=[], made_by=by, made_at=now()
    )
    session.add(call)
    session.flush()
    return call


def ticket(call: DraftCall, secret: str) -> str:
    return _MARK + _serializer(secret).dumps(call.id)


def is_ticket(text: str) -> bool:
    """Whether this means to be a ticket for a draft call, valid or not."""
    return text.startswith(_MARK)


def take(session: Session, text: str, backend_id: str, secret: str) -> DraftCall | None:
    """The draft call of this ticket, which is used up by it; None for one that is forged, too old, or used already.

    The same channel may come with its ticket again.
    """
    try:
        call_id = int(_serializer(secret).loads(text.removeprefix(_MARK), max_age=TICKET_S))
    except (BadData, ValueError, TypeError):
        return of_channel(session, backend_id)
    won = session.scalar(
        update(DraftCall)
        .where(DraftCall.id == call_id, DraftCall.backend_id.is_(None))
        .values(backend_id=backend_id)
        .returning(DraftCall.id)
    )
    if not won:
        return of_channel(session, backend_id)
    call = session.get_one(DraftCall, call_id, populate_existing=True)
    _tell(session, call)
    return call


def of_channel(session: Session, backend_id: str) -> DraftCall | None:
    return session.scalar(select(DraftCall).where(DraftCall.backend_id == backend_id))


def turn(call: DraftCall) -> tuple[int, Turn]:
    """The number of the present turn, and the turn."""
    flow, facts = read(call.definition), facts_from_json(call.facts)
    done = simulate(flow, facts, [heard_from_json(one) for one in call.heard], call.language)
    return len(call.heard) + 1, done.turns[-1]


def hear(session: Session, call: DraftCall, heard: Heard) -> tuple[int, Turn]:
    """What the caller did, and the turn that follows."""
    call.heard = [*call.heard, heard_to_json(heard)]
    _tell(session, call)
    return turn(call)


def end(session: Session, call: DraftCall) -> None:
    if call.ended_at is None:
        call.ended_at = now()
        _tell(session, call)


def state(call: DraftCall) -> str:
    """`waiting` for its caller, `talking`, or `over`."""
    return "over" if call.ended_at else "talking" if call.backend_id else "waiting"


def forget(session: Session, before: datetime) -> None:
    """Delete the draft calls that were made before."""
    session.execute(delete(DraftCall).where(DraftCall.made_at < before))


def _tell(session: Session, call: DraftCall) -> None:
    """Wake the editor that shows it."""
    versions.tell(session, call.flow_key, "draft_call", call=call.id)


def _serializer(secret: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt="draft call")
