"""Recordings: the files of a call's legs, put together into one when the call has ended.

Each leg's own voice is a file; the recording is one stereo WAV, the caller on the left, every agent on the right, each
where it was in time. The files of the legs stay until the recording is a row, so a crash costs nothing but the work:
it is done again, and gives the same.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Select, exists, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from acd.models import Agent
from config import Config
from db import Database, now, signal
from telephony import legs
from telephony.mixing import Sound, mix, read_mono, read_sides
from telephony.models import Call, Leg
from timeline import book, card
from timeline.events import RecordingKept
from transcripts.models import Recording
from transcripts.voices import spans

log = logging.getLogger(__name__)

TOPIC = "recordings"
PATIENCE = timedelta(minutes=2)
"""A file that was not closed by then belonged to a switch that was killed; what is in it is all there will be."""
AGAIN_S = 15.0
"""Looked at without being woken, for what a crash left behind or could not be written."""
SETTLED = timedelta(seconds=1)
"""So long after a leg has left, its file is closed as a rule."""


class RecordingFault(Exception):
    """A call's recording could not be made now. Its files are still there."""

    def __init__(self, call_id: int, fault: Exception) -> None:
        super().__init__(f"call {call_id}: the recording could not be made: {fault}")
        self.call_id = call_id


def run(db: Database, config: Config, stop: threading.Event) -> None:
    """Put recordings together as calls end, until `stop` is set (and the bell rung).

    A call whose recording cannot be made is logged and tried again later; it keeps no other call waiting.
    """
    with db.bell.waking(TOPIC) as wake:
        while not stop.is_set():
            put_all_together(db, config, stop)
            if wake.wait(AGAIN_S):
                wake.clear()
                stop.wait(SETTLED.total_seconds() + 0.1)  # The leg that has just left settles first.


def put_all_together(db: Database, config: Config, stop: threading.Event) -> None:
    faulty: set[int] = set()
    while not stop.is_set():
        try:
            if not put_together(db, config, faulty):
                return
        except RecordingFault as fault:
            log.error("%s", fault)
            faulty.add(fault.call_id)
        except Exception:
            log.exception("recordings could not be looked for; they are tried again")
            return


def put_together(db: Database, config: Config, but: Iterable[int] = ()) -> bool:
    """Make the recording of one ended call that has legs with audio; False when there is none (`but` these).

    Of whoever has said no to recordings, be it in the call itself, nothing is made and the voices are thrown away.
    Raises RecordingFault where the disk or a file is at fault.
    """
    folder = config.var / "recordings"
    with db.reading() as session:
        call = session.scalar(_ended_with_audio(now() - SETTLED).where(Call.id.not_in(list(but))).limit(1))
        if call is None:
            return False
        parties = session.scalars(select(Leg).where(Leg.call_id == call.id, Leg.audio != "")).all()
        kept = session.scalar(select(Recording).where(Recording.call_id == call.id))
        talked = select(Agent.id, Agent.name).where(Agent.id.in_({leg.agent_id for leg in parties if leg.agent_id}))
        names: dict[int | None, str] = dict(session.execute(talked).all())
        unwanted = _unwanted(session, call)
    if any(_may_still_grow(folder, leg) for leg in parties):
        raise RecordingFault(call.id, TimeoutError("a file is still being written"))
    path = f"call-{call.id}.wav"
    if not unwanted and (kept is None or kept.path != path):
        voices = [
            _Voice(
                folder / leg.audio,
                leg.party == "caller",
                leg.taped_at or leg.joined_at,
                names.get(leg.agent_id, leg.number),
            )
            for leg in parties
            if leg.joined_at
        ]
        if kept is not None:
            # They left a message before they talked; it is their voice as well.
            voices.append(_Voice(folder / kept.path, True, kept.started_at))
        try:
            made = _mix(folder / path, voices) if _met(parties) else None
        except (OSError, ValueError) as fault:
            raise RecordingFault(call.id, fault) from fault
        if made:
            _keep(db, call, path, *made, _who_spoke(voices, made[0]))
            if kept is not None:
                erase(folder / kept.path)
    for leg in parties:
        (folder / leg.audio).unlink(missing_ok=True)
    with db.transaction() as session:
        session.execute(update(Leg).where(Leg.id.in_([leg.id for leg in parties])).values(audio=""))
    return True


def unwanted(db: Database, call_id: int) -> bool:
    """Whether the talk of this call must not be kept: they have said no to recordings, be it in the talk itself.

    A message that they left is theirs to leave.
    """
    with db.reading() as session:
        return _unwanted(session, session.get_one(Call, call_id))


def _unwanted(session: Session, call: Call) -> bool:
    return call.answered_at is not None and card.refused(session, call.customer_id, "recording")


def _met(parties: Iterable[Leg]) -> bool:
    """Whether the customer was there: an agent who heard it ring has talked with nobody."""
    return any(leg.party == "caller" and leg.joined_at for leg in parties)


def came(db: Database, folder: Path, call_id: int, path: str, started_at: datetime, duration_s: float) -> bool:
    """Audio that a backend kept for us is a file within the recordings folder now. False where we have it.

    Of a message it was told already that it was left. What comes beside audio that is here (a message, then a talk) is
    put together with it, be it that both come at this moment. Raises OSError or ValueError where that cannot be done.
    """
    while True:
        with db.reading() as session:
            kept = session.scalar(select(Recording).where(Recording.call_id == call_id))
        if kept is not None and Path(path).stem in kept.path:
            if kept.path != path:
                erase(folder / path)
            return False
        values: dict[str, object] = {"path": path, "started_at": started_at, "duration_s": duration_s}
        if kept is not None:
            # The name says whose audio is in it, so that none is put in twice.
            both = f"{Path(kept.path).stem}+{path}"
            sounds = read_sides(folder / kept.path, kept.started_at) + read_sides(folder / path, started_at)
            began_at, length_s = mix(folder / both, sounds) or (started_at, duration_s)
            values = {"path": both, "started_at": began_at, "duration_s": length_s, "transcript_state": "waiting"}
        ended_at = started_at + timedelta(seconds=duration_s)
        stands = _placed(db, call_id, kept.path if kept else "", values, ended_at, duration_s)
        if stands == values["path"]:
            for part in (kept.path, path) if kept else ():
                erase(folder / part)
            return True
        if kept is not None:
            erase(folder / both)  # In vain: something else has come beside it meanwhile.


def _placed(
    db: Database, call_id: int, before: str, values: dict[str, object], ended_at: datetime, duration_s: float
) -> str:
    """Write the call's row, where it still has the path that it had `before` (empty: there was none). Returns the path
    that it has then. It is told of audio in which somebody talked with the caller: before it ended, they had joined."""
    talked = select(Leg.id).where(Leg.call_id == call_id, Leg.party != "caller", Leg.joined_at < ended_at)
    with db.transaction() as session:
        # Whoever comes second waits here until the first has written, and finds it.
        call = session.get_one(Call, call_id, with_for_update=True)
        row = session.scalar(select(Recording).where(Recording.call_id == call_id))
        stands = row.path if row else ""
        if stands != before:
            return stands
        if row is None:
            session.add(_row(call, values))
        else:
            session.execute(update(Recording).where(Recording.id == row.id).values(values))
        signal(session, TOPIC, "made", call=call.id)
        if session.scalar(talked.limit(1)):
            legs.remember(session, call, RecordingKept("phone", call.id, round(duration_s, 1)))
    return str(values["path"])


def erase(recording: Path) -> None:
    """Delete a recording's file, and what was kept beside it."""
    for file in (recording, peaks_of(recording)):
        file.unlink(missing_ok=True)


def peaks_of(recording: Path) -> Path:
    """Where the drawn shape of a recording is kept."""
    return recording.with_suffix(".peaks.npy")


def _may_still_grow(folder: Path, leg: Leg) -> bool:
    file = folder / leg.audio
    return leg.left_at is not None and leg.left_at > now() - PATIENCE and file.exists() and not is_closed(file)


def is_closed(file: Path) -> bool:
    """Whether the writer of this WAV file has finished it: only then are the sizes in its header right."""
    if not file.exists():
        return False
    with file.open("rb") as read:
        head = read.read(44)
    return len(head) == 44 and int.from_bytes(head[40:44], "little") == file.stat().st_size - 44


def _ended_with_audio(before: datetime) -> Select[Call]:
    """Calls that are over, and whose every leg had left by then."""
    # Literal, since a partial index serves no bound parameter.
    has_audio = exists().where(Leg.call_id == Call.id, text("legs.audio <> ''"))
    unsettled = exists().where(Leg.call_id == Call.id, Leg.left_at.is_(None) | (Leg.left_at > before))
    return select(Call).where(Call.outcome.is_not(None), has_audio, ~unsettled).order_by(Call.id)


def _keep(
    db: Database, call: Call, path: str, started_at: datetime, duration_s: float, voices: list[dict[str, object]]
) -> None:
    """Write the row, once: who comes second finds it there, with the same sound under the same name."""
    values: dict[str, object] = {"path": path, "started_at": started_at, "duration_s": duration_s, "voices": voices}
    values["transcript_state"] = "waiting"
    try:
        with db.transaction() as session:
            known = session.scalar(select(Recording).where(Recording.call_id == call.id))
            if known is not None and known.path == path:
                return
            if known is not None:
                session.execute(update(Recording).where(Recording.id == known.id).values(values))
            else:
                session.add(_row(call, values))
                session.flush()
            _tell(session, call, duration_s)
    except IntegrityError:
        log.info("call %s: somebody else was quicker to put its recording together", call.id)


def _row(call: Call, values: dict[str, object]) -> Recording:
    return Recording(
        call_id=call.id, customer_id=call.customer_id, journey_id=call.journey_id, language=call.language, **values
    )


def _tell(session: Session, call: Call, duration_s: float) -> None:
    owner = session.get_one(Call, call.id).customer_id
    book.record(session, owner, RecordingKept("phone", call.id, round(duration_s, 1)), call.journey_id)
    signal(session, TOPIC, "made", call=call.id)


@dataclass
class _Voice:
    """One file, whose voice it is, and when it begins."""

    file: Path
    caller: bool
    began_at: datetime
    name: str = ""
    """Of an agent, or a number outside."""


def _who_spoke(voices: list[_Voice], begins: datetime) -> list[dict[str, object]]:
    """As `Recording.voices`: where several were on the right side, when each of them spoke."""
    present = [voice for voice in voices if not voice.caller and voice.file.exists()]
    spoke: dict[str, list[list[float]]] = {}
    if len({voice.name for voice in present}) > 1:
        for voice in present:
            samples, rate = read_mono(voice.file)
            spoke.setdefault(voice.name, []).extend(spans(samples, rate, (voice.began_at - begins).total_seconds()))
    return [{"name": name, "spans": each} for name, each in spoke.items()]


def _mix(target: Path, voices: list[_Voice]) -> tuple[datetime, float] | None:
    """Write the stereo file, whole or not at all. Returns when it begins and its length in seconds.

    None where not one of the files is there: nobody was recorded.
    """
    present = [voice for voice in voices if voice.file.exists()]
    for missing in (voice for voice in voices if voice not in present):
        log.error("%s is missing; the recording has silence in its place", missing.file)
    return mix(target, [Sound(voice.caller, voice.began_at, *read_mono(voice.file)) for voice in present])
