"""The story of a chat: a visitor writes, the bot walks the flow with them, a person takes over, the phone goes on.

Each method is one step in one transaction. The bot runs the same flow as the hotline, in text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from acd.models import Agent
from channels import bot, by_phone, conversations, messages, voices
from channels.models import Conversation, Message, Visitor
from db import Database, now, signal
from hotline import lookups, phrases, walk
from hotline.walk import Contact
from ivr.heard import DialEnded, Heard, Spoken
from ivr.turns import Callback, Dial, Enqueue, Gather, Hangup, LookUp, Turn
from timeline import book, claims, customers
from timeline.events import ChatStarted, VoiceMessageWritten

LONGEST = 4000
"""Characters of one chat message."""


class NotYours(Exception):
    """The conversation is somebody else's, or over."""


class Chat:
    """The steps of every chat's story. `secret` signs codes and tickets."""

    def __init__(self, db: Database, secret: str, region: str = "US") -> None:
        """`region` is where a number without a country code is read that somebody types."""
        self.db = db
        self._secret = secret
        self._region = region

    # A visitor comes.

    def open(self, visitor_id: int, page: str, language: str, greeting: str = "") -> int:
        """Start a conversation, or return the one that is open. The bot says the first turn.

        `greeting` is what the website's chat had said before, of its own accord.
        """
        with self.db.transaction() as session:
            present = self.of_visitor(session, visitor_id)
            if present:
                return present.id
            visitor = session.get_one(Visitor, visitor_id)
            if language:
                customers.speaks(session, visitor.customer_id, language)
            conversation = Conversation(
                channel="chat",
                customer_id=visitor.customer_id,
                visitor_id=visitor.id,
                page=page[:200],
                opened_at=now(),
                path=[],
            )
            session.add(conversation)
            session.flush()
            book.seen(session, visitor.customer_id)
            book.record(session, visitor.customer_id, ChatStarted("chat", conversation.id, page[:200]))
            if greeting:
                messages.write(session, conversation, "bot", greeting)
            turn = self.begin(session, conversation)
            conversation_id, number = conversation.id, conversation.turn_number
        self.look_up(conversation_id, number, turn)
        return conversation_id

    def begin(self, session: Session, conversation: Conversation) -> Turn:
        """The bot says the first turn of the flow that answers chats."""
        hotline = walk.find_hotline(session, "chat")
        return self._perform(session, conversation, walk.begin(session, _contact(conversation), hotline))

    def of_visitor(self, session: Session, visitor_id: int) -> Conversation | None:
        """The visitor's open conversation."""
        return session.scalar(
            select(Conversation)
            .where(Conversation.visitor_id == visitor_id, Conversation.state != "closed")
            .order_by(Conversation.id.desc())
            .limit(1)
        )

    # They write, and the bot or a person answers.

    def wrote(self, visitor_id: int, text: str, key: str = "", once: str = "") -> int:
        """The visitor wrote `text`, or pressed the button `key` that reads so. Returns the message's id.

        `once` is their browser's own name for it: what comes again under the same one was taken already.
        """
        with self.db.transaction() as session:
            if before := self._before(session, visitor_id, once):
                return before.id
            conversation = self._mine(session, visitor_id)
            message = messages.write(session, conversation, "customer", text[:LONGEST])
            message.message_id = _named(visitor_id, once)
            turn = self.answer(session, conversation, text[:LONGEST], key)
            conversation_id, number, message_id = conversation.id, conversation.turn_number, message.id
        self.look_up(conversation_id, number, turn)
        return message_id

    def answer(self, session: Session, conversation: Conversation, text: str, key: str) -> Turn | None:
        """What the bot says to what was written down just now; None while a person is to answer, or nothing is said."""
        claims.hear(session, conversation.customer_id, text, self._region, "chat")
        heard = bot.before(session, conversation, text, key) if conversation.state == "bot" else None
        return self._hear(session, conversation, heard) if heard else None

    def sent(self, visitor_id: int, file: dict[str, Any], voice: bool = False, once: str = "") -> int:
        """The visitor sent a file that was checked, or spoke a message: what was said is written down later."""
        with self.db.transaction() as session:
            if before := self._before(session, visitor_id, once):
                return before.id
            conversation = self._mine(session, visitor_id)
            message = messages.write(
                session, conversation, "customer", "", attachments=[file], delivery="spoken" if voice else ""
            )
            message.message_id = _named(visitor_id, once)
            if voice:
                signal(session, voices.TOPIC, "spoken", message=message.id)
            return message.id

    def heard(self, message_id: int, text: str) -> None:
        """What a voice message said. The bot answers it as if it had been written."""
        with self.db.transaction() as session:
            message = session.get_one(Message, message_id)
            conversation = session.get_one(Conversation, message.conversation_id)
            message.text, message.delivery = text, "heard" if text else "dumb"
            book.record(
                session,
                conversation.customer_id,
                VoiceMessageWritten(conversation.channel, conversation.id, message.id, text),
                conversation.journey_id,
            )
            messages.told(session, conversation, "message", message=message.id, author="customer")
            turn = self._hear(session, conversation, Spoken(text)) if text and conversation.state == "bot" else None
            conversation_id, number = conversation.id, conversation.turn_number
        self.look_up(conversation_id, number, turn)

    def look_up(self, conversation_id: int, number: int, turn: Turn | None) -> None:
        """Ask the company's own systems for as long as the flow wants to know something, between transactions."""
        while turn and isinstance(turn.ending, LookUp):
            found = lookups.perform(self.db, turn.ending)
            with self.db.transaction() as session:
                conversation = session.get_one(Conversation, conversation_id)
                if conversation.state != "bot" or conversation.turn_number != number:
                    return  # They wrote something meanwhile, or left.
                turn = self._hear(session, conversation, found)
                number = conversation.turn_number

    def _hear(self, session: Session, conversation: Conversation, heard: Heard) -> Turn:
        turn = walk.go_on(session, _contact(conversation), heard, self._secret)
        if isinstance(turn.ending, Gather) and bot.lost(conversation, heard):
            if bot.answers(session, conversation, heard):
                return turn
            if bot.gives_way(conversation):
                turn = walk.go_on(session, _contact(conversation), bot.PERSON, self._secret)
        return self._perform(session, conversation, turn)

    def _perform(self, session: Session, conversation: Conversation, turn: Turn) -> Turn:
        """Say a turn in text, and return the one at which it stops. Options become buttons under the last message."""
        texts = [prompt.text for prompt in turn.prompts]
        options = turn.ending.options if isinstance(turn.ending, Gather) else ()
        for number, text in enumerate(texts, start=1):
            shown = options if number == len(texts) else ()
            messages.write(
                session, conversation, "bot", text, options=[{"key": o.key, "label": o.label} for o in shown]
            )
        if isinstance(turn.ending, Enqueue):
            self._queue(session, conversation, turn.ending, announced=bool(texts))
        elif isinstance(turn.ending, Hangup):
            conversations.closed(session, conversation, turn.ending.why)
        elif isinstance(turn.ending, Dial | Callback):
            # Nobody can be connected with a number from here: the flow says where that leads.
            return self._hear(session, conversation, DialEnded("failed"))
        return turn

    def _queue(self, session: Session, conversation: Conversation, wish: Enqueue, announced: bool) -> None:
        conversation.state = "queued"
        walk.join_line(session, _contact(conversation), wish)
        if not announced:
            messages.write(session, conversation, "bot", phrases.say("queued_chat", conversation.language).text)
        conversations.tell(session, conversation)

    def accepted(self, offer_id: int, agent_id: int) -> int | None:
        """An agent takes the conversation (chat or email). Its id, or None where the offer is over."""
        with self.db.transaction() as session:
            conversation = conversations.accepted(session, offer_id, agent_id)
            if conversation is None:
                return None
            if conversation.channel == "chat":
                agent = session.get_one(Agent, agent_id)
                first_name = agent.name.partition(" ")[0]
                joined = phrases.say("joined_chat", conversation.language, agent=first_name).text
                messages.write(session, conversation, "bot", joined)
            return conversation.id

    def declined(self, offer_id: int, agent_id: int) -> bool:
        """An agent passes a chat or an email on."""
        with self.db.transaction() as session:
            return conversations.declined(session, offer_id, agent_id)

    def say(self, conversation_id: int, agent_id: int, text: str, files: Sequence[dict[str, Any]] = ()) -> int:
        """The agent writes, perhaps with files that were checked. Returns the message's id; raises NotYours."""
        with self.db.transaction() as session:
            conversation = self._worked_on(session, conversation_id, agent_id)
            attached = list(files)
            words = text[:LONGEST]
            return messages.write(session, conversation, "agent", words, agent_id=agent_id, attachments=attached).id

    # They go on by phone.

    def code(self, visitor_id: int) -> tuple[str, int]:
        """A one-time code to go on by phone with: (digits, minutes that it works)."""
        with self.db.transaction() as session:
            return by_phone.code(session, self._mine(session, visitor_id), self._secret)

    def ticket(self, visitor_id: int) -> str:
        """What the visitor's browser calls with, so that its journey comes along."""
        with self.db.transaction() as session:
            return by_phone.ticket(session, self._mine(session, visitor_id), self._secret)

    # It ends.

    def left(self, visitor_id: int) -> None:
        """The visitor ends the chat."""
        with self.db.transaction() as session:
            conversations.closed(session, self._mine(session, visitor_id), "customer")

    def close(self, conversation_id: int, agent_id: int) -> None:
        """The agent ends the conversation. Raises NotYours."""
        with self.db.transaction() as session:
            conversation = self._worked_on(session, conversation_id, agent_id)
            if conversation.channel == "chat":
                messages.write(session, conversation, "bot", phrases.say("left_chat", conversation.language).text)
            conversations.closed(session, conversation, "agent")

    def wrapped_up(self, conversation_id: int, agent_id: int, disposition: str, note: str) -> None:
        """How it ended, for the record; an open conversation is closed by it. Raises NotYours."""
        with self.db.transaction() as session:
            conversation = session.get_one(Conversation, conversation_id)
            if conversation.agent_id != agent_id:
                raise NotYours
            conversations.closed(session, conversation, "agent")
            conversations.wrapped_up(session, conversation, agent_id, disposition, note)

    def _before(self, session: Session, visitor_id: int, once: str) -> Message | None:
        name = _named(visitor_id, once)
        return messages.sent_before(session, self.db, name) if name else None

    def _mine(self, session: Session, visitor_id: int) -> Conversation:
        conversation = self.of_visitor(session, visitor_id)
        if conversation is None:
            raise NotYours
        return conversation

    def _worked_on(self, session: Session, conversation_id: int, agent_id: int) -> Conversation:
        conversation = session.get_one(Conversation, conversation_id)
        if conversation.agent_id != agent_id or conversation.state != "talking":
            raise NotYours
        return conversation


def _contact(conversation: Conversation) -> Contact:
    source = conversation.address or f"visitor-{conversation.visitor_id}"
    return Contact(conversation, conversation.id, "chat", source, conversation.via or "web")


def _named(visitor_id: int, once: str) -> str | None:
    return f"web:{visitor_id}:{once}" if once else None
