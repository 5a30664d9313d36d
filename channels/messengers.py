"""SMS and messengers: whoever writes there is in a chat, with the bot and then with an agent, like on our website.

What is said to them leaves through the outbox. A way out is found in a table: `sms` has a sender of its own where
texts can be sent, and every other is a row of `messengers` (`channels.bridge`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from channels import bridge, messages, outbox
from channels.chat import LONGEST, Chat
from channels.file_links import FileLinks
from channels.models import Conversation, Message, Messenger
from db import Database, now
from hotline.sendings import SendFault
from timeline import book, customers
from timeline.events import ChatStarted
from timeline.models import Customer

SMS = "sms"
MOST, WITHIN = 20, timedelta(minutes=10)
"""So many texts of one address does the bot answer: two machines must not talk with each other for ever."""

Way = Callable[[Conversation, Message], None]
"""Hand a message over to whoever carries it. It may be given the same one again. Raises SendFault."""


class Say(Protocol):
    """Sends a text of a chat; what becomes of it is told under the message's id. Raises SendFault."""

    def __call__(self, to: str, text: str, at: datetime, message_id: int, again: bool) -> None: ...


@dataclass(frozen=True)
class Text:
    """What somebody wrote. `id` is the messenger's own name of the message; the same one may come any number of times.

    `address` is what they are written to: E.164 of SMS, whatever the messenger calls them of others.
    """

    via: str
    id: str
    address: str
    text: str
    name: str = ""
    language: str = ""


def received(chat: Chat, text: Text) -> int:
    """Take a text in, once: the bot answers, or an agent sees it. Returns the conversation's id."""
    with chat.db.transaction() as session:
        messages.one_at_a_time(session, chat.db, f"{text.via}:{text.address}")
        message_id = f"{text.via}:{text.id}"[:998]
        if before := messages.sent_before(session, chat.db, message_id):
            return before.conversation_id
        conversation, begun = _open(session, text), False
        if conversation is None:
            conversation, begun = _begun(session, text), True
        pressed = _pressed(session, conversation, text.text)
        message = messages.write(session, conversation, "customer", text.text[:LONGEST])
        message.message_id = message_id
        turn = None
        if begun:
            turn = chat.begin(session, conversation)
        elif not _too_many(session, conversation):
            turn = chat.answer(session, conversation, text.text[:LONGEST], pressed)
        conversation_id, number = conversation.id, conversation.turn_number
    chat.look_up(conversation_id, number, turn)
    return conversation_id


def _open(session: Session, text: Text) -> Conversation | None:
    return session.scalar(
        select(Conversation)
        .where(Conversation.via == text.via, Conversation.address == text.address[:200], Conversation.state != "closed")
        .order_by(Conversation.id.desc())
        .limit(1)
    )


def _begun(session: Session, text: Text) -> Conversation:
    customer = _writer(session, text)
    if text.language:
        customers.speaks(session, customer.id, text.language)
    conversation = Conversation(
        channel="chat",
        via=text.via,
        address=text.address[:200],
        customer_id=customer.id,
        opened_at=now(),
        path=[],
    )
    session.add(conversation)
    session.flush()
    book.seen(session, customer.id)
    book.record(session, customer.id, ChatStarted("chat", conversation.id, name_of(session, text.via)))
    return conversation


def _writer(session: Session, text: Text) -> Customer:
    """A number is the phone's own, so whoever texts is whom we know from calls. A handle is known by its messenger."""
    kind, value = ("phone", text.address) if text.via == SMS else ("messenger", f"{text.via}:{text.address}")
    customer = customers.who_comes(session, kind, value[:320], "chat")
    customer.name = customer.name or text.name[:200]
    return customer


def name_of(session: Session, via: str) -> str:
    """What people call this way of writing: `SMS`, `Telegram`; empty for the website."""
    known = session.get(Messenger, via) if via and via != SMS else None
    return known.name if known else via.upper() if via == SMS else via


def _pressed(session: Session, conversation: Conversation, text: str) -> str:
    """The key of the option that they chose by its number, which stands before it in what the bot wrote."""
    asked = session.scalar(
        select(Message.options)
        .where(Message.conversation_id == conversation.id, Message.author == "bot")
        .order_by(Message.id.desc())
        .limit(1)
    )
    return next((option["key"] for option in asked or [] if option["key"] == text.strip()), "")


def _too_many(session: Session, conversation: Conversation) -> bool:
    lately = select(func.count()).where(
        Message.conversation_id == conversation.id, Message.author == "customer", Message.at > now() - WITHIN
    )
    return (session.scalar(lately) or 0) > MOST


def worded(message: Message, files: Sequence[dict[str, Any]] = ()) -> str:
    """A message as plain text: the options below it, each with the key that chooses it, and where its files are."""
    options = [f"{option['key']}  {option['label']}" for option in message.options]
    return "\n".join((message.text, *options, *(f"{file['name']}: {file['url']}" for file in files))).strip()


class Sms:
    """What whoever carries SMS tells us."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat

    def texted(self, sid: str, sender: str, text: str) -> None:
        received(self._chat, Text(SMS, sid, sender, text))

    def reported(self, message_id: int, arrived: bool, why: str) -> None:
        reported(self._chat.db, SMS, message_id, arrived, why)


def by_sms(say: Say, links: FileLinks) -> Way:
    """The way out by whoever sends texts for us."""

    def send(conversation: Conversation, message: Message) -> None:
        text = worded(message, links.of(message))
        say(conversation.address, text, message.at, message.id, again=message.tries > 1)

    return send


class Ways:
    """How texts leave. `own` are those with a sender of their own, by name; every other is a row."""

    def __init__(self, db: Database, own: Mapping[str, Way], links: FileLinks) -> None:
        self._db, self._own, self._links = db, own, links

    def deliver(self, message: Message) -> str:
        """For `channels.outbox`. Raises SendFault."""
        with self._db.reading() as session:
            conversation = session.get_one(Conversation, message.conversation_id)
        self._own.get(conversation.via, self._by_bridge)(conversation, message)
        return ""

    def _by_bridge(self, conversation: Conversation, message: Message) -> None:
        with self._db.reading() as session:
            messenger = session.get(Messenger, conversation.via)
        if messenger is None:
            raise SendFault(f"there is no messenger {conversation.via} any more", permanent=True)
        bridge.post(messenger.url, messenger.secret, outgoing(conversation, message, self._links.of(message)))


def outgoing(conversation: Conversation, message: Message, files: list[dict[str, Any]]) -> dict[str, Any]:
    """What a bridge gets. A message that comes again has the same id: it is written once."""
    return {
        "id": message.id,
        "to": conversation.address,
        "text": worded(message, files),
        "options": message.options,
        "files": files,
        "author": message.author,
        "language": conversation.language,
        "at": message.at.isoformat(),
    }


def reported(db: Database, via: str, message_id: int, arrived: bool, why: str = "") -> bool:
    """What became of a message that left by `via`. False where there is no such message to say it of."""
    with db.transaction() as session:
        its = select(Conversation.id).where(Conversation.via == via)
        delivery, before = ("arrived", ("busy", "sent")) if arrived else ("failed", ("busy", "sent", "arrived"))
        found = session.scalar(
            update(Message)
            .where(Message.id == message_id, Message.conversation_id.in_(its), Message.delivery.in_(before))
            .values(delivery=delivery, fault=why[:400])
            .returning(Message.conversation_id)
        )
        if found is not None:
            outbox.tell(session, found, message_id, delivery)
        return found is not None
