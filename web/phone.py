"""The test phone: a page with a keypad, from which anybody can call the hotline as if by telephone."""

from __future__ import annotations

from flask import Flask, Response
from sqlalchemy.orm import Session

from hotline import tickets, walk
from hotline.models import Hotline
from hotline.tickets import Ticket
from timeline import phones
from web import pages
from web.api import chapter
from web.desk import credentials
from web.errors import Refused
from web.guard import ANYONE, may
from web.limits import limiter
from web.rooms import rooms
from web.schemas.visitor import BrowserCall, DemoCaller, PhoneCall, TestPhone

CALLS_MOST = "12 per minute; 120 per hour"
"""Of one address."""

DEMO_CALLERS = (("Nora Lindqvist", "+15550100142"), ("رضا کریمی", "+989121234567"))
"""People of the demo company, as whom one may try what the hotline says to somebody it knows."""

api = chapter("phone", "The test phone.")


@api.get("/phone", responses={"200": TestPhone})
@may(*ANYONE)
def look() -> TestPhone:
    """Whom the test phone calls, and as whom one may call."""
    with rooms().db.reading() as session:
        hotline = main_hotline(session)
    callers = DEMO_CALLERS if rooms().config.demo else ()
    return TestPhone(
        company=hotline.name,
        number=hotline.shown_number,
        callers=[DemoCaller(name=name, number=number, shown=phones.shown(number)) for name, number in callers],
    )


@api.post("/phone", responses={"200": BrowserCall})
@may(*ANYONE)
@limiter.limit(CALLS_MOST)
def call(body: PhoneCall) -> BrowserCall:
    """Credentials for one call to the hotline."""
    config = rooms().config
    number = ""
    if body.as_number:
        if not config.demo:
            raise Refused(403, "no_demo", "Only the demo company lets you choose who calls. Call as yourself.")
        number = phones.e164(body.as_number, config.region) or ""
        if not number:
            raise Refused(400, "bad_number", "That is no phone number. Write it as +1 555 010 0142.")
    return browser_call(tickets.sign(Ticket(number=number), config.secret_key))


def browser_call(ticket: str) -> BrowserCall:
    """What a browser needs for one call with this ticket. Raises SwitchFault where no switch answers."""
    with rooms().db.reading() as session:
        address = main_hotline(session).address
    made = rooms().switch.caller_credentials(ticket)
    # At Twilio the token itself says what is called.
    target = f"sip:{address}@{made.uri.rpartition('@')[2]}" if made.kind == "sip" else ""
    return BrowserCall(**credentials(made), target=target)


def main_hotline(session: Session) -> Hotline:
    """The one that answers what is nobody's address: the company's own."""
    return walk.find_hotline(session, "")


@may(*ANYONE)
def page() -> Response:
    """The page of the test phone."""
    return pages.page("phone")


def install(app: Flask) -> None:
    """Serve the page beside the interface."""
    app.add_url_rule("/phone", "phone.page", page)
