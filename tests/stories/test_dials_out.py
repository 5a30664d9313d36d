"""An agent calls somebody over the provider's trunk, which the test plays with a second telephone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

from tests.sip import Phone
from tests.stories.caller import both_hear
from tests.stories.desk import Desk
from tests.stories.product import Product

NUMBER, OURS = "+15551230007", "+15550100100"


def test_an_agent_calls_a_number_that_is_busy_and_then_is_not_and_it_sees_ours(
    calling: Product, browse: Callable[..., Page], beeps: Path, tmp_path: Path
) -> None:
    daniel = Desk(browse(beeps), calling, "daniel").log_in().go_ready()
    with Phone.start(tmp_path / "customer", NUMBER, port=calling.trunk) as phone:
        calls(daniel)
        assert OURS in phone.wait_for("CALL_INCOMING")["peeruri"]
        phone.hang_up()
        calling.wait_until(lambda: calling.newest_call().outcome == "busy", 10, "they are busy")
        daniel.wrap_up()

        calls(daniel)
        phone.answer()
        daniel.says("Talking")
        both_hear(phone, daniel.page)
        call = calling.newest_call()
        daniel.hang_up()
        phone.wait_for("CALL_CLOSED")
        calling.wait_until(lambda: calling.call(call.id).outcome == "served", 10, "the call is over")
    daniel.wrap_up()
    daniel.go_offline()


def calls(desk: Desk) -> None:
    desk.page.get_by_label("Call a number").fill(NUMBER.removeprefix("+1"))
    desk.page.get_by_role("button", name="Call", exact=True).click()
