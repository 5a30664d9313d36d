"""Who listened to or read what of whom."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from db import now
from web.guard import visit
from web.models import Looked
from web.rooms import rooms

ONCE_PER = timedelta(hours=1)
"""A player asks for a recording piece by piece; within this time that is one look."""


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
