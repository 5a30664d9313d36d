"""Chats and threads of emails, as an agent works on them."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from acd.models import Agent
from channels import files, mail_html, mail_reply, messengers, visits
from channels.models import Conversation, Message
from timeline import people
from timeline.models import Journey
from web import briefs, kept_files, looked
from web.api import binary, chapter, takes_files
from web.desk import present
from web.errors import Refused, found, missing
from web.flow_words import FlowWords
from web.guard import STAFF, desk_of, may, visit
from web.own import own
from web.rooms import rooms
from web.schemas.base import AttachmentPath, ConversationPath
from web.schemas.conversations import (
    Attachment,
    ConversationOut,
    ConversationPage,
    FileName,
    LayoutSearch,
    MessageIn,
    MessageOut,
    MessagePath,
    Option,
    Seen,
)
from web.schemas.desk import Desk
from web.schemas.visitor import Done

MESSAGES_SHOWN = 1000
"""A conversation longer than this shows its end; all of it is on the timeline."""

api = chapter("conversations", "Chats and threads of emails.")
takes_files(api, "upload", files.LARGEST)


@api.get("/conversations/<int:conversation_id>", responses={"200": ConversationPage})
@may(*STAFF)
def look(path: ConversationPath) -> ConversationPage:
    """The conversation with its messages, oldest first. Whoever reads it is noted."""
    with rooms().db.reading() as session:
        conversation = _conversation(session, path.conversation_id)
        rows = session.execute(
            select(Message, Agent)
            .outerjoin(Agent, Agent.id == Message.agent_id)
            .where(Message.conversation_id == conversation.id)
            .order_by(Message.id.desc())
            .limit(MESSAGES_SHOWN)
        ).all()
        page = ConversationPage(
            conversation=_shown(session, conversation),
            messages=[_message(message, agent) for message, agent in reversed(rows)],
        )
    looked.note(conversation.customer_id, f"conversation:{conversation.id}")
    return page


def _conversation(session: Session, conversation_id: int) -> Conversation:
    return found(session.get(Conversation, conversation_id), "conversation")


def _shown(session: Session, row: Conversation) -> ConversationOut:
    journey = session.get(Journey, row.journey_id) if row.journey_id else None
    agent = session.get(Agent, row.agent_id) if row.agent_id else None
    words = FlowWords(session, visit().user.language, [journey.id] if journey else [])
    plain = ("id", "channel", "state", "subject", "language", "opened_at", "closed_at", "disposition", "note")
    return ConversationOut(
        **{name: getattr(row, name) for name in (*plain, "customer_seen", "rating")},
        via=messengers.name_of(session, row.via),
        customer=briefs.customer(people.one(session, row.customer_id)),
        journey=briefs.journey(journey, words),
        agent=briefs.agent(agent),
        path=words.path(row),
    )


def _message(row: Message, agent: Agent | None) -> MessageOut:
    plain = ("id", "author", "at", "text", "delivery", "fault")
    return MessageOut(
        **{name: getattr(row, name) for name in plain},
        agent=briefs.agent(agent),
        options=[Option.model_validate(option) for option in row.options],
        attachments=[Attachment.model_validate(attachment) for attachment in row.attachments],
        subject=row.headers.get("subject", ""),
        sender=(row.headers.get("from") or {}).get("address") or "",
        trust=row.headers.get("trust") or {},
        spam=bool(row.headers.get("spam")),
        raw=bool(row.headers.get("raw")),
    )


@api.post("/conversations/<int:conversation_id>/messages", responses={"201": MessageOut})
@may(*STAFF)
def say(path: ConversationPath, body: MessageIn) -> tuple[MessageOut, int]:
    """Write to the customer: a chat message, or an answer by email."""
    conversation, agent_id = own(Conversation, path.conversation_id), desk_of()
    attached = [files.kept(rooms().config, each.sha256, each.name) for each in body.files]
    if None in attached:
        raise Refused(409, "no_file", "One of the files is not here any more. Attach it again.")
    kept = [each for each in attached if each]
    if conversation.channel == "email":
        message_id = _reply(conversation.id, agent_id, body.text, kept)
    else:
        message_id = rooms().chat.say(conversation.id, agent_id, body.text, kept)
    with rooms().db.reading() as session:
        return _message(session.get_one(Message, message_id), session.get_one(Agent, agent_id)), 201


def _reply(conversation_id: int, agent_id: int, text: str, attached: list[dict[str, Any]]) -> int:
    try:
        return mail_reply.reply(rooms().db, rooms().config, conversation_id, agent_id, text, attached)
    except ValueError as fault:
        raise Refused(409, "no_reply", f"This email cannot be answered: {fault}.") from fault


@api.post("/conversations/<int:conversation_id>/close", responses={"200": Desk})
@may(*STAFF)
def close(path: ConversationPath) -> Desk:
    """End the conversation."""
    own(Conversation, path.conversation_id)
    rooms().chat.close(path.conversation_id, desk_of())
    return present()


@api.post("/conversations/<int:conversation_id>/files", responses={"201": Attachment})
@may(*STAFF)
def upload(path: ConversationPath, query: FileName) -> tuple[Attachment, int]:
    """Keep a file that is to be sent with a message. The body is the file itself."""
    own(Conversation, path.conversation_id)
    return Attachment.model_validate(kept_files.keep(rooms().config, request.get_data(), query.name)), 201


@api.post("/conversations/<int:conversation_id>/typing", responses={"200": Done})
@may(*STAFF)
def typing(path: ConversationPath) -> Done:
    """The agent writes just now."""
    conversation = own(Conversation, path.conversation_id)
    with rooms().db.transaction() as session:
        visits.typing(session, conversation, "agent")
    return Done()


@api.post("/conversations/<int:conversation_id>/seen", responses={"200": Done})
@may(*STAFF)
def seen(path: ConversationPath, body: Seen) -> Done:
    """The agent has the conversation on the screen, up to this message."""
    conversation = own(Conversation, path.conversation_id)
    with rooms().db.transaction() as session:
        visits.seen(session, conversation, "agent", body.message)
    return Done()


@api.get(
    "/conversations/<int:conversation_id>/attachments/<sha256>", responses={"200": binary("application/octet-stream")}
)
@may(*STAFF)
def attachment(path: AttachmentPath) -> Response:
    """A file that came with a message: always a download, never a page of ours."""
    with rooms().db.reading() as session:
        _conversation(session, path.conversation_id)
        lists = session.scalars(
            select(Message.attachments).where(Message.conversation_id == path.conversation_id)
        ).all()
    return kept_files.send(rooms().attachments, lists, path.sha256)


@api.get("/conversations/<int:conversation_id>/messages/<int:message>/layout", responses={"200": binary("text/html")})
@may(*STAFF)
def layout(path: MessagePath, query: LayoutSearch) -> Response:
    """A received mail as its sender laid it out, made harmless, for a frame. `X-Remote-Images: yes` says that there
    are pictures elsewhere; they are fetched only with `images=true`."""
    with rooms().db.reading() as session:
        message = session.get(Message, path.message)
        if message is None or message.conversation_id != path.conversation_id:
            raise missing("message")
        digest = str(message.headers.get("raw") or "")
        held = [each["sha256"] for each in message.attachments if each.get("held")]
    layout = mail_html.layout(rooms().config.var, digest, query.images, held) if digest else None
    page, remote = found(layout, "layout")
    response = Response(page, mimetype="text/html")
    pictures = "https: data:" if query.images else "data:"
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; img-src {pictures}; style-src 'unsafe-inline'; frame-ancestors 'self'; "
        "sandbox allow-popups allow-popups-to-escape-sandbox"
    )
    response.headers["X-Remote-Images"] = "yes" if remote else "no"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
