"""A customer writes an email, an agent answers in the panel, the customer writes again: one thread, by real SMTP."""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from playwright.sync_api import Page, expect

from channels.models import Conversation, Message
from tests.stories.desk import Desk
from tests.stories.product import Product


class Mailbox:
    """The customer's mail server: keeps what comes."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: object) -> str:
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest.fixture
def mailbox(product: Product) -> Iterator[Mailbox]:
    mailbox = Mailbox()
    server = Controller(mailbox, hostname="127.0.0.1", port=product.relay)
    server.start()
    yield mailbox
    server.stop()


def write(product: Product, text: str, subject: str, **headers: str) -> None:
    mail = EmailMessage()
    mail["To"] = "help@threadline.example"
    mail["Subject"] = subject
    for name, value in {"From": "Ada Wong <ada@example.org>", **headers}.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    with smtplib.SMTP("127.0.0.1", product.ports["SMTP"], timeout=10) as server:
        server.send_message(mail)


def test_an_email_is_answered_in_the_panel_and_the_answer_to_it_joins_the_thread(
    product: Product, browse: Callable[..., Page], mailbox: Mailbox
) -> None:
    desk = Desk(browse(), product, "daniel").log_in().go_ready()
    page = desk.page
    write(product, "Where is my order 4711?", "My order", Message_ID="<first@example.org>")
    page.get_by_role("button", name="Accept").first.click()
    expect(page.get_by_text("Where is my order 4711?").first).to_be_visible()
    page.get_by_label("Write a reply").fill("It will be with you tomorrow.")
    page.get_by_role("button", name="Send reply").click()
    answer = product.wait_until(lambda: mailbox.mails and mailbox.mails[0], 30, "the answer is delivered")
    assert answer["In-Reply-To"] == "<first@example.org>"
    assert "tomorrow" in answer.get_content()

    quoted = f"On Mon, 23 Nov 2026 at 10:00, Threadline <help@threadline.example> wrote:\n> {answer.get_content()}"
    reply = f"Thank you!\n\n{quoted.splitlines()[0]}\n{quoted.splitlines()[1]}\n"
    write(product, reply, "Re: My order", In_Reply_To=answer["Message-ID"], References=answer["Message-ID"])
    expect(page.get_by_text("Thank you!").first).to_be_visible()
    with product.db.reading() as session:
        threads = session.query(Conversation).filter_by(subject="My order").all()
        assert len(threads) == 1
        texts = [mail.text for mail in session.query(Message).filter_by(conversation_id=threads[0].id)]
    assert texts == ["Where is my order 4711?", "It will be with you tomorrow.", "Thank you!"]


def test_a_malformed_email_does_not_stop_the_listener(product: Product) -> None:
    with smtplib.SMTP("127.0.0.1", product.ports["SMTP"], timeout=10) as server:
        broken = (
            b"From: =?utf-8?q?=ZZ?= <a@b.example>\r\nContent-Type: multipart/mixed; boundary=\r\n\r\n--\x00\xff\r\n"
        )
        server.sendmail("a@b.example", ["help@threadline.example"], broken)
    write(product, "Still there?", "After the broken one")

    def arrived() -> bool:
        with product.db.reading() as session:
            return session.query(Conversation).filter_by(subject="After the broken one").count() == 1

    product.wait_until(arrived, 20, "the next mail has arrived")
