"""How long things last in this house: until when a journey is resumed, and what is erased after how many days."""

from __future__ import annotations

from sqlalchemy.orm import Session

from timeline.models import Keeping
from web import retention
from web.api import chapter
from web.guard import ABOVE, may
from web.rooms import rooms
from web.schemas.card import KeepingIn, KeepingOut

api = chapter("keeping", "How long things last.")


@api.get("/keeping", responses={"200": KeepingOut})
@may(*ABOVE)
def look() -> KeepingOut:
    """What holds now. 0 days: for ever."""
    with rooms().db.reading() as session:
        return _out(session)


@api.put("/keeping", responses={"200": KeepingOut})
@may("admin")
def change(body: KeepingIn) -> KeepingOut:
    """Set it. What is too old already goes within the hour."""
    with rooms().db.transaction() as session:
        session.merge(Keeping(id=1, resume_hours=body.resume_hours, days=body.days.model_dump()))
        return _out(session)


def _out(session: Session) -> KeepingOut:
    row = retention.keeping(session)
    return KeepingOut.model_validate(
        {
            "resume_hours": row.resume_hours,
            "days": {kind: row.days.get(kind, 0) for kind in retention.KINDS},
            "recordings_at_most": rooms().config.keep_recordings_days,
        }
    )
