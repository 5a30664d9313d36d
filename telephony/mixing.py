"""Voices become one stereo file: the caller on the left, everybody else on the right, each where it was in time."""

from __future__ import annotations

import os
import secrets
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from telephony.prompts import resample

LONGEST_S = 6 * 3600
"""More than this is a fault of a clock, not a call."""
_CHUNK_S = 60

Samples = NDArray[np.int16]


@dataclass(frozen=True)
class Sound:
    """One voice, whose side it is on, and when it begins. `rate` in samples a second."""

    caller: bool
    began_at: datetime
    samples: Samples
    rate: int


def mix(target: Path, sounds: Sequence[Sound]) -> tuple[datetime, float] | None:
    """Write the stereo file, whole or not at all. Returns when it begins and its length in seconds; None where there is
    no sound. Raises ValueError where it would be longer than LONGEST_S, OSError where it cannot be written."""
    if not sounds:
        return None
    begins = min(sound.began_at for sound in sounds)
    rate = max(sound.rate for sound in sounds)
    tracks = []
    for sound in sounds:
        start = round((sound.began_at - begins).total_seconds() * rate)
        tracks.append((sound.caller, start, resample(sound.samples, sound.rate, rate)))
    length = max(start + len(samples) for _, start, samples in tracks)
    if length > LONGEST_S * rate:
        raise ValueError(f"it would be {length / rate / 3600:.1f} hours long")
    new = target.with_name(f"{target.name}.{os.getpid()}.{secrets.token_hex(3)}.new")
    try:
        with new.open("wb") as file, wave.open(file, "wb") as out:
            out.setnchannels(2)
            out.setsampwidth(2)
            out.setframerate(rate)
            for at in range(0, length, _CHUNK_S * rate):
                out.writeframes(_chunk(tracks, at, min(length, at + _CHUNK_S * rate)).astype("<i2").tobytes())
        new.replace(target)
    finally:
        new.unlink(missing_ok=True)
    return begins, length / rate


def _chunk(tracks: list[tuple[bool, int, Samples]], begin: int, end: int) -> Samples:
    """Left and right between two samples, the voices of each side summed."""
    sides = np.zeros((end - begin, 2), np.int32)
    for caller, start, samples in tracks:
        first, last = max(begin, start), min(end, start + len(samples))
        if first < last:
            sides[first - begin : last - begin, 0 if caller else 1] += samples[first - start : last - start]
    return np.clip(sides, -32768, 32767).astype(np.int16)


def read_mono(file: Path) -> tuple[Samples, int]:
    """The samples of a 16-bit mono WAV file, and its rate. Not loaded before they are looked at.

    The sizes in the header are not believed: a switch that was killed never came to write them. Raises ValueError
    where it is no such file.
    """
    with file.open("rb") as read:
        head = read.read(44)
    if len(head) < 44 or head[:4] != b"RIFF" or head[8:16] != b"WAVEfmt " or head[22:24] != b"\1\0":
        if not head.strip(b"\0"):
            return np.zeros(0, np.int16), 8000  # It was opened, and the switch died.
        raise ValueError(f"{file.name} is not a 16-bit mono WAV file")
    rate = int.from_bytes(head[24:28], "little")
    samples = (file.stat().st_size - 44) // 2
    if not samples:
        return np.zeros(0, np.int16), rate
    return np.memmap(file, "<i2", "r", 44, (samples,)), rate


def read_sides(file: Path, began_at: datetime) -> list[Sound]:
    """Both sides of a finished file; of one that has a single side, the caller's. Raises ValueError where it holds no
    16-bit sound."""
    try:
        with wave.open(str(file), "rb") as sound:
            if sound.getsampwidth() != 2:
                raise ValueError(f"{file.name} is not a 16-bit WAV file")
            samples = np.frombuffer(sound.readframes(sound.getnframes()), "<i2").reshape(-1, sound.getnchannels())
            rate = sound.getframerate()
    except (wave.Error, EOFError) as fault:
        raise ValueError(f"{file.name} is no WAV file: {fault}") from fault
    return [Sound(side == 0, began_at, samples[:, side], rate) for side in range(samples.shape[1])]
