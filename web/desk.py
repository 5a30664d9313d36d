"""One agent's desk: what is on it, and what the agent does about it."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, request
from sqlalchemy import select, update

from acd import presence
from acd.models import Agent, Offer, WorkItem
from channels.models import Conversation
from db import now, signal
from telephony import legs, partings, wrap_ups
from telephony.models import Call, Leg
from telephony.port import Credentials, Switch
from web import colleagues, desk_view, dispositions, house, pulse, softphones
from web.api import chapter
from web.desk_models import Wrapped
from web.errors import Refused, found
from web.guard import STAFF, desk_of, may, visit
from web.own import done, own
from web.rooms import rooms
from web.schemas.base import CallPath, ContactPath, OfferPath
from web.schemas.desk import (
    Alive,
    DeclineSearch,
    Desk,
    Goodbye,
    IceServer,
    PresenceChange,
    Quality,
    Settings,
    SoftphoneOut,
    SoftphoneWish,
    TwilioToken,
    WrapUp,
)
from web.sessions import topic

api = chapter("desk", "One agent's desk. Whatever changes it answers with the new desk.")


def present() -> Desk:
    """The desk of the agent who asks, as it is now."""
    return desk_view.desk(rooms().db, desk_of(), visit().user.language, rooms().calls.outgoing is not None)


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


@api.put("/desk/settings", responses={"200": Desk})
@may(*STAFF)
def settings(body: Settings) -> Desk:
    """Whether calls are answered by the panel itself, after a beep."""
    with rooms().db.transaction() as session:
        session.execute(update(Agent).where(Agent.id == desk_of()).values(auto_answer=body.auto_answer))
        signal(session, f"agent:{desk_of()}", "settings")
    return present()


@api.post("/desk/wrap-up/extend", responses={"200": Desk})
@may(*STAFF)
def extend_wrap_up() -> Desk:
    """More time to write things down: as much as the house gives at once, as often as it is asked for."""
    with rooms().db.transaction() as session:
        seconds = house.rules(session).extend_s
        if not seconds:
            raise Refused(409, "no_extension", "Wrap-ups are not extended here. Take a break if you need time.")
        done(presence.extend_wrap_up(session, desk_of(), seconds))
    return present()


@api.post("/desk/alive", responses={"204": None})
@may(*STAFF)
def alive(body: Alive) -> Response:
    """The panel says every 2 seconds that it lives; without it no offers come.

    One that could not be talked through (no microphone, no softphone) gets chats and emails, and no calls.
    """
    registered = {"asterisk": body.registered, "twilio": body.twilio}
    phones = tuple(backend for backend, there in registered.items() if there and body.microphone)
    sign = softphones.Sign(desk_of(), body.softphone, phones)
    softphones.beats(rooms().db, [sign])
    request.environ[pulse.SAID] = sign, topic(visit())
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
        **credentials(made),
        held=held,
        twilio=_twilio() is not None,
    )


@api.post("/desk/softphone/twilio", responses={"200": TwilioToken})
@may(*STAFF)
def twilio_token(body: Goodbye) -> TwilioToken:
    """A new token for the phone at Twilio, for the panel that has the softphone."""
    twilio = _twilio()
    if twilio is None:
        raise Refused(404, "no_twilio", "No calls come over Twilio here. An operator sets TWILIO_ACCOUNT_SID.")
    with rooms().db.reading() as session:
        softphones.check(session, desk_of(), body.softphone)
    made = twilio.agent_credentials(desk_of())
    return TwilioToken(token=made.password, expires_s=made.expires_s)


def credentials(made: Credentials) -> dict[str, Any]:
    """The fields of CredentialsOut."""
    servers = [IceServer(**{"username": "", "credential": "", **server}) for server in made.ice_servers]
    return {**vars(made), "ice_servers": servers}


def _twilio() -> Switch | None:
    return rooms().calls.switches.get("twilio")


@api.post("/offers/<int:offer_id>/accept", responses={"200": Desk})
@may(*STAFF)
def accept(path: OfferPath) -> Desk:
    """Take a chat or an email. A call is taken by answering the softphone."""
    offer = own(Offer, path.offer_id)
    done(_kind(offer) != "call" and rooms().chat.accepted(offer.id, offer.agent_id) is not None)
    return present()


@api.post("/offers/<int:offer_id>/decline", responses={"200": Desk})
@may(*STAFF)
def decline(path: OfferPath, query: DeclineSearch) -> Desk:
    """Pass an offer on, where the house's rules let one; somebody else is asked at once."""
    offer = own(Offer, path.offer_id)
    with rooms().db.transaction() as session:
        house.may_decline(session, offer.agent_id, query.reason)
        if query.reason:
            kept = session.get_one(Offer, offer.id)
            kept.reasons = {**kept.reasons, "declined": query.reason}
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
        contact: Call | Conversation = _worked_on(path.contact_id, agent_id)
    else:
        contact = own(Conversation, path.contact_id)
    with rooms().db.reading() as session:
        said = dispositions.said(session, body.disposition, body.fields, visit().user.language)
    note = "\n".join(part for part in (said, body.note) if part)
    if path.kind == "call":
        done(wrap_ups.wrapped_up(rooms().calls.db, path.contact_id, agent_id, body.disposition, note))
    else:
        rooms().chat.wrapped_up(path.contact_id, agent_id, body.disposition, note)
    with rooms().db.transaction() as session:
        session.add(
            Wrapped(
                kind=path.kind,
                contact_id=path.contact_id,
                agent_id=agent_id,
                disposition=body.disposition,
                fields=body.fields,
                at=now(),
            )
        )
        colleagues.mention(session, body.note, visit().user.name, agent_id, contact.customer_id)
    return present()


@api.post("/calls/<int:call_id>/quality", responses={"204": None})
@may(*STAFF)
def quality(path: CallPath, body: Quality) -> Response:
    """How the line was, told by the panel when its part of the call is over."""
    agent_id = desk_of()
    mine = select(Leg).where(Leg.call_id == path.call_id, Leg.agent_id == agent_id, Leg.joined_at.is_not(None))
    with rooms().db.transaction() as session:
        leg = session.scalar(mine.order_by(Leg.id.desc()).limit(1))
        if leg is None:
            raise Refused(403, "not_yours", "This is with another agent. Only they can do that.")
        leg.quality = body.model_dump()
    return make_response("", 204)


def _kind(offer: Offer) -> str:
    with rooms().db.reading() as session:
        item = found(session.get(WorkItem, offer.item_id), "offer")
    return item.kind


def _worked_on(call_id: int, agent_id: int) -> Call:
    """The agent has the call, or had it before they passed it on. Raises Refused."""
    with rooms().db.reading() as session:
        call = session.get(Call, call_id)
        if call is not None and legs.was_in_hand(session, call, agent_id):
            return call
    return own(Call, call_id)
