"""Whoever is forgotten is forgotten by their household as well: others were offered their first name.

Which name a question offered stands in no column of its own (`ivr.kinds.who`): it is in the turn that a contact rests
in, in the way that was walked, and in what was heard.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from channels.models import Conversation, Message
from hotline.models import FlowTurn
from telephony.models import Call
from timeline.households import first_name
from timeline.models import Claim, Customer, Identity

GONE = "…"


def unname(session: Session, members: Iterable[int]) -> None:
    """The contacts of others who use the same telephone keep none of these customers' first names."""
    members = list(members)
    known = session.scalars(select(Customer.name).where(Customer.id.in_(members)))
    names = {first_name(each) for each in known} - {""}
    others = _household(session, members) if names else []
    if not others:
        return
    named = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(names)))})\b", re.IGNORECASE)
    calls = session.scalars(select(Call).where(Call.customer_id.in_(others))).all()
    chats = session.scalars(select(Conversation).where(Conversation.customer_id.in_(others))).all()
    for call in calls:
        _clean(call, ("turn", "path", "flow_state"), named)
    for chat in chats:
        _clean(chat, ("path", "flow_state"), named)
    contacts = [("call", each.id) for each in calls] + [(each.channel, each.id) for each in chats]
    for turn in session.scalars(select(FlowTurn).where(tuple_(FlowTurn.kind, FlowTurn.contact_id).in_(contacts))):
        _clean(turn, ("heard",), named)
    asked = select(Message).where(Message.conversation_id.in_([each.id for each in chats]), Message.author == "bot")
    for message in session.scalars(asked):
        _clean(message, ("options",), named)


def _household(session: Session, members: list[int]) -> list[int]:
    """Other customers who came from an address that these used, and that several people use."""
    theirs = select(Identity.kind, Identity.value).where(Identity.customer_id.in_(members))
    came = select(Claim.kind, Claim.value).where(Claim.customer_id.in_(members), Claim.source == "shared")
    addresses = [(kind, value) for kind, value in session.execute(theirs.union(came))]
    used = tuple_(Claim.kind, Claim.value).in_(addresses)
    found = select(Claim.customer_id).where(used, Claim.source == "shared", Claim.customer_id.not_in(members))
    return list(session.scalars(found.distinct()))


def _clean(row: Any, columns: tuple[str, ...], named: re.Pattern[str]) -> None:
    """Cross the names out of these columns of JSON, whatever they are made of."""
    for column in columns:
        before = getattr(row, column)
        after = _without(before, named)
        if after != before:
            setattr(row, column, after)


def _without(value: Any, named: re.Pattern[str]) -> Any:
    if isinstance(value, str):
        return named.sub(GONE, value)
    if isinstance(value, dict):
        return {key: _without(each, named) for key, each in value.items()}
    return [_without(each, named) for each in value] if isinstance(value, list) else value
