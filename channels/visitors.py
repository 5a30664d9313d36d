"""Who a website's visitor is: whoever has the token that their browser keeps. We keep its digest alone."""

from __future__ import annotations

import hashlib
import secrets

from sqlalchemy import select

from channels.models import Visitor
from db import Database, now
from timeline import customers


def come(db: Database, token: str) -> tuple[str, int]:
    """The visitor of this token, or a new one. Returns the token to keep, and the visitor's id."""
    with db.transaction() as session:
        known = session.scalar(select(Visitor).where(Visitor.digest == _digest(token))) if token else None
        if known:
            return token, known.id
        token = secrets.token_urlsafe(24)
        customer = customers.make(session, identities=[("visitor", _digest(token)[:16])])
        visitor = Visitor(digest=_digest(token), customer_id=customer.id, created_at=now())
        session.add(visitor)
        session.flush()
        return token, visitor.id


def known(db: Database, token: str) -> int | None:
    """The id of the visitor of this token."""
    with db.reading() as session:
        return session.scalar(select(Visitor.id).where(Visitor.digest == _digest(token)))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
