"""Who added or changed whom of those who work here, switched them off, or made them a new password."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from db import now
from web.models import Changed, User
from web.schemas.users import ChangeLine, Changes, ChangesSearch

log = logging.getLogger(__name__)


def note(
    session: Session,
    user: User,
    what: str,
    by: User | None,
    was: str = "",
    is_now: str = "",
    levels: Mapping[str, list[int]] | None = None,
) -> None:
    """Remember, in the transaction of the change itself, what became of `user`. `by` None: on the machine itself."""
    how = {"was": was, "now": is_now, "levels": dict(levels or {})}
    session.add(Changed(user_id=user.id, by_id=by.id if by else None, what=what, how=how, at=now()))
    log.info("%s: %s %s by %s", user.login, what, how, by.login if by else "the machine itself")


def differing(before: Mapping[str, int], after: Mapping[str, int]) -> dict[str, list[int]]:
    """Name → its levels before and after, of those that differ; 0: not there."""
    pairs = {name: [before.get(name, 0), after.get(name, 0)] for name in sorted(before.keys() | after.keys())}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def page(session: Session, asked: ChangesSearch) -> Changes:
    """The latest first, of everybody or of one user."""
    whose, who = aliased(User), aliased(User)
    latest = (
        select(Changed, whose.name, whose.login, who.name)
        .join(whose, whose.id == Changed.user_id)
        .outerjoin(who, who.id == Changed.by_id)
        .order_by(Changed.id.desc())
        .limit(asked.limit)
    )
    if asked.user is not None:
        latest = latest.where(Changed.user_id == asked.user)
    if asked.before:
        latest = latest.where(Changed.id < asked.before)
    rows = session.execute(latest).all()
    return Changes(
        changes=[
            ChangeLine.model_validate(
                {"id": row.id, "what": row.what, "at": row.at, "name": name, "login": login, "by": by, **row.how}
            )
            for row, name, login, by in rows
        ],
        next=rows[-1][0].id if len(rows) == asked.limit else None,
    )
