"""The desk can be used by everybody, in each of its states; and it says how the line was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from sqlalchemy import select

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
