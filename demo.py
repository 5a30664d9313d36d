"""The demo company, Parsa Home: seeded once, with random passwords that are printed at every start."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from acd.models import Queue
from channels.models import Conversation, Message
from db import Database, now
from hotline import versions
from hotline.models import Hotline
from hotline.versions import Wish
from timeline import book, customers, journeys
from timeline.events import EmailReceived, MessageSent, NoteAdded
from web import passwords, staff
from web.models import User

_HOTLINE = Path(__file__).parent / "hotline"
FLOWS = {"main": _HOTLINE / "demo_flow.json", "survey": _HOTLINE / "demo_survey.json"}

QUEUES = (
    partial(
        Queue,
        key="orders",
        names={"en": "Orders", "fa": "سفارش‌ها", "ru": "Заказы", "th": "คำสั่งซื้อ"},
        skills={"orders": 1},
        wrap_up_s=30,
    ),
    partial(
        Queue,
        key="service",
        names={"en": "Returns and repair", "fa": "مرجوعی و تعمیر", "ru": "Возврат и ремонт", "th": "คืนและซ่อมสินค้า"},
        skills={"service": 1},
        wrap_up_s=30,
        survey_flow="survey",
    ),
    partial(
        Queue,
        key="general",
        names={"en": "Everything else", "fa": "سایر موارد", "ru": "Другие вопросы", "th": "เรื่องอื่นๆ"},
        skills={},
        wrap_up_s=30,
    ),
)
"""Each is made anew for a database."""

PEOPLE: tuple[tuple[str, str, str, dict[str, int] | None], ...] = (
    ("sara", "Sara Ahmadi", "agent", {"orders": 5, "service": 3}),
    ("daniel", "Daniel Weber", "agent", {"orders": 3, "service": 5}),
    ("mina", "Mina Rostami", "supervisor", {"orders": 3, "service": 3}),
    ("admin", "Administrator", "admin", None),
)
"""Login, name, role, and the skills of who answers."""


def seed(db: Database, var: Path) -> dict[str, str]:
    """Make the company if there is none. Returns login → password, kept in a file that only we can read."""
    kept = var / "demo_logins.json"
    with db.transaction() as session:
        if session.scalar(select(func.count()).select_from(User)):
            return json.loads(kept.read_text("utf-8")) if kept.exists() else {}
        logins = {
            login: staff.add(session, login, name, role, skills, by=None)[1] for login, name, role, skills in PEOPLE
        }
        passwords.keep(kept, logins)
        _company(session)
        _history(session)
    return logins


def _company(session: Session) -> None:
    session.add_all([queue() for queue in QUEUES])
    for key, file in FLOWS.items():
        versions.publish(session, key, json.loads(file.read_text("utf-8")), Wish("Threadline", "First version"))
    phone = Hotline(
        address="hotline", name="Parsa Home", shown_number="+1 555-010-0100", flow_key="main", hours={}, is_default=True
    )
    session.add_all([phone, Hotline(address="chat", name="Parsa Home, website", flow_key="main", hours={})])


def _history(session: Session) -> None:
    """Two customers who have written before, so that the pages are not empty on the first day."""
    nora = customers.make(session, "Nora Lindqvist", [("phone", "+15550100142"), ("email", "nora@example.com")])
    # As the flow would have asked for it: who phones about the letter is not asked again.
    journey = journeys.start(session, nora.id, "email", "service")
    journey.topic_labels = {"en": "returns and repair", "fa": "مرجوعی و تعمیر"}
    asked = {"en": "Reason", "fa": "موضوع"}
    journeys.answer(journey, "reason", "service", "Returns and repair", "email", asked)
    asked = {"en": "Order number", "fa": "شمارهٔ سفارش"}
    journeys.answer(journey, "order_number", "427", "427", "email", asked)
    thread = Conversation(
        channel="email",
        customer_id=nora.id,
        journey_id=journey.id,
        subject="Kettle leaks",
        state="closed",
        path=[],
        opened_at=now() - timedelta(days=2),
        closed_at=now() - timedelta(days=2),
    )
    session.add(thread)
    session.flush()
    text = "Hello, the kettle of order 427 leaks at the handle. Can I send it back?"
    mail = Message(
        conversation_id=thread.id,
        author="customer",
        at=now() - timedelta(days=2),
        text=text,
        options=[],
        message_id="kettle-1@example.com",
        headers={
            "subject": "Kettle leaks",
            "from": {"name": "Nora Lindqvist", "address": "nora@example.com"},
            "to": [{"name": None, "address": "help@threadline.example"}],
            "cc": [],
            "full_text": text,
        },
        attachments=[],
    )
    session.add(mail)
    session.flush()
    received = EmailReceived("email", thread.id, mail.id, "Kettle leaks", "nora@example.com", text, 0)
    book.record(session, nora.id, received, journey.id, at=mail.at)
    note = NoteAdded("desk", None, "Daniel Weber", "Sent her the return label; she will phone if it does not print.")
    book.record(session, nora.id, note, journey.id, at=now() - timedelta(days=1))
    nora.seen_at = journey.updated_at = mail.at
    journey.answers = {name: {**each, "at": mail.at.isoformat()} for name, each in journey.answers.items()}

    reza = customers.make(session, "رضا کریمی", [("phone", "+989121234567")])
    reza.language = "fa"
    chat = Conversation(
        channel="chat",
        customer_id=reza.id,
        state="closed",
        language="fa",
        path=[],
        opened_at=now() - timedelta(hours=20),
        closed_at=now() - timedelta(hours=20),
    )
    session.add(chat)
    session.flush()
    lines = (
        ("customer", "سلام، یخچال من چه روزی می‌رسد؟"),
        ("agent", "سلام آقای کریمی، فردا بین ساعت ۹ تا ۱۲."),
        ("customer", "سپاس فراوان"),
    )
    for minute, (author, text) in enumerate(lines):
        at = now() - timedelta(hours=20, minutes=-minute)
        said = Message(conversation_id=chat.id, author=author, at=at, text=text, options=[], headers={}, attachments=[])
        session.add(said)
        session.flush()
        agent = "Sara Ahmadi" if author == "agent" else ""
        book.record(session, reza.id, MessageSent("chat", chat.id, author, agent, text, said.id), at=at)
        reza.seen_at = at
