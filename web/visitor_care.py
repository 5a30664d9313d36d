"""What a visitor's chat has beside its messages: files, marks of reading, who they are, what they thought of it."""

from __future__ import annotations

from flask import Response, jsonify, request
from sqlalchemy import select

from channels import files, letters, sites, visits
from channels.files import FileRefused
from channels.mail_headers import mailbox
from channels.models import Conversation, Message, Visitor
from web import embedding, kept_files, visitor_view
from web.api import binary, chapter, takes_files
from web.errors import Refused
from web.guard import ANYONE, may
from web.rooms import rooms
from web.schemas.conversations import Seen
from web.schemas.visitor import (
    Away,
    ChatOut,
    Details,
    Done,
    Earlier,
    EarlierThan,
    FilePath,
    FileSent,
    GreetingOut,
    Rating,
    SiteSearch,
    SiteWords,
    TranscriptTo,
)
from web.visitor import asking, no_chat, not_so, open_chat, present, true_details
from web.visitor_limits import often

api = chapter("visitor_care", "What a visitor's chat has beside its messages.")
takes_files(api, "send_file", files.LARGEST)


@api.get("/visitor/site", responses={"200": SiteWords})
@may(*ANYONE)
@often("look")
def site(query: SiteSearch) -> Response:
    """What the script on a website says of its own accord. It tells of nobody, so every website that is named in
    CHAT_ORIGINS may read it; any other learns that it is not, and shows no chat."""
    try:
        embedding.refuse_strangers()
    except Refused as no:
        return _for_scripts(jsonify(error=no.error, message=no.message), no.status)
    with rooms().db.reading() as session:
        greetings = sites.settings(session, query.page).greetings
    words = SiteWords(greetings=[GreetingOut.model_validate(each.model_dump()) for each in greetings])
    response = _for_scripts(Response(words.model_dump_json(), mimetype="application/json"))
    response.headers["Cache-Control"] = "public, max-age=300"
    response.headers["Vary"] = "Origin, Referer"
    return response


def _for_scripts(response: Response, status: int = 200) -> Response:
    """Readable from a page of any website."""
    response.status_code = status
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@api.get("/visitor/history", responses={"200": Earlier})
@may(*ANYONE)
@often("look")
def history(query: EarlierThan) -> Earlier:
    """What was written before this message, on this visit or an earlier one."""
    return visitor_view.earlier(rooms().db, asking(), query.before)


@api.post("/visitor/typing", responses={"200": Done})
@may(*ANYONE)
@often("care")
def typing() -> Done:
    """The visitor writes just now."""
    with rooms().db.transaction() as session:
        visits.typing(session, _open(asking()), "customer")
    return Done()


@api.post("/visitor/seen", responses={"200": Done})
@may(*ANYONE)
@often("care")
def seen(body: Seen) -> Done:
    """The visitor has read up to this message."""
    with rooms().db.transaction() as session:
        visits.seen(session, _latest(asking()), "customer", body.message)
    return Done()


@api.post("/visitor/details", responses={"200": Done})
@may(*ANYONE)
@often("tell")
def tell(body: Details) -> Done:
    """Who they say they are, in an open chat."""
    chat = _open(asking())
    with rooms().db.transaction() as session, true_details():
        visits.details(session, session.merge(chat), body.model_dump(), rooms().config.region)
    return Done()


@api.post("/visitor/rating", responses={"200": ChatOut})
@may(*ANYONE)
@often("tell")
def rate(body: Rating) -> ChatOut:
    """What they thought of the chat that ended. The first answer counts."""
    visitor_id = asking()
    chat = _latest(visitor_id)
    with rooms().db.transaction() as session:
        visits.rated(session, session.merge(chat), body.score, body.comment)
    return present(visitor_id)


@api.post("/visitor/transcript", responses={"200": Done})
@may(*ANYONE)
@often("letter")
def transcript(body: TranscriptTo) -> Done:
    """The chat's text by mail."""
    chat, address = _latest(asking()), mailbox(body.email)
    if address is None:
        raise not_so("email")
    with rooms().db.transaction() as session:
        letters.send_transcript(session, rooms().config, session.merge(chat), address)
    return Done()


@api.post("/visitor/away", responses={"200": Done})
@may(*ANYONE)
@often("letter")
def away(body: Away) -> Done:
    """A message left while nobody is there; an agent answers it by mail."""
    visitor_id, address = asking(), mailbox(body.email)
    if address is None:
        raise not_so("email")
    with rooms().db.transaction() as session:
        customer_id = session.get_one(Visitor, visitor_id).customer_id
        letters.left(session, rooms().config, customer_id, body.language, body.name, address, body.text)
    return Done()


@api.post("/visitor/files", responses={"200": ChatOut})
@may(*ANYONE)
@often("file")
def send_file(query: FileSent) -> ChatOut:
    """Send a file, or a voice message. The body is the file itself."""
    visitor_id = asking()
    chat = _open(visitor_id)
    with rooms().db.reading() as session:
        rules = sites.settings(session, chat.page)
    if not (rules.voice if query.voice else rules.files):
        raise Refused(403, "no_files", "This chat takes no files. Describe it in words, please.")
    kept = kept_files.keep(rooms().config, request.get_data(), query.name)
    if query.voice and kept["type"] not in files.HEARD:
        raise kept_files.refused(FileRefused("bad_type"))
    with open_chat():
        rooms().chat.sent(visitor_id, kept, query.voice, query.once)
    return present(visitor_id)


@api.get("/visitor/files/<sha256>", responses={"200": binary("application/octet-stream")})
@may(*ANYONE)
@often("look")
def fetch(path: FilePath) -> Response:
    """A file of the visitor's own chats."""
    visitor_id = asking()
    with rooms().db.reading() as session:
        lists = session.scalars(
            select(Message.attachments)
            .join(Conversation, Conversation.id == Message.conversation_id)
            .where(Conversation.visitor_id == visitor_id)
        ).all()
    return kept_files.send(rooms().attachments, lists, path.sha256)


def _latest(visitor_id: int) -> Conversation:
    chat_id = visitor_view.latest_id(rooms().db, visitor_id)
    if chat_id is None:
        raise no_chat()
    with rooms().db.reading() as session:
        return session.get_one(Conversation, chat_id)


def _open(visitor_id: int) -> Conversation:
    chat = _latest(visitor_id)
    if chat.state == "closed":
        raise no_chat()
    return chat
