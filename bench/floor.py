"""A floor on which everybody is busy, and a line of callers: rows for measurements of the desk, in both databases."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, text
from sqlalchemy.engine import make_url

from acd.models import Agent, Queue, WorkItem
from acd.rules import line_of
from db import Database, now
from tools.postgres import NoPostgres, postgres

QUEUES = ("orders", "service", "billing", "general")
LANGUAGES = ((), ("fa",), ("ru",))
SKILLS = 200


def build(database: Database, agents: int, waiting: int) -> None:
    """All agents but number 1 on a call, and a line of callers."""
    moment = now()
    alive = moment + timedelta(hours=1)
    with database.transaction() as session:
        session.execute(insert(Queue), [{"key": key, "names": {}, "skills": {key: 1}} for key in QUEUES])
        skills = dict.fromkeys([*QUEUES, "fa", "ru", *(f"s{n}" for n in range(SKILLS - 6))], 3)
        session.execute(
            insert(Agent),
            [
                {
                    "name": str(n),
                    "skills": skills,
                    "presence": "busy" if n else "ready",
                    "seen_at": alive,
                    "presence_at": moment,
                }
                for n in range(agents)
            ],
        )
        ids = session.scalars(select(Agent.id).order_by(Agent.id)).all()
        session.execute(
            insert(WorkItem), [item(-agent_id, moment, state="taken", agent_id=agent_id) for agent_id in ids[1:]]
        )
        session.execute(insert(WorkItem), [item(n, moment, wants=ids[1 + n % (agents - 1)]) for n in range(waiting)])
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def item(
    number: int, moment: datetime, state: str = "waiting", agent_id: int | None = None, wants: int | None = None
) -> dict[str, Any]:
    queue, skills = QUEUES[number % len(QUEUES)], LANGUAGES[number % len(LANGUAGES)]
    choosy = number % 5 == 0 and wants is not None
    return {
        "kind": "call",
        "contact_id": number,
        "queue_key": queue,
        "skills": list(skills),
        "line": line_of("call", queue, skills),
        "priority": number % 100 == 1,
        "excluded": [],
        "state": state,
        "agent_id": agent_id,
        "preferred_agent_id": wants if choosy else None,
        "prefer_until": moment + timedelta(hours=1) if choosy and number % 50 == 0 else None,
        "queued_at": moment + timedelta(milliseconds=number),
        "taken_at": moment if agent_id else None,
    }


def databases(stack: ExitStack) -> Iterator[tuple[str, Callable[[int], Database]]]:
    """(name, maker of an empty migrated database) for each kind that is to be had."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="threadline-bench-")))
    yield "SQLite", lambda number: Database(f"sqlite:///{folder / f'{number}.db'}")
    try:
        url = stack.enter_context(postgres())
    except NoPostgres as missing:
        print(f"PostgreSQL left out: {missing}")
        return

    def make(number: int) -> Database:
        server = Database(url)
        with server.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f"CREATE DATABASE bench_{number}"))
        server.engine.dispose()
        return Database(make_url(url).set(database=f"bench_{number}").render_as_string(hide_password=False))

    yield "PostgreSQL", make
