"""Emails that flows send: each begins a thread of its own, so that an answer to it finds an agent.

It goes through the outbox of all mail. Its id follows from the message's number by our secret: nobody can guess it,
and whoever is told to send it again finds that it is there.
"""

from __future__ import annotations

import hashlib
import hmac

from sqlalchemy import select

from channels import mail_out
from channels.models import Conversation, Message
from config import Config
from db import Database, now
from hotline.models import FlowSend


class FlowMail:
    """The sender of `hotline.sendings` for email."""

    def __init__(self, db: Database, config: Config) -> None:
        self._db, self._config = db, config

    def send(self, send: FlowSend) -> None:
        """Into the outbox, once. The thread is closed until somebody answers."""
        message_id = self._message_id(send)
        with self._db.transaction() as session:
            if session.scalar(select(Message.id).where(Message.message_id == message_id)):
                return
            at = now()
            thread = Conversation(
                channel="email",
                customer_id=send.customer_id,
                journey_id=send.journey_id,
                subject=send.subject,
                state="closed",
                path=[],
                opened_at=at,
                closed_at=at,
                language=send.language,
            )
            session.add(thread)
            session.flush()
            headers = {
                "from": {"name": None, "address": self._config.mail_address},
                "to": [{"name": None, "address": send.to}],
                "cc": [],
                "subject": send.subject,
                "full_text": send.text,
            }
            mail_out.post(session, thread, None, at, message_id, headers, send.text)

    def _message_id(self, send: FlowSend) -> str:
        secret = self._config.secret_key.encode()
        digest = hmac.new(secret, f"flow send {send.id} {send.at.isoformat()}".encode(), hashlib.sha256).hexdigest()
        return f"{digest[:32]}@{self._config.mail_address.rpartition('@')[2]}"
