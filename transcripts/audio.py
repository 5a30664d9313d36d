"""WAV files in, samples out, and resampling between rates.

A recording is the one input here that other programs write, and they may be stopped in mid-write. So the file is read
by its chunks, not by what its header promises: a header that says "0 bytes" or "more than there is" still yields
every sample that reached the disk.
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.int16]
"""One voice: 16-bit samples."""

PCM, EXTENSIBLE = 0x0001, 0xFFFE
RATES = range(8000, 48001)
_ENCODINGS = {2: "ADPCM", 3: "floating point", 6: "A-law", 7: "µ-law", 0x31: "GSM", 0x55: "MP3"}
_LARGEST = 16 << 30


class BadAudio(Exception):
    """The file is not audio that we can read, and never will be. The text says why, in one sentence."""


@dataclass(frozen=True)
class Audio:
    """`channels`: one or two arrays of equal length, at `rate` samples a second."""

    channels: tuple[Samples, ...]
    rate: int

    @property
    def duration_s(self) -> float:
        return len(self.channels[0]) / self.rate


def read_wav(path: Path) -> Audio:
    """Read a WAV file: 16-bit PCM, one or two channels, 8 to 48 kHz. Raises BadAudio; OSError if it cannot be opened.

    The samples stay on the disk until they are used, so that an hour of audio costs no memory.
    """
    size = path.stat().st_size
    if size == 0:
        raise BadAudio(f"{path.name} is empty.")
    if size > _LARGEST:
        raise BadAudio(f"{path.name} is larger than 16 GB.")
    channels, rate, start, length = _layout(path, size)
    frames = length // (2 * channels)
    if frames == 0:
        return Audio(tuple(np.zeros(0, np.int16) for _ in range(channels)), rate)
    interleaved = np.memmap(path, "<i2", "r", offset=start, shape=(frames, channels))
    return Audio(tuple(interleaved[:, channel] for channel in range(channels)), rate)


def _layout(path: Path, size: int) -> tuple[int, int, int, int]:
    """(channels, rate, offset of the samples, their length in bytes)."""
    with path.open("rb") as file:
        head = file.read(12)
        if len(head) < 12 or head[:4] not in (b"RIFF", b"RF64") or head[8:] != b"WAVE":
            raise BadAudio(f"{path.name} is not a WAV file.")
        shape: tuple[int, int] | None = None
        while len(chunk := file.read(8)) == 8:
            name, length = struct.unpack("<4sI", chunk)
            if name == b"fmt ":
                shape = _format(path, file.read(length))
                file.seek(length & 1, 1)
            elif name == b"data":
                if shape is None:
                    raise BadAudio(f"{path.name} has samples before it says what they are.")
                there = size - file.tell()
                # 0 and 0xFFFFFFFF are what a writer leaves that was stopped before it could fill in the length.
                return (*shape, file.tell(), there if length == 0 else min(length, there))
            else:
                file.seek(length + (length & 1), 1)
    raise BadAudio(f"{path.name} ends before its samples begin.")


def _format(path: Path, data: bytes) -> tuple[int, int]:
    if len(data) < 16:
        raise BadAudio(f"{path.name} ends in the middle of its header.")
    encoding, channels, rate, _, _, bits = struct.unpack("<HHIIHH", data[:16])
    if encoding == EXTENSIBLE and len(data) >= 26:
        encoding = struct.unpack("<H", data[24:26])[0]
    if encoding != PCM:
        found = _ENCODINGS.get(encoding, f"encoding {encoding:#06x}")
        raise BadAudio(f"{path.name} holds {found} audio; only 16-bit PCM can be read.")
    if bits != 16:
        raise BadAudio(f"{path.name} has {bits} bits a sample; only 16-bit PCM can be read.")
    if channels not in (1, 2):
        raise BadAudio(f"{path.name} has {channels} channels; only one or two can be read.")
    if rate not in RATES:
        raise BadAudio(f"{path.name} has {rate} samples a second; 8000 to 48000 can be read.")
    return channels, rate


def resample(samples: Samples, rate: int, to: int) -> Samples:
    """The same sound at another rate, with nothing folded back from above the lower rate's band."""
    if rate == to or not len(samples):
        return samples
    step = math.gcd(rate, to)
    period, period_to = rate // step, to // step
    # The transform sees a circle: silence on both sides, in whole periods, keeps the end from ringing in the beginning.
    margin = math.ceil(0.05 * rate / period) * period
    total = math.ceil((len(samples) + 2 * margin) / period) * period
    circle = np.zeros(total, np.float32)
    circle[margin : margin + len(samples)] = samples
    spectrum = np.fft.rfft(circle)
    total_to = total // period * period_to
    bins = np.zeros(total_to // 2 + 1, spectrum.dtype)
    kept = min(len(spectrum), len(bins))
    bins[:kept] = spectrum[:kept]
    # A soft edge over the top twentieth of the band: a hard one would ring audibly around every click.
    edge = max(1, kept // 20)
    bins[kept - edge : kept] *= np.cos(np.linspace(0, np.pi / 2, edge)) ** 2
    sound = np.fft.irfft(bins, total_to) * (total_to / total)
    first = margin // period * period_to
    sound = sound[first : first + round(len(samples) * to / rate)]
    return np.clip(np.rint(sound), -32768, 32767).astype(np.int16)
