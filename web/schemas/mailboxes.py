"""Our mail addresses, and what agents write below their mails."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from web.schemas.base import In, Out

Signature = Annotated[str, Field(max_length=2000)]
Address = Annotated[str, Field(max_length=320)]


class ImapOut(Out):
    """Where its mail is fetched. `fault` says why that fails now; `password` whether one is kept."""

    server: str
    user: str
    folder: str
    password: bool
    fault: str
    reached_at: datetime | None


class MailboxOut(Out):
    """`queue` is empty where its mail waits with all other mail, `imap` where none is fetched."""

    address: str
    name: str
    queue: str
    signature: str
    imap: ImapOut | None


class Mailboxes(Out):
    """`main` is the address of MAIL_ADDRESS."""

    main: str
    mailboxes: list[MailboxOut]


class MailboxValues(In):
    address: Address
    name: Annotated[str, Field(max_length=120)] = ""
    queue: Annotated[str, Field(max_length=40)] = ""
    signature: Signature = ""


class MailboxGone(In):
    address: Address


class ImapValues(In):
    """`password` is left out to keep the one that is there, and empty where tokens take its place."""

    address: Address
    server: Annotated[str, Field(pattern=r"^[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?$")]
    user: Annotated[str, Field(min_length=1, max_length=320)]
    folder: Annotated[str, Field(min_length=1, max_length=200)] = "INBOX"
    password: Annotated[str, Field(max_length=400)] | None = None


class SignatureValue(In):
    """Below every mail that one agent writes."""

    text: Signature
