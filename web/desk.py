"""One agent's desk: what is on it, and what the agent does about it."""

from __future__ import annotations

from flask import Response, make_response

from acd import presence
from acd.models import Offer, WorkItem
from channels.models import Conversation
from telephony import legs, partings
from telephony.models import Call
from web import desk_view, softphones
from web.api import chapter
from web.errors import missing
from web.guard import STAFF, desk_of, may, visit
from web.own import done, own
from web.rooms import rooms
from web.schemas.base import ContactPath, OfferPath
from web.schemas.desk import Alive, Desk, Goodbye, IceServer, PresenceChange, SoftphoneOut, SoftphoneWish, WrapUp

api = chapter("desk", "One agent's desk. Whatever changes it answers with the new desk.")


def present() -> Desk:
    """The desk of the agent who asks, as it is now."""
    return desk_view.desk(rooms().db, desk_of(), visit().user.language)


@api.get("/desk", responses={"200": Desk})
@may(*STAFF)
def look() -> Desk:
    """Everything that the agent's panel shows."""
    return present()


@api.put("/desk/presence", responses={"200": Desk})
@may(*STAFF)
def set_presence(body: PresenceChange) -> Desk:
    """Become ready, take a break, or go offline. During a contact it takes effect after it."""
    with rooms().db.transaction() as session:
        presence.set_presence(session, desk_of(), body.presence, body.reason)
    return present()


@api.post("/desk/alive", responses={"204": None})
@may(*STAFF)
def alive(body: Alive) -> Response:
    """The panel says every 2 seconds that it lives; without it no offers come.

    One that could not be talked through (no microphone, no softphone) gets chats and emails, and no calls.
    """
    with rooms().db.transaction() as session:
        softphones.beat(session, desk_of(), body.softphone, voice=body.microphone and body.registered)
    return make_response("", 204)


@api.post("/desk/left", responses={"204": None})
@may(*STAFF)
def left(body: Goodbye) -> Response:
    """The last word of a panel that is closed, reloaded or left: whoever talked through it hears music at once."""
    agent_id = desk_of()
    with rooms().db.transaction() as session:
        had_it = softphones.left(session, agent_id, body.softphone)
    if had_it:
        partings.panel_left(rooms().calls, agent_id)
    return make_response("", 204)


@api.post("/desk/softphone", responses={"200": SoftphoneOut})
@may(*STAFF)
def softphone(body: SoftphoneWish) -> SoftphoneOut:
    """New credentials for the softphone; the ones before stop working. It is in one of the agent's panels at a time."""
    with rooms().db.transaction() as session:
        held = softphones.give(session, desk_of(), body.held, by_hand=body.take)
    made = rooms().switch.agent_credentials(desk_of())
    return SoftphoneOut(
        uri=made.uri,
        username=made.username,
        password=made.password,
        websocket=made.websocket,
        expires_s=made.expires_s,
        ice_servers=[IceServer(**{"username": "", "credential": "", **server}) for server in made.ice_servers],
        held=held,
    )


@api.post("/offers/<int:offer_id>/accept", responses={"200": Desk})
@may(*STAFF)
def accept(path: OfferPath) -> Desk:
    """Take a chat or an email. A call is taken by answering the softphone."""
    offer = own(Offer, path.offer_id)
    done(_kind(offer) != "call" and rooms().chat.accepted(offer.id, offer.agent_id) is not None)
    return present()


@api.post("/offers/<int:offer_id>/decline", responses={"200": Desk})
@may(*STAFF)
def decline(path: OfferPath) -> Desk:
    """Pass an offer on; somebody else is asked at once."""
    offer = own(Offer, path.offer_id)
    if _kind(offer) == "call":
        rooms().calls.decline(offer.id, offer.agent_id)
    else:
        done(rooms().chat.declined(offer.id, offer.agent_id))
    return present()


@api.post("/contacts/<kind>/<int:contact_id>/wrap-up", responses={"200": Desk})
@may(*STAFF)
def wrap_up(path: ContactPath, body: WrapUp) -> Desk:
    """Say how the contact ended; this ends the wrap-up. An open chat or email is closed by it."""
    agent_id = desk_of()
    if path.kind == "call":
        _worked_on(path.contact_id, agent_id)
        done(rooms().calls.wrapped_up(path.contact_id, agent_id, body.disposition, body.note))
    else:
        own(Conversation, path.contact_id)
        rooms().chat.wrapped_up(path.contact_id, agent_id, body.disposition, body.note)
    return present()


def _kind(offer: Offer) -> str:
    with rooms().db.reading() as session:
        item = session.get(WorkItem, offer.item_id)
    if item is None:
        raise missing("offer")
    return item.kind


def _worked_on(call_id: int, agent_id: int) -> None:
    """The agent has the call, or had it before they passed it on. Raises Refused."""
    with rooms().db.reading() as session:
        call = session.get(Call, call_id)
        if call is not None and legs.was_in_hand(session, call, agent_id):
            return
    own(Call, call_id)
