"""The real Voice SDK in a real browser: Twilio refuses it or is not to be reached, and the agent reads why."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from db import Database
from tests.web.house import PASSWORD, House
from tests.web.twilio_house import with_twilio
from web.pages import STATIC


@pytest.mark.skipif(not (STATIC / "index.html").exists(), reason="the browser application is not built")
def test_an_agent_reads_that_twilio_cannot_be_reached(
    sqlite: Database, tmp_path: Path, browse: Callable[..., Page]
) -> None:
    house = with_twilio(House(sqlite, tmp_path))
    server = make_server("127.0.0.1", 0, house.site, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    page = browse()
    try:
        page.goto(f"http://127.0.0.1:{server.server_port}/login")
        page.get_by_label("User name").fill("sara")
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Log in", exact=True).click()
        expect(page.get_by_text("Cannot reach Twilio: ")).to_be_visible(timeout=60_000)
    finally:
        page.close()
        server.shutdown()
