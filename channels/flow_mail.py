"""Emails that flows send: each begins a thread of its own, so that an answer to it finds an agent.

It goes through the outbox of all mail. Its id follows from the message's number by our secret: nobody can guess it,
and whoever is told to send it again finds that it is there.
"""

from __future__ import annotations

import hashlib
import hmac

from sqlalchemy import select

from channels import mail_out
from channels.models import Message
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
            thread = mail_out.begin(session, send.customer_id, send.journey_id, send.subject, send.language, at)
            ourselves = {"name": None, "address": self._config.mail_address}
            headers = mail_out.addressed(ourselves, send.to, None, send.subject, send.text)
            mail_out.post(session, thread, None, at, message_id, headers, send.text)

    def _message_id(self, send: FlowSend) -> str:
        secret = self._config.secret_key.encode()
        digest = hmac.new(secret, f"flow send {send.id} {send.at.isoformat()}".encode(), hashlib.sha256).hexdigest()
        return f"{digest[:32]}@{mail_out.domain(self._config)}"
