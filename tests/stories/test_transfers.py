"""A caller goes from one agent's browser to another's: asked first, all together, parked, and through a queue."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page

from tests.sip import Phone
from tests.sounds import loud_seconds, seconds_of, silence, tone, write_wav
from tests.stories import arranged
from tests.stories.caller import AGENT, CALLER, Caller, waits
from tests.stories.desk import Desk
from tests.stories.product import Product
from timeline import book

DANIEL = 500
"""In Hz: how the second agent sounds."""
VOICES = {"caller": CALLER, "sara": AGENT, "daniel": DANIEL}
ORDER = {"key": "order", "names": {"en": "Order"}}
LATE = {
    "key": "late",
    "names": {"en": "Came late"},
    "parent": "order",
    "fields": [{"key": "why", "names": {"en": "Why"}, "required": True, "choices": ["Lost", "Out of stock"]}],
}
NOTIFIED = """
window.notified = []
window.Notification = class {
  static permission = "granted"
  constructor(title, { body }) { window.notified.push(body ? `${title}: ${body}` : title) }
  close() {}
}
"""
LOOKS_AWAY = """away => {
  Object.defineProperty(document, "visibilityState", { configurable: true, get: () => away ? "hidden" : "visible" })
  document.dispatchEvent(new Event("visibilitychange"))
}"""


@pytest.fixture(autouse=True)
def endings(product: Product) -> Iterator[None]:
    with arranged.endings(product, ORDER, LATE):
        yield


@pytest.fixture
def daniels_beeps(tmp_path: Path) -> Path:
    file = tmp_path / "daniel.wav"
    write_wav(file, np.concatenate([tone(DANIEL, 0.4), silence(0.2)]))
    return file


class Room:
    """Everybody who may be heard, and may hear."""

    def __init__(self, caller: Caller, **pages: Page) -> None:
        self.caller, self.pages = caller, pages

    def hear(self) -> dict[str, set[str]]:
        """Everybody speaks for two seconds: name → whom they heard, or {"music"}."""
        phone = self.caller.phone
        at_phone = len(phone.heard())
        at_desk = {name: page.evaluate("heardSamples().length") for name, page in self.pages.items()}
        phone.speak(tone(CALLER, 2.0))
        sounds = {"caller": phone.heard()[at_phone:]}
        for name, page in self.pages.items():
            new = page.evaluate("since => heardSamples().slice(since)", at_desk[name])
            sounds[name] = np.array(new, dtype=np.int16)
        heard = {
            name: {who for who, hertz in VOICES.items() if seconds_of(s, hertz) > 0.5} for name, s in sounds.items()
        }
        return {name: who or ({"music"} if loud_seconds(sounds[name]) > 1 else set()) for name, who in heard.items()}


def test_a_caller_is_passed_on_with_words_all_together_by_the_park_and_through_a_queue(
    product: Product, phone: Callable[..., Phone], browse: Callable[..., Page], beeps: Path, daniels_beeps: Path
) -> None:
    sara = Desk(browse(beeps), product, "sara").log_in().go_ready()
    caller = waits(product, phone("15551245001"))
    sara.answer()
    sara.says("Talking")
    daniel = Desk(browse(daniels_beeps), product, "daniel")
    daniel.page.add_init_script(NOTIFIED)
    daniel.log_in().go_ready()
    room = Room(caller, sara=sara.page, daniel=daniel.page)

    asked_first(sara, daniel, room)
    daniel.page.keyboard.press("p")
    sara.says("Parked")
    caller.is_("parked")
    sara.page.get_by_role("button", name="Pick up").click()
    sara.says("Talking")
    assert room.hear() == {"caller": {"sara"}, "sara": {"caller"}, "daniel": set()}

    sara.page.get_by_role("button", name="Transfer").click()
    sara.page.get_by_role("option", name="Orders").click()
    sara.page.get_by_role("button", name="Transfer now").click()
    daniel.answer()
    daniel.says("Talking")
    assert room.hear() == {"caller": {"daniel"}, "daniel": {"caller"}, "sara": set()}
    daniel.hang_up()
    caller.phone.wait_for("CALL_CLOSED")
    caller.ends_as("served")
    told = ("Answered", "GuestJoined", "AllTogether", "Transferred", "Parked", "PickedUp")
    assert [kind for kind in caller.kinds if kind in told] == [
        *("Answered", "GuestJoined", "AllTogether", "Transferred"),
        *("Parked", "PickedUp", "Answered", "Transferred", "Answered"),
    ]
    says_how_it_ended(sara.page)
    daniel.says("Sara Ahmadi mentions you")
    with product.db.reading() as session:
        (said,) = [step for step in book.steps(session, "phone", caller.id) if step.kind == "WrappedUp"]
    assert said.data["note"] == "Why: Lost\n@Daniel Weber has it in hand."
    daniel.wrap_up()
    for desk in (sara, daniel):
        desk.go_offline()


def asked_first(sara: Desk, daniel: Desk, room: Room) -> None:
    """In writing, then aside, to and fro, all together; and Sara leaves the caller with Daniel."""
    daniel.page.evaluate(LOOKS_AWAY, True)
    asks_in_writing(sara.page, "Daniel Weber", "Can you take an order?")
    sara.page.keyboard.press("t")
    sara.page.get_by_role("combobox").fill("dan")
    sara.page.get_by_label("Note for whoever comes next").fill("Asks about order 427.")
    sara.page.get_by_role("button", name="Ask first").click()
    daniel.says("Sara Ahmadi asks you into a call")
    daniel.says("Asks about order 427.")
    told = ["Sara Ahmadi writes: Can you take an order?", "Sara Ahmadi asks you into a call"]
    assert daniel.page.evaluate("notified") == told
    daniel.page.evaluate(LOOKS_AWAY, False)
    daniel.answer()
    sara.says("You speak with Daniel Weber;")
    assert room.hear() == {"caller": {"music"}, "sara": {"daniel"}, "daniel": {"sara"}}
    sara.page.get_by_role("button", name="Speak with").click()
    sara.says("Daniel Weber hears music")
    assert room.hear() == {"caller": {"sara"}, "sara": {"caller"}, "daniel": {"music"}}
    sara.page.get_by_role("button", name="All together").click()
    daniel.says("hear each other")
    everybody = {name: set(VOICES) - {name} for name in VOICES}
    assert room.hear() == everybody
    sara.page.get_by_role("button", name="with Daniel Weber").click()
    daniel.says("Talking")
    sara.says("You have passed them on")
    assert room.hear() == {"caller": {"daniel"}, "daniel": {"caller"}, "sara": set()}


def asks_in_writing(page: Page, colleague: str, text: str) -> None:
    """An internal message beside the call."""
    page.get_by_role("button", name="Messages of colleagues").click()
    page.get_by_label("Whom do you ask?").first.click()
    page.get_by_role("option", name=colleague).click()
    page.get_by_label("Write to a colleague").fill(text)
    page.get_by_role("button", name="Send").click()
    page.get_by_role("list", name="Colleagues").get_by_text(text).wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="hidden")


def says_how_it_ended(page: Page) -> None:
    """A leaf of the tree, what it asks for, and a note that names a colleague."""
    page.get_by_label("How did it end?").first.click()
    page.get_by_role("option", name="Order › Came late").click()
    page.get_by_label("Note").press_sequentially("@dan")
    page.get_by_role("option", name="Daniel Weber").click()
    page.get_by_label("Note").press_sequentially("has it in hand.")
    page.get_by_role("button", name="Done").click()
    page.get_by_text("Fill this in.").wait_for()
    page.get_by_label("Why").first.click()
    page.get_by_role("option", name="Lost").click()
    page.get_by_role("button", name="Done").click()
    page.get_by_text("You are ready").wait_for()
