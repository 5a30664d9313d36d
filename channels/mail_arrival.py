"""One mail on its way in: what it is, as far as its headers say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from channels import mail_trust
from channels.mail_headers import addresses, message_ids
from channels.mail_parse import Mail, parse

LONGEST_COPY = 100_000
"""Bytes of a returned copy that are read."""

_MACHINES = ("x-auto-response-suppress", "x-autoreply", "x-autorespond", "x-loop", "list-id", "feedback-id")
_NO_HUMAN = {"bulk", "junk", "list", "auto_reply"}


@dataclass(frozen=True)
class Envelope:
    """What the other mail server said. `sender` is empty for bounces, which nobody may answer."""

    sender: str
    recipients: tuple[str, ...]


@dataclass(frozen=True)
class Arrival:
    """`ours` are all our addresses; `trusted` is the server whose findings about senders count."""

    mail: Mail
    sender: str
    digest: str
    attachments: list[dict[str, Any]]
    envelope: Envelope
    ours: frozenset[str]
    trusted: str

    @property
    def message_id(self) -> str:
        """Its own id; one made from its content where it has none, so that a repeated delivery is still recognised."""
        return self.mail.message_id or f"{self.digest[:40]}@without-an-id.invalid"

    @property
    def report(self) -> bool:
        return self.mail.header("content-type").lower().startswith("multipart/report")

    @property
    def automatic(self) -> bool:
        """Written by a program: a bounce, an absence note, a list. Such mail is never answered automatically."""
        header = self.mail.header
        return (
            header("auto-submitted").partition(";")[0].strip().lower() not in ("", "no")
            or header("precedence").lower() in _NO_HUMAN
            or any(header(name) for name in _MACHINES)
            or self.envelope.sender in ("", "<>")
            or header("return-path") == "<>"
            or self.report
        )

    @property
    def named(self) -> list[str]:
        """Ids of the messages that this one follows, the nearest first."""
        inside = []
        if self.report:
            # A bounce may name what came back only in the copy of it that is attached.
            copies = (each for each in self.mail.attachments if each.type in ("message/rfc822", "text/rfc822-headers"))
            inside = [parse(each.content[:LONGEST_COPY]).message_id for each in copies]
        direct = [*message_ids(self.mail.header("in-reply-to")), *reversed(self.mail.references), *inside]
        return list(dict.fromkeys(each for each in direct if each))

    def headers(self) -> dict[str, Any]:
        """What the message row keeps of it."""
        mail = self.mail
        reply_to = next((each["address"] for each in addresses(mail.header("reply-to")) if each["address"]), None)
        return {
            "from": {"name": mail.sender["name"], "address": self.sender or None},
            "to": mail.to,
            "cc": mail.cc,
            "reply_to": reply_to,
            "subject": mail.subject,
            "in_reply_to": mail.in_reply_to,
            "references": mail.references,
            "date": mail.date.isoformat() if mail.date else None,
            "full_text": mail.text,
            "raw": self.digest,
            "automatic": self.automatic,
            "trust": mail_trust.verdicts(mail, self.trusted),
            "spam": mail_trust.spam(mail),
        }
