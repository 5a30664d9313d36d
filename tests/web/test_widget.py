"""The chat's page and script on websites: who may frame it, and what it leaves there."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from config import Config, ConfigError
from tests.web.house import House
from web import embedding, pages


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages as the build leaves them."""
    folder = tmp_path / "static"
    folder.mkdir()
    for name in ("widget.html", "visitor.html", "phone.html", "widget.js"):
        (folder / name).write_text(name)
    monkeypatch.setattr(pages, "STATIC", folder)


@pytest.mark.usefixtures("built")
def test_only_the_widget_can_be_framed_and_only_by_websites_that_are_named(house: House) -> None:
    house.config = replace(house.config, chat_origins=("https://shop.example",))
    client = house.make_site().test_client()
    framed = client.get("/widget").headers
    assert "frame-ancestors 'self' https://shop.example" in framed["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed
    for page in ("/visitor", "/phone", "/widget.js"):
        assert "frame-ancestors 'none'" in client.get(page).headers["Content-Security-Policy"]


@pytest.mark.usefixtures("built")
def test_a_website_that_is_not_named_is_refused_and_the_log_says_so_once(
    house: House, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedding, "strangers", embedding.Strangers())
    house.config = replace(house.config, chat_origins=("https://shop.example",), public_url="https://desk.example")
    client = house.make_site().test_client()
    framed = {"Sec-Fetch-Dest": "iframe"}
    for origin, status in (
        ("https://shop.example", 200),
        ("https://desk.example", 200),
        ("http://localhost", 200),
        ("https://evil.example", 403),
    ):
        assert client.get("/widget", headers={**framed, "Referer": f"{origin}/cart"}).status_code == status
        asked = client.get("/api/v1/visitor/site?page=https://shop.example/", headers={"Origin": origin})
        assert (asked.status_code, asked.headers["Access-Control-Allow-Origin"]) == (status, "*")
    assert client.get("/widget", headers={"Referer": "https://evil.example/"}).status_code == 200, "merely a link to it"
    assert client.get("/widget", headers=framed).status_code == 200, "its browser decides"
    assert [record.getMessage() for record in caplog.records] == [
        "The chat was refused to the website 'https://evil.example': if it is yours, name it in CHAT_ORIGINS."
    ]


def test_whoever_asks_under_ever_new_names_does_not_fill_the_log() -> None:
    strangers = embedding.Strangers()
    assert sum(strangers.is_new(f"https://{number}.example") for number in range(300)) == embedding.NAMED_MOST


@pytest.mark.usefixtures("built")
def test_nobody_elses_website_has_the_widget_unless_it_is_named(house: House) -> None:
    policy = house.site.test_client().get("/widget").headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in policy.split("; ")


@pytest.mark.usefixtures("built")
def test_the_script_is_for_any_website_and_never_old_for_long(house: House) -> None:
    answer = house.site.test_client().get("/widget.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_websites_are_named_by_their_origins(tmp_path: Path) -> None:
    env = {"THREADLINE_VAR": str(tmp_path), "CHAT_ORIGINS": "https://shop.example http://localhost:3000"}
    assert Config.from_env(env).chat_origins == ("https://shop.example", "http://localhost:3000")


@pytest.mark.parametrize("origin", ["shop.example", "https://shop.example/", "*", "https://a;script-src", "'self'"])
def test_what_is_no_origin_stops_the_start(tmp_path: Path, origin: str) -> None:
    with pytest.raises(ConfigError, match="CHAT_ORIGINS"):
        Config.from_env({"THREADLINE_VAR": str(tmp_path), "CHAT_ORIGINS": origin})


@pytest.mark.skipif(not (pages.STATIC / "widget.js").is_file(), reason="the browser application is not built")
def test_the_script_leaves_no_name_behind_and_needs_no_other_file() -> None:
    script = (pages.STATIC / "widget.js").read_text("utf-8").strip()
    assert script.startswith("(()=>{")
    assert not re.search(r"\bimport\b", script)
