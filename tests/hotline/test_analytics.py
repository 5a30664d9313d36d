"""What is counted of callers, and the contacts behind a number."""

from __future__ import annotations

from datetime import timedelta

from db import now
from hotline import analytics
from hotline.models import FlowTurn
from hotline.turns import LONGEST_TRAIL, trail_text
from tests.hotline.callers import DEMO, Callers, changed
from tests.web.counting import statements


def test_visits_trouble_and_drop_off_are_counted_where_they_happen(callers: Callers) -> None:
    callers.call("1", "3")
    callers.call("1", "9", "silence", "3")
    callers.call("1", "hangup")
    callers.call("1", "1", "0")
    found = callers.count()
    main = found.nodes["main"]
    assert (found.contacts, found.operator_escapes) == (4, 1)
    assert (main.visits, main.no_match, main.no_input, main.drop_off) == (4, 1, 1, 1)
    assert found.nodes["order_number"].operator == 1
    assert found.nodes["general"].visits == 3
    assert found.nodes["welcome"].visits == 4
    assert found.links["welcome", "language"] == 4
    assert found.links["main", "general"] == 2
    assert main.seconds >= 0


def test_the_worst_nodes_come_with_what_is_wrong_there(few: Callers) -> None:
    for _ in range(3):
        few.call("1", "hangup")
    few.call("hangup")
    assert few.count().worst() == [("main", "drop_off", 3), ("language", "drop_off", 1)]


def test_versions_are_counted_apart_and_together(callers: Callers) -> None:
    callers.call("1", "3")
    callers.publish(changed("welcome", prompt={"en": "Hello.", "fa": "سلام."}))
    callers.call("1", "3")
    callers.call("1")
    assert [callers.count(number).contacts for number in (1, 2, None)] == [1, 2, 3]


def test_whoever_is_served_by_the_flow_alone_is_contained(callers: Callers) -> None:
    main = {**next(node for node in DEMO["nodes"] if node["key"] == "main")}
    options = [{**option, "next": "bye"} if option["key"] == "3" else option for option in main["options"]]
    flow = changed("main", options=options)
    flow["nodes"].append({"key": "bye", "kind": "goodbye"})
    callers.publish(flow)
    callers.call("1", "3")
    callers.call("1", "1", "427")
    callers.call("1", "hangup")
    assert (callers.count().contained, callers.count().contacts) == (1, 3)


def test_the_contacts_behind_a_number_are_found_page_by_page(callers: Callers) -> None:
    ids = [callers.call("1", "9") for _ in range(3)]
    callers.call("1", "3")
    at = now()
    with callers.db.reading() as session:
        versions = analytics.version_ids(session, "main")
        span = (at - timedelta(days=1), at + timedelta(days=1))
        first = analytics.behind(session, versions, "main", "no_match", span, None, 2)
        rest = analytics.behind(session, versions, "main", "no_match", span, (first[-1].at, first[-1].id), 2)
        came = analytics.behind(session, versions, "welcome", "", span, None, 10)
    assert [turn.contact_id for turn in (*first, *rest)] == ids[::-1]
    assert len(came) == 4


def test_counting_is_one_statement_and_reads_an_index_alone(few: Callers) -> None:
    few.call("1", "3")
    with statements(few.db) as sent:
        few.count()
    assert len([one for one in sent if "flow_turns" in one]) == 1
    at = now()
    query = analytics._ways([1, 2], at, at).compile(few.db.engine, compile_kwargs={"render_postcompile": True})
    with few.db.engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", (1, 2, "2026", "2027")).all()
    assert "USING COVERING INDEX ix_flow_turns_counted" in " ".join(str(row) for row in plan)


def test_a_turn_costs_one_insert_and_nothing_else(few: Callers) -> None:
    caller = few.company.dial()
    with statements(few.db) as sent:
        caller.presses("1")
    about_turns = [one for one in sent if "flow_turns" in one]
    assert [one.split()[0] for one in about_turns] == ["INSERT"]


def test_a_new_contact_finds_its_version_by_one_statement(few: Callers) -> None:
    few.company.dial()
    with statements(few.db) as sent:
        few.company.dial()
    finding = [one for one in sent if "live_from" in one]
    assert len(finding) == 1
    assert "flow_trials" in finding[0]
    assert "definition" not in finding[0].split("FROM")[0]


def test_the_trail_of_a_turn_fits_its_index_however_long_it_was() -> None:
    long = trail_text(tuple(f"node_{number}" for number in range(500)))
    assert len(long) <= LONGEST_TRAIL
    assert long.split(">")[-1].startswith("node_")
    assert FlowTurn.__table__.c.trail.type.length == LONGEST_TRAIL
