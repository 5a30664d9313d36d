"""Messengers, and what their bridges bring."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from web.schemas.base import Id, In, Line, Out

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{1,15}$")]


class MessengerPath(In):
    key: Key


class MessengerOut(Out):
    """`secret` is empty but in the answer that made it."""

    key: str
    name: str
    url: str
    secret: str


class Messengers(Out):
    """`sms` is the number that people can text; empty where none is set. Bridges bring messages to
    `inbound` + key + `/messages`."""

    messengers: list[MessengerOut]
    sms: str
    inbound: str


class MessengerIn(In):
    name: Annotated[str, Field(min_length=1, max_length=60)]
    url: Annotated[str, Field(max_length=400)]
    new_secret: bool = False


class Brought(In):
    """`id` is the messenger's own name of the message, `sender` what they are written to there, `name` what they are
    called there, which proves nothing."""

    id: Annotated[str, Field(min_length=1, max_length=200)]
    sender: Annotated[str, Field(min_length=1, max_length=200)]
    text: Annotated[str, Field(min_length=1, max_length=20_000)]
    name: Line = ""
    language: Annotated[str, Field(pattern=r"^([a-z]{2,3}(-[A-Z]{2})?)?$", max_length=8)] = ""


class BroughtOut(Out):
    conversation: int


class Report(In):
    """`id` is ours, as the bridge was given it."""

    id: Id
    state: Literal["arrived", "failed"]
    why: Line = ""
