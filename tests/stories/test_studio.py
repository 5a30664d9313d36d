"""Beside building, supervisors import, record, settle a conflict, replay, try on some, and look behind the figures."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Route, expect

from db import now
from hotline import drafts, versions
from hotline.versions import Wish
from ivr.heard import Digits
from telephony.calls import Calls
from telephony.simulator.switch import SimulatedSwitch
from tests.sounds import tone, write_wav
from tests.stories.product import ROOT, Product
from tests.stories.test_flows import answer_with, log_in

STUDIO = ROOT / "tests" / "hotline" / "studio" / "green_corner.json"
AGAIN = {"retries": 1, "next": "line"}
OPTION = {"key": "1", "label": {"en": "Opening hours"}, "next": "bye"}
FLOW: dict[str, Any] = {
    "name": "Corner shop",
    "languages": ["en"],
    "start": "choice",
    "operator": "line",
    "offer": {"en": "For {phrase}, press {key}."},
    "nodes": [
        {
            "key": "choice",
            "kind": "menu",
            "title": "Choice",
            "prompt": {"en": "What is it about?"},
            "options": [OPTION, {"key": "2", "label": {"en": "A person"}, "next": "line"}],
            "no_input": AGAIN,
            "no_match": AGAIN,
        },
        {"key": "bye", "kind": "goodbye", "title": "Goodbye", "prompt": {"en": "We open at nine."}},
        {"key": "line", "kind": "to_queue", "title": "To a person", "queue": "general"},
    ],
}


def elsewhere() -> dict[str, Any]:
    """The flow, with its two keys leading where the other one did."""
    changed = copy.deepcopy(FLOW)
    first, second = changed["nodes"][0]["options"]
    first["next"], second["next"] = "line", "bye"
    return changed


def one_call(product: Product) -> None:
    """A caller asks for the hours, of this very house, without a telephone."""
    calls = Calls(product.db, {"simulator": SimulatedSwitch()}, "a secret of the tests", "US")
    with product.db.transaction() as session:
        versions.publish(session, "corner", FLOW, Wish("Nadia"))
    answer_with(product, "corner")
    try:
        call_id, turn, _ = calls.arrived(
            "simulator", "studio-1", channel_name="", from_address="+15551239901", to_address="hotline", token=""
        )
        calls.heard(call_id, turn, Digits("1"))
    finally:
        answer_with(product, "main")
    calls.leg_ended("studio-1")


def bring_in(page: Page, product: Product) -> None:
    """An export of Twilio Studio becomes a draft with a report; a second time, both are kept. It goes out as a file."""
    page.goto(f"{product.url}/flows")
    for again in (False, True):
        with page.expect_file_chooser() as chosen:
            page.get_by_role("button", name="Import").click()
        chosen.value.set_files(STUDIO)
        if again:
            page.get_by_role("button", name="Keep both").click()
        report = page.get_by_role("dialog", name="What was brought in")
        expect(report.get_by_text("Decide", exact=True).first).to_be_visible()
        report.get_by_role("button", name="Close").last.click()
    page.get_by_role("button", name=re.compile("Corner shop")).click()
    with page.expect_download() as file:
        page.get_by_role("menuitem", name="Export as a file").click()
    assert json.loads(file.value.path().read_text("utf-8"))["name"] == "Corner shop"


def prompts(page: Page, folder: Path) -> None:
    """A prompt is listened to, uploaded, taken out again, and recorded."""
    page.locator(".react-flow__node").filter(has_text="Choice").first.click()
    form = page.get_by_label("Step", exact=True)
    form.get_by_role("button", name="Listen (English)").first.click()
    expect(form.get_by_role("button", name="Stop", exact=True)).to_be_visible()
    wave = folder / "greeting.wav"
    write_wav(wave, tone(440, 1.0))
    with page.expect_file_chooser() as chosen:
        form.get_by_role("button", name="Upload a recording").first.click()
    chosen.value.set_files(wave)
    expect(form.get_by_text("recording", exact=False).first).to_be_visible()
    form.get_by_role("button", name=re.compile("Remove the recording")).click()
    form.get_by_role("button", name="Record with the microphone").first.click()
    page.wait_for_timeout(600)
    form.get_by_role("button", name="Stop and keep it").click()
    expect(form.get_by_role("button", name=re.compile("Remove the recording"))).to_be_visible()
    expect(page.get_by_text("Draft saved")).to_be_visible()


def conflict(page: Page, product: Product) -> None:
    """A colleague saves at the same moment: nothing is lost before somebody chooses, and theirs is taken."""

    theirs: list[str] = []

    def first_theirs(route: Route) -> None:
        if route.request.method == "PUT" and not theirs:
            theirs.append("saved")
            with product.db.transaction() as session:
                revision = drafts.find(session, "corner").revision
                drafts.save(session, "corner", elsewhere(), revision, "Boris")
        route.continue_()

    page.route("**/draft", first_theirs)
    page.get_by_label("Step", exact=True).get_by_label("Title").fill("Mine")
    dialog = page.get_by_role("dialog", name="Somebody else changed this draft")
    expect(dialog).to_contain_text("Boris")
    dialog.get_by_role("button", name="Take theirs").click()
    expect(page.locator(".react-flow__node").filter(has_text="Mine")).to_have_count(0)


def replayed(page: Page) -> None:
    """Their change would bring the one real caller to a person."""
    page.get_by_role("button", name="Replay real calls").click()
    page.get_by_role("button", name="Replay", exact=True).click()
    expect(page.get_by_text("1 of 1 calls would go another way")).to_be_visible()
    expect(page.get_by_role("button", name="To a person")).to_be_visible()


def published(page: Page, when: str, button: str, note: str) -> Any:
    page.get_by_role("button", name="Publish").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("What is new?").fill(note)
    dialog.get_by_text(when, exact=True).click()
    if when == "All, later":
        tomorrow = (now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
        dialog.get_by_label("From").fill(tomorrow)
    dialog.get_by_role("button", name=button).click()
    expect(dialog).to_be_hidden()


def tried_and_scheduled(page: Page) -> None:
    """Some callers get it on trial, then all; the next version waits for tomorrow, and is called off."""
    published(page, "Some, on trial", "Start the trial", "For some")
    page.get_by_role("button", name="Versions").click()
    page.get_by_role("button", name="Make it live for all").click()
    expect(page.get_by_text("On trial")).to_have_count(0)
    published(page, "All, later", "Schedule", "For tomorrow")
    page.get_by_role("button", name="Do not publish it").click()
    expect(page.get_by_role("button", name="Do not publish it")).to_have_count(0)


def looked_behind(page: Page, product: Product) -> None:
    """From a figure to the call behind it."""
    page.goto(f"{product.url}/flows/corner/analytics")
    page.get_by_text("Table", exact=True).click()
    page.get_by_role("button", name="Choice").first.click()
    page.get_by_role("dialog").get_by_role("link").first.click()
    expect(page).to_have_url(re.compile(r"/customers/\d+"))
    expect(page.get_by_text("555-123-9901").first).to_be_visible()


def test_a_supervisor_imports_records_settles_a_conflict_replays_tries_and_looks_behind_the_figures(
    product: Product, browse: Callable[..., Page], tmp_path: Path
) -> None:
    one_call(product)
    page = browse()
    log_in(page, product)
    bring_in(page, product)
    page.goto(f"{product.url}/flows/corner")
    prompts(page, tmp_path)
    conflict(page, product)
    replayed(page)
    tried_and_scheduled(page)
    looked_behind(page, product)
