"""How the chat behaves on each website, for supervisors."""

from __future__ import annotations

import re

from channels import sites
from web.api import chapter
from web.errors import Refused
from web.guard import ABOVE, may
from web.rooms import rooms
from web.schemas.chat_sites import ChatSiteOut, ChatSites, SiteChange

api = chapter("chat_sites", "The chat's settings on each website.")

ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:\d{1,5})?")


@api.get("/chat-sites", responses={"200": ChatSites})
@may(*ABOVE)
def look() -> ChatSites:
    """The settings of every website that has some of its own; the empty origin is all others."""
    return _present()


def _present() -> ChatSites:
    with rooms().db.reading() as session:
        found = sites.every(session)
    return ChatSites(
        sites=[ChatSiteOut(origin=origin, settings=settings) for origin, settings in found.items()],
        allowed=list(rooms().config.chat_origins),
    )


@api.put("/chat-sites", responses={"200": ChatSites})
@may(*ABOVE)
def change(body: SiteChange) -> ChatSites:
    """Set them for one website."""
    if body.origin and not ORIGIN.fullmatch(body.origin):
        raise Refused(400, "bad_origin", "This is no website's origin. Write it like https://shop.example.")
    with rooms().db.transaction() as session:
        if body.settings is None:
            sites.forget(session, body.origin)
        else:
            sites.put(session, body.origin, body.settings)
    return _present()
