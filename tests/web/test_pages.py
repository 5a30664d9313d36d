"""The built pages, and what every answer tells the browser to refuse."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.web.house import House
from web import pages


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder as the build leaves it."""
    folder = tmp_path / "static"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>Threadline</title>")
    (folder / "mark.svg").write_text("<svg/>")
    (folder / "assets" / "index-4f2a.js").write_text("export {}")
    monkeypatch.setattr(pages, "STATIC", folder)
    return folder


def test_whoever_looks_for_a_page_that_is_not_there_gets_one_that_says_it(house: House, built: Path) -> None:
    looked = house.site.test_client().get("/nothing", headers={"Accept": "text/html,*/*;q=0.8"})
    assert (looked.status_code, looked.mimetype) == (404, "text/html")
    for path, accepts in (("/nothing", "*/*"), ("/api/v1/nothing", "text/html"), ("/static/nothing.js", "text/html")):
        answer = house.site.test_client().get(path, headers={"Accept": accepts})
        assert (answer.status_code, answer.json["error"]) == (404, "not_found"), path


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/login",
        "/desk",
        "/customers",
        "/customers/12",
        "/customers/import/1",
        "/floor",
        "/queues/orders",
        "/hotlines/1",
        "/flows/main",
        "/?next=/desk",
    ],
)
def test_each_address_of_the_panel_is_its_page_and_never_stale(house: House, built: Path, path: str) -> None:
    answer = house.site.test_client().get(path)
    assert answer.status_code == 200
    assert "Threadline" in answer.text
    assert answer.headers["Cache-Control"] == "no-cache"


def test_every_page_of_the_panels_own_router_can_be_reloaded() -> None:
    router = (Path(pages.__file__).parent / "ui" / "src" / "shell" / "app.tsx").read_text("utf-8")
    routes = {re.sub(r":[a-z]+\??", "<>", path) for path in re.findall(r'<Route path="([^"]+)"', router)}
    served = {re.sub(r"<[^>]+>", "<>", path) for path in pages.ADDRESSES}
    assert routes and routes <= served


def test_hashed_files_are_kept_for_a_year(house: House, built: Path) -> None:
    answer = house.site.test_client().get("/static/assets/index-4f2a.js")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.mimetype == "text/javascript"


def test_other_files_are_asked_for_anew(house: House, built: Path) -> None:
    assert house.site.test_client().get("/static/mark.svg").headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("name", ["../secret_key", "%2e%2e/secret_key", "..%2fsecret_key", "assets", "nothing.js"])
def test_only_built_files_are_served(house: House, built: Path, name: str) -> None:
    (built.parent / "secret_key").write_text("secret")
    assert house.site.test_client().get(f"/static/{name}").status_code in (308, 404)


def test_an_interface_that_is_not_built_says_so(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "STATIC", tmp_path / "nowhere")
    answer = house.site.test_client().get("/")
    assert answer.status_code == 503
    assert "make" in answer.json["message"]


@pytest.mark.parametrize("path", ["/", "/static/assets/index-4f2a.js", "/api/v1/session", "/nothing"])
def test_every_answer_tells_the_browser_what_to_refuse(house: House, built: Path, path: str) -> None:
    answer = house.site.test_client().get(path, base_url="http://desk.example:8080")
    policy = dict(rule.split(" ", 1) for rule in answer.headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'self'"
    assert policy["script-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["connect-src"] == "'self' ws://desk.example:8080 wss://desk.example:8080"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "microphone=(self)" in answer.headers["Permissions-Policy"]


def test_a_host_that_is_none_does_not_get_into_the_policy(house: House, built: Path) -> None:
    answer = house.site.test_client().get("/", headers={"Host": "evil; script-src *"})
    assert "evil" not in answer.headers.get("Content-Security-Policy", "")


def test_answers_of_the_interface_stay_in_no_cache(house: House) -> None:
    assert house.login("sara").get("/desk").headers["Cache-Control"] == "no-store"
