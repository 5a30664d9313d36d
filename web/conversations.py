"""Chats and threads of emails, as an agent works on them."""

from __future__ import annotations

from flask import Response

from web.api import binary, chapter
from web.guard import STAFF, may
from web.schemas.base import AttachmentPath, ConversationPath
from web.schemas.conversations import ConversationPage, MessageIn, MessageOut
from web.schemas.desk import Desk

api = chapter("conversations", "Chats and threads of emails.")


@api.get("/conversations/<int:conversation_id>", responses={"200": ConversationPage})
@may(*STAFF)
def look(path: ConversationPath) -> ConversationPage:
    """The conversation with all its messages, oldest first."""
    raise NotImplementedError


@api.post("/conversations/<int:conversation_id>/messages", responses={"201": MessageOut})
@may(*STAFF)
def say(path: ConversationPath, body: MessageIn) -> tuple[MessageOut, int]:
    """Write to the customer: a chat message, or an answer by email."""
    raise NotImplementedError


@api.post("/conversations/<int:conversation_id>/close", responses={"200": Desk})
@may(*STAFF)
def close(path: ConversationPath) -> Desk:
    """End the conversation."""
    raise NotImplementedError


@api.get(
    "/conversations/<int:conversation_id>/attachments/<sha256>", responses={"200": binary("application/octet-stream")}
)
@may(*STAFF)
def attachment(path: AttachmentPath) -> Response:
    """A file that came with a message, always as a download."""
    raise NotImplementedError
