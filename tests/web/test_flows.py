"""Flows over REST: drafts, the simulator, and publishing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from db import now
from tests.web.house import FLOW, House


def changed(**more: Any) -> dict[str, Any]:
    nodes = [
        {"key": "hello", "kind": "say", "prompt": {"en": "Welcome."}, "next": "line"},
        {"key": "line", "kind": "to_queue", "queue": "orders"},
    ]
    return {**FLOW, "start": "hello", "nodes": nodes, **more}


def test_a_draft_begins_as_what_is_live_and_is_saved_with_its_faults(everywhere: House) -> None:
    nadia = everywhere.login("nadia")
    draft = nadia.get("/flows/main/draft").json
    assert (draft["definition"], draft["revision"], draft["base_number"], draft["faults"]) == (FLOW, 0, 1, [])
    broken = changed(start="nowhere")
    saved = nadia.put("/flows/main/draft", definition=broken, revision=0).json
    assert saved["revision"] == 1
    assert {"node": "", "field": "start"}.items() <= saved["faults"][0].items()
    kept = nadia.get("/flows/main/draft").json
    assert (kept["definition"], kept["edited_by"]) == (broken, "Nadia")
    (line,) = nadia.get("/flows").json["flows"]
    assert (line["live"], line["hotlines"], line["draft"]["edited_by"]) == (1, ["Parsa Home", "Parsa Home"], "Nadia")


def test_nobody_overwrites_a_draft_that_they_have_not_seen(everywhere: House) -> None:
    nadia, boss = everywhere.login("nadia"), everywhere.supervisor("Boris")
    assert nadia.put("/flows/main/draft", definition=changed(), revision=0).status_code == 200
    late = boss.put("/flows/main/draft", definition=changed(name="Mine"), revision=0)
    assert (late.status_code, late.json["error"]) == (409, "stale")
    assert "Nadia" in late.json["message"]
    assert boss.put("/flows/main/draft", definition=changed(name="Mine"), revision=1).json["revision"] == 2


def test_two_supervisors_are_told_of_each_other(house: House) -> None:
    nadia, boss = house.login("nadia"), house.supervisor("Boris")
    assert nadia.get("/flows/main/draft").json["others"] == []
    assert boss.get("/flows/main/draft").json["others"] == ["Nadia"]
    assert nadia.post("/flows/main/draft/here").json["others"] == ["Boris"]
    assert boss.delete("/flows/main/draft/here").status_code == 204
    assert nadia.post("/flows/main/draft/here").json["others"] == []


def test_what_is_no_flow_at_all_is_kept_as_a_draft_and_explained(house: House) -> None:
    nadia = house.login("nadia")
    saved = nadia.put("/flows/main/draft", definition={"nodes": [{"kind": "dance", "key": "x"}]}, revision=0).json
    assert "x" in {fault["node"] for fault in saved["faults"]}
    assert nadia.post("/flows/main/simulate").json["turns"] == []
    assert nadia.post("/flows/main/publish").status_code == 422


def test_a_published_draft_answers_the_next_call_and_a_roll_back_the_one_after(everywhere: House) -> None:
    nadia = everywhere.login("nadia")
    nadia.put("/flows/main/draft", definition=changed(), revision=0)
    first, *_ = nadia.post("/flows/main/publish", note="A welcome").json["versions"]
    assert (first["number"], first["state"], first["author"], first["note"]) == (2, "live", "Nadia", "A welcome")
    assert everywhere.trail(everywhere.dial("+15551230001")) == "hello>line"
    nadia.post("/flows/main/rollback", number=1, note="Too long")
    assert everywhere.trail(everywhere.dial("+15551230002")) == "line"
    newest, *_ = nadia.get("/flows/main/versions").json["versions"]
    assert (newest["number"], newest["note"]) == (3, "Back to version 1. Too long")
    assert nadia.get("/flows/main/draft").json["definition"] == FLOW


def test_a_scheduled_version_waits_for_its_time_and_can_be_called_off(everywhere: House) -> None:
    nadia = everywhere.login("nadia")
    nadia.put("/flows/main/draft", definition=changed(), revision=0)
    later = (now() + timedelta(hours=1)).isoformat()
    assert nadia.post("/flows/main/publish", live_from=later).json["versions"][0]["state"] == "scheduled"
    assert everywhere.trail(everywhere.dial()) == "line"
    (line,) = nadia.get("/flows").json["flows"]
    assert [scheduled["number"] for scheduled in line["scheduled"]] == [2]
    assert nadia.delete("/flows/main/scheduled/2").json["versions"][0]["state"] == "past"
    assert nadia.delete("/flows/main/scheduled/2").status_code == 409


def test_a_trial_gives_a_share_of_the_callers_the_other_version_and_always_the_same_one(everywhere: House) -> None:
    nadia = everywhere.login("nadia")
    nadia.put("/flows/main/draft", definition=changed(), revision=0)
    nadia.post("/flows/main/publish", trial_share=50)
    numbers = [f"+1555123{number:04}" for number in range(40)]
    first = [everywhere.trail(everywhere.dial(number)) for number in numbers]
    assert 8 <= first.count("hello>line") <= 32
    assert [everywhere.trail(everywhere.dial(number)) for number in numbers] == first
    nadia.post("/flows/main/trial/promote")
    assert everywhere.trail(everywhere.dial(numbers[first.index("line")])) == "hello>line"
    (line,) = nadia.get("/flows").json["flows"]
    assert (line["live"], line["trial"]) == (2, None)


def test_a_flow_that_a_hotline_uses_is_not_deleted_and_another_one_is(house: House) -> None:
    nadia = house.login("nadia")
    refused = nadia.delete("/flows/main")
    assert (refused.status_code, "Parsa Home" in refused.json["message"]) == (409, True)
    made = nadia.post("/flows", key="second", name="Second", languages=["en", "fa"]).json
    assert made["faults"] == []
    assert nadia.post("/flows", key="second", name="Second", languages=["en"]).status_code == 409
    assert nadia.delete("/flows/second").status_code == 204
    assert nadia.get("/flows/second/draft").status_code == 404


def test_the_simulator_walks_an_unsaved_draft_and_shows_every_node(house: House) -> None:
    seen = house.login("nadia").post("/flows/main/simulate", definition=changed(), heard=[{"kind": "HungUp"}]).json
    assert [turn["ends"] for turn in seen["turns"]] == ["enqueue orders", "hung up"]
    assert [prompt["text"] for prompt in seen["turns"][0]["prompts"]] == ["Welcome."]
    assert [(step["node"], step["way"], step["turn"]) for step in seen["path"]] == [
        ("hello", "next", 0),
        ("line", "next", 0),
        ("line", "hang_up", 1),
    ]
    assert seen["ended"] == "hung_up"


def test_the_simulator_says_which_fact_or_answer_does_not_exist(house: House) -> None:
    nadia = house.login("nadia")
    assert "weather" in nadia.post("/flows/main/simulate", facts={"weather": "fine"}).json["message"]
    assert "Sneeze" in nadia.post("/flows/main/simulate", heard=[{"kind": "Sneeze"}]).json["message"]


def test_the_editor_learns_every_kind_with_its_fields_and_ways(house: House) -> None:
    kinds = {kind["kind"]: kind for kind in house.login("nadia").get("/flows/kinds").json["kinds"]}
    assert kinds["menu"]["ways"] == ["no_input.next", "no_match.next", "options.*.next"]
    assert "prompt" in kinds["menu"]["schema"]["properties"]
    assert kinds["menu"]["law"]["Silence"] == ["no_input"]


def test_a_flow_goes_out_as_a_file_and_comes_in_again_as_a_draft(house: House) -> None:
    nadia = house.login("nadia")
    file = nadia.get("/flows/main/export")
    assert file.headers["Content-Disposition"] == 'attachment; filename="main.json"'
    assert nadia.post("/flows/import", definition=file.json, key="copy").json == {"key": "copy", "report": []}
    assert nadia.get("/flows/copy/draft").json["definition"] == FLOW
    assert nadia.post("/flows/import", definition=file.json, key="copy").status_code == 409
    assert nadia.post("/flows/import", definition=file.json, key="copy", replace=True).status_code == 200
    assert nadia.post("/flows/import", definition={"hello": 1}).status_code == 400


def test_a_published_flow_takes_its_sub_flows_along(house: House) -> None:
    nadia = house.login("nadia")
    inner = {"key": "goodbye", "name": "Goodbye", "languages": ["en"]}
    nadia.post("/flows", **inner)
    way_in = {"key": "hello", "kind": "sub_flow", "flow": "goodbye", "next": "line"}
    case = {"on": "facts.customer_known", "eq": True, "next": "line"}
    fork = {"key": "fork", "kind": "fork", "cases": [case], "otherwise": "hello"}
    outer = changed(start="fork", nodes=[fork, way_in, FLOW["nodes"][0]])
    faults = nadia.put("/flows/main/draft", definition=outer, revision=0).json["faults"]
    assert [fault["field"] for fault in faults if fault["node"] == "hello"] == ["flow"]
    part = nadia.get("/flows/goodbye/draft").json["definition"]
    nadia.put("/flows/goodbye/draft", definition={**part, "layout": {}}, revision=1)
    assert nadia.post("/flows/goodbye/publish").status_code == 200
    assert nadia.get("/flows/main/draft").json["faults"] == []
    assert nadia.post("/flows/main/publish").status_code == 200
    assert "goodbye" in nadia.get("/flows/main/versions/2").json["definition"]["sub_flows"]
    seen = nadia.post("/flows/main/simulate").json
    assert [step["node"] for step in seen["path"]][:3] == ["fork", "hello", "goodbye/greeting"]


def test_what_callers_would_notice_of_a_draft_and_what_it_costs_them(house: House) -> None:
    nadia = house.login("nadia")
    saved = nadia.put("/flows/main/draft", definition=changed(), revision=0).json
    assert 0 <= saved["effort"]["score"] <= 100
    assert saved["effort"]["paths"][0]["nodes"] == ["hello", "line"]
    changes = nadia.get("/flows/main/difference?from=1&to=draft").json["changes"]
    assert "Welcome." in " ".join(change["sentence"] for change in changes)
    assert nadia.get("/flows/main/difference?from=1&to=1").json["changes"] == []
    assert nadia.get("/flows/main/difference?from=1&to=9").status_code == 404
    nadia.put("/flows/main/draft", definition={"nodes": []}, revision=1)
    assert nadia.get("/flows/main/difference?from=1&to=draft").status_code == 409
    assert nadia.get("/flows/main/draft").json["effort"] is None
