"""The agent's tab freezes while it rings: the caller goes to somebody else, and nobody blames the person."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Page
from sqlalchemy import select

from acd.models import Agent, PresenceChange
from acd.policy import LIVENESS_S
from tests.sip import Phone
from tests.stories.agent import Telephonist, hear_each_other
from tests.stories.arranged import offers_of
from tests.stories.caller import waits
from tests.stories.desk import Desk
from tests.stories.product import Product


def test_a_frozen_tab_gets_no_calls_the_ring_goes_elsewhere_and_the_tab_that_thaws_is_ready_again(
    product: Product, phone: Callable[..., Phone], browse: Callable[..., Page], beeps: Path, tmp_path: Path
) -> None:
    sara = Desk(browse(beeps), product, "sara").log_in().go_ready()
    caller = waits(product, phone("15551250001"))
    sara.says("Answer")
    tabs = renderers(sara.page)
    try:
        for tab in tabs:
            os.kill(tab, signal.SIGSTOP)
        with Telephonist(product, tmp_path / "daniel", "daniel") as daniel:
            daniel.answer()
            caller.is_("talking")
            hear_each_other(product, caller.phone, daniel.phone)
            first, second = offers_of(product, caller.id)
            assert (first.state, first.reasons["ended"]) == ("failed", "gone")
            assert second.state == "accepted"
            with product.db.reading() as session:
                frozen = session.get_one(Agent, first.agent_id)
                left = session.scalars(
                    select(PresenceChange)
                    .where(PresenceChange.agent_id == frozen.id)
                    .order_by(PresenceChange.id.desc())
                ).first()
            assert (frozen.presence, frozen.reason) == ("offline", "gone")
            assert left and frozen.seen_at and first.at <= frozen.seen_at + timedelta(seconds=LIVENESS_S)
            assert left.at < first.ring_until, "the silence ended the ring, which would have gone on"
            for tab in tabs:
                os.kill(tab, signal.SIGCONT)
            sara.says("You are ready")
            daniel.hang_up(caller.id)
            caller.ends_as("served")
            daniel.wrap_up(caller.id)
    finally:
        for tab in tabs:
            os.kill(tab, signal.SIGCONT)
    sara.go_offline()


def renderers(page: Page) -> list[int]:
    """The processes in which this browser's pages live."""
    browser = page.context.browser
    assert browser
    processes = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    return [process["id"] for process in processes if process["type"] == "renderer"]
