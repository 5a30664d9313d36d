"""The small house of the web's tests, served to a real browser: where no caller is heard, no switch is needed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page
from werkzeug.serving import make_server

from tests.web.house import PASSWORD, House


@contextmanager
def served(house: House) -> Iterator[str]:
    """Where it is served."""
    server = make_server("127.0.0.1", 0, house.site, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


def log_in(page: Page, url: str, who: str) -> None:
    page.goto(f"{url}/login")
    page.get_by_label("User name").fill(who)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
