"""Visitor, Messenger, Mailbox, Article, Conversation, Message."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from claims import Claimable
from db import Base
from hotline.models import WalksFlow


class Visitor(Base):
    """A browser on a website. It proves itself by a random token of which only the hash is kept."""

    __tablename__ = "visitors"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    created_at: Mapped[datetime]


class ChatSite(Base):
    """A website's settings of its chat (`channels.sites.SiteSettings`); the empty origin is every other website."""

    __tablename__ = "chat_sites"

    origin: Mapped[str] = mapped_column(String(200), primary_key=True)
    settings: Mapped[dict[str, Any]]


class Messenger(Base):
    """A messenger that a bridge joins to us: docs/messengers.md. One more of them is one more row."""

    __tablename__ = "messengers"

    key: Mapped[str] = mapped_column(String(16), primary_key=True)
    """As addresses are kept with it: `telegram` of `telegram:nora`."""
    name: Mapped[str] = mapped_column(String(60))
    url: Mapped[str] = mapped_column(String(400))
    """Where the bridge takes what we write."""
    secret: Mapped[str] = mapped_column(String(100))
    """Both sides sign with it."""


class Mailbox(Base):
    """One of our addresses. What comes to none of these is for MAIL_ADDRESS."""

    __tablename__ = "mailboxes"

    address: Mapped[str] = mapped_column(String(320), primary_key=True)
    """In lower case."""
    name: Mapped[str] = mapped_column(String(120), default="")
    """What stands beside the agent's name on mail that leaves from here."""
    queue_key: Mapped[str] = mapped_column(String(40), default="")
    """Where its mail waits; empty: with all other mail."""
    signature: Mapped[str] = mapped_column(Text, default="")
    """Below every answer, after the agent's own."""


class ImapAccount(Base):
    """The mailbox at a provider from which the mail to one of our addresses is fetched."""

    __tablename__ = "imap_accounts"

    address: Mapped[str] = mapped_column(ForeignKey("mailboxes.address"), primary_key=True)
    server: Mapped[str] = mapped_column(String(260))
    """`imap.example`, or with its port."""
    user: Mapped[str] = mapped_column(String(320))
    folder: Mapped[str] = mapped_column(String(200), default="INBOX")
    password: Mapped[str] = mapped_column(Text)
    """As `channels.sealed` seals it; empty where the operator's command prints tokens."""
    fault: Mapped[str] = mapped_column(String(400), default="")
    """Why it cannot be read now."""
    reached_at: Mapped[datetime | None]


class Article(Base):
    """An answer of the knowledge base, in one language."""

    __tablename__ = "articles"
    __table_args__ = (Index("ix_articles_language", "language", "published"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(String(8))
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    published: Mapped[bool] = mapped_column(default=True)
    helped: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)
    """How often somebody said that it did, or did not."""
    edited_by: Mapped[str] = mapped_column(String(120), default="")
    edited_at: Mapped[datetime]


class Conversation(WalksFlow, Base):
    """A chat, or a thread of emails. `state`: bot → queued → talking → closed (an email begins as queued)."""

    __tablename__ = "conversations"
    __table_args__ = (
        Index("ix_conversations_customer", "customer_id", "opened_at"),
        Index("ix_conversations_agent", "agent_id", "state"),
        Index("ix_conversations_via", "via", "address", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(8))
    """`chat` or `email`."""
    via: Mapped[str] = mapped_column(String(320), default="", server_default="")
    """Of chats `sms` or a messenger's key, empty on our website; of emails which of our mailboxes they came to."""
    address: Mapped[str] = mapped_column(String(200), default="", server_default="")
    """Of SMS and messengers: where the customer is written to."""
    visitor_id: Mapped[int | None] = mapped_column(ForeignKey("visitors.id"))
    subject: Mapped[str] = mapped_column(String(400), default="")
    state: Mapped[str] = mapped_column(String(8), default="bot")
    page: Mapped[str] = mapped_column(String(200), default="")
    """The website's page on which the chat began."""
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    customer_seen: Mapped[int] = mapped_column(default=0)
    agent_seen: Mapped[int] = mapped_column(default=0)
    """The newest message that each side had on the screen."""
    article_id: Mapped[int | None]
    """The article with which the bot answered last, until the customer says whether it helped."""
    unhelped: Mapped[int] = mapped_column(default=0)
    """Questions that the bot could not answer, and answers of it that did not help."""
    rating: Mapped[int | None]
    """What the customer thought of it, 1 to 5."""


class Message(Claimable, Base):
    """One message of a conversation. `author`: customer, bot, agent. Emails also carry their headers.

    `delivery` is empty for the website's chat and for what comes in. An email, and a text to a messenger, is queued →
    busy → sent, or failed for good; a text is arrived where somebody says so. A voice message is spoken → hearing →
    heard, its text being what was said, or dumb where nothing could be heard. A mail whose files a scanner has to look
    at is to_check → checking → empty.
    """

    __tablename__ = "messages"
    __table_args__ = (
        Index("ix_messages_conversation", "conversation_id", "id"),
        Index("ix_messages_header", "message_id"),
        Index("ix_messages_outbox", "delivery", "retry_at"),
    )

    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    author: Mapped[str] = mapped_column(String(10))
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
    at: Mapped[datetime]
    text: Mapped[str] = mapped_column(Text)
    """The new part; of an email without quoted history and signature."""
    options: Mapped[list[Any]] = mapped_column(default=list)
    """Buttons under a bot's question: [{key, label}]."""
    message_id: Mapped[str | None] = mapped_column(String(998))
    """Of emails their own; of what a messenger brought `telegram:` and its id there; of what a visitor's browser sends
    `web:`, the visitor and the browser's name for it."""
    headers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Emails: {from, to, cc, subject, in_reply_to, references, full_text}; those that came in also {reply_to, date,
    raw (the SHA-256 by which the message itself is kept), automatic (written by a machine)}."""
    attachments: Mapped[list[Any]] = mapped_column(default=list)
    """[{name, type, size, sha256}]; the type of a chat's file is what its content says. A mail's file that a scanner
    looks at is `held`: waiting, or unclean; empty since it is clean."""
    delivery: Mapped[str] = mapped_column(String(8), default="")


class Webhook(Base):
    """Another system that is told what happens to customers (`channels.webhooks`)."""

    __tablename__ = "webhooks"

    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(String(400))
    secret: Mapped[str] = mapped_column(String(80))
    kinds: Mapped[list[str]] = mapped_column(default=list)
    """Which entries it is told; all of them where none is named."""
    active: Mapped[bool] = mapped_column(default=True)
    told_to: Mapped[int] = mapped_column(default=0)
    """The id of the last entry that it has."""
    tries: Mapped[int] = mapped_column(default=0)
    """Failures in a row."""
    retry_at: Mapped[datetime | None]
    """Not before then: after a failure, or while a process tells it."""
    fault: Mapped[str] = mapped_column(String(400), default="")
    """What went wrong last; empty while it takes what it is told."""
    created_at: Mapped[datetime]
