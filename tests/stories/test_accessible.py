"""The desk and the chat can be used by everybody, in each of their states; and the desk says how the line was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from sqlalchemy import select

from hotline.models import Hotline
from telephony.models import Leg
from tests.sip import Phone
from tests.stories.caller import waits
from tests.stories.desk import Desk
from tests.stories.product import Product

WIDE = {"width": 1440, "height": 900}
HAND = {"width": 390, "height": 844}
LOUD = "() => heardSamples().some(sample => Math.abs(sample) > 2000)"


def test_axe_finds_nothing_on_the_desk_idle_ringing_in_a_call_and_in_wrap_up(
    product: Product, phone: Callable[..., Phone], browse: Callable[..., Page], beeps: Path
) -> None:
    desk = Desk(browse(beeps), product, "sara").log_in()
    page = desk.page
    page.get_by_role("button", name="Try it: hear yourself").click()
    desk.says("Speak: you should hear yourself")
    product.wait_until(lambda: page.evaluate(LOUD), 20, "the agent hears themselves")
    is_accessible(page, "in the echo test")
    page.get_by_role("button", name="End the test").click()
    desk.says("Tested")
    desk.go_ready()
    is_accessible(page, "idle")
    caller = waits(product, phone("15551260001"))
    desk.says("Answer")
    is_accessible(page, "ringing")
    desk.answer()
    desk.says("Good line")
    is_accessible(page, "in a call")
    page.set_viewport_size(HAND)
    is_accessible(page, "in a call, in the hand")
    desk.hang_up()
    caller.ends_as("served")
    desk.says("How did it end?")
    is_accessible(page, "in wrap-up")
    desk.wrap_up()
    assert quality_of(product, caller.id)["mos"] > 4
    page.goto(f"{product.url}/day")
    desk.says("Done today")
    is_accessible(page, "my day")
    page.set_viewport_size(WIDE)
    page.goto(f"{product.url}/desk")
    desk.go_offline()


@pytest.mark.parametrize("look", [("light", "en-US"), ("dark", "fa-IR")])
def test_axe_finds_nothing_in_the_chat_from_the_first_sight_to_the_last(
    product: Product, browse: Callable[..., Page], look: tuple[str, str]
) -> None:
    scheme, locale = look
    page = browse(color_scheme=scheme, locale=locale)
    page.goto(f"{product.url}/widget")
    start = page.locator(".welcome button[type=submit]")
    start.wait_for()
    is_accessible(page, "at the first sight")
    start.click()
    page.locator(".options button").first.wait_for()
    is_accessible(page, "with the bot")
    page.locator(".composer > button[type=button]").last.click()
    page.locator(".speaking").wait_for()
    is_accessible(page, "while a voice message is recorded")
    page.locator(".speaking .plain").click()
    page.locator(".ways button").last.click()
    page.locator(".code output").wait_for()
    is_accessible(page, "with the code for the phone")
    page.locator(".back").click()
    page.locator(".options button").nth(3).click()  # A person, in the demo company's menu.
    page.locator(".ask input").wait_for()
    is_accessible(page, "asked for a number")
    page.locator(".end").click()
    is_accessible(page, "asked whether to end")
    page.get_by_role("dialog").locator("button").last.click()
    page.locator(".rating").wait_for()
    page.locator(".over .outline").click()
    is_accessible(page, "at the end")


def test_axe_finds_nothing_in_the_form_of_who_comes_while_nobody_is_there(
    product: Product, browse: Callable[..., Page]
) -> None:
    with product.db.transaction() as session:
        chat = session.scalars(select(Hotline).where(Hotline.address == "chat")).one()
        chat.emergency = "stock-taking"
    try:
        page = browse()
        page.goto(f"{product.url}/widget")
        page.get_by_role("button", name="Leave a message").click()
        page.get_by_label("Email").fill("nora@example.org")
        is_accessible(page, "in the form")
        page.locator("textarea").fill("My kettle leaks.")
        page.get_by_role("button", name="Send").click()
        page.locator(".panel[role=status]").wait_for()
        is_accessible(page, "when it is sent")
    finally:
        with product.db.transaction() as session:
            session.get_one(Hotline, chat.id).emergency = ""


def is_accessible(page: Page, where: str) -> None:
    """No violation of WCAG 2.2 A and AA."""
    # What has just come in is looked at once it stands still: a colour half faded in has no contrast yet.
    page.wait_for_timeout(400)
    only = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
    found = Axe().run(page, options=only).response["violations"]
    told = [f"{each['id']}: {node['html']} {node['failureSummary']}" for each in found for node in each["nodes"]]
    assert not told, f"{where}:\n" + "\n".join(told)


def quality_of(product: Product, call_id: int) -> dict[str, float]:
    def kept() -> dict[str, float] | None:
        with product.db.reading() as session:
            return session.scalar(select(Leg.quality).where(Leg.call_id == call_id, Leg.party == "agent"))

    return product.wait_until(kept, 10, "the panel says how the line was")
