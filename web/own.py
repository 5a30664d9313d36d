"""An agent acts on their own contacts only."""

from __future__ import annotations

from typing import TypeVar

from acd.models import Offer
from channels.models import Conversation
from telephony.models import Call
from web.errors import Refused, found
from web.guard import desk_of
from web.rooms import rooms

Owned = TypeVar("Owned", Call, Conversation, Offer)


def own(model: type[Owned], key: int) -> Owned:
    """The call, conversation or offer `key`, which must be with the agent who asks. Raises Refused: 404 or 403."""
    agent_id = desk_of()
    with rooms().db.reading() as session:
        row = found(session.get(model, key), model.__name__.lower())
    if row.agent_id != agent_id:
        raise Refused(403, "not_yours", "This is with another agent. Only they can do that.")
    return row


def done(worked: bool) -> None:
    """A story answers False where the moment for it has passed."""
    if not worked:
        raise Refused(409, "too_late", "That is not possible any more. The desk shows how things stand now.")
