"""Chats that go on as mail: a message left while nobody is there, and a chat's text for whoever wants to keep it."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from acd.models import Agent
from channels import mail
from channels.models import Conversation, Message
from config import Config
from db import now, signal
from hotline.calendar import zone
from hotline.models import Hotline
from timeline import book, claims, journeys
from timeline.events import EmailReceived, EmailSent

LONGEST = 100_000
"""Characters of a transcript; a longer chat is sent from its end."""

WORDS = {
    "en": {
        "away": "Message from the chat",
        "subject": "Your chat with {company}",
        "intro": "Here is what was written in your chat on {date}. You can answer this mail.",
        "customer": "You",
        "bot": "Assistant",
    },
    "fa": {
        "away": "پیام از گفتگوی سایت",
        "subject": "گفتگوی شما با {company}",
        "intro": "متن گفتگوی شما در {date} در زیر آمده است. می‌توانید به همین ایمیل پاسخ دهید.",
        "customer": "شما",
        "bot": "دستیار",
    },
    "ru": {
        "away": "Сообщение из чата",
        "subject": "Ваш чат с {company}",
        "intro": "Вот текст вашего чата от {date}. На это письмо можно ответить.",
        "customer": "Вы",
        "bot": "Ассистент",
    },
    "th": {
        "away": "ข้อความจากแชท",
        "subject": "แชทของคุณกับ {company}",
        "intro": "นี่คือข้อความในแชทของคุณเมื่อ {date} คุณตอบกลับอีเมลนี้ได้",
        "customer": "คุณ",
        "bot": "ผู้ช่วย",
    },
}


def left(session: Session, config: Config, customer_id: int, language: str, name: str, address: str, text: str) -> int:
    """A message that a visitor left while nobody was there: a mail that waits for an agent. Returns the conversation.

    The address is a claim: the thread is the visitor's own, whoever else may have that address.
    """
    words = WORDS.get(language, WORDS["en"])
    subject = f"{words['away']}: {mail.excerpt(text)[:80]}"
    conversation = _thread(session, customer_id, language, subject, "queued")
    conversation.journey_id = journeys.start(session, customer_id, "email").id
    message = _letter(conversation, config, "customer", text)
    message.headers |= {
        "from": {"name": name or None, "address": address},
        "to": [{"name": None, "address": config.mail_address}],
        "subject": subject,
        "date": message.at.isoformat(),
        "full_text": text,
    }
    session.add(message)
    session.flush()
    claims.keep(session, customer_id, [("email", address.lower())], "chat")
    fact = EmailReceived("email", conversation.id, message.id, subject, address, mail.excerpt(text), 0)
    book.seen(session, customer_id)
    book.record(session, customer_id, fact, conversation.journey_id, at=message.at)
    mail.wait_for_agent(session, conversation, address)
    return conversation.id


def send_transcript(session: Session, config: Config, chat: Conversation, address: str) -> int:
    """Put the text of a chat into the outbox, for this address. Returns the message's id. Answers come in as mail."""
    words = WORDS.get(chat.language, WORDS["en"])
    hotline = session.get(Hotline, chat.hotline_id) if chat.hotline_id else None
    company = hotline.name if hotline else "Threadline"
    clock = zone(hotline.hours.get("zone") if hotline else None)
    rows = session.execute(
        select(Message, Agent.name)
        .outerjoin(Agent, Agent.id == Message.agent_id)
        .where(Message.conversation_id == chat.id)
        .order_by(Message.id)
    ).all()

    def local(at: datetime, shape: str) -> str:
        return f"{at.astimezone(clock):{shape}}"

    lines = []
    for message, agent in rows:
        who = (agent or "").partition(" ")[0] or words.get(message.author, "")
        files = "".join(f" [{each['name']}]" for each in message.attachments)
        lines.append(f"{local(message.at, '%H:%M')}  {who}: {message.text}{files}")
    day = local(chat.opened_at, "%Y-%m-%d")
    text = f"{words['intro'].format(date=day)}\n\n" + "\n".join(lines)[-LONGEST:]
    subject = words["subject"].format(company=company)
    thread = _thread(session, chat.customer_id, chat.language, subject, "closed")
    thread.closed_at, thread.journey_id = now(), chat.journey_id
    letter = _letter(thread, config, "bot", text)
    letter.delivery = "queued"
    letter.headers |= {
        "from": {"name": company, "address": config.mail_address},
        "to": [{"name": None, "address": address}],
        "subject": subject,
        "full_text": text,
        # Absence notes and the like do not answer what no person wrote.
        "auto_submitted": "auto-generated",
    }
    session.add(letter)
    session.flush()
    fact = EmailSent("email", thread.id, letter.id, subject, "", mail.excerpt(text))
    book.record(session, chat.customer_id, fact, chat.journey_id, at=letter.at)
    signal(session, "outbox", "queued", message=letter.id)
    return letter.id


def _thread(session: Session, customer_id: int, language: str, subject: str, state: str) -> Conversation:
    conversation = Conversation(
        channel="email",
        customer_id=customer_id,
        subject=subject[:400],
        state=state,
        path=[],
        opened_at=now(),
        language=language,
    )
    session.add(conversation)
    session.flush()
    return conversation


def _letter(conversation: Conversation, config: Config, author: str, text: str) -> Message:
    return Message(
        conversation_id=conversation.id,
        author=author,
        at=now(),
        text=text,
        options=[],
        attachments=[],
        message_id=f"{secrets.token_hex(16)}@{config.mail_address.rpartition('@')[2]}",
        headers={"cc": [], "reply_to": None, "in_reply_to": None, "references": [], "automatic": False},
    )
