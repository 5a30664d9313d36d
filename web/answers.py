"""Canned answers: texts that are written often, one's own and those that all share."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from web.api import chapter
from web.desk_models import CannedAnswer
from web.errors import Refused, missing
from web.guard import ABOVE, STAFF, may, visit
from web.rooms import rooms
from web.schemas.colleagues import CannedAnswerIn, CannedAnswerOut, CannedAnswerPath, CannedAnswers

MOST = 500
"""Of one agent, and of all together: more could not be found again."""

api = chapter("answers", "Texts that are written often.")


@api.get("/answers", responses={"200": CannedAnswers})
@may(*STAFF)
def look() -> CannedAnswers:
    """One's own and the shared ones."""
    with rooms().db.reading() as session:
        return _answers(session)


@api.post("/answers", responses={"200": CannedAnswers})
@may(*STAFF)
def add(body: CannedAnswerIn) -> CannedAnswers:
    """A new one. Only supervisors share it with all."""
    owner = _owner(body.shared)
    with rooms().db.transaction() as session:
        if len(session.scalars(select(CannedAnswer.id).where(CannedAnswer.agent_id == owner)).all()) >= MOST:
            raise Refused(409, "answers_enough", "There are too many canned answers. Delete some first.")
        session.add(CannedAnswer(agent_id=owner, name=body.name, text=body.text))
        session.flush()
        return _answers(session)


@api.put("/answers/<int:answer_id>", responses={"200": CannedAnswers})
@may(*STAFF)
def change(path: CannedAnswerPath, body: CannedAnswerIn) -> CannedAnswers:
    """Write it anew."""
    owner = _owner(body.shared)
    with rooms().db.transaction() as session:
        row = _own(session, path.answer_id)
        row.agent_id, row.name, row.text = owner, body.name, body.text
        session.flush()
        return _answers(session)


@api.delete("/answers/<int:answer_id>", responses={"200": CannedAnswers})
@may(*STAFF)
def remove(path: CannedAnswerPath) -> CannedAnswers:
    """Forget it."""
    with rooms().db.transaction() as session:
        session.delete(_own(session, path.answer_id))
        session.flush()
        return _answers(session)


def _owner(shared: bool) -> int | None:
    """Whose it is; None where all share it. Raises Refused."""
    user = visit().user
    if shared and user.role not in ABOVE:
        raise Refused(403, "not_shared", "Only supervisors share answers with all. Keep it for yourself.")
    if not shared and user.agent_id is None:
        raise Refused(409, "no_desk", "Your login has no desk, so it has no answers of its own. Share it with all.")
    return None if shared else user.agent_id


def _own(session: Session, answer_id: int) -> CannedAnswer:
    user = visit().user
    row = session.get(CannedAnswer, answer_id)
    if row is None or (row.agent_id is not None and row.agent_id != user.agent_id):
        raise missing("answer")
    if row.agent_id is None and user.role not in ABOVE:
        raise Refused(403, "not_shared", "This answer is shared by all. Only supervisors change it.")
    return row


def _answers(session: Session) -> CannedAnswers:
    mine = or_(CannedAnswer.agent_id.is_(None), CannedAnswer.agent_id == visit().user.agent_id)
    rows = session.scalars(select(CannedAnswer).where(mine).order_by(CannedAnswer.name, CannedAnswer.id))
    return CannedAnswers(
        answers=[CannedAnswerOut(id=row.id, name=row.name, text=row.text, shared=row.agent_id is None) for row in rows]
    )
