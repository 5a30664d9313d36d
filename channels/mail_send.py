"""How an email leaves: written as a message of the internet, and handed to the relay."""

from __future__ import annotations

import smtplib
from datetime import UTC
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from channels import mail_fields as fields
from channels.models import Message
from channels.outbox import Deliver
from hotline.sendings import SendFault

TIMEOUT_S = 60


def by(relay: tuple[str, int], files: Path) -> Deliver:
    """Deliver over this relay; `files` is the folder of what goes along."""

    def deliver(mail: Message) -> str:
        written, headers = composed(mail, files), mail.headers
        recipients = [fields.address(each) for each in (*headers["to"], *(headers.get("cc") or []))]
        return _send(relay, written, fields.address(headers["from"]), recipients)

    return deliver


def composed(mail: Message, files: Path | None = None) -> EmailMessage:
    """The message as it goes over the wire. Raises SendFault when its row cannot be written as an email."""
    headers = mail.headers
    people = [headers.get("from"), *(headers.get("to") or []), *(headers.get("cc") or [])]
    # Only an address beyond ASCII needs a relay that speaks SMTPUTF8; names and text are encoded for any.
    out = EmailMessage(policy=SMTP.clone(utf8=not all(fields.address(each).isascii() for each in people)))
    try:
        out["From"] = fields.people("From", [headers["from"]])
        out["To"] = fields.people("To", headers["to"])
        if headers.get("cc"):
            out["Cc"] = fields.people("Cc", headers["cc"])
        out["Subject"] = fields.subject(headers["subject"])
        out["Date"] = mail.at.astimezone(UTC)
        out["Message-ID"] = f"<{mail.message_id}>"
        for name, known in (
            ("In-Reply-To", [headers.get("in_reply_to") or ""]),
            ("References", headers.get("references") or []),
        ):
            if written := fields.ids(name, filter(None, known)):
                out[name] = written
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


def _send(relay: tuple[str, int], mail: EmailMessage, sender: str, recipients: list[str]) -> str:
    """Hand a mail to the relay. Returns what was refused of it, for people; raises SendFault."""
    try:
        with smtplib.SMTP(*relay, timeout=TIMEOUT_S) as server:
            server.ehlo_or_helo_if_needed()
            if server.has_extn("starttls"):
                # Encrypted against listeners; who the relay is, is settled by its address in our configuration.
                server.starttls()
                server.ehlo()
            refused = server.send_message(mail, from_addr=sender, to_addrs=recipients)
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
