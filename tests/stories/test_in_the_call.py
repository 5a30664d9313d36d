"""An agent's call in a real browser: it rings through two devices, keys reach the far end, a poor line is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.sip import Phone
from tests.stories.caller import waits
from tests.stories.desk import Desk
from tests.stories.product import Product

KEYS = "42#"
RUNG = """(() => {
  window.rung = []
  const Context = window.AudioContext
  window.AudioContext = class extends Context {
    createOscillator() { window.rung.push(this.sinkId); return super.createOscillator() }
  }
})()"""
"""Through which device each note is played."""
LOSES = """() => {
  const counts = RTCPeerConnection.prototype.getStats
  RTCPeerConnection.prototype.getStats = async function () {
    const reports = await counts.call(this)
    const lost = (report) => report.type === "inbound-rtp" ? { ...report, packetsLost: report.packetsReceived } : report
    return new Map([...reports].map(([id, report]) => [id, lost(report)]))
  }
}"""
"""From now on the browser counts every second packet as lost."""


def test_a_call_rings_through_two_devices_its_keys_reach_the_far_end_and_a_poor_line_is_said_in_words(
    product: Product, phone: Callable[..., Phone], browse: Callable[..., Page], beeps: Path
) -> None:
    page = browse(beeps)
    page.add_init_script(RUNG)
    desk = Desk(page, product, "sara").log_in()
    rings_through = choose_devices(page)
    desk.go_ready()
    caller = waits(product, phone("15551310001"))
    desk.says("is calling")
    product.wait_until(lambda: set(page.evaluate("window.rung")) == rings_through, 20, "both devices ring")
    desk.answer()
    desk.says("Good line")

    page.get_by_role("button", name="Keypad").click()
    for key in KEYS:
        page.get_by_role("button", name=key, exact=True).click()
    expect(page.get_by_label("Keys sent")).to_have_text(KEYS)
    assert [caller.phone.wait_for("CALL_DTMF_START", 30)["param"] for _ in KEYS] == list(KEYS)
    page.keyboard.press("Escape")

    page.evaluate(LOSES)
    desk.says("Parts of words get lost. Speak slowly; a cable instead of Wi-Fi helps.")
    desk.says("Poor line")
    desk.hang_up()
    caller.ends_as("served")
    desk.wrap_up()
    desk.go_offline()


def choose_devices(page: Page) -> set[str]:
    """Let it ring through the first and the second loudspeaker. Returns their ids."""
    page.keyboard.press("s")
    page.get_by_role("tab", name="Sounds").click()
    for label, place in (("It rings through", 1), ("And also through", 2)):
        page.get_by_label(label).first.click()
        page.get_by_role("option").filter(visible=True).nth(place).click()
    page.get_by_role("button", name="Close").click()
    kept: dict[str, str] = page.evaluate("JSON.parse(localStorage.getItem('threadline.preferences'))")
    assert kept["ringer"] and kept["secondRinger"] and kept["ringer"] != kept["secondRinger"]
    return {kept["ringer"], kept["secondRinger"]}
