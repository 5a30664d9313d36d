"""Who is to be called back, and who left a message."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from web.schemas.base import AgentName, Id, In, Line, Out, QueueName


class CallbackOut(Out):
    """`waiting` until `due_at`, then `in_line`, then `calling`; `since` is the place in line that they keep."""

    id: int
    state: Literal["waiting", "in_line", "calling", "done", "cancelled"]
    customer_id: int
    customer: str
    number_shown: str
    queue: QueueName
    since: datetime
    due_at: datetime
    attempts: int
    source: str
    asked_by: str
    agent: AgentName | None
    note: str
    outcome: str
    done_at: datetime | None


class VoicemailOut(Out):
    """A message that waits for somebody. `can_call_back` says whether there is a number that may be called."""

    call_id: int
    customer_id: int
    customer: str
    number_shown: str
    can_call_back: bool
    queue: QueueName
    at: datetime
    duration_s: float | None
    transcript_state: str
    text: str


class Callbacks(Out):
    """`open` in the order in which they are due; `unreached` are those that a supervisor should look at."""

    open: list[CallbackOut]
    unreached: list[CallbackOut]
    voicemails: list[VoicemailOut]
    can_call: bool
    """Whether this installation calls out at all."""


class CallbackWish(In):
    """Somebody is to be called: now, or at `at`. `mine` means: by me."""

    number: Annotated[str, Field(min_length=1, max_length=40)]
    customer_id: Id | None = None
    queue: Annotated[str, Field(max_length=40)] = ""
    at: datetime | None = None
    mine: bool = False
    note: Line = ""


class VisitorCallback(In):
    """A visitor wants to be called: now, or at `at`."""

    number: Annotated[str, Field(min_length=1, max_length=40)]
    at: datetime | None = None


class VisitorCallbackOut(Out):
    number_shown: str
    due_at: datetime


class Reassign(In):
    """To this agent, or to whoever is free."""

    agent_id: Id | None


class CallbackPath(In):
    callback_id: Id
