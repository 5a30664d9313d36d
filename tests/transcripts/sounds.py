"""Sounds without anybody in them, and files to keep them in."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np

from transcripts.audio import Samples

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
TINY = SHARED / "models" / "vosk-tiny-en"
RATE = 8000
"""Samples a second of every sound here."""


def write_wav(path: Path, *channels: Samples, rate: int = RATE) -> Path:
    length = max(len(channel) for channel in channels)
    frames = np.stack([np.pad(channel, (0, length - len(channel))) for channel in channels], axis=1)
    with wave.open(str(path), "wb") as file:
        file.setparams((len(channels), 2, rate, 0, "NONE", ""))
        file.writeframes(frames.astype("<i2").tobytes())
    return path


def silence(seconds: float) -> Samples:
    """A quiet line: the hiss of a telephone, at a level that nobody notices."""
    return np.random.default_rng(1).normal(0, 4, int(seconds * RATE)).astype(np.int16)


def tone(seconds: float, *frequencies: float, level: float = 4000) -> Samples:
    time = np.arange(int(seconds * RATE)) / RATE
    return sum(level * np.sin(2 * np.pi * f * time) for f in frequencies).astype(np.int16)


def joined(*parts: Samples) -> Samples:
    return np.concatenate(parts)


def ringing() -> Samples:
    return joined(*[part for _ in range(3) for part in (tone(2, 440, 480), silence(4))])


def keys() -> Samples:
    pairs = [(697, 1209), (770, 1336), (852, 1477), (941, 1336), (697, 1477), (941, 1209)]
    return joined(silence(1), *[part for pair in pairs for part in (tone(0.1, *pair), silence(0.1))], silence(1))


def music() -> Samples:
    """Chords of plucked strings, changing twice a second, as hold music does."""
    notes = np.random.default_rng(5)
    bars = []
    for _ in range(40):
        root = 110 * 2 ** (notes.integers(0, 24) / 12)
        time = np.arange(RATE // 2) / RATE
        chord = sum(
            np.sin(2 * np.pi * root * ratio * harmonic * time) / harmonic
            for ratio in (1, 1.26, 1.5)
            for harmonic in (1, 2, 3, 4)
        )
        bars.append((1800 * chord * np.exp(-1.5 * time)).astype(np.int16))
    return joined(*bars)
