"""The agent's page is reloaded, closed or opened twice in the middle of a call: the caller is not lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from tests.sip import Phone
from tests.stories.agent import Telephonist, hear_each_other
from tests.stories.caller import Caller, both_hear, waits
from tests.stories.desk import Desk
from tests.stories.product import Product
from web.models import Softphone

BACK_S = 6
Dial = Callable[..., Phone]
NUMBERS = (f"1555124{number:04}" for number in count(1000))


@pytest.fixture(scope="module")
def product(parts: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """One in which a vanished agent is not waited for so long."""
    with Product(tmp_path_factory.mktemp("reload"), RECOGNIZERS="0", AGENT_BACK_S=str(BACK_S)) as product:
        yield product


def test_an_agent_whose_page_is_reloaded_at_once_or_after_a_while_is_back_in_the_call_by_themselves(
    product: Product, phone: Dial, browse: Callable[..., Page], beeps: Path
) -> None:
    desk = Desk(browse(beeps), product, "sara").log_in().go_ready()
    caller = waits(product, phone(next(NUMBERS)))
    desk.answer()
    desk.says("Talking")
    both_hear(caller.phone, desk.page)
    desk.page.reload(wait_until="commit")
    product.wait_until(lambda: "AgentLost" in caller.kinds, 20, "the agent is missed")
    product.wait_until(lambda: "AgentBack" in caller.kinds, 30, "the agent is back")
    desk.says("Talking")
    both_hear(caller.phone, desk.page)
    assert partings(caller) == ["Answered", "AgentLost", "AgentBack"]

    desk.page.goto("about:blank")
    said_goodbye(product)
    caller.is_("parted")
    caller.hears_music()
    desk.page.goto(product.url)
    caller.is_("talking")
    desk.says("Talking")
    both_hear(caller.phone, desk.page)
    desk.hang_up()
    caller.phone.wait_for("CALL_CLOSED")
    caller.ends_as("served")
    assert partings(caller) == ["Answered", "AgentLost", "AgentBack", "AgentLost", "AgentBack"]
    desk.wrap_up()
    desk.go_offline()


def said_goodbye(product: Product) -> None:
    """The page told the server that it goes, and did not leave it to notice the silence."""

    def gone() -> bool:
        with product.db.reading() as session:
            return not session.scalar(select(Softphone.open))

    product.wait_until(gone, 10, "the panel says goodbye")


def partings(caller: Caller) -> list[str]:
    return [kind for kind in caller.kinds if kind in ("Answered", "AgentLost", "AgentBack", "BackInLine")]


def test_a_caller_whose_agent_closed_the_page_hears_music_and_gets_another_agent(
    product: Product, phone: Dial, browse: Callable[..., Page], beeps: Path, tmp_path: Path
) -> None:
    desk = Desk(browse(beeps), product, "sara").log_in().go_ready()
    caller = waits(product, phone(next(NUMBERS)))
    desk.answer()
    desk.says("Talking")
    later = waits(product, phone(next(NUMBERS)))
    desk.page.close()
    said_goodbye(product)
    caller.is_("parted")
    caller.hears_music()
    caller.is_("queued")
    with Telephonist(product, tmp_path / "daniel", "daniel") as daniel:
        daniel.answer()
        caller.is_("talking")
        hear_each_other(product, caller.phone, daniel.phone)
        assert later.row.state == "queued", "who lost their agent goes first"
        assert partings(caller) == ["Answered", "AgentLost", "BackInLine", "Answered"]
        later.phone.hang_up()
        later.ends_as("left_in_queue")
        daniel.hang_up(caller.id)
        caller.phone.wait_for("CALL_CLOSED")
        caller.ends_as("served")
        daniel.wrap_up(caller.id)
        assert daniel.presence() == "ready"


def test_the_newer_of_two_tabs_has_the_phone_and_the_agent_can_take_a_call_back_into_the_older_one(
    product: Product, phone: Dial, browse: Callable[..., Page], beeps: Path
) -> None:
    older = Desk(browse(beeps), product, "daniel").log_in().go_ready()
    newer = Desk(older.page.context.new_page(), product, "daniel")
    newer.page.goto(product.url)
    newer.says("Phone connected")
    older.says("Your phone is in another tab: calls ring there.")
    caller = waits(product, phone(next(NUMBERS)))
    older.says("This call is in your other tab.")
    newer.answer()
    newer.says("Talking")
    both_hear(caller.phone, newer.page)

    older.page.get_by_role("button", name="Use the phone here").first.click()
    newer.says("This call is in your other tab.")
    older.says("Talking")
    both_hear(caller.phone, older.page)
    newer.page.close()
    both_hear(caller.phone, older.page)
    older.hang_up()
    caller.phone.wait_for("CALL_CLOSED")
    caller.ends_as("served")
    assert partings(caller) == ["Answered", "AgentLost", "AgentBack"]
    older.wrap_up()
    older.go_offline()
