"""A supervisor changes a queue's rules: what they mean is said at once, and what cannot be read is not saved over."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect
from sqlalchemy import select

from acd.models import Queue
from tests.stories import arranged
from tests.stories.product import Product
from tests.stories.test_flows import log_in

KEY = "orders"


def test_a_queue_keeps_what_is_written_and_no_time_that_cannot_be_read(
    product: Product, browse: Callable[..., Page]
) -> None:
    page = browse()
    before = kept(product)
    with arranged.queue(product, KEY, rules=before.rules, ring_s=before.ring_s):
        log_in(page, product)
        page.goto(f"{product.url}/queues")
        page.get_by_role("link", name="Orders", exact=True).click()
        save, discard = (page.get_by_role("button", name=name) for name in ("Save", "Discard"))
        expect(save).to_be_disabled()
        page.get_by_label("Let newcomers in at set hours only").check()
        expect(page.get_by_text("Newcomers are let in at set hours.")).to_be_visible()
        page.get_by_label("Monday").fill("all day")
        save.click()
        expect(page.get_by_text("Write times as 09:00–12:00, 13:00–17:00.", exact=True)).to_be_visible()
        expect(page.get_by_label("Monday")).to_be_focused()
        assert kept(product).rules == before.rules
        discard.click()
        expect(page.get_by_label("Monday")).to_be_hidden()
        page.get_by_label("Let newcomers in at set hours only").check()
        page.get_by_label("Monday").fill("9-12, 13–17.30")
        page.get_by_label("Ring for").fill("31")
        save.click()
        expect(discard).to_be_disabled()
        after = kept(product)
        assert after.rules["hours"]["mon"] == ["09:00", "12:00", "13:00", "17:30"]
        assert (after.rules["hours"]["tue"], after.ring_s) == (["09:00", "17:00"], 31)


def kept(product: Product) -> Queue:
    with product.db.reading() as session:
        return session.scalars(select(Queue).where(Queue.key == KEY)).one()
