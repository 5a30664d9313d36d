"""Twilio's Media Streams, message by message: https://www.twilio.com/docs/voice/media-streams/websocket-messages

Pure: text in, sound out. Frames that never came are silence of the same length, so that a recognizer does not hear two
halves of two words as one; frames that come after their time are left out.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

RATE = 8000
JITTER_MS = 60
"""Less of a hole, or of an overlap, is none that anybody hears."""
LONGEST_SILENCE_MS = 5000
"""Of a longer hole no more is made up: a sentence has ended long before."""
LARGEST_PAYLOAD = RATE * 5
SPEAKERS = {"inbound": "caller", "outbound": "agent"}
"""Which side of the talk a track is: what the caller says, and what they are told."""


class NotUnderstood(ValueError):
    """This is no message of Twilio's. The text says why."""


def _decoded() -> np.ndarray[Any, np.dtype[np.int16]]:
    """G.711's law as a table: code → sample."""
    code = ~np.arange(256) & 0xFF
    size = (((code & 0x0F) << 3) + 0x84 << ((code & 0x70) >> 4)) - 0x84
    return np.where(code & 0x80, -size, size).astype("<i2")


_SAMPLES = _decoded()


def decode(mu_law: bytes) -> bytes:
    """μ-law as 16-bit little-endian samples."""
    return _SAMPLES[np.frombuffer(mu_law, np.uint8)].tobytes()


@dataclass
class Track:
    """One side. `due_ms` is when its next frame begins, counted from the beginning of the stream."""

    due_ms: int | None = None
    frames: int = 0
    silence_ms: int = 0
    late: int = 0

    def take(self, at_ms: int, mu_law: bytes) -> bytes:
        """This frame as samples, after as much silence as is missing before it; empty where it comes too late."""
        hole_ms = at_ms - self.due_ms if self.due_ms is not None else 0
        if hole_ms < -JITTER_MS:
            self.late += 1
            return b""
        silence_ms = min(hole_ms, LONGEST_SILENCE_MS) if hole_ms > JITTER_MS else 0
        # A frame that is early or late by little ends when the frames before it say, or the error would add up.
        begins_ms = at_ms if silence_ms or self.due_ms is None else self.due_ms
        self.due_ms = begins_ms + len(mu_law) * 1000 // RATE
        self.frames += 1
        self.silence_ms += silence_ms
        return bytes(silence_ms * RATE // 1000 * 2) + decode(mu_law)


@dataclass
class MediaStream:
    """One stream, from its start to its stop. `missed` are messages that were numbered and never came."""

    sid: str = ""
    call_sid: str = ""
    ended: bool = False
    missed: int = 0
    keys: str = ""
    """What the caller pressed meanwhile."""
    tracks: dict[str, Track] = field(default_factory=lambda: {speaker: Track() for speaker in SPEAKERS.values()})
    _number: int = 0

    @property
    def began(self) -> bool:
        return bool(self.sid)

    @property
    def frames(self) -> int:
        return sum(track.frames for track in self.tracks.values())

    def take(self, text: str | bytes) -> tuple[str, bytes]:
        """One message. Returns (speaker, samples), or ("", b"") where nothing is to be heard. Raises NotUnderstood."""
        message = _read(text)
        event = message.get("event")
        if event != "connected":
            self._count(message)
        if event == "media":
            return self._media(_part(message, "media"))
        if event == "start":
            self._start(message, _part(message, "start"))
        elif event == "dtmf":
            self.keys += str(_part(message, "dtmf").get("digit", ""))[:1]
        elif event == "stop":
            self.ended = True
        elif event not in ("connected", "mark"):
            raise NotUnderstood(f"there is no event {event!r:.40}")
        return "", b""

    def _start(self, message: Mapping[str, Any], start: Mapping[str, Any]) -> None:
        form = start.get("mediaFormat")
        if not isinstance(form, dict) or (form.get("encoding"), form.get("sampleRate")) != ("audio/x-mulaw", RATE):
            raise NotUnderstood(f"the sound is not μ-law at {RATE} Hz: {form!r:.100}")
        if self.began:
            raise NotUnderstood("it begins twice")
        self.sid, self.call_sid = str(message.get("streamSid", ""))[:34], str(start.get("callSid", ""))[:34]
        if not self.sid:
            raise NotUnderstood("it has no name")

    def _media(self, media: Mapping[str, Any]) -> tuple[str, bytes]:
        speaker = SPEAKERS.get(str(media.get("track")))
        if not self.began or speaker is None:
            raise NotUnderstood("there is sound of nobody who was announced")
        payload = str(media.get("payload", ""))
        if len(payload) > LARGEST_PAYLOAD * 4 // 3:
            raise NotUnderstood("there is too much sound at once")
        try:
            mu_law = base64.b64decode(payload, validate=True)
        except (binascii.Error, ValueError) as fault:
            raise NotUnderstood("the sound is not in base64") from fault
        return speaker, self.tracks[speaker].take(_number(media.get("timestamp")), mu_law)

    def _count(self, message: Mapping[str, Any]) -> None:
        number = _number(message.get("sequenceNumber"))
        self.missed += max(0, number - self._number - 1)
        self._number = max(self._number, number)


def _read(text: str | bytes) -> dict[str, Any]:
    try:
        message = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise NotUnderstood("it is not JSON") from fault
    if not isinstance(message, dict):
        raise NotUnderstood("it is no JSON object")
    return message


def _part(message: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = message.get(name)
    if not isinstance(part, dict):
        raise NotUnderstood(f"it says nothing of {name}")
    return part


def _number(value: object) -> int:
    text = str(value)
    if not (text.isascii() and text.isdigit() and len(text) < 12):
        raise NotUnderstood(f"{text!r:.40} is no number")
    return int(text)
