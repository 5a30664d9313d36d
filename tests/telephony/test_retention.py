"""Recordings that are older than the operator keeps them are gone, and nothing of them stays."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

from db import Database, now
from telephony.recordings import peaks_of
from telephony.retention import erase_older
from transcripts.models import Recording, Transcript

MONTH = timedelta(days=30)


def recorded(database: Database, folder: Path, call_id: int, age: timedelta) -> Path:
    """A recording with its drawn shape and transcript. Returns its file."""
    file = folder / f"call-{call_id}.wav"
    file.write_bytes(b"RIFF")
    peaks_of(file).write_bytes(b"shape")
    with database.transaction() as session:
        session.add(
            Recording(
                call_id=call_id,
                customer_id=1,
                path=file.name,
                language="en",
                started_at=now() - age,
                duration_s=1.0,
                transcript_state="done",
            )
        )
        session.add(
            Transcript(
                call_id=call_id,
                engine="vosk",
                model="tiny",
                language="en",
                duration_s=1.0,
                text="hello",
                segments=[],
                created_at=now(),
            )
        )
    return file


def test_an_old_recording_goes_with_its_shape_and_its_words_and_a_young_one_stays(
    database: Database, tmp_path: Path
) -> None:
    old = recorded(database, tmp_path, 1, age=timedelta(days=31))
    young = recorded(database, tmp_path, 2, age=timedelta(days=29))
    assert erase_older(database, tmp_path, MONTH) == 1
    assert sorted(tmp_path.glob("call-*")) == sorted([young, peaks_of(young)])
    assert not old.exists()
    with database.reading() as session:
        assert session.scalars(select(Recording.call_id)).all() == [2]
        assert session.scalars(select(Transcript.call_id)).all() == [2]
    assert erase_older(database, tmp_path, MONTH) == 0


def test_a_recording_whose_file_is_gone_already_is_erased_all_the_same(database: Database, tmp_path: Path) -> None:
    recorded(database, tmp_path, 1, age=timedelta(days=31)).unlink()
    assert erase_older(database, tmp_path, MONTH) == 1
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Recording)) == 0
