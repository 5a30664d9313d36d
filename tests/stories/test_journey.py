"""The whole story: chat, then a code, then the phone; the same agent, and nothing is asked twice."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Frame, Page, expect
from sqlalchemy import update

from channels.models import Conversation
from config import Config
from db import now
from tests.sip import Phone
from tests.stories.conftest import Speak
from tests.stories.desk import Desk
from tests.stories.product import Product
from tests.stories.test_call import needs_vosk
from tests.stories.test_email import write
from tests.stories.words import AGENT_SAYS, CALLER_SAYS, browser_heard, sound_of, words_in
from timeline import codes, people
from timeline.models import ContinueCode, Customer, Identity, Journey


def open_widget(page: Page, product: Product) -> Frame:
    """A visitor on the demo shop presses the button in the corner."""
    page.goto(f"{product.url}/visitor")
    page.wait_for_load_state("networkidle")
    # The button lives in a closed shadow tree, so that no website can reach in; a mouse can.
    with page.expect_event("framenavigated", lambda frame: "/widget" in frame.url) as shown:
        page.mouse.click(1410, 850)
    frame = shown.value
    frame.get_by_role("button", name="Start a chat").click()
    return frame


@needs_vosk
def test_who_starts_in_chat_goes_on_by_phone_where_they_stopped(
    product: Product, phone: Callable[..., Phone], browse: Callable[..., Page], spoken: Speak, tmp_path: Path
) -> None:
    desk = Desk(browse(spoken(AGENT_SAYS)), product, "sara").log_in().go_ready()
    visitor = browse()
    widget = open_widget(visitor, product)

    # The bot asks in text what the phone would ask by voice.
    widget.get_by_role("button", name="An order").click()
    expect(widget.get_by_text("What is your order number?")).to_be_visible()
    widget.get_by_label("Write a message").fill("427")
    widget.get_by_role("button", name="Send").click()

    # A person takes over.
    desk.page.get_by_role("button", name="Accept").first.click()
    expect(widget.get_by_text("Sara", exact=False).first).to_be_visible()
    desk.page.get_by_label("Write a message").fill("I see your order. Shall we talk?")
    desk.page.get_by_role("button", name="Send").click()
    expect(widget.get_by_text("I see your order. Shall we talk?")).to_be_visible()

    # They go on by phone, from a number that nobody has seen before.
    widget.get_by_role("button", name="Continue by phone").click()
    code = re.sub(r"\D", "", widget.locator("output").inner_text())
    assert len(code) == 6
    caller = phone("15559870001")
    caller.dial(product.hotline)
    for keys in ("1", "*", f"{code}#"):
        time.sleep(1.5)
        caller.press(keys, pause_s=0.2)

    # The same agent sees the chat before answering.
    page = desk.page
    expect(page.get_by_role("button", name="Answer").first).to_be_visible(timeout=20_000)
    desk.says("I see your order. Shall we talk?")
    desk.says("427")
    desk.answer()
    desk.says("Talking")
    caller.speak(sound_of(spoken(CALLER_SAYS)))
    time.sleep(4)
    assert "account number" in words_in(caller.heard(), tmp_path)
    assert "order number four two seven" in words_in(browser_heard(page), tmp_path)
    page.get_by_role("button", name="Hang up").click()

    caller.wait_for("CALL_CLOSED")
    call = product.newest_call()
    product.wait_until(lambda: product.call(call.id).outcome, 10, "the call has its outcome")
    assert product.call(call.id).outcome == "served"
    kinds = product.kinds("phone", call.id)
    assert "JourneyResumed" in kinds
    assert "AnswerGiven" not in kinds, "nothing was asked again"
    with product.db.reading() as session:
        journey = session.get_one(Journey, call.journey_id)
        assert (journey.topic, journey.answers["order_number"]["value"]) == ("order", "427")
        kinds = {identity.kind for identity in people.one(session, call.customer_id).identities}
        assert kinds == {"visitor", "phone"}, "the chat's visitor and the caller are one person now"
        assert session.get_one(Customer, call.customer_id)
    product.wait_until(lambda: "TranscriptWritten" in product.kinds("phone", call.id), 40, "the transcript is written")
    page.goto(f"{product.url}/customers/{call.customer_id}")
    desk.says("I see your order. Shall we talk?")
    page.get_by_role("button", name="Recording and transcript").first.click()
    expect(page.get_by_text("seven").first).to_be_visible()


def test_who_starts_on_the_phone_goes_on_in_chat_with_a_code_that_works_once(
    product: Product, phone: Callable[..., Phone], browse: Callable[..., Page]
) -> None:
    caller = phone("15559870002")
    caller.dial(product.hotline)
    for keys in ("1", "1", "427#"):
        time.sleep(1.5)
        caller.press(keys, pause_s=0.2)
    call = product.wait_until(lambda: (call := product.newest_call()).queue_key == "orders" and call, 15, "they wait")
    caller.hang_up()

    # An agent opens them, and reads a code out.
    page = Desk(browse(), product, "daniel").log_in().page
    page.goto(f"{product.url}/customers/{call.customer_id}")
    page.get_by_role("button", name="Code to go on").click()
    code = re.sub(r"\D", "", page.locator("output").inner_text())

    # A guess opens nothing; the code does, and nothing is asked again.
    widget = open_widget(browse(), product)
    guess = f"{(int(code) + 1) % 1_000_000:06}"
    widget.get_by_role("button", name="I have a code").click()
    for typed, said in ((guess, "That code is not right."), (code, "Welcome back. We go on with an order.")):
        widget.get_by_label("Write a message").fill(typed)
        widget.get_by_role("button", name="Send").click()
        expect(widget.get_by_text(said)).to_be_visible()
    expect(widget.get_by_text("a colleague from orders will help you")).to_be_visible()
    assert not widget.get_by_text("What is your order number?").is_visible()

    # Whoever comes with the same code is too late.
    thief = open_widget(browse(), product)
    thief.get_by_role("button", name="I have a code").click()
    thief.get_by_label("Write a message").fill(code)
    thief.get_by_role("button", name="Send").click()
    expect(thief.get_by_text("That code has been used already.")).to_be_visible()

    # So is whoever comes when its time is over.
    with product.db.transaction() as session:
        late = codes.issue(session, call.journey_id, Config.from_env(product.environment).secret_key)
        session.execute(update(ContinueCode).where(ContinueCode.used_at.is_(None)).values(expires_at=now()))
    thief.get_by_role("button", name="I have a code").last.click()
    thief.get_by_label("Write a message").fill(late)
    thief.get_by_role("button", name="Send").click()
    expect(thief.get_by_text("That code is too old.")).to_be_visible()
    with product.db.reading() as session:
        journey = session.get_one(Journey, call.journey_id)
        assert journey.last_channel == "chat"


def test_who_wrote_an_email_is_met_with_it_on_the_phone_and_asked_nothing_that_it_said(
    product: Product, phone: Callable[..., Phone], browse: Callable[..., Page]
) -> None:
    text = "Where is my order 4711? It was to come on Monday."
    write(product, text, "Order late", From="Mona Diaz <mona@example.org>")

    def arrived() -> Conversation | None:
        with product.db.reading() as session:
            return session.query(Conversation).filter_by(subject="Order late").one_or_none()

    mail = product.wait_until(arrived, 30, "the email has arrived")
    with product.db.transaction() as session:
        mona = session.get_one(Customer, mail.customer_id)
        mona.language = "en"
        mona.identities.append(Identity(kind="phone", value="+15559870020", created_at=mona.created_at))

    caller = phone("15559870020")
    caller.dial(product.hotline)
    call = product.wait_until(
        lambda: (
            (call := product.newest_call())
            and call.customer_id == mail.customer_id
            and call.flow_state["node"] == "journey"
            and call
        ),
        30,
        "they are asked whether it is about their letter",
    )
    caller.press("1")
    product.wait_until(lambda: product.call(call.id).queue_key == "orders", 30, "they wait for a person")
    caller.hang_up()

    assert product.call(call.id).journey_id == mail.journey_id
    kinds = product.kinds("phone", call.id)
    assert "JourneyResumed" in kinds
    assert "AnswerGiven" not in kinds, "neither the topic nor the number was asked again"
    desk = Desk(browse(), product, "daniel").log_in()
    desk.page.goto(f"{product.url}/customers/{mail.customer_id}")
    desk.says("Order late")
    desk.says("4711")
    desk.says("Continued from: Email")
