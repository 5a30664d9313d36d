"""Who may do what, and that a stranger's page cannot do it for them."""

from __future__ import annotations

import pytest
from werkzeug.routing import Rule

from tests.web.house import House
from web.guard import ANYONE, READING, STAFF, roles_of

SAMPLES = {
    "kind": "call",
    "sha256": "0" * 64,
    "name": "x.js",
    "filename": "x",
    "flow_key": "main",
    "connection_key": "orders",
    "key": "telegram",
}
SIGNED = {"entries.tell", "file_links.fetch", "messengers.bring", "messengers.report"}
"""Views at which other systems prove themselves by what they sign, or whoever comes by an address that we signed."""
OPEN = {"login.enter", "sip.sip", "pages.panel", "pages.static", "pages.icon", *SIGNED}
"""Views of this house that need no login; the visitors' are open too."""


def address(rule: Rule) -> str:
    values = {name: SAMPLES.get(name, 1) for name in rule.arguments}
    built = rule.build(values)
    assert built
    return built[1]


def test_every_view_says_who_may_call_it(house: House) -> None:
    silent = [rule.endpoint for rule in house.site.url_map.iter_rules() if not roles_of(house.site, rule.endpoint)]
    assert silent == []


def test_views_that_anyone_may_call_are_known_by_name(house: House) -> None:
    endpoints = {rule.endpoint for rule in house.site.url_map.iter_rules()}
    anyone = {endpoint for endpoint in endpoints if roles_of(house.site, endpoint) == ANYONE}
    theirs = ("visitor.", "visitor_care.", "visitor_callbacks.", "phone.")
    assert {endpoint for endpoint in anyone if not endpoint.startswith(theirs)} == OPEN


def test_a_view_that_names_no_roles_lets_nobody_in(house: House) -> None:
    site = house.make_site()
    site.add_url_rule("/api/v1/forgotten", "forgotten", lambda: "secret")
    house.site = site
    assert house.login("nadia").get("/forgotten").status_code == 403


def test_without_a_session_every_staff_view_answers_401(house: House) -> None:
    client = house.site.test_client()
    for rule in house.site.url_map.iter_rules():
        if roles_of(house.site, rule.endpoint) == ANYONE:
            continue
        for method in (rule.methods or set()) - {"OPTIONS", "HEAD"}:
            answer = client.open(address(rule), method=method, json={})
            assert answer.status_code == 401, f"{method} {rule}"
            assert answer.json["error"] == "not_logged_in"


def test_every_change_needs_the_token_of_its_session(house: House) -> None:
    sara, nadia, root = house.login("sara"), house.login("nadia"), house.supervisor("Root", role="admin")
    sara_token, sara.csrf, nadia.csrf, root.csrf = sara.csrf, "", sara.csrf, sara.csrf
    for rule in house.site.url_map.iter_rules():
        roles = roles_of(house.site, rule.endpoint)
        if roles == ANYONE:
            continue
        panel = sara if "agent" in roles else nadia if "supervisor" in roles else root
        for method in (rule.methods or set()) - set(READING):
            answer = panel.client.open(address(rule), method=method, json={}, headers={"X-CSRF-Token": panel.csrf})
            assert answer.json["error"] == "bad_token", f"{method} {rule}"
    sara.csrf = sara_token
    assert sara.post("/desk/alive", microphone=True, registered=True).status_code == 204


@pytest.mark.parametrize(("method", "path"), [("GET", "/floor"), ("PUT", "/agents/1/presence")])
def test_an_agent_has_no_view_of_the_floor(house: House, method: str, path: str) -> None:
    answer = house.login("sara").send(method, path, {"presence": "ready"})
    assert answer.status_code == 403
    assert answer.json["error"] == "forbidden"


def test_staff_without_a_desk_is_told_so(house: House) -> None:
    answer = house.login("nadia").get("/desk")
    assert answer.status_code == 403
    assert answer.json["error"] == "no_desk"


def test_roles_are_only_those_that_users_have(house: House) -> None:
    used = {role for rule in house.site.url_map.iter_rules() for role in roles_of(house.site, rule.endpoint)}
    assert used <= {*STAFF, *ANYONE}
