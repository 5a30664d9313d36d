"""A visitor of a website: their chat, and how they go on by phone. No login and no cookie: a token is all they have.

The token goes as `Authorization: Bearer`, which no stranger's page can make a browser send, so nothing here needs a
token against forgery. No address carries an id: what is not the token's own cannot even be asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from urllib.parse import urlsplit

from flask import Flask, Response
from flask_limiter.util import get_remote_address

from channels import sites, visitors, visits
from channels.chat import NotYours
from db import now
from hotline import calendar, walk
from web import embedding, live, pages, phone, visitor_view
from web.api import binary, chapter
from web.errors import SENTENCES, Refused
from web.guard import ANYONE, may
from web.rooms import rooms
from web.schemas.visitor import (
    BrowserCall,
    ChatOut,
    ChatStart,
    ChatWrite,
    CodeOut,
    SiteOut,
    VisitorEnter,
    VisitorLive,
    VisitorSession,
)
from web.visitor_limits import Places, often, token
from web.words import in_language

api = chapter("visitor", "The website's chat. A visitor proves itself by the token of its session, as a Bearer.")

_places = Places()


@api.post("/visitor/session", responses={"200": VisitorSession})
@may(*ANYONE)
@often("session")
def enter(body: VisitorEnter) -> VisitorSession:
    """The session of the token that was sent; a new one where there was none, or it was wrong."""
    kept, visitor_id = visitors.come(rooms().db, token())
    with rooms().db.reading() as session:
        company = phone.main_hotline(session).name
        site = sites.settings(session, body.page)
        is_open = calendar.look(walk.find_hotline(session, "chat"), now()).open_now
    return VisitorSession(
        token=kept,
        company=company,
        open=is_open,
        calls_back=rooms().calls.outgoing is not None,
        site=SiteOut.model_validate(site.model_dump(include=set(SiteOut.model_fields))),
        conversation=visitor_view.latest(rooms().db, visitor_id),
    )


@api.post("/visitor/conversation", responses={"200": ChatOut})
@may(*ANYONE)
@often("start")
def start(body: ChatStart) -> ChatOut:
    """Start a chat, or go on with the one that is open. The bot speaks first."""
    visitor_id, said = asking(), body.details.model_dump()
    with rooms().db.reading() as session, true_details():
        site = sites.settings(session, body.page)
        if rooms().chat.of_visitor(session, visitor_id) is None:
            visits.checked(site.before, site.must, said, rooms().config.region)
    rooms().chat.open(visitor_id, body.page, body.language, _greeting(body))
    with rooms().db.transaction() as session:
        if chat := rooms().chat.of_visitor(session, visitor_id):
            visits.details(session, chat, said, rooms().config.region)
    return present(visitor_id)


def _greeting(body: ChatStart) -> str:
    """What the script on the website had said: it tells us a number, and the words are ours."""
    if body.greeting is None:
        return ""
    with rooms().db.reading() as session:
        greetings = sites.settings(session, body.page).greetings
    said = greetings[body.greeting].text if body.greeting < len(greetings) else {}
    return in_language(said, body.language)


@api.get("/visitor/conversation", responses={"200": ChatOut})
@may(*ANYONE)
@often("look")
def look() -> ChatOut:
    """The visitor's chat, or the one that ended last."""
    return present(asking())


@api.post("/visitor/messages", responses={"200": ChatOut})
@may(*ANYONE)
@often("write")
def write(body: ChatWrite) -> ChatOut:
    """Write, or press a button of the bot's. Answers with the whole chat, the bot's reply included."""
    visitor_id = asking()
    with open_chat():
        rooms().chat.wrote(visitor_id, body.text, body.key, body.once)
    return present(visitor_id)


@api.post("/visitor/code", responses={"200": CodeOut})
@may(*ANYONE)
@often("code")
def code() -> CodeOut:
    """A one-time code with which the phone goes on where the chat stopped. The one before stops working."""
    visitor_id = asking()
    with open_chat():
        digits, minutes = rooms().chat.code(visitor_id)
    with rooms().db.reading() as session:
        hotline = phone.main_hotline(session)
    config = rooms().config
    host = urlsplit(config.public_url).hostname or config.host
    return CodeOut(
        code=digits, minutes=minutes, number=hotline.shown_number, sip=f"sip:{hotline.address}@{host}:{config.sip_port}"
    )


@api.post("/visitor/call", responses={"200": BrowserCall})
@may(*ANYONE)
@often("call")
def call() -> BrowserCall:
    """Credentials for one call from the browser, which brings the chat's journey along."""
    visitor_id = asking()
    with open_chat():
        ticket = rooms().chat.ticket(visitor_id)
    return phone.browser_call(ticket)


@api.post("/visitor/leave", responses={"200": ChatOut})
@may(*ANYONE)
@often("leave")
def leave() -> ChatOut:
    """End the chat."""
    visitor_id = asking()
    with open_chat():
        rooms().chat.left(visitor_id)
    return present(visitor_id)


@api.get("/visitor/live", responses={"200": binary("text/event-stream")})
@may(*ANYONE)
@often("live")
def listen(query: VisitorLive) -> Response:
    """Events of the visitor's own chat: `message` and `state`, after which the chat is worth reading again."""
    chat_id = visitor_view.latest_id(rooms().db, asking())
    if chat_id is None:
        raise no_chat()
    address = get_remote_address()
    if not _places.take(address):
        raise Refused(429, *SENTENCES[429])
    response = live.stream(rooms().tail, query.after, [f"conversation:{chat_id}"])
    response.call_on_close(partial(_places.give_back, address))
    return response


def asking() -> int:
    """Who is asking. Raises Refused for a token that is nobody's."""
    visitor_id = visitors.known(rooms().db, token())
    if visitor_id is None:
        raise Refused(401, "no_visitor", "This chat is not known here. Ask for a new session, then start again.")
    return visitor_id


@contextmanager
def open_chat() -> Iterator[None]:
    try:
        yield
    except NotYours as fault:
        raise no_chat() from fault


@contextmanager
def true_details() -> Iterator[None]:
    """What cannot be true is refused, and named."""
    try:
        yield
    except visits.NotSo as fault:
        raise not_so(str(fault)) from fault


def not_so(field: str) -> Refused:
    sentences = {
        "email": "This is no mail address. Write it like name@example.com.",
        "phone": "This is no phone number. Write it with its country code, like +1 555 123 0001.",
    }
    return Refused(400, f"bad_{field}", sentences.get(field, "This cannot be right. Check it, please."))


def no_chat() -> Refused:
    return Refused(409, "no_chat", "No chat is open. Start one, then try again.")


def present(visitor_id: int) -> ChatOut:
    chat = visitor_view.latest(rooms().db, visitor_id)
    if chat is None:
        raise no_chat()
    return chat


# The pages: the widget that websites frame, the script that draws it there, and a shop that has it.


@may(*ANYONE)
def widget() -> Response:
    """The widget's own page, in the frame that the script makes. A website that is not named does not get it."""
    if embedding.is_framed():
        embedding.refuse_strangers()
    return pages.page("widget")


@may(*ANYONE)
def loader() -> Response:
    """The script that websites name. It says nothing of anybody, so any site's page may load it."""
    response = pages.static("widget.js")
    response.headers["Cache-Control"] = "public, max-age=300"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@may(*ANYONE)
def shop() -> Response:
    """A page of a shop, which has the widget as any website would."""
    return pages.page("visitor")


def install(app: Flask) -> None:
    """Serve the pages beside the interface."""
    for address, view in (("/widget", widget), ("/widget.js", loader), ("/visitor", shop)):
        app.add_url_rule(address, f"visitor.{view.__name__}", view)
