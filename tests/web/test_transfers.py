"""Transfers, consults, parking and listening over REST: what each desk shows, and who may do what."""

from __future__ import annotations

from datetime import datetime

import pytest

from db import now
from telephony.outbound import Outgoing
from tests.web.house import House


def test_a_call_goes_to_whom_the_desk_says_it_can_go(house: House) -> None:
    call = house.talk(house.sara)
    sara, omid = house.login("sara"), house.login("omid")
    assert [(each["name"], each["ringable"]) for each in sara.get("/desk/targets").json["agents"]] == [("Omid", False)]
    to_omid = {"kind": "agent", "to": str(house.omid), "note": "Kettle leaks."}
    refused = sara.post(f"/calls/{call}/transfer", **to_omid)
    assert (refused.status_code, refused.json["error"]) == (409, "agent_away")
    house.ready(house.omid)
    targets = sara.get("/desk/targets").json
    assert targets["agents"][0]["ringable"]
    assert [(queue["key"], queue["ready"]) for queue in targets["queues"]] == [("orders", 1), ("support", 1)]
    assert (targets["flows"], targets["numbers"]) == ([{"key": "main", "name": "Parsa Home"}], False)
    desk = sara.post(f"/calls/{call}/transfer", **to_omid).json
    assert (desk["agent"]["presence"], desk["contacts"][0]["wrap_up"]) == ("wrap_up", True)
    (offer,) = omid.get("/desk").json["offers"]
    assert offer["reasons"]["why"] == "transferred"
    assert (offer["contact"]["handed"]["by"], offer["contact"]["handed"]["note"]) == ("Sara", "Kettle leaks.")
    assert sara.post(f"/contacts/call/{call}/wrap-up", disposition="other").json["agent"]["presence"] == "ready"
    assert omid.post(f"/calls/{call}/transfer", **to_omid).status_code == 403


@pytest.mark.parametrize("to", [{"kind": "agent", "to": "x"}, {"kind": "moon", "to": "1"}, {"kind": "queue", "to": ""}])
def test_what_names_nobody_is_refused(house: House, to: dict[str, str]) -> None:
    call = house.talk(house.sara)
    assert house.login("sara").post(f"/calls/{call}/transfer", **to).status_code == 400


def test_outside_numbers_are_limited_as_calls_are(house: House) -> None:
    call = house.talk(house.sara)
    panel, path = house.login("sara"), f"/calls/{call}/consult"
    assert panel.post(path, kind="number", to="+15550001234").json["error"] == "no_trunk"
    house.calls.outgoing = Outgoing("simulator", ("US",))
    assert panel.post(path, kind="number", to="+882161234567").status_code in (400, 403)
    (guest,) = panel.post(path, kind="number", to="+1 212 555 0123").json["contacts"][0]["guests"]
    assert (guest["name"], guest["state"]) == ("+12125550123", "ringing")


def test_both_desks_show_a_consult_and_each_step_of_it(house: House) -> None:
    call = house.talk(house.sara)
    house.ready(house.omid)
    sara, omid = house.login("sara"), house.login("omid")
    asked = sara.post(f"/calls/{call}/consult", kind="agent", to=str(house.omid), note="Do you know kettles?").json
    (contact,) = asked["contacts"]
    assert (contact["state"], contact["guests"][0]["state"]) == ("held", "ringing")
    (invited,) = omid.get("/desk").json["contacts"]
    assert (invited["role"], invited["owner"], invited["me"]) == ("guest", "Sara", "ringing")
    assert invited["handed"]["note"] == "Do you know kettles?"
    ring = house.switch.ringing(house.omid)
    house.switch.answer(ring.channel)
    house.calls.agent_answered(ring.channel)
    assert omid.get("/desk").json["contacts"][0]["me"] == "talking"
    (contact,) = sara.post(f"/calls/{call}/toggle").json["contacts"]
    assert (contact["state"], contact["guests"][0]["state"]) == ("talking", "held")
    (contact,) = sara.post(f"/calls/{call}/together").json["contacts"]
    assert (contact["state"], contact["guests"][0]["state"]) == ("talking", "talking")
    assert sara.post(f"/calls/{call}/complete").json["agent"]["presence"] == "wrap_up"
    (mine,) = omid.get("/desk").json["contacts"]
    assert (mine["role"], mine["state"], mine["guests"]) == ("agent", "talking", [])
    assert sara.post(f"/calls/{call}/toggle").status_code == 403


def test_a_guest_who_declines_or_is_sent_away_is_shown_so(house: House) -> None:
    call = house.talk(house.sara)
    house.ready(house.omid)
    sara, omid = house.login("sara"), house.login("omid")
    ask = {"kind": "agent", "to": str(house.omid)}
    sara.post(f"/calls/{call}/consult", **ask)
    assert omid.post(f"/calls/{call}/leave").json["contacts"] == []
    assert omid.post(f"/calls/{call}/leave").status_code == 409
    assert [guest["state"] for guest in sara.get("/desk").json["contacts"][0]["guests"]] == ["declined"]
    guest = sara.post(f"/calls/{call}/consult", **ask).json["contacts"][0]["guests"][-1]
    desk = sara.delete(f"/calls/{call}/guests/{guest['leg_id']}").json
    assert (desk["contacts"][0]["guests"], desk["contacts"][0]["state"]) == ([], "talking")


def test_a_parked_caller_stands_on_every_desk_until_somebody_picks_them_up(house: House) -> None:
    call = house.talk(house.sara)
    sara, omid = house.login("sara"), house.login("omid")
    (parked,) = sara.post(f"/calls/{call}/park", note="For the workshop.").json["parked"]
    assert (parked["by"], parked["note"], parked["shown_name"]) == ("Sara", "For the workshop.", "+1 555-123-0001")
    assert omid.get("/desk").json["parked"][0]["call_id"] == call
    assert omid.post(f"/calls/{call}/pick-up").json["error"] == "hands_full"
    house.ready(house.omid)
    desk = omid.post(f"/calls/{call}/pick-up").json
    assert (desk["parked"], desk["offers"][0]["contact"]["id"]) == ([], call)
    assert sara.post(f"/calls/{call}/pick-up").json["error"] == "not_parked"


def test_supervisors_listen_and_it_is_noted_and_agents_do_not(everywhere: House) -> None:
    house = everywhere
    call = house.talk(house.sara)
    house.ready(house.omid)
    nadia, omid = house.login("nadia"), house.login("omid")
    assert nadia.get("/floor").json["agents"][1]["call_id"] == call
    assert omid.send("PUT", f"/calls/{call}/listening", {"how": "listen"}).status_code == 403
    assert nadia.put(f"/calls/{call}/listening", how="listen").json["error"] == "no_desk"
    house.promote("omid")
    listening = omid.put(f"/calls/{call}/listening", how="whisper").json["listening"]
    assert listening == {"call_id": call, "agent": "Sara", "how": "whisper", "joined": False}
    assert omid.delete("/listening").json["listening"] is None
    assert "ListenedIn" in [step["kind"] for step in nadia.get(f"/calls/{call}").json["steps"]]


def test_callers_are_parked_for_as_long_as_the_house_says_and_each_agent_is_credited_with_their_own_part(
    house: House,
) -> None:
    rules = {"decline": "free", "declines_per_hour": 0, "extend_s": 60, "goal_contacts": 0, "goal_handle_s": 0}
    house.login("nadia").put("/house/rules", **rules, park_s=600)
    call = house.talk(house.sara)
    sara = house.login("sara")
    (parked,) = sara.post(f"/calls/{call}/park").json["parked"]
    left_s = (datetime.fromisoformat(parked["until"]) - now()).total_seconds()
    assert 500 < left_s < 601
    assert [talk["agent"]["name"] for talk in sara.get(f"/calls/{call}").json["talks"]] == ["Sara"]
