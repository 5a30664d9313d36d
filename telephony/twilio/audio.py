"""Audio that Twilio keeps for us, fetched into var/recordings: the rows of `twilio_recordings` are the queue.

A row is claimed by one conditional UPDATE, so any number of workers may run. A file is complete or absent; when it is
there, the story hears of it, and it is written down like any other recording.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import threading
import wave
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import requests
from sqlalchemy import and_, exists, func, or_, select, update

from bell import work_until
from config import Config
from db import Database, now, signal
from telephony import recordings
from telephony.calls import Calls
from telephony.models import Call
from telephony.twilio.models import TwilioRecording
from telephony.twilio.rest import API, TIMEOUT_S

log = logging.getLogger(__name__)

TOPIC = "twilio-recordings"
STALE = timedelta(minutes=10)
"""A claim this old was left by somebody who died over it."""
NEXT_TRY = [timedelta(seconds=pause) for pause in (3, 10, 60, 600, 3600, 6 * 3600, 24 * 3600)]
"""After the first, second, … failure. Twilio's callback may come before the file can be fetched everywhere."""
TOGETHER_S = 0.5
"""Calls end all the time, and most of them have nothing here: it is looked for once for those of half a second."""
LARGEST = 2 << 30
RECORDING = re.compile(r"RE[0-9a-fA-F]{32}")
"""A recording's name at Twilio."""
_OVER = exists().where(Call.id == TwilioRecording.call_id, Call.outcome.is_not(None))
_CHUNK = 1 << 16


class NotFetched(Exception):
    """It did not work this time. The text says why."""


@dataclass(frozen=True)
class Source:
    """Where the audio is. `delete` removes it there once it is safely here."""

    account_sid: str
    auth_token: str
    api: str = API
    delete: bool = False

    @classmethod
    def of(cls, config: Config) -> Source:
        sid, token = config.twilio_account_sid or "", config.twilio_auth_token or ""
        return cls(sid, token, config.twilio_api, config.twilio_deletes)

    def url(self, sid: str, ending: str) -> str:
        return f"{self.api}/2010-04-01/Accounts/{self.account_sid}/Recordings/{sid}.{ending}"

    @property
    def login(self) -> tuple[str, str]:
        return self.account_sid, self.auth_token


def expect(db: Database, call_id: int, sid: str, duration_s: float, ended_at: datetime | None = None) -> None:
    """There is audio of this call at Twilio, which ended now, or then; told twice, it is fetched once.

    What is no recording's name is left aside.
    """
    if not RECORDING.fullmatch(sid):
        log.warning("call %s: %.60r is no recording", call_id, sid)
        return
    with db.transaction() as session:
        if session.get(TwilioRecording, sid):
            return
        started_at = (ended_at or now()) - timedelta(seconds=duration_s)
        session.add(TwilioRecording(sid=sid, call_id=call_id, duration_s=duration_s, started_at=started_at))
        signal(session, TOPIC, "expected", call=call_id)


def run(calls: Calls, folder: Path, source: Source, stop: threading.Event) -> None:
    """Fetch what there is to fetch, until `stop` is set and the bell rung. `folder` holds the recordings."""
    work_until(
        stop,
        calls.db.bell,
        _about,
        lambda: fetch_one(calls, folder, source),
        lambda: _until_due(calls.db),
        gather_s=TOGETHER_S,
    )


def _about(topics: set[str]) -> bool:
    """One was told of, or the last leg of a call is gone."""
    return not topics.isdisjoint((TOPIC, recordings.TOPIC))


def fetch_one(calls: Calls, folder: Path, source: Source) -> bool:
    """Fetch the one that has waited for longest; False where none is due.

    Of calls that are over, as everywhere: Twilio may tell of a recording before it tells of the end.
    """
    claimed = _claim(calls.db)
    if claimed is None:
        return False
    unwanted = recordings.unwanted(calls.db, claimed.call_id)
    try:
        digest = "" if unwanted else claimed.sha256 or _fetch(calls, claimed, folder, source)
    except (NotFetched, requests.RequestException, OSError) as fault:
        _failed(calls.db, claimed, str(fault), "")
        return True
    try:
        if source.delete or unwanted:
            _delete(claimed.sid, source)
    except (NotFetched, requests.RequestException) as fault:
        # With its checksum kept the next try only deletes: what is here is not fetched again.
        _failed(calls.db, claimed, f"it is here, but Twilio has it still: {fault}", digest)
    else:
        _settle(calls.db, claimed, state="done", sha256=digest, fault="")
    return True


def _fetch(calls: Calls, claimed: TwilioRecording, folder: Path, source: Source) -> str:
    """Bring it here and tell the story. Returns its SHA-256, which the file on the disk has, too."""
    path = folder / f"{claimed.sid}.wav"
    digest = _download(claimed.sid, path, source)
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != digest:
            raise NotFetched("what lies on the disk is not what came")
    try:
        recordings.came(calls.db, folder, claimed.call_id, path.name, claimed.started_at, _length(path))
    except ValueError as fault:
        raise NotFetched(f"it cannot be put beside what is here: {fault}") from fault
    return digest


def _download(sid: str, path: Path, source: Source) -> str:
    """Write the file, whole or not at all; returns its SHA-256."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    digest, size = hashlib.sha256(), 0
    try:
        with (
            requests.get(
                source.url(sid, "wav"),
                params={"RequestedChannels": 2},
                auth=source.login,
                timeout=TIMEOUT_S,
                stream=True,
            ) as answer,
            new.open("wb") as file,
        ):
            if answer.status_code != 200:
                raise NotFetched(f"Twilio answered {answer.status_code}")
            for part in answer.iter_content(_CHUNK):
                size += len(part)
                if size > LARGEST:
                    raise NotFetched(f"it is larger than {LARGEST >> 20} MB")
                digest.update(part)
                file.write(part)
            promised = answer.headers.get("Content-Length", "")
            if promised.isdigit() and int(promised) != size:
                raise NotFetched(f"{size} bytes of {promised} came")
        _length(new)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
    return digest.hexdigest()


def _length(path: Path) -> float:
    """Seconds of sound. Raises NotFetched where it is no WAV file."""
    try:
        with wave.open(str(path), "rb") as sound:
            return sound.getnframes() / sound.getframerate()
    except (wave.Error, EOFError, ZeroDivisionError) as fault:
        raise NotFetched(f"it is no WAV file: {fault}") from fault


def _delete(sid: str, source: Source) -> None:
    answer = requests.delete(source.url(sid, "json"), auth=source.login, timeout=TIMEOUT_S)
    if answer.status_code not in (204, 404):
        raise NotFetched(f"Twilio answered {answer.status_code}")


def _claim(db: Database) -> TwilioRecording | None:
    moment = now()
    due = or_(
        and_(
            TwilioRecording.state == "waiting",
            or_(TwilioRecording.retry_at.is_(None), TwilioRecording.retry_at <= moment),
        ),
        and_(TwilioRecording.state == "busy", TwilioRecording.claimed_at <= moment - STALE),
    )
    oldest = select(TwilioRecording.sid).where(due, _OVER).order_by(TwilioRecording.started_at).limit(1)
    with db.reading() as session:
        # Mostly there is nothing, and whoever writes is not to wait for us.
        if session.scalar(oldest) is None:
            return None
    with db.transaction() as session:
        return session.scalar(
            update(TwilioRecording)
            .where(TwilioRecording.sid == oldest.scalar_subquery(), due)
            .values(state="busy", claimed_at=moment)
            .returning(TwilioRecording)
        )


def _failed(db: Database, claimed: TwilioRecording, fault: str, sha256: str) -> None:
    tries = claimed.tries
    for_good = tries >= len(NEXT_TRY)
    log.warning("recording %s: %s%s", claimed.sid, fault, "; given up" if for_good else "; tried again")
    _settle(
        db,
        claimed,
        state="failed" if for_good else "waiting",
        retry_at=None if for_good else now() + NEXT_TRY[tries],
        tries=tries + 1,
        sha256=sha256,
        fault=fault[:400],
    )


def _settle(db: Database, claimed: TwilioRecording, **values: str | int | datetime | None) -> None:
    """Unless somebody took it over in the meantime."""
    with db.transaction() as session:
        ours = and_(TwilioRecording.sid == claimed.sid, TwilioRecording.claimed_at == claimed.claimed_at)
        session.execute(update(TwilioRecording).where(ours).values(claimed_at=None, **values))


def _until_due(db: Database) -> float | None:
    """Seconds until one is due by the clock alone; None when none will be."""
    waiting, busy = TwilioRecording.state == "waiting", TwilioRecording.state == "busy"
    retries = select(func.min(TwilioRecording.retry_at)).where(waiting, _OVER).scalar_subquery()
    claims = select(func.min(TwilioRecording.claimed_at)).where(busy).scalar_subquery()
    with db.reading() as session:
        retry, claimed = session.execute(select(retries, claims)).one()
    moments = [moment for moment in (retry, claimed and claimed + STALE) if moment]
    return max(0.0, (min(moments) - now()).total_seconds()) if moments else None
