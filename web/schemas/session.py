"""Logging in."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field

from web.schemas.base import In, Language, Out, Role


class Login(In):
    """A password is taken to the letter, blanks and all."""

    model_config = ConfigDict(str_strip_whitespace=False)

    login: Annotated[str, Field(min_length=1, max_length=80)]
    password: Annotated[str, Field(min_length=1, max_length=1000)]


class PasswordChange(In):
    """`old` is the one of now. The new one has ten characters at least; which ones, nobody is told."""

    model_config = ConfigDict(str_strip_whitespace=False)

    old: Annotated[str, Field(min_length=1, max_length=1000)]
    new: Annotated[str, Field(min_length=10, max_length=1000)]


class SessionChange(In):
    language: Language


class UserOut(Out):
    id: int
    login: str
    name: str
    role: Role
    agent_id: int | None
    language: str


class Session(Out):
    """Who is logged in. `csrf` goes into the header X-CSRF-Token of everything that is not a GET."""

    user: UserOut
    csrf: str
