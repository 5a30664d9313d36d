"""Hotlines and connections over REST."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db import now
from hotline.models import FlowVersion, Hotline
from tests.web.counting import statements
from tests.web.house import House

WEEK = {"zone": "Europe/Berlin", "mon": ["09:00", "17:00"]}


def hotline(house: House) -> str:
    first, *_ = house.login("nadia").get("/hotlines").json["hotlines"]
    return f"/hotlines/{first['id']}"


def test_a_hotline_says_when_it_changes_and_whether_its_flow_heeds_it(house: House) -> None:
    nadia, path = house.login("nadia"), hotline(house)
    assert nadia.get(path).json["changes_at"] is None
    day = {"day": f"{now() + timedelta(days=3):%Y-%m-%d}"}
    changed = nadia.put(path, calendar={"days": [day]}).json
    assert changed["changes_at"].startswith(f"{day['day']}T00:00:00")
    assert changed["heeded"] is False, "the flow of the tests has no step for it"
    assert nadia.get("/hotlines/countries").json["countries"]["DE"]["BE"] == "Berlin"


def test_hours_holidays_and_the_switch_are_changed_one_by_one(everywhere: House) -> None:
    nadia, path = everywhere.login("nadia"), hotline(everywhere)
    assert nadia.get(path).json["hours"] is None
    changed = nadia.put(path, hours=WEEK, calendar={"country": "DE", "subdivision": "BE"}).json
    assert changed["hours"]["mon"] == ["09:00", "17:00"]
    assert len(changed["coming"]) >= 9
    closed = nadia.put(path, emergency="Fire drill").json
    assert (closed["open_now"], closed["closed_why"], closed["hours"]["zone"]) == (False, "emergency", "Europe/Berlin")
    assert nadia.put(path, emergency="", hours=None).json["hours"] is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"hours": {"zone": "Europe/Nowhere"}},
        {"hours": {"zone": "../etc/passwd"}},
        {"hours": {"zone": "UTC", "mon": ["09:00"]}},
        {"hours": {"zone": "UTC", "mon": ["25:00", "26:00"]}},
        {"calendar": {"country": "XX"}},
        {"calendar": {"country": "DE", "subdivision": "Bayern"}},
        {"calendar": {"days": [{"day": "2026-02-30"}]}},
        {"calendar": {"days": [{"day": "2026-12-24"}, {"day": "2026-12-24", "open": ["09:00", "12:00"]}]}},
    ],
)
def test_a_calendar_that_cannot_be_is_refused(house: House, wrong: dict[str, object]) -> None:
    assert house.login("nadia").put(hotline(house), **wrong).status_code == 400


def test_a_hotline_cannot_be_given_a_flow_that_was_never_published(house: House) -> None:
    nadia = house.login("nadia")
    nadia.post("/flows", key="second", name="Second", languages=["en"])
    assert nadia.put(hotline(house), flow_key="second").status_code == 409


def test_many_hotlines_cost_no_more_statements_than_one_and_each_says_what_its_own_flow_does(
    everywhere: House,
) -> None:
    nadia = everywhere.login("nadia")
    with statements(everywhere.db) as one:
        nadia.get("/hotlines")
    heeds, forgets = ({"nodes": [{"kind": kind}]} for kind in ("hours", "say"))
    with everywhere.db.transaction() as session:
        for key, number, live_from, definition in [
            ("heeds", 1, now() - timedelta(hours=2), forgets),
            ("heeds", 2, now() - timedelta(hours=1), heeds),
            ("forgot", 1, now() - timedelta(hours=2), heeds),
            ("forgot", 2, now() - timedelta(hours=1), forgets),
            ("soon", 1, now() - timedelta(hours=1), forgets),
            ("soon", 2, now() + timedelta(hours=1), heeds),
        ]:
            row = FlowVersion(flow_key=key, number=number, live_from=live_from, definition=definition)
            row.published_at = now()
            session.add(row)
        for key in ("heeds", "forgot", "soon", "nowhere"):
            session.add(Hotline(address=key, name=key, flow_key=key, hours={}))
    with statements(everywhere.db) as five:
        rows = nadia.get("/hotlines").json["hotlines"]
    assert len(five) == len(one)
    assert {row["name"] for row in rows if row["heeded"]} == {"heeds"}
    assert len(rows) >= 5


def test_only_an_administrator_sets_up_connections_and_nobody_reads_their_secrets(house: House) -> None:
    nadia, root = house.login("nadia"), house.supervisor("Root", role="admin")
    body = {"base_url": "https://orders.example.com/", "headers": {"Authorization": "Bearer secret"}}
    assert nadia.put("/connections/orders", **body).status_code == 403
    assert root.put("/connections/orders", **body).json["headers"] == ["Authorization"]
    assert "secret" not in nadia.get("/connections").text
    moved = root.put("/connections/orders", base_url="https://elsewhere.example.com/")
    assert moved.status_code == 400
    bad = {"base_url": "https://x.example.com/", "headers": {"A": "b\r\nC: d"}}
    assert root.put("/connections/other", **bad).status_code == 400
    assert root.delete("/connections/orders").status_code == 204
