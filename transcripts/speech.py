"""Where in a recording somebody speaks.

Recognizers invent words ("the", "huh") in silence, ringing, keypad tones and hold music, so they are given speech and
nothing else. Speech and music are told apart by how steady their spectrum is: a voice glides and breaks off several
times a second, while a note stays where it is. Measured over Asterisk's hold music, its spoken prompts, read speech
and espeak-ng; `bench/speech.py` prints the figures.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from transcripts.audio import Samples, resample

RATE = 8000
"""Everything here looks at the telephone's band, which holds what tells a voice from a tune."""
HOP = 80
FRAME = 512
"""Samples from one frame to the next (10 ms), and in a frame (64 ms: long enough to see single harmonics)."""
FRAMES_A_SECOND = RATE // HOP

QUIET_DB = 30.0
"""Level of a frame, where 0 is one unit of a 16-bit sample, under which nobody speaks."""
ABOVE_FLOOR_DB = 8.0
HIGHEST_FLOOR_DB = 45.0
"""Somebody who never pauses lifts the floor that is taken from the quietest tenth; it stops here."""
STEADIEST_VOICE, STEADIEST_WORD = 7.7, 8.8
"""Steadiness (see `_steadiness`) of music and tones lies above, that of voices below. A single short word ("oh") has
little time to move, and music is never as short as that."""
MOTIONLESS, LEAST_VARIATION = 16.0, 3.5
"""More than steadiness adds up to; and the dB by which the level of a second of voice varies at the very least, also
in a noisy room. The loud hiss of a bad line does not."""
LATER = 10
"""Frames after which a spectrum is compared with itself."""
COMPANY = 0.35
"""Share of what sounds within five seconds on either side that must move, or else it is music."""
WORD = 0.65
"""Share of two seconds that a single word fills at most."""
STEP = 10
"""Frames between two judgements of steadiness."""
JOIN, SHORTEST, PAD, LONGEST = 30, 24, 25, 2000
"""Frames: a pause within a stretch, the least speech of one (each sound counts 5 frames more than it lasts, by the
length of a frame), the silence kept around it, and its greatest length."""

Frames = NDArray[np.float32]
"""Frames × frequencies, or one value a frame."""
Mask = NDArray[np.bool_]

_BINS = slice(21, 213)
"""330 to 3320 Hz: every line carries these, and what a line cuts off below and above is not a steady sound."""
_DEEPEST_DB = 45.0
"""Below the loudest frequency of a frame, where other gaps that a line or a codec leaves are not looked at."""
_KEYS = np.array([[697, 770, 852, 941], [1209, 1336, 1477, 1633]]) * FRAME / RATE
"""The two groups of keypad frequencies, in bins."""


@dataclass(frozen=True)
class Stretch:
    """Speech with a little silence around it: seconds from the beginning of the recording."""

    start: float
    end: float


def find_speech(samples: Samples, rate: int) -> list[Stretch]:
    """The stretches of speech in one voice, in order, none longer than 20 s; none in silence, tones and music."""
    if len(samples) < rate // 20:
        return []
    pieces = [_measure(piece) for piece in _pieces(samples, rate)]
    level, steadiness, keys = (np.concatenate(part) for part in zip(*pieces, strict=True))
    floor = min(float(np.percentile(level, 10)) + ABOVE_FLOOR_DB, HIGHEST_FLOOR_DB)
    loud = level > max(QUIET_DB, floor)
    voice = loud & ~keys & _glides(steadiness, loud)
    last = len(samples) / rate
    return [
        Stretch(round(first / FRAMES_A_SECOND, 2), round(min(end / FRAMES_A_SECOND, last), 2))
        for first, end in _runs(voice, loud & ~voice, level)
    ]


def _pieces(samples: Samples, rate: int, seconds: int = 30) -> Iterator[NDArray[np.float32]]:
    """The recording at 8 kHz, half a minute at a time, each with the frame's length that overlaps the next."""
    overlap = -(-(FRAME - HOP) * rate // RATE)
    for start in range(0, len(samples), seconds * rate):
        piece = resample(samples[start : start + seconds * rate + overlap], rate, RATE).astype(np.float32)
        wanted = min(seconds * rate, len(samples) - start) * RATE // rate // HOP * HOP + FRAME - HOP
        if wanted >= FRAME:
            yield np.pad(piece, (0, max(0, wanted - len(piece))))[:wanted]


def _measure(sound: NDArray[np.float32]) -> tuple[Frames, Frames, Mask]:
    """(level in dB, steadiness, whether it is a keypad tone), each per frame."""
    frames = sliding_window_view(sound, FRAME)[::HOP]
    level = 10 * np.log10(np.mean(frames**2, axis=1) + 1)
    power = np.abs(np.fft.rfft(frames * np.hanning(FRAME).astype(np.float32), axis=1)).astype(np.float32) ** 2 + 1e-3
    return level, _steadiness(10 * np.log10(power[:, _BINS]), level), _keypad(power) & (level > QUIET_DB)


def _steadiness(spectrum: Frames, level: Frames) -> Frames:
    """How much the sound of the second around each frame stays as it is.

    It adds up how long the five steadiest frequencies sound (0 to 5), how like the spectrum is to itself 100 ms later
    (0 to 8), and by how much the level varies less than a voice's does (0 to 2.6). Half of all voice lies below 5 and
    98 % below 7.7, also within a telephone's band; half of hold music lies above 11, and a tone at 13.
    """
    spectrum = _carried(spectrum)
    around = np.pad(spectrum, ((0, 0), (10, 10)), mode="edge")
    summed = np.cumsum(np.pad(around, ((0, 0), (1, 0))), axis=1)
    peaks = (spectrum - (summed[:, 21:] - summed[:, :-21]) / 21 > 6).astype(np.float32)
    shape = spectrum - spectrum.mean(axis=1, keepdims=True)
    shape /= np.linalg.norm(shape, axis=1, keepdims=True) + 1e-6
    result = np.empty(len(level), np.float32)
    for first in range(0, len(level), STEP):
        around_it = slice(max(0, first - FRAMES_A_SECOND // 2), first + FRAMES_A_SECOND // 2)
        result[first : first + STEP] = _steady(peaks[around_it], shape[around_it], level[around_it])
    return result


def _carried(spectrum: Frames) -> Frames:
    """Only the frequencies that this line carries, for a band's edge would look like something that never moves."""
    loudest = np.percentile(spectrum, 95, axis=0)
    carried = loudest > loudest.max() - _DEEPEST_DB
    if np.count_nonzero(carried) > len(carried) // 3:
        spectrum = spectrum[:, carried]
    shallow: Frames = np.maximum(spectrum, spectrum.max(axis=1, keepdims=True) - _DEEPEST_DB)
    return shallow


def _steady(peaks: Frames, shape: Frames, level: Frames) -> float:
    """The steadiness of one second: which frequencies stand out, the spectrum at unit length, and the level."""
    varies = float(np.subtract(*np.percentile(level, (90, 10))))
    strong = level > level.max() - 15
    pairs = strong[:-LATER] & strong[LATER:]
    if varies < LEAST_VARIATION or not pairs.any():
        return MOTIONLESS
    lasting = float(np.partition(peaks.mean(axis=0), -5)[-5:].sum())
    likeness = float(np.sum(shape[:-LATER] * shape[LATER:], axis=1)[pairs].mean())
    return lasting + 8 * likeness + 0.26 * max(0.0, 10 - varies)


def _glides(steadiness: Frames, loud: Mask) -> Mask:
    """Whether the sound around a frame moves as a voice does.

    The median over two seconds of what is loud decides, so that neither one vowel nor one drum beat does. Then a
    moment that moves in the midst of ten seconds of what does not is taken for a part of the music.
    """
    heard = loud[::STEP]
    judged = np.sort(_around(np.where(heard, steadiness[::STEP], np.inf), 10, np.inf), axis=1)
    counts = np.isfinite(judged).sum(axis=1)
    median = judged[np.arange(len(judged)), np.maximum(counts - 1, 0) // 2]
    moves = median < np.where(counts < WORD * 21, STEADIEST_WORD, STEADIEST_VOICE)
    company = _around(moves & heard, 50, False).sum(axis=1) / np.maximum(1, _around(heard, 50, False).sum(axis=1))
    return np.repeat(moves & (company > COMPANY), STEP)[: len(loud)]


def _around(values: NDArray[Any], reach: int, beyond: float) -> NDArray[Any]:
    """For each value, itself and `reach` more on either side."""
    return sliding_window_view(np.pad(values, reach, constant_values=beyond), 2 * reach + 1)


def _keypad(power: Frames) -> Mask:
    """Frames in which two frequencies, one of each keypad group, carry nearly everything that sounds."""
    low, high = (
        np.max([power[:, round(key) - 2 : round(key) + 3].sum(axis=1) for key in group], axis=0) for group in _KEYS
    )
    tones: Mask = (low + high > 0.85 * power[:, 4:].sum(axis=1)) & (np.minimum(low, high) > 0.1 * low)
    return tones


def _runs(voice: Mask, other: Mask, level: Frames) -> Iterator[tuple[int, int]]:
    """First and end frame of each stretch: short pauses joined, silence kept around, never reaching into `other`."""
    others = np.concatenate(([0], np.cumsum(other)))
    joined: list[list[int]] = []
    for first, end in _edges(voice):
        if joined and first - joined[-1][1] <= JOIN and others[first] == others[joined[-1][1]]:
            joined[-1][1] = end
        else:
            joined.append([first, end])
    before = 0
    for index, (first, end) in enumerate(joined):
        if np.count_nonzero(voice[first:end]) < SHORTEST:
            continue
        after = joined[index + 1][0] if index + 1 < len(joined) else len(voice)
        start = _reach(other, first, max(before, first - PAD), -1)
        stop = _reach(other, end, min((end + after + 1) // 2, end + PAD), 1)
        before = stop
        yield from _split(start, stop, level)


def _edges(mask: Mask) -> list[tuple[int, int]]:
    changes = np.flatnonzero(np.diff(np.concatenate(([False], mask, [False])).astype(np.int8)))
    return list(zip(changes[::2].tolist(), changes[1::2].tolist(), strict=True))


def _reach(other: Mask, frame: int, limit: int, step: int) -> int:
    """As far from `frame` towards `limit` as nothing but silence lies."""
    while frame != limit and not other[frame - 1 if step < 0 else frame]:
        frame += step
    return frame


def _split(start: int, end: int, level: Frames) -> Iterator[tuple[int, int]]:
    """Cut what is too long where it is quietest, in the second half of what may be kept."""
    while end - start > LONGEST:
        half = start + LONGEST // 2
        cut = half + int(np.argmin(level[half : start + LONGEST]))
        yield start, cut
        start = cut
    yield start, end
