"""Chats that go on as mail: a message left while nobody is there, and a chat's text for whoever wants to keep it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from acd.models import Agent
from channels import mail, mail_out
from channels.models import Conversation, Message
from config import Config
from db import now
from hotline.calendar import zone
from hotline.models import Hotline
from timeline import book, claims, journeys
from timeline.events import EmailReceived

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
    at, journey = now(), journeys.start(session, customer_id, "email")
    conversation = mail_out.begin(session, customer_id, journey.id, subject, language, at, state="queued")
    headers = mail_out.addressed({"name": name or None, "address": address}, config.mail_address, None, subject, text)
    message = Message(
        conversation_id=conversation.id,
        author="customer",
        at=at,
        text=text,
        options=[],
        attachments=[],
        message_id=mail_out.new_id(config),
        headers={**headers, "date": at.isoformat()},
    )
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
    at = now()
    thread = mail_out.begin(session, chat.customer_id, chat.journey_id, subject, chat.language, at)
    headers = mail_out.addressed({"name": company, "address": config.mail_address}, address, None, subject, text)
    return mail_out.post(session, thread, None, at, mail_out.new_id(config), headers, text).id
