"""What agents write to customers of their own accord."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from web.schemas.base import In, Line, Out, Prose

By = Literal["email", "sms"]
Subject = Annotated[str, Field(max_length=200, pattern=r"^[^\r\n]*$")]


class WrittenTo(Out):
    """One of the customer's addresses, and by which way one writes to it."""

    by: By
    to: str
    shown: str


class LettersOut(Out):
    """Where the customer can be written to now, and what the agent has in hand with them: an answer goes on there."""

    addresses: list[WrittenTo]
    about: str


class LetterIn(In):
    """`to` is one of the customer's addresses; a text has no subject."""

    by: By
    to: Line
    subject: Subject = ""
    text: Prose
