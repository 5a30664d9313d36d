"""Who is logged in: a signed cookie with a random id, and one row for it.

The row is what makes logging out real: a copied cookie is worth nothing after it.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta

from flask import Request, Response
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import delete, select, update

from db import Database, now, signal
from web.models import LoginSession, User

COOKIE = "threadline"
IDLE = timedelta(hours=12)
NOTED_EVERY = timedelta(minutes=1)
"""How exactly we remember when somebody last did something."""


@dataclass(frozen=True)
class Visit:
    """One logged-in browser: `id` of its LoginSession, its user, and the token that its changes must carry."""

    id: int
    user: User
    csrf: str


class Sessions:
    """Opens, finds and closes sessions. `secure` marks the cookie for TLS only."""

    def __init__(self, db: Database, secret: str, secure: bool) -> None:
        self.db = db
        self._key = secret.encode()
        self._signer = URLSafeSerializer(secret, salt="session")
        self._secure = secure

    def open(self, user: User, response: Response, before: Visit | None) -> Visit:
        """Log `user` in under a new id; whatever this browser had before is over. Forgets what idled too long."""
        token = secrets.token_urlsafe(32)
        row = LoginSession(digest=_digest(token), user_id=user.id, created_at=now(), seen_at=now())
        with self.db.transaction() as session:
            session.execute(delete(LoginSession).where(LoginSession.seen_at < now() - IDLE))
            session.add(row)
            session.flush()
        if before:
            self._forget(before)
        cookie = self._signer.dumps(token)
        response.set_cookie(COOKIE, cookie, httponly=True, samesite="Lax", secure=self._secure, path="/")
        return Visit(row.id, user, self._csrf(token))

    def of(self, request: Request, active: bool = True) -> Visit | None:
        """The visit of this request's cookie. `active` says that the request is something a person did."""
        try:
            token = str(self._signer.loads(request.cookies.get(COOKIE, "")))
        except BadSignature:
            return None
        at = now()
        known = select(LoginSession, User).join(User, User.id == LoginSession.user_id)
        with self.db.reading() as session:
            found = session.execute(known.where(LoginSession.digest == _digest(token), User.active)).first()
        if found is None or found[0].seen_at < at - IDLE:
            return None
        row, user = found
        # Who has chosen none reads the panel, and so the names in it, in the browser's.
        user.language = user.language or (request.accept_languages.best or "")[:2].lower()
        if active and row.seen_at < at - NOTED_EVERY:
            with self.db.transaction() as session:
                session.execute(update(LoginSession).where(LoginSession.id == row.id).values(seen_at=at))
        return Visit(row.id, user, self._csrf(token))

    def close(self, visit: Visit, response: Response) -> None:
        """Log out: the row and the cookie go, and the browser's live streams end."""
        self._forget(visit)
        response.delete_cookie(COOKIE, path="/", secure=self._secure, httponly=True, samesite="Lax")

    def _forget(self, visit: Visit) -> None:
        with self.db.transaction() as session:
            session.execute(delete(LoginSession).where(LoginSession.id == visit.id))
            signal(session, topic(visit), "ended")

    def _csrf(self, token: str) -> str:
        return hmac.new(self._key, b"csrf:" + token.encode(), hashlib.sha256).hexdigest()


def topic(visit: Visit) -> str:
    """Where the end of this visit is told."""
    return ended(visit.id)


def ended(session_id: int) -> str:
    """The topic of the end of a LoginSession."""
    return f"session:{session_id}"


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
