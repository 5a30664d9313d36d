"""A supervisor builds a flow by mouse and keyboard, tries it, publishes it; callers walk it; a roll-back is heard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect
from sqlalchemy import update

from hotline.models import FlowTurn, Hotline
from telephony.models import Call
from tests.sip import Phone
from tests.stories.caller import Caller
from tests.stories.desk import WORDS
from tests.stories.product import Product


def log_in(page: Page, product: Product) -> None:
    name, password, enter, _ = WORDS["en"]
    page.goto(f"{product.url}/")
    page.get_by_label(name).fill("admin")
    page.get_by_label(password, exact=True).fill(product.logins["admin"])
    page.get_by_role("button", name=enter, exact=True).click()
    expect(page.get_by_role("link", name="Flows")).to_be_visible()


def publish(page: Page, note: str) -> None:
    expect(page.get_by_text("Draft saved")).to_be_visible()
    page.get_by_role("button", name="Publish").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("What is new?").fill(note)
    dialog.get_by_role("button", name="Publish").click()
    expect(dialog).to_be_hidden()


def says(page: Page, text: str) -> None:
    """The greeting's text becomes this."""
    page.locator(".react-flow__node").filter(has_text="Greeting").click()
    page.get_by_label("Step", exact=True).get_by_role("textbox", name="Text – English").fill(text)


def answer_with(product: Product, flow_key: str) -> None:
    """Which flow answers the hotline."""
    with product.db.transaction() as session:
        session.execute(update(Hotline).where(Hotline.address == "hotline").values(flow_key=flow_key))


def was_told(product: Product, call: Call) -> str:
    """What the caller heard in the first turn, from the version that they walked."""
    with product.db.reading() as session:
        return str(session.get_one(Call, call.id).turn)


def build_and_try(page: Page) -> None:
    """A step more, by mouse and by keyboard; a conversation with it, kept as a test."""
    # By mouse: the greeting's way is dragged to where nothing is, and becomes a step that says more.
    way = page.locator(".react-flow__node").filter(has_text="Greeting").locator(".react-flow__handle.source").first
    way.hover()
    page.mouse.down()
    page.mouse.move(620, 700, steps=8)
    page.mouse.up()
    page.get_by_label("Find a step to add").fill("say")
    page.keyboard.press("Enter")

    # By keyboard: its words, and nothing is lost by an undo too many.
    form = page.get_by_label("Step", exact=True)
    form.get_by_role("textbox", name="Text – English").fill("We are glad that you call.")
    form.get_by_role("combobox", name="Goes on to").click()
    page.get_by_role("option", name="Opening hours").click()
    page.locator(".react-flow__pane").click(position={"x": 40, "y": 40})
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+Shift+z")
    says(page, "Welcome to the service line.")
    expect(page.get_by_text("Draft saved")).to_be_visible()

    page.get_by_role("button", name="Try it out").click()
    expect(page.get_by_role("log").get_by_text("We are glad that you call.")).to_be_visible()
    expect(page.get_by_role("log").get_by_text("Waits in the queue")).to_be_visible()
    page.get_by_role("button", name="Save as a test").click()
    page.get_by_label("What does it show?").fill("A person is reached")
    page.get_by_role("button", name="Save the test").click()
    expect(page.get_by_text("is saved.")).to_be_visible()


def change_against_the_test(page: Page, product: Product) -> None:
    """Another greeting: the test fails, and it is published for a reason that is kept."""
    page.goto(f"{product.url}/flows/service-line")
    says(page, "Welcome to something quite different.")
    expect(page.get_by_text("Draft saved")).to_be_visible()
    page.get_by_role("button", name="Tests", exact=True).click()
    page.get_by_role("button", name="Run all").click()
    expect(page.get_by_text("1 fails")).to_be_visible()
    page.get_by_role("button", name="Publish").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("What is new?").fill("Another greeting")
    dialog.get_by_role("button", name="Publish").click()
    dialog.get_by_label("Publish nevertheless, because").fill("The greeting is meant to change")
    dialog.get_by_role("button", name="Publish nevertheless").click()
    expect(dialog).to_be_hidden()


def test_a_flow_is_built_tried_published_walked_counted_and_rolled_back(
    product: Product, phone: Callable[..., Phone], browse: Callable[..., Page]
) -> None:
    page: Any = browse()
    log_in(page, product)
    page.goto(f"{product.url}/flows")
    page.get_by_role("button", name="New flow").click()
    page.get_by_label("Name").fill("Service line")
    page.get_by_role("button", name="Make it").click()
    expect(page.get_by_role("heading", name="Service line")).to_be_visible()
    build_and_try(page)
    publish(page, "A line for service")

    answer_with(product, "service-line")
    try:
        caller = Caller(product, phone("15551230077"))
        caller.hears_something()
        assert "Welcome to the service line." in was_told(product, caller.row)
        caller.phone.hang_up()
        product.wait_until(lambda: caller.row.outcome, 30, "the call ends")

        page.goto(f"{product.url}/flows/service-line/analytics")
        page.get_by_text("Table", exact=True).click()
        expect(page.get_by_role("row").filter(has_text="Greeting")).to_contain_text("1")
        with product.db.reading() as session:
            assert session.query(FlowTurn).filter_by(kind="call", contact_id=caller.id).count() >= 1

        change_against_the_test(page, product)
        page.get_by_role("button", name="Versions").click()
        page.get_by_role("button", name="Roll back to this").click()
        expect(page.get_by_text("Version 1 is live again.")).to_be_visible()
        second = Caller(product, phone("15551230078"))
        second.hears_something()
        assert "Welcome to the service line." in was_told(product, second.row)
        second.phone.hang_up()
        product.wait_until(lambda: second.row.outcome, 30, "the second call ends")
    finally:
        answer_with(product, "main")
