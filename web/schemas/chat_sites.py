"""The chat's settings on each website."""

from __future__ import annotations

from channels.sites import SiteSettings
from web.schemas.base import In, Line, Out


class ChatSiteOut(Out):
    origin: str
    settings: SiteSettings


class ChatSites(Out):
    """`allowed` are the origins that may show the chat, from CHAT_ORIGINS."""

    sites: list[ChatSiteOut]
    allowed: list[str]


class SiteChange(In):
    """The empty origin is every website without settings of its own; no settings make it one of those again."""

    origin: Line = ""
    settings: SiteSettings | None = None
