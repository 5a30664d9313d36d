"""Chats, mails and texts. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from timeline.events.base import OfContact


@dataclass(frozen=True)
class ChatStarted(OfContact):
    page: str


@dataclass(frozen=True)
class MessageSent(OfContact):
    """One chat message. `author`: customer, bot, agent."""

    author: str
    agent: str
    text: str
    message: int


@dataclass(frozen=True)
class VoiceMessageWritten(OfContact):
    """What the customer said in a voice message; empty where nothing could be heard."""

    message: int
    text: str


@dataclass(frozen=True)
class ConversationClosed(OfContact):
    why: str


@dataclass(frozen=True)
class EmailReceived(OfContact):
    message: int
    subject: str
    from_address: str
    excerpt: str
    attachments: int


@dataclass(frozen=True)
class FileHeldBack(OfContact):
    """A file that came with a mail is given to nobody. `why` is unclean: the operator's scanner refused it."""

    message: int
    name: str
    why: str


@dataclass(frozen=True)
class EmailSent(OfContact):
    message: int
    subject: str
    agent: str
    excerpt: str


@dataclass(frozen=True)
class TextSent(OfContact):
    """An SMS left, because a flow said so."""

    to: str
    text: str


@dataclass(frozen=True)
class NotSent(OfContact):
    """A message of a flow could not be sent. `by` is sms or email, `why` is for people."""

    by: str
    to: str
    why: str
