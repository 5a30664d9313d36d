"""A SIP phone calls, an agent answers in the browser, they talk, and the timeline remembers."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.sip import Phone
from tests.sounds import read_wav
from tests.stories.conftest import Speak
from tests.stories.desk import Desk
from tests.stories.product import TINY, Product
from tests.stories.words import (
    AGENT_SAYS,
    CALLER_SAYS,
    browser_heard,
    chooses_an_order,
    likeness,
    sound_of,
    words_in,
)
from transcripts.models import Recording, Transcript

needs_vosk = pytest.mark.skipif(not TINY.is_dir(), reason="the tiny Vosk model is not there (../shared/models)")


@needs_vosk
def test_a_caller_is_helped_by_an_agent_in_the_browser(
    product: Product, phone: Callable[..., Phone], browse: Callable[..., Page], spoken: Speak, tmp_path: Path
) -> None:
    desk = Desk(browse(spoken(AGENT_SAYS)), product, "sara").log_in().go_ready()
    page, caller = desk.page, phone("15551230001")
    caller.dial(product.hotline)
    chooses_an_order(caller)
    expect(page.get_by_role("button", name="Answer").first).to_be_visible()
    expect(page.get_by_role("list", name="Way through the menu").first).to_contain_text("427")
    desk.answer()
    desk.says("Talking")
    said = sound_of(spoken(CALLER_SAYS))
    caller.speak(said)
    time.sleep(4)
    call = product.newest_call()
    assert likeness(browser_heard(page), said) > 0.6
    assert "account number" in words_in(caller.heard(), tmp_path)
    assert "order number four two seven" in words_in(browser_heard(page), tmp_path)

    page.get_by_role("button", name="Hang up").click()
    caller.wait_for("CALL_CLOSED")
    page.get_by_label("How did it end?").first.click()
    page.get_by_role("option", name="Solved").click()
    page.get_by_role("button", name="Done").click()
    desk.says("You are ready")
    assert product.call(call.id).outcome == "served"

    def transcript() -> Transcript | None:
        with product.db.reading() as session:
            return session.query(Transcript).filter_by(call_id=call.id).one_or_none()

    written = product.wait_until(transcript, 40, "the transcript is written")
    said = {
        speaker: " ".join(s["text"] for s in written.segments if s["speaker"] == speaker)
        for speaker in ("caller", "agent")
    }
    assert "order number four two seven" in said["caller"]
    assert "account" not in said["caller"]
    assert "account number" in said["agent"]
    assert "order" not in said["agent"]

    with product.db.reading() as session:
        recording = session.query(Recording).filter_by(call_id=call.id).one()
    sound, rate = read_wav(product.var / "recordings" / recording.path)
    assert sound.shape[1] == 2, "one channel for each side"
    assert abs(len(sound) / rate - recording.duration_s) < 0.1

    page.goto(f"{product.url}/customers/{call.customer_id}")
    page.get_by_role("button", name="Recording and transcript").click()
    expect(page.get_by_text("seven").first).to_be_visible()
