"""How an email leaves: written as a message of the internet, and handed to the relay."""

from __future__ import annotations

import smtplib
from datetime import UTC
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

from channels.mail_headers import mailbox
from channels.models import Message
from channels.outbox import Deliver
from hotline.sendings import SendFault

TIMEOUT_S = 60


def by(relay: tuple[str, int], files: Path) -> Deliver:
    """Deliver over this relay; `files` is the folder of what goes along."""

    def deliver(mail: Message) -> str:
        return _send(relay, composed(mail, files))

    return deliver


def composed(mail: Message, files: Path | None = None) -> EmailMessage:
    """The message as it goes over the wire. Raises SendFault when its row cannot be written as an email."""
    headers = mail.headers
    people = [headers.get("from"), *(headers.get("to") or []), *(headers.get("cc") or [])]
    # Only an address beyond ASCII needs a relay that speaks SMTPUTF8; names and text are encoded for any.
    out = EmailMessage(policy=SMTP.clone(utf8=not all(_address(each).isascii() for each in people)))
    try:
        out["From"] = _mailbox(headers["from"])
        out["To"] = [_mailbox(each) for each in headers["to"]]
        if headers.get("cc"):
            out["Cc"] = [_mailbox(each) for each in headers["cc"]]
        out["Subject"] = headers["subject"]
        out["Date"] = mail.at.astimezone(UTC)
        out["Message-ID"] = f"<{mail.message_id}>"
        if headers.get("in_reply_to"):
            out["In-Reply-To"] = f"<{headers['in_reply_to']}>"
        if headers.get("references"):
            out["References"] = " ".join(f"<{each}>" for each in headers["references"])
        if headers.get("auto_submitted"):
            out["Auto-Submitted"] = headers["auto_submitted"]
        out.set_content(headers["full_text"])
        for each in mail.attachments:
            kind, _, subtype = each["type"].partition("/")
            content = ((files or Path()) / each["sha256"]).read_bytes()
            out.add_attachment(content, maintype=kind, subtype=subtype, filename=each["name"])
        # Written once here, so that whatever the library cannot write is found before a connection is open.
        out.as_bytes()
    except (ValueError, LookupError, TypeError, AttributeError, MessageError, FileNotFoundError) as fault:
        raise SendFault(f"it cannot be written as an email: {fault}", permanent=True) from fault
    return out


def _address(person: dict[str, Any] | None) -> str:
    return str((person or {}).get("address") or "")


def _mailbox(person: dict[str, Any]) -> Address:
    """A name and address as a header value; the library quotes the name, and refuses line breaks."""
    address = mailbox(_address(person))
    if address is None:
        raise ValueError(f"{_address(person)!r} is no address")
    local, _, domain = address.rpartition("@")
    return Address(display_name=person.get("name") or "", username=local, domain=domain)


def _send(relay: tuple[str, int], mail: EmailMessage) -> str:
    """Hand a mail to the relay. Returns what was refused of it, for people; raises SendFault."""
    try:
        with smtplib.SMTP(*relay, timeout=TIMEOUT_S) as server:
            server.ehlo_or_helo_if_needed()
            if server.has_extn("starttls"):
                # Encrypted against listeners; who the relay is, is settled by its address in our configuration.
                server.starttls()
                server.ehlo()
            people = [each.addr_spec for name in ("From", "To", "Cc") if mail[name] for each in mail[name].addresses]
            refused = server.send_message(mail, from_addr=people[0], to_addrs=people[1:])
            return "; ".join(_answer(code, text, who) for who, (code, text) in refused.items())
    except smtplib.SMTPRecipientsRefused as fault:
        answers = fault.recipients.items()
        why = "; ".join(_answer(code, text, who) for who, (code, text) in answers)
        raise SendFault(why, permanent=all(_final(code) for _, (code, _text) in answers)) from fault
    except smtplib.SMTPResponseException as fault:
        raise SendFault(_answer(fault.smtp_code, fault.smtp_error), permanent=_final(fault.smtp_code)) from fault
    except smtplib.SMTPNotSupportedError as fault:
        raise SendFault(str(fault), permanent=True) from fault
    except (smtplib.SMTPException, OSError) as fault:
        raise SendFault(f"{relay[0]}:{relay[1]} cannot be reached or broke off: {fault}", permanent=False) from fault


def _final(code: int) -> bool:
    return 500 <= code < 600


def _answer(code: int, text: bytes | str, who: str = "") -> str:
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{who + ': ' if who else ''}{code} {' '.join(said.split())}"
