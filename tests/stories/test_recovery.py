"""The agent's browser crashes, or its network changes, in the middle of a call: music, and the same call again."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import Page

from telephony.asterisk.logins import GONE_AFTER_S
from tests.sip import Phone
from tests.sounds import loud_seconds
from tests.stories.caller import Caller, both_hear, waits
from tests.stories.desk import Desk
from tests.stories.product import Product

Browse = Callable[..., Page]
BEEP_S = 0.4
"""How much of the agent may still be on its way when they are gone."""


def crashes(desk: Desk, caller: Caller, browse: Browse, beeps: Path) -> Desk:
    """Every process of the browser dies without a word; the one opened after it still knows the session.

    The caller hears music before the switch could have noticed the silence.
    """
    kept = desk.page.context.storage_state()
    dying = processes(desk.page)
    since, at = len(caller.phone.heard()), time.monotonic()
    for process in dying:
        with suppress(ProcessLookupError):  # Those whose browser is dead end by themselves.
            os.kill(process, signal.SIGKILL)
    music = lambda: loud_seconds(caller.phone.heard()[since:]) > 2 * BEEP_S  # noqa: E731
    desk.product.wait_until(music, 20, "the caller hears music")
    assert time.monotonic() - at < GONE_AFTER_S
    after = Desk(browse(beeps, storage_state=kept), desk.product, desk.login)
    after.page.goto(desk.product.url)
    return after


def changes_network(desk: Desk, caller: Caller, browse: Browse, beeps: Path) -> Desk:
    """Every connection of the browser is cut at once, those that carry voices as well; new ones can be made."""
    kept = desk.page.context.cookies()
    (connections,) = network(desk.page)
    os.kill(connections, signal.SIGKILL)
    desk.product.wait_until(lambda: network(desk.page) not in ([], [connections]), 20, "the browser connects again")
    desk.page.context.add_cookies(kept)  # A window without a memory had them in the process that died.
    return desk


def test_an_agent_is_back_in_the_same_call_after_a_crash_and_after_a_change_of_network(
    product: Product, phone: Callable[..., Phone], browse: Browse, beeps: Path
) -> None:
    desk = Desk(browse(beeps), product, "sara").log_in().go_ready()
    caller = waits(product, phone("15551247001"))
    desk.answer()
    desk.says("Talking")
    for times, fails in enumerate((crashes, changes_network), start=1):
        both_hear(caller.phone, desk.page)
        desk = fails(desk, caller, browse, beeps)
        caller.hears_something()
        product.wait_until(lambda n=times: caller.kinds.count("AgentBack") == n, 40, "the agent is back")
        desk.says("Talking")
    both_hear(caller.phone, desk.page)
    desk.hang_up()
    caller.phone.wait_for("CALL_CLOSED")
    caller.ends_as("served")
    partings = [kind for kind in caller.kinds if kind in ("Answered", "AgentLost", "AgentBack", "BackInLine")]
    assert partings == ["Answered", "AgentLost", "AgentBack", "AgentLost", "AgentBack"]
    desk.wrap_up()
    desk.go_offline()


def network(page: Page) -> list[int]:
    """The process that has all connections of this page's browser."""
    return [process for process in processes(page) if b"network.mojom.NetworkService" in command(process)]


def command(process: int) -> bytes:
    """What was started; nothing of a process that has ended meanwhile."""
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""


def processes(page: Page) -> list[int]:
    """Every process of this page's browser, the one that all others end with first."""
    browser = page.context.browser
    assert browser
    running = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    return [process["id"] for process in sorted(running, key=lambda process: process["type"] != "browser")]
