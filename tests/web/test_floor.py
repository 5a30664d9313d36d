"""The floor over REST."""

from __future__ import annotations

from tests.web.counting import statements
from tests.web.house import House


def test_the_floor_counts_who_waits_and_who_talks(everywhere: House) -> None:
    house = everywhere
    house.talk(house.sara)
    house.dial("+15551230002")
    house.dial("+15551230003")
    house.ready(house.omid)
    floor = house.login("nadia").get("/floor").json
    orders, support = floor["queues"]
    assert (orders["name"], orders["waiting"], orders["talking"], orders["ready"]) == ("Orders", 2, 1, 1)
    assert orders["longest_wait_s"] >= 0
    assert (support["waiting"], support["longest_wait_s"]) == (0, None)
    assert [(agent["name"], agent["presence"], agent["contacts"]) for agent in floor["agents"]] == [
        ("Omid", "ready", 0),
        ("Sara", "busy", 1),
    ]


def test_a_caller_whose_call_rings_still_waits(house: House) -> None:
    house.ready(house.sara)
    house.dial()
    house.match()
    (orders, _) = house.login("nadia").get("/floor").json["queues"]
    assert (orders["waiting"], orders["talking"]) == (1, 0)


def test_a_supervisor_sends_an_agent_on_a_break_and_that_is_kept(house: House) -> None:
    panel = house.login("nadia")
    answer = panel.put(f"/agents/{house.sara}/presence", presence="break", reason="meeting").json
    assert (answer["presence"], answer["reason"]) == ("break", "meeting")
    sara = house.login("sara")
    assert sara.get("/desk").json["agent"]["presence"] == "break"
    spell = sara.get("/day?since=2026-01-01T00:00:00Z").json["spells"][0]
    assert (spell["presence"], spell["reason"], spell["by"]) == ("break", "meeting", "Nadia")
    assert panel.put("/agents/999/presence", presence="break").status_code == 404


def test_an_agent_whose_panel_is_not_open_is_not_made_ready_for_them(everywhere: House) -> None:
    panel, path = everywhere.login("nadia"), f"/agents/{everywhere.sara}/presence"
    refused = panel.put(path, presence="ready")
    assert (refused.status_code, refused.json["error"]) == (409, "not_there")
    assert everywhere.login("sara").get("/desk").json["agent"]["presence"] == "offline"
    everywhere.login("sara").post("/desk/alive", microphone=True, registered=True)
    assert panel.put(path, presence="ready").json["presence"] == "ready"


def test_the_cost_of_the_floor_does_not_grow_with_the_line(house: House) -> None:
    panel = house.login("nadia")
    with statements(house.db) as empty:
        panel.get("/floor")
    for number in range(5):
        house.dial(f"+1555123000{number}")
    with statements(house.db) as five:
        panel.get("/floor")
    assert len(five) == len(empty)


def test_whoever_reads_transcripts_can_see_what_writes_them(house: House) -> None:
    (english,) = house.login("sara").get("/models").json["recognizers"]
    assert (english["language"], english["engine"], english["state"]) == ("en", "vosk", "ready")
