"""The panel's pages where there is no network, nothing at the address, or no room."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.stories.desk import Desk
from tests.stories.product import Product

OVERFLOW = "nav => nav.scrollWidth - nav.clientWidth"


def test_a_page_that_cannot_be_had_says_so_in_its_language_and_comes_when_it_can(
    product: Product, browse: Callable[..., Page]
) -> None:
    page = Desk(browse(), product, "mina").log_in().page
    page.route("**/*", lambda route: route.abort())
    page.get_by_role("link", name="Queues", exact=True).click()
    expect(page.get_by_text("This could not be loaded")).to_be_visible()
    page.unroute_all()
    page.get_by_role("button", name="Try again").click()
    orders = page.get_by_role("link", name="Orders", exact=True)
    # Its style sheet has come, too.
    expect(page.get_by_role("listitem").filter(has=orders)).to_have_css("display", "flex")
    speak(page, "fa")
    for path in ("customers/99999", "flows/none/analytics"):
        page.goto(f"{product.url}/{path}")
        expect(page.get_by_text("اینجا چیزی نیست")).to_be_visible()
    speak(page, "ru")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{product.url}/queues")
    expect(page.get_by_role("link", name="Рабочее место", exact=True)).to_be_visible()
    assert page.get_by_role("navigation").evaluate(OVERFLOW) <= 0


def speak(page: Page, language: str) -> None:
    """As this browser remembers it: what is chosen in the menu goes with the login, into everybody else's stories."""
    page.evaluate("language => localStorage.setItem('threadline.language', language)", language)
