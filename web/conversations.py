"""Chats and threads of emails, as an agent works on them."""

from __future__ import annotations

from flask import Response, send_file
from sqlalchemy import select
from sqlalchemy.orm import Session

from acd.models import Agent
from channels import mail_reply
from channels.models import Conversation, Message
from timeline import people
from timeline.models import Journey
from web import briefs
from web.api import binary, chapter
from web.desk import present
from web.errors import Refused, missing
from web.guard import STAFF, desk_of, may, visit
from web.own import own
from web.rooms import rooms
from web.schemas.base import AttachmentPath, ConversationPath
from web.schemas.conversations import (
    Attachment,
    ConversationOut,
    ConversationPage,
    MessageIn,
    MessageOut,
    Option,
)
from web.schemas.desk import Desk

MESSAGES_SHOWN = 1000
"""A conversation longer than this shows its end; all of it is on the timeline."""

api = chapter("conversations", "Chats and threads of emails.")


@api.get("/conversations/<int:conversation_id>", responses={"200": ConversationPage})
@may(*STAFF)
def look(path: ConversationPath) -> ConversationPage:
    """The conversation with its messages, oldest first."""
    with rooms().db.reading() as session:
        conversation = _conversation(session, path.conversation_id)
        rows = session.execute(
            select(Message, Agent)
            .outerjoin(Agent, Agent.id == Message.agent_id)
            .where(Message.conversation_id == conversation.id)
            .order_by(Message.id.desc())
            .limit(MESSAGES_SHOWN)
        ).all()
        return ConversationPage(
            conversation=_shown(session, conversation),
            messages=[_message(message, agent) for message, agent in reversed(rows)],
        )


def _conversation(session: Session, conversation_id: int) -> Conversation:
    conversation = session.get(Conversation, conversation_id)
    if conversation is None:
        raise missing("conversation")
    return conversation


def _shown(session: Session, row: Conversation) -> ConversationOut:
    journey = session.get(Journey, row.journey_id) if row.journey_id else None
    agent = session.get(Agent, row.agent_id) if row.agent_id else None
    plain = ("id", "channel", "state", "subject", "language", "opened_at", "closed_at", "disposition", "note")
    return ConversationOut(
        **{name: getattr(row, name) for name in plain},
        customer=briefs.customer(people.one(session, row.customer_id)),
        journey=briefs.journey(journey, visit().user.language),
        agent=briefs.agent(agent),
        path=briefs.path(row.path),
    )


def _message(row: Message, agent: Agent | None) -> MessageOut:
    plain = ("id", "author", "at", "text", "delivery", "fault")
    return MessageOut(
        **{name: getattr(row, name) for name in plain},
        agent=briefs.agent(agent),
        options=[Option.model_validate(option) for option in row.options],
        attachments=[Attachment.model_validate(attachment) for attachment in row.attachments],
        subject=row.headers.get("subject", ""),
    )


@api.post("/conversations/<int:conversation_id>/messages", responses={"201": MessageOut})
@may(*STAFF)
def say(path: ConversationPath, body: MessageIn) -> tuple[MessageOut, int]:
    """Write to the customer: a chat message, or an answer by email."""
    conversation, agent_id = own(Conversation, path.conversation_id), desk_of()
    if conversation.channel == "chat":
        message_id = rooms().chat.say(conversation.id, agent_id, body.text)
    else:
        message_id = _reply(conversation.id, agent_id, body.text)
    with rooms().db.reading() as session:
        return _message(session.get_one(Message, message_id), session.get_one(Agent, agent_id)), 201


def _reply(conversation_id: int, agent_id: int, text: str) -> int:
    try:
        return mail_reply.reply(rooms().db, rooms().config, conversation_id, agent_id, text)
    except ValueError as fault:
        raise Refused(409, "no_reply", f"This email cannot be answered: {fault}.") from fault


@api.post("/conversations/<int:conversation_id>/close", responses={"200": Desk})
@may(*STAFF)
def close(path: ConversationPath) -> Desk:
    """End the conversation."""
    own(Conversation, path.conversation_id)
    rooms().chat.close(path.conversation_id, desk_of())
    return present()


@api.get(
    "/conversations/<int:conversation_id>/attachments/<sha256>", responses={"200": binary("application/octet-stream")}
)
@may(*STAFF)
def attachment(path: AttachmentPath) -> Response:
    """A file that came with a message: always a download, never a page of ours."""
    with rooms().db.reading() as session:
        _conversation(session, path.conversation_id)
        kept = session.scalars(select(Message.attachments).where(Message.conversation_id == path.conversation_id))
        named = next((known["name"] for all_of in kept for known in all_of if known["sha256"] == path.sha256), None)
    file = rooms().attachments / path.sha256
    if named is None or not file.is_file():
        raise missing("attachment")
    return send_file(file, mimetype="application/octet-stream", as_attachment=True, download_name=named or "attachment")
