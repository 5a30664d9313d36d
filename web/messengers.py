"""Messengers: the rows that say which there are, and the door at which their bridges knock."""

from __future__ import annotations

import secrets

from sqlalchemy import select

from channels import bridge, messengers
from channels.messengers import SMS, Text
from channels.models import Messenger
from web.api import chapter
from web.errors import Refused, found
from web.guard import ANYONE, may, signed_with
from web.limits import limiter
from web.rooms import rooms
from web.schemas.messengers import (
    Brought,
    BroughtOut,
    MessengerIn,
    MessengerOut,
    MessengerPath,
    Messengers,
    Report,
)
from web.schemas.visitor import Done

OFTEN = "600 per minute"
"""Of one address: a bridge brings what many people write."""

api = chapter("messengers", "Messengers, and what their bridges bring.")


@api.get("/messengers", responses={"200": Messengers})
@may("admin")
def look() -> Messengers:
    """Every messenger. Secrets are shown once, when they are made."""
    return _present()


def _present(key: str = "", secret: str = "") -> Messengers:
    with rooms().db.reading() as session:
        rows = session.scalars(select(Messenger).order_by(Messenger.key)).all()
    return Messengers(
        messengers=[
            MessengerOut(key=row.key, name=row.name, url=row.url, secret=secret if row.key == key else "")
            for row in rows
        ],
        sms=rooms().config.twilio_number or "",
        inbound=f"{rooms().config.public_url}/api/v1/messengers/",
    )


@api.put("/messengers/<key>", responses={"200": Messengers})
@may("admin")
def change(path: MessengerPath, body: MessengerIn) -> Messengers:
    """Add a messenger, or change one. A new one, and one that asks for it, gets a new secret."""
    if path.key == SMS:
        raise Refused(409, "sms_by_twilio", "SMS goes through Twilio: set TWILIO_NUMBER.")
    if bridge.fault_of(body.url):
        raise Refused(400, "bad_url", "This is no address. Write it like https://bridge.example/telegram.")
    with rooms().db.transaction() as session:
        row = session.get(Messenger, path.key)
        made = "" if row and not body.new_secret else secrets.token_urlsafe(32)
        if row is None:
            row = Messenger(key=path.key, secret=made)
            session.add(row)
        row.name, row.url, row.secret = body.name, body.url, made or row.secret
    return _present(path.key, made)


@api.delete("/messengers/<key>", responses={"200": Messengers})
@may("admin")
def remove(path: MessengerPath) -> Messengers:
    """Its bridge is heard no more. What was written stays."""
    with rooms().db.transaction() as session:
        row = found(session.get(Messenger, path.key), "messenger")
        session.delete(row)
    return _present()


@api.post("/messengers/<key>/messages", responses={"200": BroughtOut})
@may(*ANYONE)
@limiter.limit(OFTEN)
def bring(path: MessengerPath, body: Brought) -> BroughtOut:
    """A bridge brings what somebody wrote. The same id may come any number of times: it is taken once."""
    _known(path.key)
    text = Text(path.key, body.id, body.sender, body.text, body.name, body.language)
    return BroughtOut(conversation=messengers.received(rooms().chat, text))


@api.post("/messengers/<key>/reports", responses={"200": Done})
@may(*ANYONE)
@limiter.limit(OFTEN)
def report(path: MessengerPath, body: Report) -> Done:
    """A bridge tells what became of a message that it was given."""
    _known(path.key)
    messengers.reported(rooms().db, path.key, body.id, body.state == "arrived", body.why)
    return Done()


def _known(key: str) -> None:
    """Raises Refused where the request is not signed with this messenger's secret."""
    with rooms().db.reading() as session:
        row = session.get(Messenger, key)
    signed_with(row.secret if row else "")
