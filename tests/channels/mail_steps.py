"""Steps that the stories of emails share."""

from __future__ import annotations

import socket
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

from sqlalchemy import select

from acd.models import Agent
from channels import mail_send, outbox
from channels.mail import received
from channels.mail_arrival import Envelope
from channels.mail_reply import reply
from channels.models import Conversation, Message
from db import now


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def written(sender="bob@example.com", subject="Order 427", text="Where is it?", **headers):
    out = EmailMessage()
    out["From"], out["To"], out["Subject"] = sender, "help@shop.example", subject
    for name, value in headers.items():
        out[name.replace("_", "-")] = value
    out.set_content(text)
    return bytes(out)


def take(db, config, raw, sender="bob@example.com"):
    return received(db, config, raw, Envelope(sender, ("help@shop.example",)))


def all_of(db, model):
    with db.reading() as session:
        return list(session.scalars(select(model).order_by(model.id)))


def answered(db, config, conversation, text="It is on its way.", files=()):
    """An agent takes the thread and answers. Returns the message that is in the outbox."""
    with db.transaction() as session:
        row = session.get_one(Conversation, conversation)
        row.state, row.agent_id = "talking", session.scalar(select(Agent.id))
        agent = row.agent_id
    message = reply(db, config, conversation, agent, text, files)
    with db.reading() as session:
        return session.get_one(Message, message)


def due_now(db, message_id):
    with db.transaction() as session:
        session.get_one(Message, message_id).retry_at = now() - timedelta(seconds=1)


def send_one(db, port, files=Path()):
    """What the outbox does with one mail: whether there was one."""
    return outbox.deliver_one(db, "email", mail_send.by(("127.0.0.1", port), files))


def drain(db, port):
    while send_one(db, port):
        pass
