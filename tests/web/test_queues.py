"""Queues' rules over REST: edited, refused, previewed; and why a call went to whom."""

from __future__ import annotations

import pytest

from acd.models import Agent
from tests.web.house import House

RULES = {
    "prefers": {"vip": 2},
    "widening": [{"after_s": 30, "levels": {"orders": 1}}, {"after_s": 60, "joins": ["support"]}],
    "overflow": [{"when": "waited", "limit": 300, "to": "message"}],
}
ORDERS = {"names": {"en": "Orders"}, "skills": {"orders": 3}, "rules": RULES}


def skilled(house: House, agent_id: int, **skills: int) -> None:
    with house.db.transaction() as session:
        session.get_one(Agent, agent_id).skills = skills


def test_a_supervisor_writes_the_rules_and_agents_skills(everywhere: House) -> None:
    nadia = everywhere.login("nadia")
    saved = nadia.put("/queues/orders", **ORDERS).json
    assert saved["rules"]["widening"][0] == {"after_s": 30, "levels": {"orders": 1}, "language": "keep", "joins": []}
    assert saved["serving"] == 0
    capacity = {"call": 1, "chat": 0, "email": 3}
    assert nadia.put(f"/agents/{everywhere.sara}/skills", skills={"orders": 4}, capacity=capacity).json["skills"] == {
        "orders": 4
    }
    all_of_it = nadia.get("/queues").json
    assert [(queue["key"], queue["serving"]) for queue in all_of_it["queues"]] == [("orders", 1), ("support", 2)]
    assert all_of_it["known"] == ["orders", "vip"]
    assert nadia.put("/queues/billing", names={"en": "Billing"}).json["key"] == "billing"
    assert len(nadia.get("/queues").json["queues"]) == 3


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"widening": [{"after_s": 5, "joins": ["nowhere"]}]}, "no queue 'nowhere'"),
        ({"overflow": [{"when": "closed", "to": "queue", "queue": "orders"}]}, "into itself"),
        ({"overflow": [{"when": "full", "to": "flow"}]}, "a limit belongs to"),
        ({"widening": [{"after_s": 9}, {"after_s": 3}]}, "later than the one before"),
    ],
)
def test_rules_that_cannot_be_are_refused_in_a_sentence(house: House, wrong: dict, said: str) -> None:
    answer = house.login("nadia").put("/queues/orders", names={"en": "Orders"}, rules=wrong)
    assert answer.status_code == 400
    assert said in answer.json["message"]


def test_who_would_get_this_call_now_is_told_by_rules_that_are_not_saved_yet(everywhere: House) -> None:
    house = everywhere
    skilled(house, house.sara, orders=4)
    skilled(house, house.omid, orders=1)
    house.ready(house.sara)
    house.ready(house.omid)
    nadia = house.login("nadia")
    asked = {"skills": {"orders": 5}, "rules": RULES}
    now, later, last = (nadia.post("/queues/orders/preview", waited_s=waited, **asked).json for waited in (0, 45, 400))
    assert (now["step"], now["why"]["why"], now["why"]["passed_over"][0]["reason"]) == (0, None, "lacks_skill")
    assert {agent["name"] for agent in now["why"]["passed_over"][0]["agents"]} == {"Sara", "Omid"}
    assert (later["step"], later["why"]["considered_count"], later["why"]["why"]) == (1, 2, "longest_idle")
    assert last["way_out"] == "message"
    assert nadia.post("/queues/nowhere/preview").status_code == 404
    assert house.login("sara").post("/queues/orders/preview").status_code == 403


def test_a_call_says_why_it_went_to_whom(everywhere: House) -> None:
    house = everywhere
    call_id = house.talk(house.sara)
    routing = house.login("sara").get(f"/calls/{call_id}/routing").json
    (offer,) = routing["offers"]
    assert (offer["agent"]["name"], offer["state"], offer["agrees"]) == ("Sara", "accepted", True)
    assert offer["why"]["chosen"]["name"] == "Sara"
    assert routing["waited_s"] >= 0
    assert house.login("sara").get("/calls/999/routing").status_code == 404
