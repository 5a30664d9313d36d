"""Whose contacts these are, for lists that name calls and chats together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from channels.models import Conversation
from hotline.models import FlowTurn
from hotline.replay import Differing
from telephony.models import Call
from timeline import people
from web import briefs

Whose = dict[tuple[str, int], tuple[int, str]]
"""(kind, id) of a contact → (id, name) of its customer."""


def in_turn(each: FlowTurn | Differing, whose: Whose) -> dict[str, Any]:
    """A contact in one of its turns, as lists of a flow name it."""
    customer_id, customer = whose.get((each.kind, each.contact_id), (None, ""))
    about = {"customer_id": customer_id, "customer": customer}
    return {"kind": each.kind, "id": each.contact_id, **about, "at": each.at, "turn": each.turn}


def customers(session: Session, contacts: Iterable[tuple[str, int]]) -> Whose:
    """Whose they are now: a contact follows its customer when two turn out to be one. Four statements at most."""
    wanted = set(contacts)
    calls = {id for kind, id in wanted if kind == "call"}
    written = {id for kind, id in wanted if kind != "call"}
    of: dict[tuple[str, int], int] = {}
    for id, customer_id in session.execute(select(Call.id, Call.customer_id).where(Call.id.in_(calls))):
        of["call", id] = customer_id
    query = select(Conversation.channel, Conversation.id, Conversation.customer_id)
    for kind, id, customer_id in session.execute(query.where(Conversation.id.in_(written))):
        of[kind, id] = customer_id
    persons = {each: briefs.customer(person) for each, person in people.of(session, of.values()).items()}
    return {contact: (persons[each].id, persons[each].shown_name) for contact, each in of.items()}
