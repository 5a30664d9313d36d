"""Search in a million entries, who calls, and how fast entries come in, each against the way without us.

The texts are made of 20,000 words as language uses them: few very often, most of them rarely (Zipf). Asked for are
words of every frequency, pairs of words, and beginnings; of everybody, and of one customer with 10,000 entries. The
rivals, on the same rows: reading the texts for the words (LIKE), and comparing the last digits of a number, as those do
who do not keep it in one spelling. Entries come in through the API, signed, 500 at a time and then all of them again;
their rival is a bare INSERT for each, with nobody found and nothing to be searched.
"""

from __future__ import annotations

import json
import random
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from itertools import accumulate
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, text

import migrations
from bench import report
from bench.timeline_page import databases
from channels.chat import Chat
from channels.signatures import HEADER, signature
from config import Config
from db import Database, now
from telephony.calls import Calls
from telephony.simulator.switch import SimulatedSwitch
from timeline import customers, search
from timeline.events import MessageSent
from timeline.models import Customer, Entry, Identity
from web.rooms import Rooms
from web.site import make_site

ALL, LONG, PEOPLE, WORDS, AT_ONCE = 1_000_000, 10_000, 100_000, 20_000, 20_000
SEARCH_MS, LOOKUP_MS, INGEST_S = 150, 5, 1000
ASKED, LOOKED_UP, TAKEN_IN = 400, 2000, 10_000
RIVAL_ASKED, BATCH, BARE = 20, 500, 1000
SECRET = "known to the shop"


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


def measure(db: Database, folder: Path) -> tuple[dict[str, list[float]], dict[str, list[float]], dict[str, float]]:
    """What was asked → milliseconds, ours and the rivals'; and who takes in how many entries in each second."""
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

    def read_all() -> object:
        text_of = "data ->> 'text'" if not db.sqlite else "json_extract(data, '$.text')"
        scan = text(f"SELECT id FROM entries WHERE {text_of} LIKE :w ORDER BY id DESC LIMIT 30")
        with db.reading() as session:
            # A rare word, as most are: the frequent ones are found at once by whoever reads from the end.
            return session.execute(scan, {"w": f"%{word(chance.randrange(WORDS // 2, WORDS))}%"}).all()

    def last_digits() -> object:
        with db.reading() as session:
            tail = f"%{chance.randrange(PEOPLE):07}"
            return session.execute(text("SELECT customer_id FROM identities WHERE value LIKE :w"), {"w": tail}).all()

    rivals = {
        "search of everybody": spans(read_all, RIVAL_ASKED),
        "who calls": spans(last_digits, RIVAL_ASKED),
    }
    return took, rivals, take_in(db, folder, chance)


def take_in(db: Database, folder: Path, chance: random.Random) -> dict[str, float]:
    """Who takes them in → entries in each second."""
    config = Config(var=folder, database_url=db.url, secret_key="for measurements only", entries_secret=SECRET)
    switch = SimulatedSwitch()
    calls = Calls(db, {"simulator": switch}, config.secret_key, "US")
    chat = Chat(db, config.secret_key)
    client = make_site(
        Rooms(config=config, db=db, calls=calls, chat=chat, switch=switch, recognizers=list)
    ).test_client()
    at = now().isoformat()
    batches = [
        [
            {
                "id": str(n),
                "at": at,
                "customer": {"kind": "phone", "value": number(chance.randrange(PEOPLE))},
                "what": {"kind": "page_viewed", "page": "/", "title": f"{asked(chance)} and {word(n)}"},
            }
            for n in range(first, first + BATCH)
        ]
        for first in range(0, TAKEN_IN, BATCH)
    ]
    bodies = [json.dumps({"source": "bench", "entries": each}).encode() for each in batches]

    def send() -> list[Any]:
        answers = []
        for body in bodies:
            signed = {HEADER: signature(SECRET, body)}
            answer = client.post("/api/v1/entries", data=body, headers=signed, content_type="application/json")
            assert answer.status_code == 200, answer.text
            answers.append(answer.json)
        return answers

    each_second = {}
    seen = []
    for who in ("through the API", "the same again"):
        began = time.perf_counter()
        seen.append(send())
        each_second[who] = TAKEN_IN / (time.perf_counter() - began)
    assert seen[0] == seen[1], "what was sent again was written again"
    began = time.perf_counter()
    for n in range(BARE):
        with db.transaction() as session:
            line = {"customer_id": 1, "kind": "PageViewed", "channel": "web", "shown": True, "at": now()}
            session.execute(insert(Entry), [line | {"data": {"page": "/", "title": str(n)}}])
    each_second["a bare INSERT for each"] = BARE / (time.perf_counter() - began)
    return each_second


def main() -> int:
    print(f"  {ALL:,} entries of {PEOPLE:,} customers, each of 12 words; {report.machine()}", flush=True)
    rows: list[tuple[str, float, float, float]] = []
    goals: list[tuple[str, float, float, str]] = []
    ingest: list[tuple[str, float]] = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="threadline-search-")))
        for name, db in databases(stack, folder):
            migrations.upgrade(db)
            took, rivals, taken = measure(db, folder)
            for what, span in took.items():
                p50, p95 = report.share(span, 0.5), report.share(span, 0.95)
                rows.append((f"{name}, {what}", p50, p95, max(span)))
                report.keep("search", f"{name}, {what}", p50=p50, p95=p95)
                goals.append((f"{name}, {what}: p95", p95, LOOKUP_MS if what == "who calls" else SEARCH_MS, "ms"))
                if rival := rivals.get(what):
                    rows.append(
                        ("  rival: reading it all", report.share(rival, 0.5), report.share(rival, 0.95), max(rival))
                    )
            for who, each_second in taken.items():
                ingest.append((f"{name}, {who}", each_second))
                report.keep("search", f"{name}, {who}", each_second=each_second)
            per_entry = 1000 / taken["through the API"]
            goals.append((f"{name}, each entry through the API", per_entry, 1000 / INGEST_S, "ms"))
            db.engine.dispose()
    report.table(("ms at the server", "p50", "p95", "max"), rows)
    report.table(("entries taken in", "each second"), ingest)
    reached = [report.verdict(*goal) for goal in goals]
    return 0 if all(reached) else 1
