"""Recordings that are too old go: the sound, its drawn shape and its words."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy import delete, select

from db import Database, now, signal
from telephony import recordings
from transcripts.models import Recording, Transcript

AT_ONCE = 200


def erase_older(db: Database, folder: Path, keep: timedelta) -> int:
    """Erase some of the recordings that began longer ago than that, with their transcripts; returns how many.

    The files go first: whoever dies in between finds the row again, and nothing stays on the disk unknown.
    """
    old = select(Recording).where(Recording.started_at < now() - keep).order_by(Recording.started_at).limit(AT_ONCE)
    with db.reading() as session:
        found = session.scalars(old).all()
    for recording in found:
        recordings.erase(folder / recording.path)
    calls = [recording.call_id for recording in found]
    with db.transaction() as session:
        session.execute(delete(Transcript).where(Transcript.call_id.in_(calls)))
        session.execute(delete(Recording).where(Recording.id.in_([recording.id for recording in found])))
        for recording in found:
            signal(session, f"call:{recording.call_id}", "erased", call=recording.call_id)
    return len(found)
