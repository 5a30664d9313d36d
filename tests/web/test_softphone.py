"""An agent's softphone is in one of their open panels, and what becomes of a call when that panel is gone."""

from __future__ import annotations

from typing import Any

from acd.models import Agent
from telephony.models import Call
from tests.web.house import House, Panel

WORKS = {"microphone": True, "registered": True}


def open_panel(panel: Panel, **wish: Any) -> int:
    """The page is opened, and its softphone works. Returns its number."""
    answer = panel.post("/desk/softphone", **wish)
    assert answer.status_code == 200, answer.text
    held: int = answer.json["held"]
    panel.post("/desk/alive", softphone=held, **WORKS)
    return held


def voice(house: House) -> bool:
    with house.db.reading() as session:
        return session.get_one(Agent, house.sara).voice


def call_of(house: House, call_id: int) -> Call:
    with house.db.reading() as session:
        return session.get_one(Call, call_id)


def test_the_panel_that_was_opened_last_has_the_softphone_and_the_other_one_knows(everywhere: House) -> None:
    older, newer = everywhere.login("sara"), everywhere.login("sara")
    first = open_panel(older)
    assert older.get("/desk").json["softphone"] == first
    second = open_panel(newer)
    assert older.get("/desk").json["softphone"] == second > first


def test_a_panel_without_the_softphone_cannot_renew_it_but_the_agent_can_take_it_back(house: House) -> None:
    older, newer = house.login("sara"), house.login("sara")
    first, second = open_panel(older), open_panel(newer)
    refused = older.post("/desk/softphone", held=first)
    assert (refused.status_code, refused.json["error"]) == (409, "phone_elsewhere")
    assert open_panel(newer, held=second) == second, "to renew is not to take over"
    assert open_panel(older, held=first, take=True) > second


def test_a_call_stays_in_its_panel_until_the_agent_takes_it_by_hand(everywhere: House) -> None:
    house = everywhere
    older, newer = house.login("sara"), house.login("sara")
    open_panel(older)
    house.talk(house.sara)
    assert newer.post("/desk/softphone").status_code == 409
    assert newer.post("/desk/softphone", take=True).status_code == 200


def test_a_panel_without_the_softphone_does_not_silence_the_one_that_has_it(house: House) -> None:
    older, newer = house.login("sara"), house.login("sara")
    first, _ = open_panel(older), open_panel(newer)
    older.post("/desk/alive", softphone=first, microphone=True, registered=False)
    assert voice(house)


def test_a_panel_that_is_closed_gives_its_caller_music_at_once(everywhere: House) -> None:
    house = everywhere
    panel = house.login("sara")
    held = open_panel(panel)
    call_id = house.talk(house.sara)
    (leg,) = [channel for channel in house.switch.places if channel.startswith("tl-")]
    assert panel.post("/desk/left", softphone=held).status_code == 204
    assert leg not in house.switch.places
    house.calls.leg_ended(leg)
    assert call_of(house, call_id).state == "parted"
    assert not voice(house)
    assert open_panel(house.login("sara")) > held, "the reloaded page has the softphone, although a call goes on"


def test_a_call_that_rang_in_a_closed_panel_is_in_line_again_and_nobody_is_blamed(everywhere: House) -> None:
    house = everywhere
    panel = house.login("sara")
    held = open_panel(panel)
    house.ready(house.sara)
    house.dial()
    house.match()
    assert len(panel.get("/desk").json["offers"]) == 1
    panel.post("/desk/left", softphone=held)
    desk = panel.get("/desk").json
    assert desk["offers"] == []
    assert desk["agent"]["presence"] == "ready"
    assert "ringing" not in house.switch.places.values()
    house.match()
    assert panel.get("/desk").json["offers"] == [], "without a softphone it does not ring"
    open_panel(panel)
    house.match()
    assert len(panel.get("/desk").json["offers"]) == 1


def test_the_goodbye_of_a_panel_without_the_softphone_ends_no_call(house: House) -> None:
    older, newer = house.login("sara"), house.login("sara")
    first, _ = open_panel(older), open_panel(newer)
    call_id = house.talk(house.sara)
    older.post("/desk/left", softphone=first)
    assert call_of(house, call_id).state == "talking"
    assert any(channel.startswith("tl-") for channel in house.switch.places)
