"""A house without the demo on its first day: the supervisor lets somebody in, who answers the first call."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.sip import Phone
from tests.stories.caller import Caller, both_hear
from tests.stories.desk import Desk
from tests.stories.product import Product
from tests.stories.test_accessible import HAND, WIDE, is_accessible


class NewHouse(Product):
    """Whoever is added is known by the password that the page has shown."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, DEMO="0", RECOGNIZERS="0", COMPANY="Parsa Home")
        self.added: dict[str, str] = {}

    @property
    def logins(self) -> dict[str, str]:
        return json.loads((self.var / "first_login.json").read_text("utf-8")) | self.added


@pytest.fixture(scope="module")
def house(parts: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[NewHouse]:
    with NewHouse(tmp_path_factory.mktemp("first-day")) as house:
        yield house
    assert house.processes() == []


def logged_in(page: Page, house: NewHouse, login: str) -> Page:
    page.goto(f"{house.url}/login")
    page.get_by_label("User name").fill(login)
    page.get_by_label("Password", exact=True).fill(house.logins[login])
    page.get_by_role("button", name="Log in", exact=True).click()
    expect(page.get_by_role("button", name="Account of")).to_be_visible()
    return page


def adds(page: Page, house: NewHouse, login: str, name: str, *languages: str) -> None:
    """The supervisor, on the page People; what they would hand over is remembered."""
    page.goto(f"{house.url}/people")
    page.get_by_role("button", name="Add somebody").click()
    page.get_by_label("User name").fill(login)
    page.get_by_label("Name", exact=True).fill(name)
    for language in languages:
        page.get_by_role("combobox", name=language).click()
        page.get_by_role("option", name="Level 5").click()
    page.get_by_role("button", name="Add them").click()
    expect(page.get_by_text(f"Hand this to {name}")).to_be_visible()
    house.added[login] = page.get_by_label("Password", exact=True).input_value()


def test_the_password_of_the_first_supervisor_is_said_at_the_first_start_and_never_again(house: NewHouse) -> None:
    password = house.logins["supervisor"]
    assert f"supervisor               {password}" in house.log.read_text()
    house.stop()
    before = len(house.log.read_text())
    house.start()
    assert "Threadline is ready" in house.log.read_text()[before:]
    assert password not in house.log.read_text()[before:]


def test_a_supervisor_adds_an_agent_who_goes_ready_and_answers_the_first_caller(
    house: NewHouse, phone: Callable[..., Phone], browse: Callable[..., Page], beeps: Path
) -> None:
    supervisor = logged_in(browse(), house, "supervisor")
    adds(supervisor, house, "sara", "Sara Ahmadi", "English", "فارسی")
    is_accessible(supervisor, "with the password that was made")
    supervisor.get_by_role("button", name="Done").click()
    row = supervisor.get_by_role("listitem").filter(has_text="Sara Ahmadi")
    expect(row).to_contain_text("فارسی")
    is_accessible(supervisor, "the page People")
    supervisor.set_viewport_size(HAND)
    is_accessible(supervisor, "the page People, in the hand")
    supervisor.get_by_role("button", name="Changes").click()
    changes = supervisor.get_by_role("dialog").get_by_role("listitem")
    added = re.compile("Sara Ahmadi.*Added as Agent · English.5 · فارسی.5.*by Supervisor")
    expect(changes).to_have_text([added, re.compile("Supervisor.*on the server itself")])
    is_accessible(supervisor, "what became of people, in the hand")
    supervisor.get_by_role("button", name="Close").click()
    supervisor.set_viewport_size(WIDE)
    desk = Desk(browse(beeps), house, "sara").log_in().go_ready()
    caller = Caller(house, phone("15559990001"))
    caller.presses("1")
    desk.answer()
    desk.says("Talking")
    caller.is_("talking")
    both_hear(caller.phone, desk.page)
    desk.hang_up()
    caller.ends_as("served")
    desk.wrap_up()


def test_who_chose_their_own_password_and_was_switched_off_is_out_and_cannot_come_back(
    house: NewHouse, browse: Callable[..., Page]
) -> None:
    supervisor = logged_in(browse(), house, "supervisor")
    adds(supervisor, house, "daniel", "Daniel Weber")
    daniel = logged_in(browse(), house, "daniel")
    daniel.get_by_role("button", name="Account of").click()
    daniel.get_by_role("menuitem", name="Change password").click()
    daniel.get_by_label("Present password").fill("not this one")
    daniel.get_by_label("New password").fill("tea with two sugars")
    daniel.get_by_role("button", name="Change it").click()
    expect(daniel.get_by_text("That is not your password of now")).to_be_visible()
    daniel.get_by_label("Present password").fill(house.logins["daniel"])
    daniel.get_by_role("button", name="Change it").click()
    expect(daniel.get_by_text("Your password is changed")).to_be_visible()
    house.added["daniel"] = "tea with two sugars"
    logged_in(browse(), house, "daniel")
    supervisor.get_by_role("button", name="Done").click()
    supervisor.get_by_role("button", name="Change Daniel Weber").click()
    supervisor.get_by_role("button", name="Switch off").click()
    row = supervisor.get_by_role("listitem").filter(has_text="Daniel Weber")
    expect(row).to_contain_text("Switched off")
    expect(daniel.get_by_text("Your login has run out").or_(daniel.get_by_label("User name")).first).to_be_visible()
    daniel.goto(f"{house.url}/login")
    daniel.get_by_label("User name").fill("daniel")
    daniel.get_by_label("Password", exact=True).fill("tea with two sugars")
    daniel.get_by_role("button", name="Log in", exact=True).click()
    expect(daniel.get_by_text("User name or password is wrong")).to_be_visible()
