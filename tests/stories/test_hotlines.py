"""A supervisor sets a hotline's hours on the page Hotlines, and closes it in an emergency: the next caller meets it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from hotline.models import FlowConnection, Hotline
from tests.sip import Phone
from tests.stories import arranged
from tests.stories.caller import Caller
from tests.stories.product import Product
from tests.stories.test_accessible import HAND, WIDE, is_accessible
from tests.stories.test_flows import log_in, was_told

AS_BEFORE: dict[str, Any] = {"hours": {}, "calendar": {}, "emergency": "", "name": "Parsa Home"}


@pytest.fixture
def page(product: Product, browse: Callable[..., Page]) -> Iterator[Page]:
    """The page Hotlines, as an administrator sees it."""
    with arranged.hotline(product, **AS_BEFORE):
        page = browse()
        log_in(page, product)
        page.get_by_role("link", name="Hotlines").click()
        expect(card(page)).to_contain_text("Open now")
        yield page


def card(page: Page) -> Any:
    return page.get_by_role("region", name="Parsa Home", exact=True)


def kept(product: Product) -> Hotline:
    with product.db.reading() as session:
        return session.scalars(select(Hotline).where(Hotline.is_default)).one()


def looked_at(page: Page, where: str) -> None:
    """Wide, and in the hand."""
    is_accessible(page, where)
    page.set_viewport_size(HAND)
    is_accessible(page, f"{where}, in the hand")
    assert page.evaluate("document.documentElement.scrollWidth") <= HAND["width"]
    page.set_viewport_size(WIDE)


def test_who_closes_a_hotline_in_an_emergency_says_why_and_the_next_caller_hears_that_it_is_closed(
    product: Product, page: Page, phone: Callable[..., Phone]
) -> None:
    card(page).get_by_role("button", name="Close now").click()
    page.get_by_label("Why?").fill("Water in the cellar")
    is_accessible(page, "asked why")
    page.get_by_role("dialog").get_by_role("button", name="Close now").click()
    expect(card(page)).to_contain_text("“Water in the cellar” – until somebody opens it again.")
    looked_at(page, "with a hotline that is closed")
    caller = Caller(product, phone("15559990077"))
    caller.presses("1")
    assert "We are closed at the moment." in was_told(product, caller.row)
    caller.phone.hang_up()
    card(page).get_by_role("button", name="Open again").click()
    expect(card(page)).to_contain_text("Open now")
    assert kept(product).emergency == ""


def test_hours_holidays_and_days_of_ones_own_are_saved_and_what_is_no_time_is_said_at_its_field(
    product: Product, page: Page
) -> None:
    page.get_by_role("link", name="Change Parsa Home", exact=True).click()
    page.get_by_text("By the week").click()
    page.get_by_label("Monday").fill("all day")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Write times as 09:00–12:00, 13:00–17:00.", exact=True)).to_be_visible()
    expect(page.get_by_label("Monday")).to_have_value("all day")
    assert kept(product).hours == {}
    page.get_by_role("button", name="Discard").click()
    page.get_by_text("By the week").click()
    expect(page.get_by_label("Monday")).to_have_value("09:00–17:00")
    page.get_by_label("Monday").fill("9-12, 13–17.30")
    page.get_by_role("combobox", name="Country").fill("germ")
    page.get_by_role("option", name="Germany").click()
    page.get_by_role("combobox", name="Part of the country").fill("Berl")
    page.get_by_role("option", name="Berlin").click()
    page.get_by_role("button", name="Add a day").click()
    page.get_by_label("Date").fill("2030-12-24")
    page.get_by_role("textbox", name="Name").last.fill("Christmas Eve")
    page.get_by_label("Open from – to").fill("9-12")
    # Another page in between, and a reload, lose nothing.
    page.get_by_role("link", name="Hotlines").last.click()
    expect(card(page)).to_contain_text("Changes not saved yet")
    page.get_by_role("link", name="Change Parsa Home", exact=True).click()
    expect(page.get_by_label("Monday")).to_have_value("09:00–12:00, 13:00–17:30")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved. The next caller meets it.")).to_be_visible()
    hotline = kept(product)
    assert (hotline.hours["mon"], hotline.hours.get("sun")) == (["09:00", "12:00", "13:00", "17:30"], None)
    days = [{"day": "2030-12-24", "name": "Christmas Eve", "open": ["09:00", "12:00"]}]
    assert hotline.calendar == {"country": "DE", "subdivision": "BE", "days": days}
    expect(page.get_by_role("region", name="Public holidays")).to_contain_text("Christmas Day")
    looked_at(page, "the hotline's page")
    page.goto(f"{product.url}/hotlines")
    expect(card(page)).to_contain_text("Public holidays of Germany (Berlin)")


def test_an_administrator_sets_up_a_system_to_ask_and_its_secrets_are_kept_and_not_shown(
    product: Product, page: Page
) -> None:
    page.get_by_role("button", name="Add a system").click()
    page.get_by_label("Short name").fill("stock")
    page.get_by_role("textbox", name="Address").fill("https://stock.example.com/items")
    page.get_by_role("button", name="Add a header").click()
    page.get_by_label("Name of the header").fill("Authorization")
    page.get_by_label("Value of the header").fill("Bearer secret")
    is_accessible(page, "while a system is added")
    page.get_by_role("button", name="Save").click()
    try:
        page.get_by_role("button", name="stock").click()
        expect(page.get_by_text("These are kept, and not shown.")).to_be_visible()
        page.get_by_label("In your own network").check()
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("dialog")).to_be_hidden()
        with product.db.reading() as session:
            row = session.get_one(FlowConnection, "stock")
            assert (row.headers, row.private) == ({"Authorization": "Bearer secret"}, True)
        page.get_by_role("button", name="stock").click()
        page.get_by_role("textbox", name="Address").fill("https://elsewhere.example.com/items")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("dialog").get_by_text("Another address needs")).to_be_visible()
        expect(page.get_by_role("textbox", name="Address")).to_have_value("https://elsewhere.example.com/items")
    finally:
        page.reload()
        page.get_by_role("button", name="stock").click()
        page.get_by_role("button", name="Remove", exact=True).click()
        expect(page.get_by_text("No system yet.")).to_be_visible()
