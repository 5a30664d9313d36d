"""A page of the timeline of a customer with 10,000 lines, in a database of a million: any page, against OFFSET.

Measured is the whole request through the site with somebody logged in: the gate, the queries, the JSON; not the wire.
The rival is the same request whose page is found the usual way, by counting from the top. A fifth of the lines are
calls, which the page joins. PostgreSQL is a throw-away server; where there is none, its rows are left out.
"""

from __future__ import annotations

import json
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from flask.testing import FlaskClient
from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

import migrations
from acd.models import Agent, Queue
from bench import report
from channels.chat import Chat
from config import Config
from db import Database, now
from telephony.calls import Calls
from telephony.models import Call
from telephony.simulator.switch import SimulatedSwitch
from timeline import book
from timeline.models import Customer, Entry
from tools.postgres import NoPostgres, postgres
from web.models import User
from web.passwords import hashed
from web.rooms import Rooms
from web.site import make_site

LINES, ALL, OTHERS, A_PAGE = 10_000, 1_000_000, 10_000, 50
PAGES = LINES // A_PAGE
ROUNDS, GOAL_MS = 3, 50
PASSWORD = "for measurements only"
WHERE = {"first": 0, "middle": PAGES // 2, "last": PAGES - 1}

_SERIES = {
    "sqlite": "WITH RECURSIVE s(n) AS (SELECT {a} UNION ALL SELECT n + 1 FROM s WHERE n < {b})",
    "postgresql": "WITH s(n) AS (SELECT generate_series({a}, {b}))",
}
_AGO = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%f000', 'now', '-' || ({s}) || ' seconds')",
    "postgresql": "now() - ({s}) * interval '1 second'",
}
_COLUMNS = "INSERT INTO entries (customer_id, kind, channel, contact_id, shown, at, data) "
_CALL_STARTED = '{"number": "+12125550100", "dialled": "hotline", "hotline": "Bench"}'
_SAID = '{"author": "customer", "agent": "", "text": "Good morning, has my order left already? It is number 427."}'
_ENDED = '{"outcome": "served", "duration_s": 95.0, "talk_s": 61.0}'


def build(db: Database) -> int:
    """A million entries. Returns the id of the customer with the long timeline."""
    moment = now()
    with db.transaction() as session:
        session.add(Queue(key="bench", names={"en": "Bench"}))
        agent = Agent(name="Sara", presence_at=moment)
        session.add(agent)
        session.flush()
        session.add(
            User(
                login="sara",
                name="Sara",
                role="agent",
                agent_id=agent.id,
                password_hash=hashed(PASSWORD),
                created_at=moment,
            )
        )
        people = [{"name": f"Customer {n}", "created_at": moment, "seen_at": moment} for n in range(OTHERS + 1)]
        session.execute(insert(Customer), people)
        long = session.scalars(select(Customer.id).order_by(Customer.id.desc()).limit(1)).one()
        session.execute(
            insert(Call), [_call(n, long, agent.id, moment - timedelta(seconds=60 * n)) for n in range(0, LINES, 5)]
        )
        ids = session.scalars(select(Call.id).order_by(Call.id)).all()
        assert list(ids) == list(range(1, LINES // 5 + 1))
        _insert_entries(session, db, long)
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    return long


def _call(number: int, customer: int, agent: int, at: Any) -> dict[str, Any]:
    return {
        "backend": "bench", "backend_id": str(number), "customer_id": customer, "agent_id": agent, "arrived_at": at,
        "from_address": "+12125550100", "state": "ended", "outcome": "served", "queue_key": "bench", "queued_at": at,
        "answered_at": at, "ended_at": at, "path": [{"node": "menu", "label": "Orders", "heard": "1", "way": "next"}],
    }  # fmt: skip


def _insert_entries(session: Session, db: Database, long: int) -> None:
    """By SQL that makes its own rows: a million would take minutes one by one."""
    kind = db.engine.dialect.name
    true, false, as_json = ("1", "0", "") if kind == "sqlite" else ("true", "false", "::json")

    def add(first: int, last: int, columns: str) -> None:
        series = _SERIES[kind].format(a=first, b=last)
        # An INSERT takes its WITH in front of the SELECT in both languages.
        session.connection().exec_driver_sql(f"{_COLUMNS}{series} SELECT {columns} FROM s")

    ago = _AGO[kind].format(s="n * 60")
    # No percent signs: to one of the drivers they would be places for values.
    is_call = "n / 5 * 5 = n"
    add(
        0,
        LINES - 1,
        f"{long}, CASE WHEN {is_call} THEN 'CallArrived' ELSE 'MessageSent' END, CASE WHEN {is_call} THEN 'phone' ELSE"
        f" 'chat' END, CASE WHEN {is_call} THEN n / 5 + 1 ELSE n END, {true}, {ago},"
        f" CASE WHEN {is_call} THEN '{_CALL_STARTED}'{as_json} ELSE '{_SAID}'{as_json} END",
    )
    add(
        1,
        LINES // 5,
        f"{long}, 'CallEnded', 'phone', n, {false}, {_AGO[kind].format(s='n * 300')}, '{_ENDED}'{as_json}",
    )
    rest = ALL - LINES - LINES // 5
    whose, ago = f"n - n / {OTHERS} * {OTHERS} + 1", _AGO[kind].format(s="n")
    add(
        1,
        rest,
        f"{whose}, 'MessageSent', 'chat', {LINES} + n, {true}, {ago}, '{_SAID}'{as_json}",
    )


def open_site(db: Database, folder: Path) -> FlaskClient:
    """A client that is logged in."""
    config = Config(var=folder, database_url=db.url, secret_key="for measurements only")
    switch = SimulatedSwitch()
    rooms = Rooms(
        config=config,
        db=db,
        calls=Calls(db, {"simulator": switch}, config.secret_key, "US"),
        chat=Chat(db, config.secret_key),
        switch=switch,
        recognizers=list,
    )
    client = make_site(rooms).test_client()
    answer = client.post("/api/v1/session", json={"login": "sara", "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    return client


def ask(client: FlaskClient, customer: int, before: str) -> tuple[float, str | None]:
    """One page: (milliseconds, the cursor of the next page)."""
    began = time.perf_counter()
    answer = client.get(f"/api/v1/customers/{customer}/timeline?limit={A_PAGE}&before={before}")
    took = (time.perf_counter() - began) * 1000
    assert answer.status_code == 200, answer.text
    page: dict[str, Any] = json.loads(answer.data)
    assert len(page["entries"]) == A_PAGE, "the page is not full"
    return took, page["next"]


@contextmanager
def counting_from_the_top(page: list[int]) -> Iterator[None]:
    """The rival: `page[0]` says which page is meant."""

    def of(
        session: Session, customer_id: int, before: object = None, limit: int = 50, channel: str = ""
    ) -> Sequence[Entry]:
        lines = select(Entry).where(Entry.customer_id == customer_id, Entry.shown.is_(True))
        return session.scalars(
            lines.order_by(Entry.at.desc(), Entry.id.desc()).offset(page[0] * limit).limit(limit)
        ).all()

    stand_in = book.of
    stand_in = of  # A patch takes anything: this line lets the type checker see that the two still agree.
    with patch.object(book, "of", stand_in):
        yield


def measure(db: Database, folder: Path) -> dict[str, dict[int, list[float]]]:
    """Side → page → milliseconds, for pages asked in any order."""
    customer = build(db)
    client = open_site(db, folder)
    cursors: list[str | None] = [""]
    while len(cursors) < PAGES:
        cursors.append(ask(client, customer, cursors[-1] or "")[1])
    order = [*range(PAGES)] * ROUNDS + [*WHERE.values()] * 20
    random.Random(1).shuffle(order)
    spans: dict[str, dict[int, list[float]]] = {"by cursor": {}, "by OFFSET": {}}
    for page in order:
        spans["by cursor"].setdefault(page, []).append(ask(client, customer, cursors[page] or "")[0])
    at = [0]
    with counting_from_the_top(at):
        for page in order:
            at[0] = page
            spans["by OFFSET"].setdefault(page, []).append(ask(client, customer, "")[0])
    return spans


def databases(stack: ExitStack, folder: Path) -> Iterator[tuple[str, Database]]:
    yield "SQLite", Database(f"sqlite:///{folder / 'bench.db'}")
    try:
        yield "PostgreSQL", Database(stack.enter_context(postgres()))
    except NoPostgres as missing:
        print(f"  PostgreSQL left out: {missing}")


def main() -> int:
    print(f"  {LINES:,} lines of one customer in {ALL:,} entries, pages of {A_PAGE}; {report.machine()}", flush=True)
    rows, reached = [], []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="threadline-timeline-")))
        for name, db in databases(stack, folder):
            migrations.upgrade(db)
            for side, spans in measure(db, folder).items():
                every = [span for of_page in spans.values() for span in of_page]
                parts = {where: report.share(spans[page], 0.95) for where, page in WHERE.items()}
                p50, p95 = report.share(every, 0.5), report.share(every, 0.95)
                rows.append((f"{name}, {side}", p50, p95, *parts.values()))
                report.keep("timeline", f"{name}, {side}", p50=p50, p95=p95, **parts)
                if side == "by cursor":
                    reached.append((f"{name}: p95 of any page", max(p95, *parts.values())))
            db.engine.dispose()
    report.table(("ms at the server", "p50", "p95", "first p95", "middle p95", "last p95"), rows)
    goals = [report.verdict(what, value, GOAL_MS, "ms") for what, value in reached]
    return 0 if all(goals) else 1
