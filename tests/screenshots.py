"""The pictures in the README, taken from the running product: a chat, the call that follows it, and the timeline.

.venv/bin/python -m tests.screenshots          writes docs/images/*.png
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserType, Page, ViewportSize, sync_playwright

from tests.sip import Phone
from tests.stories.caller import waits
from tests.stories.conftest import BROWSER
from tests.stories.desk import Desk
from tests.stories.product import ROOT, Product
from tests.stories.test_journey import open_widget
from tests.stories.words import AGENT_SAYS, CALLER_SAYS, sound_of

IMAGES = ROOT / "docs" / "images"
DESKTOP: ViewportSize = {"width": 1440, "height": 900}
HAND: ViewportSize = {"width": 390, "height": 844}


def main() -> int:
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright, Product(Path(folder)) as product:
        story(product, playwright.chromium, Path(folder))
    return 0


def story(product: Product, chromium: BrowserType, folder: Path) -> None:
    with browser(chromium, spoken(AGENT_SAYS, folder)) as agents, browser(chromium) as visitors:
        desk = Desk(page(agents), product, "sara").log_in()
        keep(desk.page, "microphone")
        desk.go_ready()
        visitor = page(visitors)
        widget = open_widget(visitor, product)
        widget.get_by_role("button", name="An order").click()
        widget.get_by_label("Write a message").fill("427")
        widget.get_by_role("button", name="Send").click()
        desk.page.get_by_role("button", name="Accept").first.click()
        desk.page.get_by_label("Write a message").fill("I see your order 427. Shall we talk?")
        desk.page.get_by_role("button", name="Send").click()
        widget.get_by_text("Shall we talk?").wait_for()
        keep(visitor, "chat")
        keep(desk.page, "desk-chat")
        widget.get_by_role("button", name="Continue by phone").click()
        code = re.sub(r"\D", "", widget.locator("output").inner_text())
        keep(visitor, "by-phone")
        with Phone.start(folder / "phone", name="15559870001") as caller:
            call(product, desk, caller, code, folder)
        timeline(product, desk.page)
        desk.page.goto(f"{product.url}/day")
        desk.page.get_by_text("Done today").wait_for()
        keep(desk.page, "my-day")
        desk.page.goto(f"{product.url}/desk")
        # The chat is still open, so that the desk shows it and not the way back to being ready.
        desk.page.get_by_role("button", name="Change my status").click()
        desk.page.get_by_role("menuitem", name="Offline").click()
        with Phone.start(folder / "other", name="15559870002") as caller:
            persian_call(product, agents, caller)
        everywhere_else(product, agents, visitors)


def call(product: Product, desk: Desk, caller: Phone, code: str, folder: Path) -> None:
    caller.dial(product.hotline)
    for keys in ("1", "*", f"{code}#"):
        time.sleep(1.5)
        caller.press(keys, pause_s=0.2)
    desk.page.get_by_role("button", name="Answer").first.wait_for()
    desk.page.wait_for_timeout(1500)
    keep(desk.page, "ringing")
    desk.answer()
    desk.says("Talking")
    caller.speak(sound_of(spoken(CALLER_SAYS, folder)))
    desk.page.wait_for_timeout(3000)
    keep(desk.page, "talking")
    in_the_hand(desk.page, "hand-talking")
    desk.page.get_by_role("button", name="Transfer", exact=True).click()
    desk.page.get_by_role("option").first.wait_for()
    keep(desk.page, "transfer")
    desk.page.keyboard.press("Escape")
    desk.page.get_by_role("dialog").wait_for(state="hidden")
    desk.page.get_by_role("button", name="Hang up").click()
    desk.page.get_by_label("How did it end?").first.wait_for()
    keep(desk.page, "wrap-up")


def persian_call(product: Product, agents: Browser, phone: Phone) -> None:
    """The same desk in Persian and dark, while it rings and in the call."""
    desk = Desk(page(agents, color_scheme="dark", locale="fa-IR"), product, "daniel").log_in("fa")
    shown = desk.page
    shown.get_by_role("button", name="آماده‌ام").first.click()
    caller = waits(product, phone)
    shown.get_by_role("button", name="پاسخ", exact=True).first.wait_for()
    shown.wait_for_timeout(1500)
    keep(shown, "persian-ringing")
    shown.get_by_role("button", name="پاسخ", exact=True).first.click()
    caller.is_("talking")
    shown.wait_for_timeout(4000)
    keep(shown, "persian-talking")
    in_the_hand(shown, "hand-persian-talking")
    phone.hang_up()
    caller.ends_as("served")


def in_the_hand(shown: Page, name: str) -> None:
    shown.set_viewport_size(HAND)
    shown.wait_for_timeout(500)
    keep(shown, name)
    shown.set_viewport_size(DESKTOP)


def timeline(product: Product, shown: Page) -> None:
    newest = product.newest_call()
    assert newest
    product.wait_until(lambda: "TranscriptWritten" in product.kinds("phone", newest.id), 60, "the transcript is there")
    shown.goto(f"{product.url}/customers/{newest.customer_id}")
    shown.get_by_role("button", name="Recording and transcript").first.click()
    shown.get_by_text("seven").first.wait_for()
    shown.wait_for_timeout(1500)
    keep(shown, "timeline")


def everywhere_else(product: Product, agents: Browser, visitors: Browser) -> None:
    """Persian and dark, and in the hand."""
    dark = page(agents, color_scheme="dark", locale="fa-IR")
    Desk(dark, product, "daniel").log_in("fa")
    dark.goto(f"{product.url}/customers")
    dark.wait_for_timeout(1500)
    keep(dark, "persian-dark")
    for path, name in (("/customers/1", "hand-customer"), ("/desk", "hand-desk")):
        hand = page(agents)
        Desk(hand, product, "daniel").log_in()
        hand.set_viewport_size(HAND)
        hand.goto(product.url + path)
        hand.wait_for_timeout(1500)
        keep(hand, name)
    phone = page(visitors, viewport=HAND)
    phone.goto(f"{product.url}/phone")
    phone.wait_for_timeout(1500)
    keep(phone, "hand-phone")
    floor = page(agents)
    Desk(floor, product, "mina").log_in()
    floor.goto(f"{product.url}/floor")
    floor.wait_for_timeout(1500)
    keep(floor, "floor")
    flow(product, floor)


def flow(product: Product, shown: Page) -> None:
    """A supervisor tries the hotline's flow: the way lights up on the graph."""
    shown.goto(f"{product.url}/flows/main")
    shown.get_by_role("button", name="Try it out").click()
    for keys, answer in (("1", "How can we help you?"), ("2", "What is your order number?")):
        shown.get_by_label("Press keys, or say something").fill(keys)
        shown.keyboard.press("Enter")
        shown.get_by_role("log").get_by_text(answer).wait_for()
    shown.mouse.move(700, 700)
    shown.wait_for_timeout(1500)
    keep(shown, "flow")


@contextmanager
def browser(chromium: BrowserType, voice: Path | None = None) -> Iterator[Browser]:
    heard = [f"--use-file-for-fake-audio-capture={voice}"] if voice else []
    opened = chromium.launch(executable_path=shutil.which("chromium"), args=[*BROWSER, *heard])
    yield opened
    opened.close()


def page(opened: Browser, **settings: Any) -> Page:
    shown = opened.new_context(**{"viewport": DESKTOP, "color_scheme": "light", **settings}).new_page()
    shown.set_default_timeout(20_000)
    return shown


def spoken(text: str, folder: Path) -> Path:
    file = folder / f"{len(text)}.wav"
    espeak = ROOT / ".asterisk" / "bin" / "espeak-ng"
    program = str(espeak) if espeak.exists() else "espeak-ng"
    subprocess.run([program, "-v", "en-us+Michael", "-s", "140", "-w", str(file), text], check=True)
    return file


def keep(shown: Page, name: str) -> None:
    shown.screenshot(path=IMAGES / f"{name}.png")


if __name__ == "__main__":
    sys.exit(main())
