"""A mail becomes a call, and the call a mail: one journey, whatever way it goes, by real SMTP and a real Asterisk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from playwright.sync_api import Page, expect

from channels.models import Conversation
from tests.sip import Phone
from tests.stories.desk import Desk
from tests.stories.product import Product
from tests.stories.test_email import Mailbox, write
from timeline.models import Customer, Identity

NUMBER = "+15551230031"


@pytest.fixture
def mailbox(calling: Product) -> Iterator[Mailbox]:
    mailbox = Mailbox()
    server = Controller(mailbox, hostname="127.0.0.1", port=calling.relay)
    server.start()
    yield mailbox
    server.stop()
    calling.empty_the_line()


def test_a_mail_is_answered_by_a_call_and_confirmed_by_a_mail_whose_answer_goes_on_with_it(
    calling: Product, browse: Callable[..., Page], beeps: Path, mailbox: Mailbox, tmp_path: Path
) -> None:
    sender = "Nika Sand <nika@example.org>"
    write(calling, "Where is my order 4711? Please call me.", "Still waiting", From=sender)

    def threads(subject: str, state: str) -> list[Conversation]:
        with calling.db.reading() as session:
            return session.query(Conversation).filter_by(subject=subject, state=state).all()

    (asked,) = calling.wait_until(lambda: threads("Still waiting", "queued"), 30, "the mail waits")
    with calling.db.transaction() as session:
        nika = session.get_one(Customer, asked.customer_id)
        nika.identities.append(Identity(kind="phone", value=NUMBER, created_at=nika.created_at))

    desk = Desk(browse(beeps), calling, "daniel").log_in()
    page = desk.page
    page.get_by_role("button", name="Go ready").click()
    page.get_by_role("button", name="Accept").first.click()
    desk.says("Please call me.")
    with Phone.start(tmp_path / "customer", NUMBER, port=calling.trunk) as phone:
        page.get_by_role("button", name="Call", exact=True).click()
        phone.wait_for("CALL_INCOMING", 30)
        phone.order("accept")
        desk.says("Talking")
        call = calling.newest_call()
        assert (call.customer_id, call.journey_id) == (asked.customer_id, asked.journey_id)

        page.get_by_role("button", name="Write to them").click()
        desk.says("An answer goes on with")
        page.get_by_label("Subject").fill("Order 4711 on Monday")
        page.get_by_role("dialog").get_by_label("Message").fill("It comes on Monday at nine.")
        page.get_by_role("button", name="Send", exact=True).click()
        letter = calling.wait_until(lambda: mailbox.mails and mailbox.mails[0], 30, "the confirmation is delivered")
        assert (letter["To"].addresses[0].addr_spec, letter["Subject"]) == ("nika@example.org", "Order 4711 on Monday")

        write(calling, "Fine!", f"Re: {letter['Subject']}", From=sender, In_Reply_To=letter["Message-ID"])
        (answered,) = calling.wait_until(
            lambda: threads("Order 4711 on Monday", "queued"), 30, "the answer waits in the same thread"
        )
        assert answered.journey_id == asked.journey_id
        desk.hang_up()
        phone.wait_for("CALL_CLOSED")
    page.goto(f"{calling.url}/customers/{asked.customer_id}")
    for words in ("Still waiting", "It comes on Monday at nine.", "Fine!"):
        desk.says(words)
    expect(page.get_by_role("button", name="Write to them")).to_be_visible()
