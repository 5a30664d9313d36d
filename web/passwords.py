"""Passwords: kept as argon2 hashes, hashed anew when the parameters grow."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy.orm import Session

from db import now
from web.models import User

HASHER = PasswordHasher()
"""The library's own parameters, which follow RFC 9106: slow on purpose."""


_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that look like others."""


def hashed(password: str) -> str:
    """What is kept of a password."""
    return HASHER.hash(password)


def made() -> str:
    """One that nobody can guess (59 bits), and everybody can read aloud: `k7fm-p2xd-9qrt`."""
    return "-".join("".join(secrets.choice(_READABLE) for _ in range(4)) for _ in range(3))


def keep(file: Path, logins: Mapping[str, str]) -> None:
    """Login → password, in a file that only we can read: for those who are here before anybody could log in."""
    file.touch(mode=0o600)
    file.write_text(json.dumps(logins), "utf-8")


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
