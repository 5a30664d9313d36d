"""Where who writes by SMS or a messenger fetches a file of an agent; `channels.file_links` makes the address."""

from __future__ import annotations

from flask import Blueprint, Response

from channels.file_links import FileLinks
from channels.models import Message
from web import kept_files
from web.errors import missing
from web.guard import ANYONE, may
from web.limits import limiter
from web.rooms import rooms

OFTEN = "60 per minute"

blueprint = Blueprint("file_links", __name__)


@blueprint.get("/f/<int:message_id>/<int:place>/<key>")
@may(*ANYONE)
@limiter.limit(OFTEN)
def fetch(message_id: int, place: int, key: str) -> Response:
    """The file, as long as its message is kept."""
    config = rooms().config
    if not FileLinks(config.public_url, config.secret_key).opens(message_id, place, key):
        raise missing("attachment")
    with rooms().db.reading() as session:
        message = session.get(Message, message_id)
        files = message.attachments[place : place + 1] if message else []
    if not files:
        raise missing("attachment")
    return kept_files.send(rooms().attachments, [files], files[0]["sha256"])
