"""A flow's tests, its replay and its numbers over REST."""

from __future__ import annotations

from tests.web.house import FLOW, House
from tests.web.test_flows import changed

SCRIPT = "< Welcome.\n[enqueue orders]\n> hangup\n[hung up]"


def test_a_simulated_conversation_is_saved_as_a_test_and_passes(house: House) -> None:
    nadia = house.login("nadia")
    nadia.put("/flows/main/draft", definition=changed(), revision=0)
    script = nadia.post("/flows/main/simulate", heard=[{"kind": "HungUp"}]).json["script"]
    assert script == SCRIPT
    made = nadia.post("/flows/main/tests", name="A welcome", script=script).json
    (result,) = nadia.post("/flows/main/tests/run").json["results"]
    assert (result["name"], result["passed"]) == ("A welcome", True)
    assert nadia.post("/flows/main/tests", name="A welcome", script=script).status_code == 409
    assert nadia.delete(f"/flows/main/tests/{made['id']}").status_code == 204


def test_a_failing_test_stands_before_publishing_until_somebody_says_why_not(everywhere: House) -> None:
    nadia = everywhere.login("nadia")
    nadia.post("/flows/main/tests", name="A welcome", script=SCRIPT)
    nadia.put("/flows/main/draft", definition=changed(name="Other"), revision=0)
    assert nadia.post("/flows/main/publish").status_code == 200
    nadia.put("/flows/main/draft", definition=FLOW, revision=2)
    refused = nadia.post("/flows/main/publish")
    assert refused.status_code == 422
    (failing,) = refused.json["failing"]
    assert (failing["expected"], failing["got"]) == ("Welcome.", "")
    newest, *_ = nadia.post("/flows/main/publish", override_reason="It was agreed").json["versions"]
    assert newest["override_reason"] == "It was agreed"


def test_what_is_no_conversation_is_refused_with_the_line(house: House) -> None:
    answer = house.login("nadia").post("/flows/main/tests", name="x", script="> 1\nwhatever")
    assert (answer.status_code, "line 2" in answer.json["message"]) == (400, True)


def test_a_replay_names_the_callers_who_would_land_elsewhere(everywhere: House) -> None:
    nadia = everywhere.login("nadia")
    call_id = everywhere.dial("+15551230001")
    assert nadia.post("/flows/main/replay", calls=100).json == {"walked": 1, "same": 1, "differing": []}
    support = [{"key": "line", "kind": "to_queue", "queue": "support"}]
    nadia.put("/flows/main/draft", definition={**FLOW, "nodes": support}, revision=0)
    found = nadia.post("/flows/main/replay", calls=100).json
    (differing,) = found["differing"]
    assert (found["same"], differing["id"], differing["kind"]) == (0, call_id, "call")
    assert differing["customer"] == "+1 555-123-0001"
    assert (differing["was"]["ending"], differing["would"]["ending"]) == ("enqueue orders", "enqueue support")
    broken = nadia.post("/flows/main/replay", calls=100, definition={"nodes": []})
    assert (broken.status_code, broken.json["error"]) == (409, "broken")


def test_the_numbers_of_a_flow_and_the_contacts_behind_them(everywhere: House) -> None:
    nadia = everywhere.login("nadia")
    call_id = everywhere.dial("+15551230001")
    numbers = nadia.get("/flows/main/analytics").json
    assert (numbers["contacts"], numbers["containment"]) == (1, 0.0)
    (line,) = numbers["nodes"]
    assert (line["node"], line["visits"]) == ("line", 1)
    behind = nadia.get("/flows/main/analytics/contacts?node=line").json
    (contact,) = behind["contacts"]
    assert (contact["id"], contact["customer"], contact["ending"]) == (call_id, "+1 555-123-0001", "enqueue orders")
    assert nadia.get("/flows/nothing/analytics").status_code == 404
