"""A visitor and an agent in two browsers: writing, reading, a picture, a voice, and what it was worth."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.stories.desk import Desk
from tests.stories.product import Product
from tests.stories.test_journey import open_widget
from tests.web.test_visitor_care import PNG


def test_two_people_see_each_other_write_read_and_send_pictures(product: Product, browse: Callable[..., Page]) -> None:
    desk = Desk(browse(), product, "sara").log_in().go_ready()
    widget = open_widget(browse(), product)
    widget.get_by_label("Write a message").fill("A person, please")
    widget.get_by_role("button", name="Send").click()
    desk.page.get_by_role("button", name="Accept").first.click()
    desk.page.get_by_role("button", name="Attach a file").wait_for()
    desk.page.get_by_role("list", name="Messages").get_by_text("A person, please").wait_for()

    widget.get_by_label("Write a message").press_sequentially("My kettle")
    expect(desk.page.get_by_text("is writing…")).to_be_visible()
    desk.page.get_by_label("Write a message").press_sequentially("Hello")
    expect(widget.get_by_label("Sara is writing")).to_be_visible()
    widget.get_by_role("button", name="Send").click()
    expect(widget.get_by_text("Read", exact=False).last).to_be_visible()
    desk.page.get_by_role("button", name="Send").click()
    expect(desk.page.get_by_text("Read", exact=True)).to_be_visible()

    picture = {"name": "kettle.png", "mimeType": "image/png", "buffer": PNG}
    widget.locator("input[type=file]").set_input_files(picture)
    expect(desk.page.get_by_alt_text("kettle.png")).to_be_attached()
    desk.page.locator("input[type=file]").set_input_files({**picture, "name": "answer.png", "buffer": PNG + b"1"})
    desk.page.get_by_role("button", name="Send").click()
    expect(widget.get_by_alt_text("answer.png")).to_be_attached()

    desk.page.get_by_role("button", name="End chat").click()
    widget.get_by_role("button", name="5/5").click()
    expect(widget.get_by_text("Thank you for telling us.")).to_be_visible()
    widget.get_by_role("button", name="Start a new chat").click()
    expect(widget.get_by_role("button", name="Earlier messages")).to_be_visible()
    desk.go_offline()
