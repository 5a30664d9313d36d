"""Those who work here: who may log in, as what."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from web.schemas.base import Count, Id, In, Out, Role
from web.schemas.queues import Skills

Name = Annotated[str, Field(min_length=1, max_length=120)]


class UserPath(In):
    user_id: Id


class UserIn(In):
    """`desk`: calls, chats and mails may come to them. Agents always have one. `skills` are those of the desk, with
    levels; a language is a skill that is called by its code."""

    login: Annotated[str, Field(min_length=1, max_length=80)]
    name: Name
    role: Role = "agent"
    desk: bool = False
    skills: Skills = Field(default_factory=dict)


class UserChange(In):
    """What is left out, or null, stays. A desk is given and never taken: what its agent did stands on the timelines."""

    name: Name | None = None
    role: Role | None = None
    desk: bool | None = None
    active: bool | None = None
    skills: Skills | None = None


class UserLine(Out):
    """`agent_id` is whose desk their login opens, null without one. Who is not `active` is switched off. `yours` says
    that the one who asks may change them: administrators may change everybody, supervisors no administrator."""

    id: int
    login: str
    name: str
    role: Role
    agent_id: int | None
    active: bool
    yours: bool
    skills: dict[str, int]


class Users(Out):
    """`known` are all skills that somebody has, or some queue asks for."""

    users: list[UserLine]
    known: list[str]


class UserMade(Out):
    """`password` was generated, and is shown this once."""

    user: UserLine
    password: str


class ChangesSearch(In):
    """Of everybody, or of one `user`. `before` is the last one's id."""

    user: Id | None = None
    before: Count = 0
    limit: Annotated[int, Field(ge=1, le=100)] = 30


class ChangeLine(Out):
    """What became of one user. `by` is who did it, null where it was done on the machine itself. `was` and `now` are a
    name, a role or whose recordings they may hear; `levels` are skills or how much at once, before and after."""

    id: int
    what: Literal["added", "name", "role", "desk", "skills", "capacity", "hears", "password", "off", "on"]
    name: str
    login: str
    by: str | None
    was: str
    now: str
    levels: dict[str, list[int]]
    at: datetime


class Changes(Out):
    changes: list[ChangeLine]
    next: int | None
