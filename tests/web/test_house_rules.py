"""What supervisors decide for every desk, and how the desk keeps to it."""

from __future__ import annotations

from datetime import datetime

from acd.models import PresenceChange
from tests.web.house import House

RULES = {
    "decline": "free",
    "declines_per_hour": 0,
    "extend_s": 60,
    "goal_contacts": 0,
    "goal_handle_s": 0,
    "park_s": 180,
}
REASON = {"key": "order", "names": {"en": "Order", "fa": "سفارش"}}
WHY = {"key": "why", "names": {"en": "Why"}, "required": True, "choices": ["late", "broken"]}


def test_breaks_and_dispositions_are_there_from_the_first_day_in_every_language(house: House) -> None:
    given = house.login("sara").get("/house").json
    assert [each["key"] for each in given["break_reasons"]] == ["lunch", "short", "meeting", "training"]
    assert given["break_reasons"][0]["names"]["fa"] == "ناهار"
    assert given["dispositions"][0]["names"]["ru"] == "Решено"
    assert given["rules"] == RULES


def test_supervisors_say_which_breaks_there_are_and_agents_do_not(everywhere: House) -> None:
    coffee = {"break_reasons": [{"key": "coffee", "names": {"en": "Coffee"}}]}
    assert everywhere.login("sara").put("/house/break-reasons", **coffee).status_code == 403
    changed = everywhere.login("nadia").put("/house/break-reasons", **coffee).json
    assert changed["break_reasons"] == coffee["break_reasons"]
    twice = {"break_reasons": coffee["break_reasons"] * 2}
    assert everywhere.login("nadia").put("/house/break-reasons", **twice).json["error"] == "reason_twice"


def test_dispositions_are_a_tree(house: House) -> None:
    nadia = house.login("nadia")
    leaf = {"key": "late", "parent": "order", "names": {"en": "Came late"}, "queue": "orders"}
    assert nadia.put("/house/dispositions", dispositions=[REASON, leaf]).status_code == 200
    for wrong, error in (
        ([leaf], "disposition_parent"),
        ([REASON | {"parent": "late"}, leaf], "disposition_circle"),
        ([REASON, REASON], "disposition_twice"),
        ([REASON | {"queue": "nowhere"}], "disposition_queue"),
    ):
        assert nadia.put("/house/dispositions", dispositions=wrong).json["error"] == error


def test_what_a_disposition_asks_for_has_to_be_said_and_stands_in_the_note(house: House) -> None:
    leaf = {"key": "complaint", "parent": "order", "names": {"en": "Complaint"}, "fields": [WHY]}
    house.login("nadia").put("/house/dispositions", dispositions=[REASON, leaf])
    call = house.talk(house.sara)
    panel = house.login("sara")
    panel.post(f"/calls/{call}/hang-up")
    for said, error in (
        ({"disposition": "order"}, "disposition_branch"),
        ({"disposition": "complaint"}, "field_missing"),
        ({"disposition": "complaint", "fields": {"why": "dull"}}, "field_choice"),
    ):
        assert panel.post(f"/contacts/call/{call}/wrap-up", **said).json["error"] == error
    panel.post(f"/contacts/call/{call}/wrap-up", disposition="complaint", fields={"why": "late"}, note="Sent anew.")
    assert panel.get(f"/calls/{call}").json["note"] == "Why: late\nSent anew."


def test_a_wrap_up_is_extended_as_far_as_the_house_allows(house: House) -> None:
    call = house.talk(house.sara)
    panel = house.login("sara")
    assert panel.post("/desk/wrap-up/extend").status_code == 409
    ends = panel.post(f"/calls/{call}/hang-up").json["agent"]["wrap_up_until"]
    later = panel.post("/desk/wrap-up/extend").json["agent"]["wrap_up_until"]
    assert (datetime.fromisoformat(later) - datetime.fromisoformat(ends)).total_seconds() == 60
    house.login("nadia").put("/house/rules", **(RULES | {"extend_s": 0}))
    assert panel.post("/desk/wrap-up/extend").json["error"] == "no_extension"


def test_an_offer_is_declined_as_the_rules_say(house: House) -> None:
    supervisor, panel = house.login("nadia"), house.login("sara")
    house.ready(house.sara)
    house.dial()
    house.match()
    (offer,) = panel.get("/desk").json["offers"]
    decline = f"/offers/{offer['id']}/decline"
    supervisor.put("/house/rules", **(RULES | {"decline": "never"}))
    assert panel.post(decline).json["error"] == "no_declines"
    supervisor.put("/house/rules", **(RULES | {"decline": "reason", "declines_per_hour": 1}))
    assert panel.post(decline).json["error"] == "decline_reason"
    assert panel.post(f"{decline}?reason=too_hard").status_code == 200
    house.dial()
    house.match()
    (again,) = panel.get("/desk").json["offers"]
    assert panel.post(f"/offers/{again['id']}/decline?reason=too_hard").json["error"] == "declined_enough"


def test_a_presence_that_a_supervisor_ordered_names_them(house: House) -> None:
    house.ready(house.sara)
    house.login("nadia").put(f"/agents/{house.sara}/presence", presence="break", reason="meeting")
    with house.db.reading() as session:
        trail = [(row.presence, row.by) for row in session.query(PresenceChange).order_by(PresenceChange.id)]
    assert trail == [("ready", ""), ("break", "Nadia")]


def test_an_agent_lets_the_panel_answer_by_itself(house: House) -> None:
    assert house.login("sara").put("/desk/settings", auto_answer=True).json["agent"]["auto_answer"] is True


def test_how_the_line_was_stands_on_the_calls_page(everywhere: House) -> None:
    house = everywhere
    call = house.talk(house.sara)
    measured = {"mos": 4.2, "mos_worst": 3.1, "jitter_ms": 12.0, "loss": 0.01, "rtt_ms": 80.0, "seconds": 61.0}
    assert house.login("omid").post(f"/calls/{call}/quality", **measured).status_code == 403
    assert house.login("sara").post(f"/calls/{call}/quality", **measured).status_code == 204
    (line,) = house.login("nadia").get(f"/calls/{call}").json["quality"]
    assert line == measured | {"agent": {"id": house.sara, "name": "Sara"}}
