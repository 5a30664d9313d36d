"""A queue's rules: what is refused, what follows from them for a line, and what becomes of those who wait."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from acd import desk, handover, line, offers, widening
from acd.hours import Week
from acd.models import Agent, Queue, WorkItem
from acd.policy import Needs
from acd.rules import Rules, parts_of
from db import now
from tests.acd.conftest import Center

QUEUES = {"french": {"fr": 3}, "general": {}, "sales": {"sell": 2}}


def needs(rules: dict, step: int = 0, language: str = "", own: tuple[str, ...] = ()) -> Needs:
    return Rules.model_validate(rules).needs(own, "french", QUEUES, step, language)


def test_less_is_asked_as_it_waits() -> None:
    rules = {
        "prefers": {"vip": 2},
        "language": "require",
        "widening": [
            {"after_s": 20, "levels": {"fr": 1}},
            {"after_s": 40, "levels": {"vip": 0}, "language": "prefer", "joins": ["sales"]},
            {"after_s": 60, "levels": {"fr": 0}},
        ],
    }
    asked = [needs(rules, step, "fa", ("vip",)) for step in range(4)]
    assert [each.ways for each in asked] == [
        ((("fa", 1), ("fr", 3), ("vip", 1)),),
        ((("fa", 1), ("fr", 1), ("vip", 1)),),
        ((("fr", 1),), (("sell", 2),)),
        ((), (("sell", 2),)),
    ]
    assert [each.prefers for each in asked] == [
        (("vip", 2),),
        (("vip", 2),),
        (("fa", 1), ("vip", 2)),
        (("fa", 1), ("fr", 1), ("vip", 2)),
    ]


def test_who_joins_from_another_queue_still_understands_the_contact() -> None:
    rules = {"language": "require", "widening": [{"after_s": 20, "joins": ["sales"]}]}
    assert needs(rules, 1, "fa", ("vip",)).ways[1] == (("fa", 1), ("sell", 2), ("vip", 1))


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ({"widening": [{"after_s": 30}, {"after_s": 30}]}, "comes later than the one before"),
        ({"widening": [{"after_s": 0}]}, "greater than or equal to 1"),
        ({"overflow": [{"when": "full", "to": "flow"}]}, "a limit belongs to"),
        ({"overflow": [{"when": "closed", "limit": 3, "to": "flow"}]}, "a limit belongs to"),
        ({"overflow": [{"when": "closed", "to": "queue"}]}, "name the queue"),
        ({"overflow": [{"when": "closed", "to": "flow"}] * 2}, "one overflow for each event"),
        ({"prefers": {"a": 6}}, "less than or equal to 5"),
        ({"hours": {"zone": "Mars/Olympus"}}, "no time zone"),
        ({"hours": {"mon": ["09:00"]}}, "in pairs"),
        ({"pick": "the nicest"}, "longest_idle"),
        ({"colour": "blue"}, "Extra inputs"),
    ],
)
def test_what_makes_no_sense_is_refused(rules: dict, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Rules.model_validate(rules)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("05 08:59", False),
        ("05 09:00", True),
        ("05 11:59", True),
        ("05 12:00", False),
        ("10 23:00", True),
        ("11 01:59", True),
    ],
)
def test_a_week_may_go_past_midnight(moment: str, is_open: bool) -> None:
    week = Week.model_validate({"mon": ["09:00", "12:00"], "sat": ["22:00", "02:00"]})
    assert week.open_at(datetime.strptime(f"2026-01-{moment}", "%Y-%m-%d %H:%M").replace(tzinfo=UTC)) is is_open


def write(center: Center, queue: str, **rules: object) -> None:
    with center.db.transaction() as session:
        session.get_one(Queue, queue).rules = rules
        widening.changed(session, queue, now())
    widening.reconsider(center.db, now())


def later(center: Center, seconds: float) -> WorkItem:
    """Everything that waits has waited so much longer. Returns the last item."""
    with center.db.transaction() as session:
        for item in session.query(WorkItem).filter(WorkItem.state == "waiting"):
            item.queued_at -= timedelta(seconds=seconds)
            item.turn_at -= timedelta(seconds=seconds)
            item.look_at = item.look_at and item.look_at - timedelta(seconds=seconds)
    widening.reconsider(center.db, now())
    with center.db.reading() as session:
        return session.query(WorkItem).order_by(WorkItem.id.desc()).first()


def test_an_item_is_offered_to_more_people_when_its_time_has_come(center) -> None:
    write(center, "french", widening=[{"after_s": 30, "levels": {"fr": 0}}])
    agent_id = center.agent()
    item_id = center.comes("french")
    assert center.match() == []
    assert parts_of(later(center, 31).line)[2] == 1
    assert center.match() == [(item_id, agent_id)]


def test_rules_that_change_apply_to_those_who_wait(center) -> None:
    center.agent()
    item_id = center.comes("french")
    later(center, 10)
    write(center, "french", widening=[{"after_s": 5, "levels": {"fr": 0}}])
    assert [item for item, _ in center.match()] == [item_id]


def test_ageing_lets_old_work_go_before_urgent_work(center) -> None:
    write(center, "general", ageing_s=10)
    old = center.comes()
    later(center, 25)
    newer, urgent = center.comes(priority=2), center.comes(priority=4)
    center.agent()
    served = []
    for _ in range(3):
        ((item_id, _),) = center.match()
        served.append(item_id)
        center.do(line.withdraw, item_id)
    assert served == [urgent, old, newer]


def test_a_customer_of_value_goes_first_where_the_queue_says_so(center) -> None:
    write(center, "general", value_points=10)
    points = [center.item(center.comes(value=value, priority=1)).points for value in (0, 50, 100)]
    assert points == [1, 6, 11]


def test_who_is_passed_on_keeps_language_and_worth_and_waits_by_the_rules_of_the_new_queue(center: Center) -> None:
    center.agent(skills={"fa": 1})
    with center.db.transaction() as session:
        french = session.get_one(Queue, "french")
        french.rules = {"language": "require", "widening": [{"after_s": 60, "levels": {"fr": 0}}]}
    item_id = center.comes(language="fa", priority=2)
    (offered,) = desk.match(center.db)
    center.do(offers.accept, offered.offer_id)
    anew = center.do(handover.give_away, item_id, "french")
    assert parts_of(anew.line) == ("call", "french", 0, "fa", [])
    assert (anew.language, anew.points, anew.priority) == ("fa", 2, 2)
    assert anew.look_at == anew.queued_at + timedelta(seconds=60)


def test_a_full_queue_sends_newcomers_on(center) -> None:
    write(center, "french", overflow=[{"when": "full", "limit": 1, "to": "queue", "queue": "general"}])
    items = [center.item(center.comes("french")) for _ in range(2)]
    assert [(item.queue_key, item.been) for item in items] == [("french", []), ("general", ["french"])]


def test_a_closed_queue_lets_nobody_in_and_serves_those_who_were_there(center) -> None:
    first = center.comes()
    write(center, "general", hours={"zone": "UTC"}, overflow=[{"when": "closed", "to": "message"}])
    assert center.item(center.comes()).way_out == "message"
    assert center.item(center.comes(kind="chat")).way_out == "", "nobody leaves a message in a chat"
    assert center.item(first).way_out == ""
    agent_id = center.agent()
    assert (first, agent_id) in center.match()


def test_who_waited_too_long_goes_on_and_never_round_in_a_circle(center) -> None:
    write(center, "french", overflow=[{"when": "waited", "limit": 60, "to": "queue", "queue": "general"}])
    write(center, "general", overflow=[{"when": "waited", "limit": 60, "to": "queue", "queue": "french"}])
    center.comes("french")
    assert later(center, 50).queue_key == "french"
    item = later(center, 15)
    assert (item.queue_key, item.been, item.look_at) == ("general", ["french"], None)
    assert later(center, 100).queue_key == "general"


def test_a_queue_that_nobody_serves_overflows(center) -> None:
    write(center, "french", overflow=[{"when": "unstaffed", "to": "queue", "queue": "general"}])
    assert center.item(center.comes("french")).queue_key == "general"
    agent_id = center.agent("busy", skills={"fr": 1})
    assert center.item(center.comes("french")).queue_key == "french"
    with center.db.transaction() as session:
        session.get_one(Agent, agent_id).presence = "offline"
    assert later(center, widening.UNSTAFFED_S + 1).queue_key == "general"


def test_the_preferred_agent_is_waited_for_as_long_as_the_queue_says(center) -> None:
    write(center, "general", prefer_s=0)
    agent_id = center.agent("busy")
    assert center.item(center.comes(preferred_agent_id=agent_id)).preferred_agent_id is None
    write(center, "general", prefer_s=90)
    item = center.item(center.comes(preferred_agent_id=agent_id))
    assert item.prefer_until is not None
    assert item.prefer_until - item.queued_at == timedelta(seconds=90)
