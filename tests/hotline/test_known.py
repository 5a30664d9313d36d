"""What is known of a customer reaches the flow's forks, and the line."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from acd.models import Queue, WorkItem
from db import Database, now
from hotline.models import FlowVersion
from ivr.turns import Enqueue
from tests.story import Company
from timeline.models import Customer

FORK: dict[str, Any] = {
    "name": "By value",
    "languages": ["en"],
    "start": "worth",
    "nodes": [
        {
            "key": "worth",
            "kind": "fork",
            "cases": [{"on": "facts.customer_value", "at_least": 80, "next": "first"}],
            "otherwise": "line",
        },
        {"key": "first", "kind": "to_queue", "queue": "orders"},
        {"key": "line", "kind": "to_queue", "queue": "general"},
    ],
}


def test_a_fork_and_the_line_know_what_a_customer_is_worth(database: Database) -> None:
    company = Company(database)
    with database.transaction() as session:
        session.add(FlowVersion(flow_key="main", number=2, definition=FORK, published_at=now()))
        session.get_one(Queue, "orders").rules = {"value_points": 10}
    assert company.dial().turn.ending == Enqueue("general")
    with database.transaction() as session:
        session.scalars(select(Customer)).one().value = 90
    assert company.dial().turn.ending == Enqueue("orders")
    with database.reading() as session:
        waits = session.scalars(select(WorkItem).order_by(WorkItem.id.desc())).first()
        assert waits is not None and waits.priority == 9
