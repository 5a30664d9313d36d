"""A SIP phone calls, an agent answers in the browser."""

from __future__ import annotations

import time
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.sip import Phone
from tests.stories.conftest import Speak
from tests.stories.desk import Desk
from tests.stories.product import Product


def test_a_caller_is_helped_by_an_agent_in_the_browser(
    product: Product, phone: Callable[..., Phone], browse: Callable[..., Page], spoken: Speak
) -> None:
    desk = Desk(browse(spoken("hello I am your agent")), product, "sara").log_in().go_ready()
    caller = phone("15551230001")
    caller.dial(product.hotline)
    for keys in ("1", "1", "427#"):
        time.sleep(2)
        caller.press(keys)
    page = desk.page
    expect(page.get_by_role("button", name="Answer").first).to_be_visible(timeout=20_000)
    page.screenshot(path="/tmp/lead/ringing.png")
    desk.answer()
    desk.says("Talking")
    time.sleep(3)
    page.screenshot(path="/tmp/lead/talking.png")
    page.get_by_role("button", name="Hang up").click()
    page.wait_for_timeout(1500)
    page.screenshot(path="/tmp/lead/wrapup.png")
