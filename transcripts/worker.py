"""Writing down the recordings that wait for it: the rows of `recordings` are the queue.

A row is claimed by one conditional UPDATE, so any number of workers may run. Whoever dies over a claim leaves it to
grow old, and it is taken back. Nothing is lost for want of a recognizer: such a recording waits until there is one.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update
from sqlalchemy.orm import Session

from bell import work_until
from db import Database, now, signal
from timeline import book
from timeline.events import TranscriptWritten
from transcripts import models
from transcripts.audio import BadAudio
from transcripts.engines import Models, choose
from transcripts.models import Recording
from transcripts.process import Interrupted, RecognizerProcess
from transcripts.recognizer import NoRecognizer, RecognizerFault
from transcripts.transcribe import Transcript
from transcripts.voices import named

TOPIC = "recordings"
"""Signalled by whoever adds a recording, or gives one a new chance."""
STALE = timedelta(minutes=15)
RENEW = timedelta(minutes=1)
"""A claim this old is renewed while its work goes on, and taken back when it is as old as STALE."""
NEXT_TRY = [timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=3)]
"""How long to wait after the first, second, … failure. After the last the recording has failed for good."""
NO_RECOGNIZER_YET = timedelta(hours=1)

log = logging.getLogger(__name__)

Recognize = Callable[[Path, str, Callable[[float], None]], Transcript]
"""(path, language, progress) → Transcript. Raises BadAudio, NoRecognizer, RecognizerFault or OSError."""


def recognizing(process: RecognizerProcess, found: Models) -> Recognize:
    """Recognition by the best engine there is at that moment, in `process`."""
    return lambda path, language, progress: process.transcribe(path, choose(language, found), progress=progress)


def run(db: Database, folder: Path, recognize: Recognize, stop: threading.Event) -> None:
    """Work until `stop` is set (and the bell rung). Sleeps until a recording is added or one is due again."""
    work_until(stop, db.bell, TOPIC, lambda: work_one(db, folder, recognize), lambda: _until_due(db))


def work_one(db: Database, folder: Path, recognize: Recognize) -> bool:
    """Transcribe the oldest recording that is due; False when none is. `folder` holds the recordings."""
    claimed = _claim(db)
    if claimed is None:
        return False
    claim = _Claim(db, claimed)
    try:
        transcript = recognize(folder / claimed.path, claimed.language, claim.renew)
    except BadAudio as fault:
        claim.settle(_failed, str(fault))
    except NoRecognizer as fault:
        claim.settle(_again, str(fault), NO_RECOGNIZER_YET)
    except Interrupted as fault:
        claim.settle(_again, str(fault), timedelta())
    except (RecognizerFault, OSError) as fault:
        claim.settle(_failed_once, str(fault))
    else:
        claim.settle(_written, transcript)
    return True


def model_arrived(session: Session, language: str) -> None:
    """There is a new recognizer for this language: what waited for one is due now."""
    session.execute(
        update(Recording)
        .where(Recording.transcript_state == "waiting", Recording.language == language)
        .values(transcript_retry_at=None)
    )
    signal(session, TOPIC, "ModelArrived", language=language)


class _Claim:
    """Our hold on one recording while we work on it."""

    def __init__(self, db: Database, recording: Recording) -> None:
        assert recording.transcript_claimed_at
        self._db, self._recording, self._at = db, recording, recording.transcript_claimed_at

    def renew(self, _share: float = 0.0) -> None:
        """Show that the work goes on, at most once a minute."""
        moment = now()
        if moment - self._at > RENEW:
            with self._db.transaction() as session:
                if self._still_ours(session, transcript_claimed_at=moment):
                    self._at = moment

    def settle(self, outcome: Callable[..., None], *details: object) -> None:
        """Call `outcome(session, recording, *details)`, unless somebody took the recording back in the meantime."""
        with self._db.transaction() as session:
            if self._still_ours(session, transcript_claimed_at=None):
                outcome(session, self._recording, *details)

    def _still_ours(self, session: Session, **values: datetime | None) -> bool:
        ours = and_(Recording.transcript_state == "busy", Recording.transcript_claimed_at == self._at)
        return _changed_one(session, Recording.id == self._recording.id, ours, **values)


def _claim(db: Database) -> Recording | None:
    """Take the recording that has been due for longest, or None. Another worker may win it: then the next one."""
    while True:
        moment = now()
        due = or_(
            and_(
                Recording.transcript_state == "waiting",
                or_(Recording.transcript_retry_at.is_(None), Recording.transcript_retry_at <= moment),
            ),
            and_(Recording.transcript_state == "busy", Recording.transcript_claimed_at <= moment - STALE),
        )
        with db.transaction() as session:
            found = session.scalar(select(Recording).where(due).order_by(Recording.started_at).limit(1))
            if found is None:
                return None
            if _changed_one(
                session, Recording.id == found.id, due, transcript_state="busy", transcript_claimed_at=moment
            ):
                session.refresh(found)
                return found


def _until_due(db: Database) -> float | None:
    """Seconds until a recording is due by the clock alone; None when none will be."""
    with db.reading() as session:
        retry = session.scalar(
            select(func.min(Recording.transcript_retry_at)).where(Recording.transcript_state == "waiting")
        )
        claimed = session.scalar(
            select(func.min(Recording.transcript_claimed_at)).where(Recording.transcript_state == "busy")
        )
    moments = [moment for moment in (retry, claimed and claimed + STALE) if moment]
    return max(0.0, (min(moments) - now()).total_seconds()) if moments else None


def _written(session: Session, recording: Recording, transcript: Transcript) -> None:
    transcript = named(transcript, recording.voices)
    data = transcript.as_json()
    session.execute(delete(models.Transcript).where(models.Transcript.call_id == recording.call_id))
    session.add(models.Transcript(call_id=recording.call_id, text=transcript.text, created_at=now(), **data))
    _mark(session, recording, "done", fault="")
    fact = TranscriptWritten("phone", recording.call_id, transcript.engine, transcript.model, transcript.words)
    book.record(session, recording.customer_id, fact, recording.journey_id, text=transcript.text)


def _failed(session: Session, recording: Recording, fault: str) -> None:
    log.warning("Recording %s cannot be transcribed: %s", recording.id, fault)
    _mark(session, recording, "failed", fault=fault)


def _again(session: Session, recording: Recording, fault: str, later: timedelta) -> None:
    log.info("Recording %s waits: %s", recording.id, fault)
    _mark(session, recording, "waiting", fault=fault, retry_at=now() + later)


def _failed_once(session: Session, recording: Recording, fault: str) -> None:
    failures = recording.transcript_tries
    if failures >= len(NEXT_TRY):
        _failed(session, recording, fault)
    else:
        _again(session, recording, fault, NEXT_TRY[failures])
    session.execute(
        update(Recording).where(Recording.id == recording.id).values(transcript_tries=Recording.transcript_tries + 1)
    )


def _mark(session: Session, recording: Recording, state: str, fault: str, retry_at: datetime | None = None) -> None:
    session.execute(
        update(Recording)
        .where(Recording.id == recording.id)
        .values(transcript_state=state, transcript_fault=fault[:400], transcript_retry_at=retry_at)
    )


def _changed_one(session: Session, *where: ColumnElement[bool], **values: str | datetime | None) -> bool:
    """A conditional UPDATE: one row changed means that it was ours to change."""
    statement = update(Recording).where(*where).values(**values).returning(Recording.id)
    return session.execute(statement).first() is not None
