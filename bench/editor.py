"""The flow editor while a card of 300 is dragged: `python -m bench editor`. The rival is React Flow by itself.

A real Chromium opens the editor on a flow of 300 steps, and the mouse drags one card for two seconds: at the size at
which words can be read, and with the whole flow in view. The page's own animation frames are timed. The goal is that
no frame takes longer than 50 ms. React Flow with its own plain nodes, as many and in the same places, is dragged alike.
"""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from bench import report
from config import ROOT
from tests.web.house import PASSWORD

STEPS = 300
GOAL_MS = 50.0
DRAGS, MOVES = 3, 120
UI = ROOT / "web" / "ui"
RIVAL = ROOT / "bench" / "rival_editor"

FRAMES = """() => {
  const frames = (window.frames_ms = []);
  let before = performance.now();
  const next = (now) => { frames.push(now - before); before = now; window.timing && requestAnimationFrame(next); };
  window.timing = true;
  requestAnimationFrame((now) => { before = now; requestAnimationFrame(next); });
}"""


def flow() -> dict[str, Any]:
    """Menus of four that lead to menus, then to words, then to a person, in two languages."""
    menus = STEPS // 4
    keys = [f"step_{number}" for number in range(STEPS - 1)]
    nodes = [_menu(keys, at) if at < menus else _words(keys[at]) for at in range(len(keys))] + [
        {"key": "person", "kind": "to_queue", "queue": "orders"}
    ]
    return {"name": "Large", "languages": ["en", "fa"], "start": keys[0], "operator": "person", "nodes": nodes}


def _menu(keys: list[str], at: int) -> dict[str, Any]:
    again = {"prompt": {"en": "Sorry?", "fa": "ببخشید؟"}, "retries": 1, "next": "person"}
    options = [
        {
            "key": str(n),
            "label": {"en": f"Choice {n}", "fa": f"گزینهٔ {n}"},
            "next": keys[min(4 * at + n, len(keys) - 1)],
        }
        for n in range(1, 5)
    ]
    prompt = {"en": "What is it about?", "fa": "دربارهٔ چیست؟"}
    return {
        "key": keys[at], "kind": "menu", "prompt": prompt, "options": options, "no_input": again, "no_match": again
    }  # fmt: skip


def _words(key: str) -> dict[str, Any]:
    return {"key": key, "kind": "say", "prompt": {"en": f"This is {key}.", "fa": "این یک گام است."}, "next": "person"}


def main() -> int:
    """Whether the goal was missed."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if not program or not (ROOT / "web" / "static" / "index.html").exists():
        print("  left out: no Chromium, or the browser application is not built")
        return 0
    rows: list[list[object]] = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        with house(Path(folder)) as url:
            page, opened_s = editor(browser, url)
            ours = _rows("our editor", page, rows)
            places = _places(page, url)
            page.close()
        with rival(Path(folder), places) as url:
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.goto(url)
            page.locator(".react-flow__node").first.wait_for()
            _rows("React Flow, plain nodes", page, rows)
        browser.close()
    print(f"  {STEPS} steps, {DRAGS} drags of {MOVES} moves each; {report.machine()}; opened in {opened_s:.1f} s")
    report.table(["", "frames", "median ms", "95 % ms", "longest ms", "over 50 ms"], rows)
    longest = max(ours)
    report.keep("editor", "ours", steps=STEPS, longest_ms=longest, opened_s=opened_s)
    return 0 if report.verdict("longest frame while dragging", longest, GOAL_MS, "ms") else 1


def _rows(name: str, page: Page, rows: list[list[object]]) -> list[float]:
    """Drag at both sizes; a row for each, and every frame."""
    near = drag(page)
    page.mouse.move(700, 450)
    for _ in range(30):
        page.mouse.wheel(0, 400)
    page.wait_for_timeout(700)
    far = drag(page)
    for size, frames in (("large enough to read", near), ("the whole in view", far)):
        middle, most = report.share(frames, 0.5), report.share(frames, 0.95)
        over = sum(frame > GOAL_MS for frame in frames)
        rows.append([f"{name}, {size}", len(frames), middle, most, max(frames), over])
    return near + far


def drag(page: Page) -> list[float]:
    """The milliseconds of each frame while a card is dragged to and fro."""
    frames: list[float] = []
    for _ in range(DRAGS):
        card = _seen(page)
        page.mouse.move(*card)
        page.evaluate(FRAMES)
        page.mouse.down()
        for move in range(MOVES):
            swing = move if move < MOVES / 2 else MOVES - move
            page.mouse.move(card[0] + 3 * swing, card[1] + swing)
        page.mouse.up()
        frames += page.evaluate("() => { window.timing = false; return window.frames_ms }")
        page.wait_for_timeout(300)
    return frames


def _seen(page: Page) -> tuple[float, float]:
    """A point on the head of a card that is in view."""
    found: tuple[float, float] = page.evaluate("""() => {
      const room = document.querySelector(".react-flow").getBoundingClientRect();
      for (const card of document.querySelectorAll(".react-flow__node")) {
        const box = card.getBoundingClientRect();
        const [x, y] = [box.left + box.width * 0.5, box.top + Math.min(20, box.height / 3)];
        const across = x > room.left + 60 && x < room.left + room.width * 0.5;
        const free = across && y > room.top + 60 && y < room.bottom - 200;
        if (free && card.contains(document.elementFromPoint(x, y))) return [x, y];
      }
      throw new Error("no card is in view");
    }""")
    return found


def editor(browser: Browser, url: str) -> tuple[Page, float]:
    """The editor with the flow open, and the seconds that it took to open."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.set_default_timeout(60_000)
    session = page.request.post(f"{url}/api/v1/session", data={"login": "nadia", "password": PASSWORD}).json()
    draft = {"definition": flow(), "revision": 0}
    saved = page.request.put(f"{url}/api/v1/flows/main/draft", data=draft, headers={"X-CSRF-Token": session["csrf"]})
    if not saved.ok:
        raise RuntimeError(f"the draft was not saved: {saved.text()[:300]}")
    began = time.perf_counter()
    page.goto(f"{url}/flows/main")
    page.locator(".react-flow__node").first.wait_for()
    opened_s = time.perf_counter() - began
    page.wait_for_timeout(1500)
    return page, opened_s


def _places(page: Page, url: str) -> list[dict[str, Any]]:
    """Where our editor has put the cards, for the rival: kept with the draft since the first of them was moved."""
    page.wait_for_timeout(2000)
    layout = page.request.get(f"{url}/api/v1/flows/main/draft").json()["definition"]["layout"]
    return [{"id": key, "position": {"x": x, "y": y}, "data": {"label": key}} for key, (x, y) in layout.items()]


@contextmanager
def house(folder: Path) -> Iterator[str]:
    """Our site, with its database and without a switch."""
    port, asterisk = _free_port(), _free_port()
    served = subprocess.Popen(
        [sys.executable, "-m", "tests.web.serve_house", str(folder), str(port), str(asterisk)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert served.stdout
        if "ready" not in served.stdout.readline():
            raise RuntimeError("the site did not start")
        yield f"http://127.0.0.1:{port}"
    finally:
        served.terminate()
        served.wait(20)


@contextmanager
def rival(folder: Path, places: list[dict[str, Any]]) -> Iterator[str]:
    """React Flow's own nodes in the same places, built with our tools and served from a folder."""
    source, built = UI / ".rival", folder / "rival"
    shutil.copytree(RIVAL, source, dirs_exist_ok=True)
    try:
        # Within web/ui, so that its packages are found.
        subprocess.run(
            ["npx", "vite", "build", str(source), "--outDir", str(built)], cwd=UI, check=True, capture_output=True
        )
    finally:
        shutil.rmtree(source)
    first = places[0]["position"]
    view = {"x": 240 - first["x"], "y": 300 - first["y"], "zoom": 1}
    (built / "graph.json").write_text(json.dumps({"nodes": places, "edges": list(_edges()), "view": view}))
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(built)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


def _edges() -> Iterator[dict[str, str]]:
    for node in flow()["nodes"]:
        ways = [each["next"] for each in node.get("options", ())]
        ways += [node[name]["next"] for name in ("no_input", "no_match") if name in node]
        ways += [node["next"]] if "next" in node else []
        for number, target in enumerate(ways):
            yield {"id": f"{node['key']}-{number}", "source": node["key"], "target": target}


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Every request would be a line among the figures."""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
