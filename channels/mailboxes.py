"""Our addresses: the one of MAIL_ADDRESS, and those that supervisors have set up, each with its queue and signature."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from acd.models import Agent
from channels.models import Conversation, Mailbox
from config import Config


def ours(session: Session, config: Config) -> frozenset[str]:
    """Every address of ours, in lower case."""
    return frozenset({config.mail_address.lower(), *session.scalars(select(Mailbox.address))})


def which(session: Session, recipients: Iterable[str]) -> str:
    """The mailbox that a mail to these came to; empty for the one of MAIL_ADDRESS."""
    asked = [without_tag(each) for each in recipients]
    known = set(session.scalars(select(Mailbox.address).where(Mailbox.address.in_(asked))))
    return next((each for each in asked if each in known), "")


def without_tag(address: str) -> str:
    """`help+order-427@…` is `help@…`."""
    local, _, domain = address.lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def sender(session: Session, config: Config, conversation: Conversation, agent: Agent) -> dict[str, str]:
    """Who an agent's answer is from: {name, address}."""
    mailbox = session.get(Mailbox, conversation.via)
    if mailbox is None:
        return {"name": agent.name, "address": config.mail_address}
    return {"name": f"{agent.name}, {mailbox.name}" if mailbox.name else agent.name, "address": mailbox.address}


def signature(session: Session, conversation: Conversation, agent: Agent) -> str:
    """What stands below an agent's answer: their own words, then the mailbox's; empty where there are none."""
    mailbox = session.get(Mailbox, conversation.via)
    lines = [each.strip() for each in (agent.signature, mailbox.signature if mailbox else "") if each.strip()]
    return "-- \n" + "\n".join(lines) if lines else ""
