"""What an agent writes: knowledge is found meanwhile, and nothing typed is lost when the login runs out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import delete

from db import Database
from tests.stories.served import log_in, served
from tests.web.house import PASSWORD, House
from tests.web.test_conversations import thread  # noqa: F401
from tests.web.test_visitor import visitor
from web.models import LoginSession
from web.pages import STATIC

built = pytest.mark.skipif(not (STATIC / "index.html").exists(), reason="the browser application is not built")
TITLE = "How do I descale a kettle?"
TEXT = "Boil half a litre of water with two spoons of vinegar, then rinse."


@pytest.fixture
def house(sqlite: Database, tmp_path: Path) -> House:
    return House(sqlite, tmp_path)


@built
def test_articles_are_found_while_an_agent_writes_a_message_or_a_mail_and_a_login_that_ran_out_loses_no_text(
    house: House,
    thread: int,  # noqa: F811
    browse: Callable[..., Page],
) -> None:
    house.login("nadia").post("/articles", language="en", title=TITLE, text=TEXT)
    page = browse()
    with served(house) as url:
        log_in(page, url, "sara")
        page.get_by_role("button", name="Accept").first.click()
        reply = page.get_by_label("Write a reply")
        reply.fill("You can descale the kettle")
        page.get_by_role("group", name="Fitting articles").get_by_role("button", name=TITLE).click()
        expect(reply).to_have_value(TEXT)

        with house.db.transaction() as session:
            session.execute(delete(LoginSession))
        page.get_by_role("button", name="Log in again").click()
        page.get_by_label("Password", exact=True).fill("wrong")
        page.get_by_role("button", name="Log in", exact=True).click()
        expect(page.get_by_text("User name or password is wrong.")).to_be_visible()
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Log in", exact=True).click()
        expect(page.get_by_role("button", name="Log in again")).to_have_count(0)
        expect(reply).to_have_value(TEXT)
        page.get_by_role("button", name="Send reply").click()
        expect(page.get_by_role("list", name="Messages").get_by_text(TEXT)).to_be_visible()

        guest = visitor(house).starts()
        house.match()
        page.get_by_role("button", name="Accept").first.click()
        message = page.get_by_label("Write a message")
        message.fill("about the white stuff, descaling")
        page.get_by_role("button", name=TITLE).click()
        expect(message).to_have_value(TEXT)
        message.press("Enter")
        expect(page.get_by_role("list").get_by_text(TEXT)).to_be_visible()
        assert TEXT in guest.texts()
        page.close()
