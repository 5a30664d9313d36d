"""Our mail addresses, and what agents write below their mails."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from web.schemas.base import In, Out

Signature = Annotated[str, Field(max_length=2000)]
Address = Annotated[str, Field(max_length=320)]


class MailboxOut(Out):
    """`queue` is empty where its mail waits with all other mail."""

    address: str
    name: str
    queue: str
    signature: str


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


class SignatureValue(In):
    """Below every mail that one agent writes."""

    text: Signature
