"""One agent's desk: what is on it, and what the agent does about it."""

from __future__ import annotations

from flask import Response

from web.api import chapter
from web.guard import STAFF, may
from web.schemas.base import ContactPath, OfferPath
from web.schemas.desk import Alive, CredentialsOut, Desk, PresenceChange, WrapUp

api = chapter("desk", "One agent's desk. Whatever changes it answers with the new desk.")


@api.get("/desk", responses={"200": Desk})
@may(*STAFF)
def look() -> Desk:
    """Everything that the agent's panel shows."""
    raise NotImplementedError


@api.put("/desk/presence", responses={"200": Desk})
@may(*STAFF)
def set_presence(body: PresenceChange) -> Desk:
    """Become ready, busy, on a break, or offline. During a contact it takes effect after it."""
    raise NotImplementedError


@api.post("/desk/alive", responses={"204": None})
@may(*STAFF)
def alive(body: Alive) -> Response:
    """The panel says every 4 seconds that it lives; without it no offers come."""
    raise NotImplementedError


@api.post("/desk/softphone", responses={"200": CredentialsOut})
@may(*STAFF)
def softphone() -> CredentialsOut:
    """New credentials for the softphone; the ones before stop working."""
    raise NotImplementedError


@api.post("/offers/<int:offer_id>/accept", responses={"200": Desk})
@may(*STAFF)
def accept(path: OfferPath) -> Desk:
    """Take a chat or an email. A call is taken by answering the softphone."""
    raise NotImplementedError


@api.post("/offers/<int:offer_id>/decline", responses={"200": Desk})
@may(*STAFF)
def decline(path: OfferPath) -> Desk:
    """Pass an offer on; somebody else is asked at once."""
    raise NotImplementedError


@api.post("/contacts/<kind>/<int:contact_id>/wrap-up", responses={"200": Desk})
@may(*STAFF)
def wrap_up(path: ContactPath, body: WrapUp) -> Desk:
    """Say how the contact ended; this ends the wrap-up."""
    raise NotImplementedError
