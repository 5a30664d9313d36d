"""Webhooks: who is told what happens to customers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from web.schemas.base import Id, In, Out

Kind = Annotated[str, Field(min_length=1, max_length=40)]


class WebhookPath(In):
    webhook_id: Id


class WebhookIn(In):
    """`kinds` are those of the timeline's entries; none means all of them."""

    url: Annotated[str, Field(max_length=400)]
    kinds: Annotated[list[Kind], Field(max_length=100, default_factory=list)]
    active: bool = True


class WebhookOut(Out):
    """`secret` is empty but in the answer that made it. `waiting` events it does not have yet; `fault` is what went
    wrong last, and `retry_at` when it is tried again."""

    id: int
    url: str
    kinds: list[str]
    active: bool
    waiting: int
    fault: str
    retry_at: datetime | None
    secret: str


class Webhooks(Out):
    """`kinds` are all that can be told."""

    webhooks: list[WebhookOut]
    kinds: list[str]


class Again(In):
    """Everything since then is told once more."""

    since: datetime
