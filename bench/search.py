"""Search in a million entries, who calls, and how fast entries come in: the service, without the wire.

The texts are made of 20,000 words as language uses them: few very often, most of them rarely (Zipf). Asked for are
words of every frequency, pairs of words, and beginnings; of everybody, and of one customer with 10,000 entries.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from itertools import accumulate
from pathlib import Path

from sqlalchemy import insert, select, text

import migrations
from bench import report
from bench.timeline_page import databases
from db import Database, now
from timeline import book, customers, search
from timeline.events import MessageSent
from timeline.models import Customer, Entry, Identity

ALL, LONG, PEOPLE, WORDS, AT_ONCE = 1_000_000, 10_000, 100_000, 20_000, 20_000
SEARCH_MS, LOOKUP_MS, INGEST_S = 150, 5, 1000
ASKED, LOOKED_UP, TAKEN_IN = 400, 2000, 10_000


def build(db: Database, chance: random.Random) -> int:
    """The entries and their index. Returns the customer with the long timeline."""
    weights = list(accumulate(1 / rank for rank in range(1, WORDS + 1)))
    moment, write = now(), search.WRITE[db.engine.dialect.name]
    with db.transaction() as session:
        session.execute(
            insert(Customer),
            [{"name": f"Customer {n}", "created_at": moment, "seen_at": moment} for n in range(PEOPLE)],
        )
        ids = session.scalars(select(Customer.id).order_by(Customer.id)).all()
        numbers = [{"customer_id": id, "kind": "phone", "value": number(at)} for at, id in enumerate(ids)]
        session.execute(insert(Identity), [each | {"key": each["value"], "created_at": moment} for each in numbers])
    for first in range(0, ALL, AT_ONCE):
        rows, kept = [], []
        for id in range(first + 1, first + AT_ONCE + 1):
            whose = ids[0] if id % (ALL // LONG) == 0 else chance.choice(ids)
            said = " ".join(word(n) for n in chance.choices(range(WORDS), cum_weights=weights, k=12))
            fact = MessageSent("chat", id, "customer", "", said, id)
            rows.append(
                {"id": id, "customer_id": whose, "kind": "MessageSent", "channel": "chat", "contact_id": id}
                | {"shown": True, "at": moment, "data": fact.data()}
            )
            kept.append({"entry": id, "terms": search.document(whose, "chat", said)})
        with db.transaction() as session:
            session.execute(insert(Entry), rows)
            session.execute(write, kept)
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not db.sqlite:
            connection.execute(
                text("SELECT setval(pg_get_serial_sequence('entries', 'id'), (SELECT max(id) FROM entries))")
            )
        connection.execute(text("ANALYZE" if db.sqlite else "VACUUM ANALYZE"))
    return ids[0]


def word(n: int) -> str:
    """A made-up word of its own for each number: `ba`, `bababe` …"""
    sounds = [f"{c}{v}" for c in "bdfgklmnprstvz" for v in "aeiou"]
    made = sounds[n % 70]
    while n := n // 70:
        made += sounds[n % 70]
    return made + "n"


def number(at: int) -> str:
    return f"+1555{at:07}"


def spans(do: Callable[[], object], times: int) -> list[float]:
    """Milliseconds of each of so many times."""
    took = []
    for _ in range(times):
        began = time.perf_counter()
        do()
        took.append((time.perf_counter() - began) * 1000)
    return took


def asked(chance: random.Random) -> str:
    """One word of any frequency, or two, or the beginning of one."""
    several = [word(int(WORDS ** chance.random()) - 1) for _ in range(chance.choice((1, 1, 2)))]
    return " ".join(several)[: None if chance.random() < 0.7 else -1]


def measure(db: Database) -> tuple[dict[str, list[float]], float]:
    """What was asked → milliseconds; and entries taken in each second."""
    chance = random.Random(1)
    long = build(db, chance)

    def look(customer_id: int | None) -> Callable[[], object]:
        def once() -> object:
            with db.reading() as session:
                return search.find(session, asked(chance), customer_id=customer_id, limit=30)

        return once

    def who() -> object:
        with db.reading() as session:
            return customers.find(session, "phone", number(chance.randrange(PEOPLE)))

    took = {
        "search of everybody": spans(look(None), ASKED),
        "search of one customer": spans(look(long), ASKED),
        "who calls": spans(who, LOOKED_UP),
    }
    began = time.perf_counter()
    for first in range(0, TAKEN_IN, 100):
        with db.transaction() as session:
            for n in range(first, first + 100):
                said = MessageSent("chat", n, "customer", "", f"{asked(chance)} and {word(n)}", n)
                book.record(session, chance.randrange(1, PEOPLE), said)
    return took, TAKEN_IN / (time.perf_counter() - began)


def main() -> int:
    print(f"  {ALL:,} entries of {PEOPLE:,} customers, each of 12 words; {report.machine()}", flush=True)
    rows: list[tuple[str, float, float, float]] = []
    goals: list[tuple[str, float, float, str]] = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="threadline-search-")))
        for name, db in databases(stack, folder):
            migrations.upgrade(db)
            took, each_second = measure(db)
            for what, span in took.items():
                p50, p95 = report.share(span, 0.5), report.share(span, 0.95)
                rows.append((f"{name}, {what}", p50, p95, max(span)))
                report.keep("search", f"{name}, {what}", p50=p50, p95=p95)
                goals.append((f"{name}, {what}: p95", p95, LOOKUP_MS if what == "who calls" else SEARCH_MS, "ms"))
            report.keep("search", f"{name}, taken in", each_second=each_second)
            goals.append((f"{name}, each entry taken in, of 100 at once", 1000 / each_second, 1000 / INGEST_S, "ms"))
            db.engine.dispose()
    report.table(("ms at the server", "p50", "p95", "max"), rows)
    reached = [report.verdict(*goal) for goal in goals]
    return 0 if all(reached) else 1
