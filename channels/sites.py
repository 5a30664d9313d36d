"""How the chat behaves on each website: settings as data, one row for each origin, and one for all others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from channels.models import ChatSite

OTHERS = ""
"""The key of the settings for every website that has none of its own."""


class Greeting(BaseModel):
    """Said of our own accord to who stays on a page: `page` is a path, `*` at its end stands for whatever follows."""

    model_config = ConfigDict(extra="forbid")

    page: str = Field(default="/*", max_length=200)
    after_s: int = Field(default=20, ge=1, le=3600)
    text: dict[str, str] = Field(default_factory=dict)
    """By language."""


class SiteSettings(BaseModel):
    """What one website's chat asks and offers."""

    model_config = ConfigDict(extra="forbid")

    before: list[Literal["name", "email", "phone"]] = Field(default_factory=list, max_length=3)
    """Asked before the chat begins; nobody has to answer unless `must`."""
    must: bool = False
    ask_phone: bool = True
    """Who waits for a person is asked, once, on which number they may be called should the chat break off."""
    survey: bool = True
    files: bool = True
    voice: bool = True
    greetings: list[Greeting] = Field(default_factory=list, max_length=20)


def origin_of(page: str) -> str:
    """`https://shop.example/kettles` → `https://shop.example`; empty for what is no web page."""
    try:
        parts = urlsplit(page)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}".lower() if parts.scheme in ("http", "https") and parts.netloc else ""


def settings(session: Session, page: str) -> SiteSettings:
    """Those of the website that this page is of."""
    rows = session.scalars(select(ChatSite).where(ChatSite.origin.in_({origin_of(page), OTHERS})))
    found = {row.origin: row.settings for row in rows}
    return SiteSettings.model_validate(found.get(origin_of(page)) or found.get(OTHERS) or {})


def every(session: Session) -> dict[str, SiteSettings]:
    """Origin → settings; those for all others come first."""
    rows = session.scalars(select(ChatSite).order_by(ChatSite.origin))
    return {OTHERS: SiteSettings(), **{row.origin: SiteSettings.model_validate(row.settings) for row in rows}}


def put(session: Session, origin: str, wished: SiteSettings) -> None:
    """Set them for one website, or for all others."""
    values: Mapping[str, Any] = wished.model_dump()
    row = session.get(ChatSite, origin)
    if row is None:
        session.add(ChatSite(origin=origin, settings=dict(values)))
    else:
        row.settings = dict(values)


def forget(session: Session, origin: str) -> None:
    """This website is one of the others again."""
    row = session.get(ChatSite, origin)
    if row is not None:
        session.delete(row)
