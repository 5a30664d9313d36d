"""A long line costs no more than a short one: what the databases need for that is there, and they use it."""

from __future__ import annotations

import pytest
from sqlalchemy import event, text

from acd import waits
from acd.models import Agent, Offer, WorkItem
from db import Database
from tests.acd.conftest import Center

INDEXES = (
    "ix_work_items_line",
    "ix_work_items_queue",
    "ix_work_items_choosy",
    "ix_work_items_done",
    "ix_agents_presence",
)


@pytest.mark.parametrize("model", [WorkItem, Offer, Agent])
def test_the_migrated_database_has_every_index_of_the_models(database: Database, model) -> None:
    question = (
        "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = :table"
        if database.sqlite
        else "SELECT indexname FROM pg_indexes WHERE tablename = :table"
    )
    with database.reading() as session:
        there = set(session.scalars(text(question), {"table": model.__tablename__}))
    assert {index.name for index in model.__table__.indexes} <= there


def test_nothing_that_happens_for_one_caller_reads_a_whole_line(sqlite: Database) -> None:
    """SQLite says how it goes about each statement of a match; PostgreSQL would say something else for few rows."""
    steps: list[str] = []

    @event.listens_for(sqlite.engine, "before_cursor_execute")
    def explain(connection, cursor, statement, parameters, context, many) -> None:
        if "work_items" in statement and statement.startswith(("SELECT", "WITH")):
            plan = connection.connection.cursor().execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()
            steps.extend(row[3] for row in plan)

    center = Center(sqlite)
    center.agent()
    item_id = center.comes()
    center.do(waits.position, item_id)
    center.do(waits.expected_wait_s, "general", 2)
    assert len(center.match()) == 1
    assert not [step for step in steps if step.startswith("SCAN work_items")]
    assert not [step for step in steps if "TEMP B-TREE FOR ORDER BY" in step]
    used = " ".join(steps)
    assert [index for index in INDEXES if index not in used] == []
