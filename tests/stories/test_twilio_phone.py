"""The real Voice SDK in a real browser: Twilio refuses it or is not to be reached, and the agent reads why."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from db import Database
from tests.stories.served import log_in, served
from tests.web.house import House
from tests.web.twilio_house import with_twilio
from web.pages import STATIC


@pytest.mark.skipif(not (STATIC / "index.html").exists(), reason="the browser application is not built")
def test_an_agent_reads_that_twilio_cannot_be_reached(
    sqlite: Database, tmp_path: Path, browse: Callable[..., Page]
) -> None:
    page = browse()
    with served(with_twilio(House(sqlite, tmp_path))) as url:
        log_in(page, url, "sara")
        expect(page.get_by_text("Cannot reach Twilio: ")).to_be_visible(timeout=60_000)
        page.close()
