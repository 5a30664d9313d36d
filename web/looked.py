"""Who opened, read or listened to what of whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import now
from web.guard import visit
from web.models import Looked, User
from web.rooms import rooms
from web.schemas.card import LookOut

ONCE_PER = timedelta(hours=1)
"""A player asks for a recording piece by piece, and a page comes anew with every change: that is one look."""
LATEST = 50


def note(customer_id: int, what: str) -> None:
    """Remember that the one who asks looks at `what`, for example `recording:17`."""
    user_id = visit().user.id
    recent = select(Looked.id).where(
        Looked.user_id == user_id,
        Looked.customer_id == customer_id,
        Looked.what == what,
        Looked.at > now() - ONCE_PER,
    )
    with rooms().db.transaction() as session:
        if session.scalar(recent.limit(1)) is None:
            session.add(Looked(user_id=user_id, customer_id=customer_id, what=what, at=now()))


def latest(session: Session, customer_ids: Sequence[int]) -> list[LookOut]:
    """Who looked at this person, the latest first."""
    rows = session.execute(
        select(User.name, User.role, Looked.what, Looked.at)
        .join(User, User.id == Looked.user_id)
        .where(Looked.customer_id.in_(customer_ids))
        .order_by(Looked.at.desc(), Looked.id.desc())
        .limit(LATEST)
    ).all()
    return [LookOut(who=row.name, role=row.role, what=row.what, at=row.at) for row in rows]
