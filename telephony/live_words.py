"""What is said in a call, as words on the desk while it is said. One path for every backend: sound in, words out.

A backend opens a `Voice` for each side of a talk and feeds it. Words are signals of the call's own topic, and nothing
else is kept of them: the transcript, written from the recording afterwards, is what lasts.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from db import Database, Signal, signal
from telephony.models import Call
from transcripts.live import Live, Stream
from transcripts.recognizer import RecognizerFault, Said
from transcripts.transcribe import FILLERS, UNSURE_FILLER
from transcripts.voices import LOUD

log = logging.getLogger(__name__)

RATE = 8000
PIECE_S = 0.1
"""So much is heard at a time: a decision after each frame of 20 ms would cost more."""
AGAIN_S = 5.0
"""So long a voice that nobody could hear goes without words before it is tried again."""
TOGETHER_S = 0.2
"""What all voices say meanwhile is written in one transaction."""
QUIET_S = 3.0
"""Who says nothing for so long is listened to no more until they do: a recognizer has places for so many voices."""
BEFORE_S = 0.3
"""So much is kept of the quiet: the beginning of a word is no louder."""
NAME = "words"


def topic(call_id: int) -> str:
    """Of the signals with a call's words: {speaker, text, final}. One that is not final is replaced by the next."""
    return f"words:{call_id}"


def so_far(session: Session, call: Call) -> list[dict[str, Any]]:
    """The sentences that were complete until now: {speaker, text, at}, for whoever comes to look later."""
    rows = session.scalars(
        select(Signal)
        .where(Signal.topic == topic(call.id), Signal.name == NAME, Signal.at >= call.arrived_at)
        .order_by(Signal.id)
    )
    return [
        {"speaker": row.data["speaker"], "text": row.data["text"], "at": row.at}
        for row in rows
        if row.data["final"] and row.data["text"]
    ]


class LiveWords:
    """The desk's ears. Threads may share it."""

    def __init__(self, db: Database, live: Live) -> None:
        self._db, self._live = db, live
        self._partial: dict[tuple[int, str], str] = {}
        self._final: list[tuple[int, str, str]] = []
        self._said = threading.Condition()
        self._started = False

    def hears(self, language: str) -> bool:
        """Whether words of this language would be understood, once its model is loaded: that begins now."""
        if not self._live.languages([language]):
            return False
        self._live.warm([language])
        return True

    def voice(self, call_id: int, speaker: str, language: str, rate: int = RATE) -> Voice:
        """One side of a talk: `caller`, or `agent`. `rate`: samples of it a second."""
        self._start()
        return Voice(self, self._live, call_id, speaker, language, rate)

    def close(self) -> None:
        """End the processes that hear."""
        self._live.close()

    def said(self, call_id: int, speaker: str, text: str, final: bool) -> None:
        """Told by a voice. Never waits for the database."""
        with self._said:
            if final:
                self._partial.pop((call_id, speaker), None)
                self._final.append((call_id, speaker, text))
            else:
                self._partial[call_id, speaker] = text
            self._said.notify()

    def _start(self) -> None:
        # Late, so that a server that forks its workers has the thread where the voices are.
        with self._said:
            if not self._started:
                self._started = True
                threading.Thread(target=self._write, name="live-words", daemon=True).start()

    def _write(self) -> None:
        while True:
            with self._said:
                while not (self._final or self._partial):
                    self._said.wait()
                final, self._final = self._final, []
                partial, self._partial = self._partial, {}
            sentences = [(*one, True) for one in final] + [(*who, text, False) for who, text in partial.items()]
            try:
                with self._db.transaction() as session:
                    for call_id, speaker, text, ended in sentences:
                        signal(session, topic(call_id), NAME, call=call_id, speaker=speaker, text=text, final=ended)
            except SQLAlchemyError:
                log.exception("%s sentences did not reach the desk; the transcript will have them", len(sentences))
            time.sleep(TOGETHER_S)


class Voice:
    """One side of a talk as it is being heard. A recognizer with too much to do lets go of it, and it is tried again
    later: words that come late are of no use. `close` it, from the thread that feeds it."""

    def __init__(self, words: LiveWords, live: Live, call_id: int, speaker: str, language: str, rate: int) -> None:
        self._words, self._live = words, live
        self._rate, self._piece, self._kept = rate, int(rate * PIECE_S) * 2, int(rate * BEFORE_S) * 2
        self._call_id, self._speaker, self._language = call_id, speaker, language
        self._stream: Stream | None = None
        self._lost = threading.Event()
        self._again_at = 0.0
        self._sound = self._before = b""
        self._loud_at = 0.0
        self._open = False

    def feed(self, frames: bytes) -> None:
        """16-bit little-endian samples. Never waits."""
        self._sound += frames
        whole = len(self._sound) - len(self._sound) % self._piece
        pieces, self._sound = self._sound[:whole], self._sound[whole:]
        for at in range(0, whole, self._piece):
            self._hear(pieces[at : at + self._piece])

    def _hear(self, sound: bytes) -> None:
        if _loud(sound):
            self._loud_at = time.monotonic()
        quiet = time.monotonic() - self._loud_at > QUIET_S
        if self._lost.is_set() or (quiet and self._stream):
            self._let_go()
        if self._stream is None and not quiet and time.monotonic() >= self._again_at:
            self._listen()
        if self._stream:
            self._stream.feed(self._before + sound)
            self._before = b""
        else:
            self._before = (self._before + sound)[-self._kept :]

    def close(self) -> None:
        self._let_go()

    def told(self, what: Said | RecognizerFault) -> None:
        """The recognizer's side."""
        if isinstance(what, RecognizerFault):
            log.warning("call %s: no live words of the %s for a while: %s", self._call_id, self._speaker, what)
            self._again_at = time.monotonic() + AGAIN_S
            self._lost.set()
        elif what.final:
            self._open = False
            self._words.said(self._call_id, self._speaker, "" if _is_nothing(what) else what.text, final=True)
        elif what.text:
            self._open = True
            self._words.said(self._call_id, self._speaker, what.text, final=False)

    def _listen(self) -> None:
        self._lost.clear()
        try:
            self._stream = self._live.open(self._language, self._rate, None, self.told)
        except RecognizerFault as fault:
            self._again_at = time.monotonic() + AGAIN_S
            log.info("call %s: no live words of the %s yet: %s", self._call_id, self._speaker, fault)

    def _let_go(self) -> None:
        if self._stream:
            self._stream.close()
        self._stream = None
        if self._open:
            # What was half said stays half said, and is no sentence that anybody should wait for.
            self._open = False
            self._words.said(self._call_id, self._speaker, "", final=True)


def _loud(sound: bytes) -> bool:
    """Whether somebody may be speaking."""
    samples = np.frombuffer(sound[: len(sound) // 2 * 2], "<i2").astype(np.float32)
    return float(np.sqrt(np.mean(samples**2))) > LOUD


def _is_nothing(said: Said) -> bool:
    """Engines hear a filler in a cough or a bar of music, and hardly believe in it themselves."""
    return {word.word for word in said.words} <= FILLERS and said.confidence < UNSURE_FILLER
