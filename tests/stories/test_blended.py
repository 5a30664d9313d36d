"""One agent, two queues, two channels: a chat goes on beside a call."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.sip import Phone
from tests.stories.caller import Caller, both_hear
from tests.stories.desk import Desk
from tests.stories.product import Product
from tests.stories.test_journey import open_widget


def test_an_agent_who_chats_for_one_queue_takes_a_call_of_another_and_answers_both(
    product: Product, phone: Callable[..., Phone], browse: Callable[..., Page], beeps: Path
) -> None:
    sara = Desk(browse(beeps), product, "sara").log_in().go_ready()
    page = sara.page
    widget = open_widget(browse(), product)
    says = widget.get_by_label("Write a message")
    widget.get_by_role("button", name="An order").click()
    says.fill("427")
    says.press("Enter")
    page.get_by_role("button", name="Accept").first.click()
    expect(widget.get_by_text("Sara", exact=False).first).to_be_visible()

    caller = Caller(product, phone("15551290001"))
    caller.presses("1", "2", "427#")
    sara.says("Returns and repair, waited")
    sara.answer()
    sara.says("Talking")
    both_hear(caller.phone, page)
    says.fill("Are you still there?")
    says.press("Enter")
    expect(page.get_by_label("3 unread messages")).to_be_visible()
    page.keyboard.press("2")
    sara.says("Are you still there?")
    page.get_by_label("Write a message").fill("One moment, I am on the phone.")
    page.get_by_label("Write a message").press("Enter")
    expect(widget.get_by_text("I am on the phone.")).to_be_visible()
    both_hear(caller.phone, page)

    caller.phone.hang_up()
    caller.ends_as("served")
    page.get_by_role("region", name="Work").get_by_role("listitem").first.click()
    sara.wrap_up(then="One moment, I am on the phone.")
    page.get_by_role("button", name="End chat").click()
    sara.says("You are ready")
    sara.go_offline()
