"""The live stream: what is told, to whom, and how one goes on after an absence."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from db import Database, now, signal
from tests.web.counting import statements
from tests.web.house import House, Panel
from web import live, tail
from web.tail import Tail


def parsed(pieces: Iterator[str], count: int) -> list[tuple[int, str, dict[str, Any]]]:
    """At least the next `count` events as (id, name, data), piece by piece; pings and the greeting are passed over."""
    events: list[tuple[int, str, dict[str, Any]]] = []
    while len(events) < count:
        for block in next(pieces).strip().split("\n\n"):
            fields = dict(line.split(": ", 1) for line in block.split("\n") if not line.startswith(":"))
            if "event" in fields:
                events.append((int(fields["id"]), fields["event"], json.loads(fields["data"])))
    return events


def opened(panel: Panel, path: str = "/live", **more: Any) -> Iterator[str]:
    answer = panel.get(path, buffered=False, **more)
    assert answer.status_code == 200
    assert answer.mimetype == "text/event-stream"
    return (piece.decode() for piece in answer.iter_encoded())


def tell(db: Database, *topics: str) -> None:
    for topic in topics:
        with db.transaction() as session:
            signal(session, topic, "changed", about=topic)


def test_a_stream_begins_with_what_was_missed_and_goes_on_when_it_happens(everywhere: House) -> None:
    db = everywhere.db
    after = db.last_signal()
    tell(db, "agent:1", "agent:2")
    stream = live.events(Tail(db), after, ["agent:1"])
    assert parsed(stream, 1) == [(after + 1, "changed", {"topic": "agent:1", "about": "agent:1"})]
    later = threading.Timer(0.05, tell, (db, "agent:2", "agent:1"))
    later.start()
    (event,) = parsed(stream, 1)
    assert event[1:] == ("changed", {"topic": "agent:1", "about": "agent:1"})
    stream.close()


def test_a_browser_that_was_away_resumes_from_the_last_event_it_saw(house: House) -> None:
    panel = house.login("sara")
    tell(house.db, *[f"agent:{house.sara}"] * 3)
    first, second, third = parsed(opened(panel, query_string={"after": 0}), 3)
    resumed = opened(panel, query_string={"after": 0}, headers={"Last-Event-ID": str(first[0])})
    assert parsed(resumed, 2) == [second, third]


def test_without_a_place_to_resume_from_it_begins_now(house: House) -> None:
    db = house.db
    tell(db, "agent:1")
    stream = live.events(Tail(db), None, ["agent:1"])
    assert next(stream) == f"retry: 2000\nid: {db.last_signal()}\n\n"
    stream.close()


def test_who_missed_too_much_is_told_to_read_the_state_again(house: House) -> None:
    db = house.db
    after = db.last_signal()
    with db.transaction() as session:
        for _ in range(live.TOO_MANY + 1):
            signal(session, "agent:1", "changed")
    stream = live.events(Tail(db), after, ["agent:1"])
    assert parsed(stream, 1) == [(db.last_signal(), "resync", {})]
    stream.close()
    others = live.events(Tail(db), after, ["agent:2"])
    assert "resync" not in next(others)
    others.close()


def test_what_was_forgotten_meanwhile_means_reading_the_state_again(everywhere: House) -> None:
    db = everywhere.db
    tell(db, "agent:1", "agent:1", "agent:1")
    db.forget_signals(now() + timedelta(minutes=1))
    stream = live.events(Tail(db), db.last_signal() - 2, ["agent:1"])
    assert parsed(stream, 1)[0][1] == "resync"
    stream.close()


def test_a_place_in_the_future_is_of_another_database(house: House) -> None:
    tell(house.db, "agent:1")
    stream = live.events(Tail(house.db), house.db.last_signal() + 1000, ["agent:1"])
    assert parsed(stream, 1) == [(house.db.last_signal(), "resync", {})]
    stream.close()


def test_many_signals_at_once_all_arrive_in_their_order(house: House) -> None:
    db = house.db
    after = db.last_signal()
    with db.transaction() as session:
        for number in range(live.AT_ONCE * 2 + 1):
            signal(session, "agent:1", "changed", number=number)
    stream = live.events(Tail(db), after, ["agent:1"])
    told = parsed(stream, live.AT_ONCE * 2 + 1)
    assert [data["number"] for _, _, data in told] == list(range(live.AT_ONCE * 2 + 1))
    stream.close()


def test_one_reading_serves_every_stream_that_a_signal_wakes(everywhere: House) -> None:
    db, topics = everywhere.db, ["floor"]
    read = Tail(db)
    streams = [live.events(read, db.last_signal(), topics) for _ in range(5)]
    for stream in streams:
        next(stream)
    tell(db, "floor", "agent:1", "floor")
    with statements(db) as asked:
        told = [parsed(stream, 2) for stream in streams]
    assert told == [told[0]] * 5 and [data["topic"] for _, _, data in told[0]] == ["floor"] * 2
    assert len(asked) == 1
    for stream in streams:
        stream.close()


def test_streams_that_wake_each_other_all_hear_although_some_are_gone_or_stuck(everywhere: House) -> None:
    db = everywhere.db
    read, heard = Tail(db), Counter[int]()
    streams = [live.events(read, db.last_signal(), ["floor"]) for _ in range(12)]
    for stream in streams:
        next(stream)
    stuck, gone, *listening = streams

    def listen(number: int, stream: Iterator[str]) -> None:
        heard[number] = len(parsed(stream, 3))

    threads = [threading.Thread(target=listen, args=each, daemon=True) for each in enumerate(listening)]
    for thread in threads:
        thread.start()
    tell(db, "floor")
    gone.close()
    tell(db, "floor", "floor")
    for thread in threads:
        thread.join(30)
    assert heard == dict.fromkeys(range(len(listening)), 3)
    stuck.close()


def test_a_stream_that_is_behind_what_is_kept_in_memory_misses_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tail, "KEPT", 4)
    db = house.db
    read, after = Tail(db), db.last_signal()
    tell(db, *["agent:1"] * 3)
    ahead = live.events(read, db.last_signal(), ["agent:1"])
    next(ahead)
    tell(db, *["agent:1"] * 6)
    assert len(parsed(ahead, 6)) == 6
    tell(db, *["agent:1"] * 2)
    assert len(parsed(ahead, 2)) == 2
    behind = live.events(read, after, ["agent:1"])
    assert [id for id, _, _ in parsed(behind, 11)] == [after + 1 + n for n in range(11)]
    ahead.close()
    behind.close()


def test_an_agent_hears_of_their_own_desk_and_of_whom_they_look_at(house: House) -> None:
    panel = house.login("sara")
    stream = opened(panel, query_string={"after": 0, "customer": 12, "conversation": 3, "floor": "true"})
    tell(house.db, f"agent:{house.omid}", "floor", "customer:13", "conversation:4", "desk")
    tell(house.db, f"agent:{house.sara}", "customer:12", "conversation:3")
    topics = [data["topic"] for _, _, data in parsed(stream, 3)]
    assert topics == [f"agent:{house.sara}", "customer:12", "conversation:3"]


def test_a_supervisor_hears_of_the_floor(house: House) -> None:
    stream = opened(house.login("nadia"), query_string={"after": 0, "floor": "true"})
    tell(house.db, "floor")
    assert parsed(stream, 1)[0][2]["topic"] == "floor"


def test_logging_out_ends_the_streams_of_that_browser(house: House) -> None:
    panel = house.login("sara")
    stream = opened(panel, query_string={"after": 0})
    panel.delete("/session")
    assert [name for _, name, _ in parsed(stream, 1)] == ["ended"]
    assert list(stream) == []


def test_a_browser_that_is_gone_leaves_nothing_behind(house: House) -> None:
    listeners = house.db.bell._listeners
    before = len(listeners)
    stream = live.events(Tail(house.db), None, ["agent:1"])
    next(stream)
    assert len(listeners) == before + 1
    stream.close()
    assert len(listeners) == before


def test_a_real_call_wakes_the_panel_of_the_agent_it_is_offered_to(house: House) -> None:
    panel = house.login("sara")
    house.ready(house.sara)
    desk = panel.get("/desk").json
    stream = opened(panel, query_string={"after": desk["signal"]})
    house.dial()
    house.match()
    (event,) = parsed(stream, 1)
    assert event[2]["topic"] == f"agent:{house.sara}"
