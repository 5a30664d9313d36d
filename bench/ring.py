"""An offer → it rings in a real browser: `python -m bench ring`. By itself, and beside forty other open panels.

A real Chromium has the agent's panel open, its softphone registered over WebRTC. A SIP phone calls again and again, and
gives up as soon as it rings. Measured is from the offer's own moment in the database until the panel can be answered:
the customer is on the screen, and the softphone has its INVITE. Both clocks are this machine's.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from sqlalchemy import func, select

from acd.models import Offer
from bench import report
from bench.panels import Panels
from bench.product import PASSWORD, Product, product
from config import ROOT
from tests import sip
from tests.sip import Phone
from tests.stories.conftest import BROWSER

CALLS, OTHERS, GOAL_MS = 60, 40, 150.0
PATIENCE_S = 20.0
RINGS = """
window.rings = [];
let before = false;
new MutationObserver(() => {
  const live = [...document.querySelectorAll("button:not([data-loading])")];
  const rings = live.some((each) => each.innerText === "Answer");
  if (rings && !before) window.rings.push(performance.timeOrigin + performance.now());
  before = rings;
}).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
"""


def main() -> int:
    """Whether the goal was missed."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if not program or not sip.available() or not (ROOT / "web" / "static" / "index.html").exists():
        print("  left out: no Chromium, no baresip, or the browser application is not built")
        return 0
    rows, last = [], 0.0
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(BROWSER))
        with product(Path(folder) / "var", 1 + OTHERS) as house:
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.add_init_script(RINGS)
            opened(page, house)
            rows.append(("one panel", *_spread(spans(page, house, Path(folder) / "alone"))))
            others = Product(house.config, house.db, house.process, house.agents[1:], house.log)
            with Panels(others, watching=True, presence="break"):
                beside = spans(page, house, Path(folder) / "beside")
            rows.append((f"beside {OTHERS} others", *_spread(beside)))
            last = report.share(beside, 0.95)
        browser.close()
    print(f"  {CALLS} offers each; {report.machine()}")
    report.table(["offer → rings in the browser, ms", "p50", "p95", "longest"], rows)
    report.keep("ring", "ours", p95_ms=last)
    return 0 if report.verdict(f"p95 beside {OTHERS} panels", last, GOAL_MS, "ms") else 1


def opened(page: Page, house: Product) -> None:
    """The agent is at the desk, and ready."""
    page.goto(f"http://127.0.0.1:{house.config.port}/login")
    page.get_by_label("User name").fill(f"agent-{house.agents[0]}")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.get_by_text("Phone connected").wait_for()
    page.get_by_role("button", name="Go ready").click()
    page.get_by_text("You are ready").first.wait_for()


def spans(page: Page, house: Product, folder: Path) -> list[float]:
    """Milliseconds from each offer until it rings."""
    found: list[float] = []
    with Phone.start(folder, "12125550001") as phone:
        for _ in range(CALLS):
            page.evaluate("window.rings = []")
            phone.dial(f"sip:bench@127.0.0.1:{house.config.sip_port}")
            _until(lambda: bool(page.evaluate("window.rings.length")), page)
            with house.db.reading() as session:
                at = session.scalar(select(func.max(Offer.at)))
            assert at is not None, "it rings, and there was no offer"
            found.append(page.evaluate("window.rings[0]") - at.timestamp() * 1000)
            phone.hang_up()
            _until(lambda: not page.get_by_role("button", name="Answer").count(), page)
            page.wait_for_timeout(300)
    return found


def _until(true: Callable[[], bool], page: Page) -> None:
    end = time.monotonic() + PATIENCE_S
    while not true():
        if time.monotonic() > end:
            raise TimeoutError(f"the panel did not follow the call within {PATIENCE_S} s")
        page.wait_for_timeout(20)


def _spread(spans: list[float]) -> tuple[float, float, float]:
    return report.share(spans, 0.5), report.share(spans, 0.95), max(spans)


if __name__ == "__main__":
    sys.exit(main())
