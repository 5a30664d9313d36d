"""Live words of Asterisk's talks: each leg's own voice is a file that grows while they talk, and is heard as it grows.

Asterisk does nothing more for it than it does for the recording, of which it writes a second at a time.
"""

from __future__ import annotations

import logging
import re
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from db import Database
from telephony.asterisk.growing import Growing
from telephony.live_words import LiveWords, Voice
from telephony.models import Call, Leg

log = logging.getLogger(__name__)

RATE = 16_000
_BEGIN = 44
"""Bytes of a WAV file before its sound."""
_CATCHES_UP = RATE * 2 * 2
"""So much of what was said before we looked is heard all the same: two seconds."""
_NAME = re.compile(r"(\d{1,12})-[\w-]{1,80}\.wav16")


@dataclass
class _Heard:
    """A file that is being heard, up to `at` bytes; nobody understands one without a voice."""

    voice: Voice | None = None
    at: int = 0


class Talks:
    """`start` hears every talk that is written into `folder`, in one thread, until `stop`."""

    def __init__(self, db: Database, folder: Path, words: LiveWords) -> None:
        self._db, self._folder, self._words = db, folder, words
        self._files: dict[str, _Heard] = {}
        self._growing: Growing | None = None

    def start(self) -> None:
        """Without a kernel that tells, talks have no live words; their transcripts come all the same."""
        self._folder.mkdir(parents=True, exist_ok=True)
        try:
            self._growing = Growing(self._folder)
        except OSError as fault:
            log.warning("no live words of Asterisk's talks: %s", fault)
            return
        threading.Thread(target=self._hear, args=(self._growing,), name="talks", daemon=True).start()

    def stop(self) -> None:
        if self._growing:
            self._growing.close()

    def _hear(self, growing: Growing) -> None:
        for name, over in growing:
            if _NAME.fullmatch(name):
                try:
                    self._grown(name, over)
                except (OSError, SQLAlchemyError):
                    log.exception("%s is not heard", name)
        for file in self._files.values():
            if file.voice:
                file.voice.close()

    def _grown(self, name: str, over: bool) -> None:
        if name not in self._files:
            self._files[name] = self._begun(name)
        file = self._files[name]
        if file.voice:
            # A recording that is deleted already has been heard.
            with suppress(FileNotFoundError), (self._folder / name).open("rb") as sound:
                sound.seek(file.at)
                new = sound.read()
                whole = len(new) // 2 * 2
                file.at += whole
                file.voice.feed(new[:whole])
        if over:
            del self._files[name]
            if file.voice:
                file.voice.close()

    def _begun(self, name: str) -> _Heard:
        """Whose voice this is, and whether its language is heard here."""
        with self._db.reading() as session:
            of_call = select(Leg.party, Call.language).join(Call, Call.id == Leg.call_id)
            call_id = int(name.partition("-")[0])
            found = session.execute(of_call.where(Leg.call_id == call_id, Leg.audio == name).limit(1)).one_or_none()
        if found is None or not self._words.hears(found.language):
            return _Heard()
        speaker = "caller" if found.party == "caller" else "agent"
        before = (self._folder / name).stat().st_size - _CATCHES_UP
        # Samples have two bytes, and begin at an even place.
        at = max(_BEGIN, before // 2 * 2)
        return _Heard(self._words.voice(call_id, speaker, found.language, RATE), at)
