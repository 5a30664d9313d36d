"""A supervisor calls a draft from the browser, through Asterisk: the graph shows the way, and nobody else knows."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from hotline.models import FlowTurn
from telephony.models import Call
from tests.sounds import loud_seconds
from tests.stories.product import Product
from tests.stories.test_flows import log_in
from timeline.models import Customer, Entry

REAL = (
    select(Call.id),
    select(Customer.id),
    select(FlowTurn.id),
    select(Entry.id).where(Entry.kind != "TranscriptWritten"),
)
"""What a call of a customer leaves behind. What earlier calls were about may be written down meanwhile."""


def left_behind(product: Product) -> list[int]:
    with product.db.reading() as session:
        return [session.scalar(select(func.count()).select_from(each.subquery())) or 0 for each in REAL]


def hears(product: Product, page: Page) -> None:
    """From now on, the browser hears something of the call."""
    since = page.evaluate("heardSamples().length")

    def loud() -> bool:
        heard = page.evaluate("since => heardSamples().slice(since)", since)
        return loud_seconds(np.array(heard, dtype=np.int16)) > 0.4

    product.wait_until(loud, 30, "the supervisor hears the draft")


def test_a_draft_is_called_and_its_way_lights_up(product: Product, browse: Callable[..., Page]) -> None:
    page = browse()
    log_in(page, product)
    before = left_behind(product)
    page.goto(f"{product.url}/flows/main")
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Call the draft").click()
    expect(page.get_by_text("You are in the call.", exact=False)).to_be_visible()
    hears(product, page)

    keys, talk = page.get_by_role("group", name="Keys of the call"), page.get_by_role("log")
    for pressed in ("1", "1"):
        keys.get_by_role("button", name=pressed, exact=True).click()
        expect(talk.get_by_text(pressed, exact=True).last).to_be_visible()
        hears(product, page)
    expect(talk.get_by_text("What is your order number?", exact=False)).to_be_visible()
    for key in "427#":
        page.keyboard.press(key)

    # A caller would wait for a person now: it is said so, nobody is rung, and the call is over.
    expect(talk.get_by_text("Waits in the queue orders")).to_be_visible()
    page.get_by_role("button", name="Show all of it").click()
    expect(page.locator("[data-lit='walked']").nth(3)).to_be_visible()
    expect(page.get_by_role("button", name="An agent answers")).to_be_visible(timeout=30_000)
    assert left_behind(product) == before
