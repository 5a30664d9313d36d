"""Continue codes: short, single use, expiring, and slow to guess."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta
from typing import Literal

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from db import now
from timeline.models import CodeAttempt, ContinueCode, Journey

DIGITS = 6
VALID = timedelta(minutes=15)
GUESSES = 5
"""Wrong codes from one source within VALID, after which it is not listened to any more."""
ALL_GUESSES = 200
"""Wrong codes from everywhere within VALID: a million codes stay out of reach of many sources together."""

Verdict = Literal["ok", "wrong", "expired", "used", "too_many"]


def issue(session: Session, journey_id: int, secret: str) -> str:
    """A new code for this journey. Codes given before for it stop working."""
    at = now()
    session.execute(
        update(ContinueCode)
        .where(ContinueCode.journey_id == journey_id, ContinueCode.used_at.is_(None))
        .values(expires_at=at)
    )
    while True:
        code = "".join(secrets.choice("0123456789") for _ in range(DIGITS))
        digest = _digest(code, secret)
        alive = select(ContinueCode.id).where(ContinueCode.digest == digest, ContinueCode.expires_at > at)
        if session.scalar(alive) is None:
            break
    session.add(ContinueCode(digest=digest, journey_id=journey_id, created_at=at, expires_at=at + VALID))
    session.flush()
    return code


def redeem(session: Session, code: str, source: str, secret: str) -> tuple[Verdict, Journey | None]:
    """Use a code, once. `source` is who tries it: a caller's number or channel."""
    at = now()
    recent = select(func.count()).select_from(CodeAttempt).where(CodeAttempt.at > at - VALID)
    tries = session.scalar(recent.where(CodeAttempt.source == source)) or 0
    if tries >= GUESSES or (session.scalar(recent) or 0) >= ALL_GUESSES:
        return "too_many", None
    known = session.scalar(
        select(ContinueCode)
        .where(ContinueCode.digest == _digest(code, secret))
        .order_by(ContinueCode.id.desc())
        .limit(1)
    )
    if known and known.used_at is None and known.expires_at > at:
        used = (
            update(ContinueCode)
            .where(ContinueCode.id == known.id, ContinueCode.used_at.is_(None))
            .values(used_at=at)
            .returning(ContinueCode.id)
        )
        if session.scalar(used):
            return "ok", session.get_one(Journey, known.journey_id)
    session.add(CodeAttempt(source=source, at=at))
    if known is None:
        return "wrong", None
    return ("used" if known.used_at else "expired"), None


def _digest(code: str, secret: str) -> str:
    return hmac.new(secret.encode(), code.encode(), hashlib.sha256).hexdigest()
