"""Sounds of tests, made and measured: numpy arrays of int16 at RATE, unless another rate is said.

Tones are how a test knows who was heard: nobody sounds like 700 Hz by chance.
"""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE = 8000
Sound = NDArray[np.int16]


def tone(hertz: float, seconds: float, loud: float = 0.3) -> Sound:
    at = np.arange(int(seconds * RATE)) / RATE
    return (loud * 32767 * np.sin(2 * np.pi * hertz * at)).astype(np.int16)


def silence(seconds: float) -> Sound:
    return np.zeros(int(seconds * RATE), np.int16)


def loudness(sound: Sound, hertz: float, rate: int = RATE) -> Sound:
    """How much of each 50 ms is this tone: its amplitude (0 to 1 of full scale)."""
    size = rate // 20
    frames = sound[: len(sound) // size * size].reshape(-1, size).astype(np.float64) / 32768
    at = np.arange(size) / rate
    return np.abs(frames @ np.exp(-2j * np.pi * hertz * at)) * 2 / size


def seconds_of(sound: Sound, hertz: float, rate: int = RATE, least: float = 0.05) -> float:
    """For how long this tone is heard."""
    return float(np.count_nonzero(loudness(sound, hertz, rate) > least)) / 20


def loud_seconds(sound: Sound, rate: int = RATE) -> float:
    """For how long anything at all is heard."""
    size = rate // 20
    frames = sound[: len(sound) // size * size].reshape(-1, size).astype(np.float64)
    return float(np.count_nonzero(np.sqrt((frames**2).mean(axis=1)) > 100)) / 20


def first_heard(sound: Sound, hertz: float, rate: int = RATE, least: float = 0.05) -> float:
    """When this tone begins, in seconds; raises AssertionError where it never does."""
    loud = np.flatnonzero(loudness(sound, hertz, rate) > least)
    assert len(loud), f"{hertz} Hz was not heard in {len(sound) / rate:.1f} s"
    return float(loud[0]) / 20


def write_wav(file: Path, sound: Sound, rate: int = RATE) -> None:
    with wave.open(str(file), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(sound.astype("<i2").tobytes())


def read_wav(file: Path) -> tuple[NDArray[np.int16], int]:
    """Samples and their rate; a stereo file is an array of two columns."""
    with wave.open(str(file), "rb") as read:
        samples = np.frombuffer(read.readframes(read.getnframes()), "<i2").astype(np.int16)
        return samples.reshape(-1, 2) if read.getnchannels() == 2 else samples, read.getframerate()
