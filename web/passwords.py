"""Passwords: kept as argon2 hashes, hashed anew when the parameters grow."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy.orm import Session

from db import now
from web.models import User

HASHER = PasswordHasher()
"""The library's own parameters, which follow RFC 9106: slow on purpose."""


def hashed(password: str) -> str:
    """What is kept of a password."""
    return HASHER.hash(password)


def make_user(
    session: Session, login: str, name: str, password: str, role: str, agent_id: int | None = None, language: str = ""
) -> User:
    """A new login; it is kept in lower case, so that nobody fails by a capital letter."""
    user = User(
        login=login.lower(),
        name=name,
        password_hash=hashed(password),
        role=role,
        agent_id=agent_id,
        language=language,
        created_at=now(),
    )
    session.add(user)
    session.flush()
    return user


def verify(user: User | None, password: str) -> bool:
    """Whether it is this user's password. A login that nobody has takes as long as a wrong password."""
    try:
        HASHER.verify(user.password_hash if user else _nobodys(), password)
    except (VerificationError, InvalidHashError):
        return False
    return user is not None and user.active


def renewed(user: User, password: str) -> str | None:
    """The hash under today's parameters, where the kept one is older. Call it after `verify`."""
    return hashed(password) if HASHER.check_needs_rehash(user.password_hash) else None


@cache
def _nobodys() -> str:
    return hashed("nobody has this password")
