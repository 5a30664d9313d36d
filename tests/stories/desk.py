"""An agent at the desk, in a real browser, by what they read and press."""

from __future__ import annotations

from contextlib import suppress
from typing import Self

from playwright.sync_api import Page, TimeoutError, expect

from tests.stories.product import Product

WORDS = {
    "en": ("User name", "Password", "Log in", "Phone connected"),
    "fa": ("نام کاربری", "گذرواژه", "ورود", "تلفن متصل است"),
}


class Desk:
    """The agent's panel."""

    def __init__(self, page: Page, product: Product, login: str) -> None:
        self.page, self.product, self.login = page, product, login

    def log_in(self, language: str = "en") -> Self:
        name, password, enter, connected = WORDS[language]
        self.page.goto(f"{self.product.url}/login")
        self.page.get_by_label(name).fill(self.login)
        self.page.get_by_label(password, exact=True).fill(self.product.logins[self.login])
        self.page.get_by_role("button", name=enter, exact=True).click()
        expect(self.page.get_by_text(connected)).to_be_visible()
        return self

    def go_ready(self) -> Self:
        """Whoever was ready a moment ago, in another panel, is ready again by themselves."""
        button = self.page.get_by_role("button", name="Go ready")
        # Where somebody waits already it rings at once.
        ready = self.page.get_by_text("You are ready").or_(self.page.get_by_role("button", name="Answer")).first
        expect(button.or_(ready).first).to_be_visible()
        with suppress(TimeoutError):  # Gone under the finger: they are ready.
            button.click(timeout=5000)
        expect(ready).to_be_visible()
        return self

    def go_offline(self) -> None:
        self.page.get_by_role("button", name="Change my status").click()
        self.page.get_by_role("menuitem", name="Offline").click()
        expect(self.page.get_by_role("button", name="Go ready")).to_be_visible()

    def answer(self) -> None:
        self.page.get_by_role("button", name="Answer").first.click()

    def hang_up(self) -> None:
        self.page.get_by_role("button", name="Hang up").click()

    def wrap_up(self, then: str = "You are ready") -> None:
        """Say that the customer's affair is solved, which makes the agent free; `then` is what they read next."""
        self.page.get_by_label("How did it end?").first.click()
        self.page.get_by_role("option", name="Solved").click()
        self.page.get_by_role("button", name="Done").click()
        self.says(then)

    def says(self, text: str) -> None:
        expect(self.page.get_by_text(text).filter(visible=True).first).to_be_visible()
