"""Audio that a backend kept for us becomes one recording of the call, however many bring it at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from db import Database, now
from telephony import recordings
from telephony.models import Call, Leg
from tests.sounds import read_wav, seconds_of, tone, write_wav
from timeline import customers
from timeline.models import Entry
from transcripts.models import Recording

BEGAN = now() - timedelta(minutes=5)
PIECES = {"message": (400.0, 0.0), "talk": (700.0, 2.0), "again": (1000.0, 4.0)}
"""Each is a second of a tone of its own: (Hz, when it began)."""


@pytest.fixture
def call_id(database: Database) -> int:
    """A call in which somebody left a message, and was talked with all the same."""
    with database.transaction() as session:
        customer = customers.make(session)
        about = {"arrived_at": BEGAN, "ended_at": BEGAN, "outcome": "served", "state": "ended", "path": []}
        call = Call(backend="twilio", backend_id="CA1", customer_id=customer.id, **about)
        session.add(call)
        session.flush()
        joined, left = (BEGAN + timedelta(seconds=each) for each in (1.5, 5))
        session.add(Leg(call_id=call.id, party="agent", backend_id="CA2", joined_at=joined, left_at=left))
        return call.id


def recorded(database: Database, folder: Path) -> set[str]:
    """The pieces that are heard in the call's one recording, which is the only file there."""
    with database.reading() as session:
        row = session.scalars(select(Recording)).one()
    assert [file.name for file in folder.glob("*.wav")] == [row.path]
    samples, rate = read_wav(folder / row.path)
    assert row.duration_s == pytest.approx(len(samples) / rate)
    left = samples[:, 0] if samples.ndim == 2 else samples
    return {name for name, (hertz, _) in PIECES.items() if seconds_of(left, hertz, rate) == pytest.approx(1.0, abs=0.1)}


def told(database: Database) -> list[tuple[str, float]]:
    with database.reading() as session:
        return [(entry.kind, entry.data["duration_s"]) for entry in session.scalars(select(Entry))]


def come(database: Database, folder: Path, call_id: int, *names: str) -> list[bool]:
    """Each is brought by somebody of their own, all at once."""
    for name in names:
        write_wav(folder / f"{name}.wav", tone(PIECES[name][0], 1.0))

    def brings(name: str) -> bool:
        began = BEGAN + timedelta(seconds=PIECES[name][1])
        return recordings.came(database, folder, call_id, f"{name}.wav", began, 1.0)

    with ThreadPoolExecutor(len(names)) as workers:
        return list(workers.map(brings, names))


@pytest.fixture
def all_look_first(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """Nobody writes before two have looked what is there."""
    together, looked, reading = threading.Barrier(2), threading.local(), database.reading

    @contextmanager
    def look_together() -> Iterator[Session]:
        with reading() as session:
            yield session
        if not getattr(looked, "once", False):
            looked.once = True
            together.wait(20)

    monkeypatch.setattr(database, "reading", look_together)
    return database


def test_a_message_and_a_talk_that_come_at_once_are_one_recording(
    all_look_first: Database, call_id: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert come(all_look_first, tmp_path, call_id, "message", "talk") == [True, True]
    monkeypatch.undo()
    assert recorded(all_look_first, tmp_path) == {"message", "talk"}
    assert told(all_look_first) == [("RecordingKept", 1.0)], "of a message it was told when it was left"


def test_what_two_put_beside_the_same_message_is_all_there(
    database: Database, call_id: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert come(database, tmp_path, call_id, "message") == [True]
    together, mixed, mix = threading.Barrier(2), threading.local(), recordings.mix

    def mix_together(*what: object) -> object:
        made = mix(*what)
        if not getattr(mixed, "once", False):
            mixed.once = True
            together.wait(20)
        return made

    monkeypatch.setattr(recordings, "mix", mix_together)
    assert come(database, tmp_path, call_id, "talk", "again") == [True, True]
    assert recorded(database, tmp_path) == {"message", "talk", "again"}


def test_what_is_brought_by_two_is_kept_and_told_once(
    all_look_first: Database, call_id: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    come(all_look_first, tmp_path, call_id, "talk", "talk")
    monkeypatch.undo()
    assert recorded(all_look_first, tmp_path) == {"talk"}
    assert told(all_look_first) == [("RecordingKept", 1.0)]
