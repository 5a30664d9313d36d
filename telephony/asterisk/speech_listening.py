"""One question that may be answered by voice: what the recognizer says about it, and the dialplan's part of it.

A caller who begins to speak ends the prompt at once, by a result that only says so. The dialogue goes on listening,
in silence, until they have finished.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from ivr.heard import Digits, Heard, Silence, Spoken
from telephony.asterisk.agi import Channel
from transcripts.live import Stream
from transcripts.recognizer import RecognizerFault, Said

log = logging.getLogger(__name__)

CERTAINLY_S = 0.5
"""Sounds that are no word of the grammar end the prompt when they last so long: a cough does not."""
LONGEST_S = 8
"""For one who has begun to speak. Noise that never ends must not hold the call."""


class Listening:
    """What has been heard so far. `tell` is set by the connection over which the voice comes."""

    def __init__(self, token: str, patience_s: float, closed: Callable[[Listening], None]) -> None:
        self.token, self._patience_s, self._closed = token, patience_s, closed
        self.stream: Stream | None = None
        self.tell: Callable[[str], None] | None = None
        self.result: Spoken | None = None
        """Set when the answer is complete. Speech without any of the expected words is Spoken("", 0)."""
        self.began = False
        self._parts: list[Said] = []
        self._quiet_at: float | None = None
        self._unknown_at: float | None = None
        self._lock = threading.Lock()

    def feed(self, frames: bytes) -> None:
        """The caller's voice; time passes by it."""
        if self.stream:
            self.stream.feed(frames)
        now = time.monotonic()
        with self._lock:
            if self.result is not None:
                self._send("heard")  # It came between two applications, which lose it.
            if self._unknown_at and now - self._unknown_at > CERTAINLY_S:
                self._begin()
            if self._quiet_at and now - self._quiet_at > self._patience_s:
                self._conclude()

    def told(self, what: Said | RecognizerFault) -> None:
        """The recognizer's side."""
        if isinstance(what, RecognizerFault):
            log.warning("a caller has keys only: %s", what)
            return
        with self._lock:
            if what.final:
                self._parts.append(what)
                self._unknown_at, self._quiet_at = None, time.monotonic()
                if not self._patience_s:
                    self._conclude()
            elif what.text:
                self._quiet_at = None
                self._begin()
            elif what.unknown:
                self._quiet_at = None
                self._unknown_at = self._unknown_at or time.monotonic()

    def close(self) -> None:
        self._closed(self)
        if self.stream:
            self.stream.close()

    def __enter__(self) -> Listening:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _begin(self) -> None:
        if not self.began and self.result is None:
            self.began = True
            self._send("began")

    def _conclude(self) -> None:
        self._quiet_at = None
        if self.result is None:
            known = [part for part in self._parts if part.text]
            text = " ".join(part.text for part in known)
            self.result = Spoken(text, min((part.confidence for part in known), default=0.0))
            self._send("heard")

    def _send(self, what: str) -> None:
        if self.tell:
            self.tell(what)


def hear(
    channel: Channel, listening: Listening, files: str, silence: str, keys: int, finish_on: str, timeout_s: float
) -> Heard:
    """Play the files, and wait for keys or words, whichever come first. `silence` is a file with nothing in it.

    The channel has a speech object. Raises Gone, AGIError.
    """
    channel.application(
        "MSet",
        f"SPEECH_ENGINE(listening)={listening.token}",
        f"SPEECH_DTMF_MAXLEN={keys}",
        f"SPEECH_DTMF_TERMINATOR={finish_on}",
        f"TIMEOUT(digit)={timeout_s:g}",
    )
    channel.application("SpeechBackground", files or silence, f"{timeout_s:g}")
    heard = _outcome(channel, listening)
    if heard is None and listening.began:
        # They have ended the prompt and speak on.
        channel.application("SpeechBackground", silence, LONGEST_S)
        heard = _outcome(channel, listening)
    return heard or Silence()


def _outcome(channel: Channel, listening: Listening) -> Heard | None:
    grammar, _, text = channel.evaluate("${SPEECH_GRAMMAR(0)} ${SPEECH_TEXT(0)}").partition(" ")
    if grammar == "dtmf":
        return Digits(text)
    return listening.result
