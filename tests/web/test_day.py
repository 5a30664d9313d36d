"""One agent's day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from acd import offers
from tests.web.house import House

SINCE = (datetime.now(UTC) - timedelta(hours=12)).isoformat().replace("+", "%2B")


def test_a_day_says_what_was_done_and_how_long_one_was_what(everywhere: House) -> None:
    house = everywhere
    call = house.talk(house.sara)
    panel = house.login("sara")
    panel.post(f"/calls/{call}/hang-up")
    panel.post(f"/contacts/call/{call}/wrap-up", disposition="solved")
    day = panel.get(f"/day?since={SINCE}").json
    assert (day["numbers"]["calls"], day["numbers"]["missed"]) == (1, 0)
    (handled,) = day["handled"]
    assert (handled["kind"], handled["id"], handled["disposition"]) == ("call", call, "solved")
    assert [spell["presence"] for spell in day["spells"]] == ["ready", "wrap_up", "busy", "ready"]
    assert day["lines"][0] == {"queue": {"key": "orders", "name": "Orders"}, "waiting": 0, "longest_wait_s": None}


def test_what_the_device_missed_is_not_the_persons_fault(everywhere: House) -> None:
    house = everywhere
    panel = house.login("sara")
    for end in (offers.miss, offers.fail):
        house.ready(house.sara)
        house.dial()
        house.match()
        (offer,) = panel.get("/desk").json["offers"]
        with house.db.transaction() as session:
            item = end(session, offer["id"])
            item.state = "left"
    day = panel.get(f"/day?since={SINCE}").json
    assert [each["why"] for each in day["missed"]] == ["device", "missed"]
    assert (day["numbers"]["missed"], day["numbers"]["device"]) == (1, 1)


def test_a_supervisor_sees_an_agents_day_and_an_agent_only_their_own(house: House) -> None:
    house.login("nadia").put(
        "/house/rules", decline="free", declines_per_hour=0, extend_s=60, goal_contacts=40, goal_handle_s=300
    )
    day = house.login("nadia").get(f"/agents/{house.omid}/day?since={SINCE}").json
    assert (day["agent"]["name"], day["goals"]) == ("Omid", {"contacts": 40, "handle_s": 300})
    assert house.login("sara").get(f"/agents/{house.omid}/day?since={SINCE}").status_code == 403
    assert house.login("nadia").get(f"/day?since={SINCE}").status_code == 403
    assert house.login("nadia").get(f"/agents/4711/day?since={SINCE}").status_code == 404
