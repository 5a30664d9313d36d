"""Sound at 8 kHz: Kaldi's MFCC, and what a telephone does to a voice. Samples are floats in the range of int16."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[Any]
RATE = 8000
WINDOW, HOP, FFT, LIFTER = 200, 80, 256, 22.0
MELS, CEPS, LOW, HIGH = 26, 20, 100.0, 3800.0
CONF = f"""--use-energy=false
--sample-frequency={RATE}
--num-mel-bins={MELS}
--num-ceps={CEPS}
--low-freq={LOW:g}
--high-freq={HIGH:g}
--dither=0
"""
"""The same for the engine. A model that says 16000 here would refuse a telephone's 8000."""


def _mel(hertz: Any) -> Any:
    return 1127.0 * np.log(1.0 + hertz / 700.0)


def _triangles() -> Floats:
    low, high = _mel(LOW), _mel(HIGH)
    step = (high - low) / (MELS + 1)
    mel = _mel(np.arange(FFT // 2) * RATE / FFT)  # Kaldi leaves out the highest bin
    weights = np.zeros((MELS, FFT // 2 + 1))
    for bank in range(MELS):
        left, centre, right = (low + (bank + side) * step for side in range(3))
        up, down = (mel - left) / (centre - left), (right - mel) / (right - centre)
        weights[bank, :-1] = np.clip(np.minimum(up, down), 0, None) * ((mel > left) & (mel < right))
    turned: Floats = weights.T.astype(np.float32)
    return turned


def _cosines() -> Floats:
    k, n = np.arange(CEPS)[:, None], np.arange(MELS)[None]
    table = np.sqrt(2.0 / MELS) * np.cos(np.pi / MELS * (n + 0.5) * k)
    table[0] = np.sqrt(1.0 / MELS)
    table *= 1.0 + 0.5 * LIFTER * np.sin(np.pi * k / LIFTER)
    turned: Floats = table.T.astype(np.float32)
    return turned


_MEL, _DCT = _triangles(), _cosines()
_POVEY = ((0.5 - 0.5 * np.cos(2 * np.pi * np.arange(WINDOW) / (WINDOW - 1))) ** 0.85).astype(np.float32)


def mfcc(samples: Floats) -> Floats:
    """Frames × CEPS, a frame every 10 ms, as Kaldi computes them with CONF."""
    count = 1 + (len(samples) - WINDOW) // HOP
    if count < 1:
        return np.zeros((0, CEPS), np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(np.asarray(samples, np.float32), WINDOW)[::HOP][:count]
    frames = frames - frames.mean(1, keepdims=True)
    frames = np.concatenate([frames[:, :1] * (1 - 0.97), frames[:, 1:] - 0.97 * frames[:, :-1]], 1) * _POVEY
    power = np.abs(np.fft.rfft(frames, FFT)) ** 2
    energy = np.log(np.maximum(power @ _MEL, np.finfo(np.float32).eps))
    ceps: Floats = (energy @ _DCT).astype(np.float32)
    return ceps


def resample(samples: Floats, factor: float) -> Floats:
    """Through the spectrum; `factor` is the new length over the old."""
    padded = len(samples) + 512
    spectrum = np.fft.rfft(samples, padded)
    target = round(padded * factor)
    kept = np.zeros(target // 2 + 1, complex)
    common = min(len(kept), len(spectrum))
    kept[:common] = spectrum[:common]
    back: Floats = np.fft.irfft(kept, target)[: round(len(samples) * factor)] * (target / padded)
    return back


def on_the_phone(dice: np.random.Generator, utterances: list[Floats]) -> tuple[Floats, list[int]]:
    """Some utterances one after another as they come out of a telephone, and the sample at which each begins."""
    parts: list[Floats] = []
    starts, length = [], 0
    for index, utterance in enumerate(utterances):
        silent = 0.0 if index == 0 and dice.random() < 0.35 else dice.uniform(0.05, 0.8)
        gap = int(silent * RATE)
        loudness = 10 ** (dice.normal(0, 2) / 20) / (np.sqrt((utterance**2).mean()) + 1e-9)
        parts += [np.zeros(gap), utterance * loudness]
        starts.append(length + gap)
        length += gap + len(utterance)
    parts.append(np.zeros(int((0.0 if dice.random() < 0.35 else dice.uniform(0, 0.8)) * RATE)))
    sound = np.concatenate(parts)
    if dice.random() < 0.25:
        sound = _room(dice, sound)
    sound = _through_line(dice, sound)
    sound /= np.sqrt((sound**2).mean()) + 1e-9
    if dice.random() < 0.85:
        sound = sound + _noise(dice, len(sound)) * 10 ** (-dice.uniform(8, 45) / 20)
    sound = np.clip(np.round(sound * 32768 * 10 ** (dice.uniform(-42, -10) / 20)), -32768, 32767)
    return (_law(sound, dice.random() < 0.5) if dice.random() < 0.45 else sound), starts


def _through_line(dice: np.random.Generator, sound: Floats) -> Floats:
    """A random tone colour, and mostly the narrow band of a telephone."""
    size = 1 << int(np.ceil(np.log2(len(sound) + 1)))
    hertz = np.fft.rfftfreq(size, 1 / RATE)
    bends = [(point, dice.normal(0, 3.5)) for point in (0, 300, 700, 1200, 1900, 2700, 3400, 4000)]
    decibel = _curve(hertz, bends)
    decibel += np.clip(dice.normal(0, 3) * np.log2(np.maximum(hertz, 60) / 1000), -15, 15)
    if dice.random() < 0.6:
        low, high = dice.uniform(150, 350), dice.uniform(3200, 3700)
        edges = [(0, -dice.uniform(15, 50)), (low / 2, -12), (low, 0), (high, 0), (4000, -dice.uniform(10, 40))]
        decibel += _curve(hertz, edges)
    heard: Floats = np.fft.irfft(np.fft.rfft(sound, size) * 10 ** (decibel / 20), size)[: len(sound)]
    return heard


def _curve(hertz: Floats, points: Sequence[tuple[float, float]]) -> Floats:
    at, value = np.array(points).T
    curve: Floats = np.interp(hertz, at, value)
    return curve


def _noise(dice: np.random.Generator, length: int) -> Floats:
    spectrum = np.fft.rfft(dice.standard_normal(length, dtype=np.float32))
    hertz = np.maximum(np.fft.rfftfreq(length, 1 / RATE), 30)
    noise: Floats = np.fft.irfft(spectrum * hertz ** (-dice.uniform(0, 1.1)), length)
    noise /= noise.std() + 1e-9
    return noise


def _room(dice: np.random.Generator, sound: Floats) -> Floats:
    lasting = dice.uniform(0.08, 0.35)
    length = int(lasting * RATE)
    tail = dice.standard_normal(length) * 10 ** (-3 * np.arange(length) / length)
    tail[: RATE // 500] = 0
    tail *= dice.uniform(0.1, 0.6) / (np.sqrt((tail**2).sum()) + 1e-9)
    tail[0] = 1.0
    size = 1 << int(np.ceil(np.log2(len(sound) + length)))
    heard: Floats = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(tail, size), size)[: len(sound)]
    return heard


def _law(sound: Floats, a_law: bool) -> Floats:
    """There and back through A-law or µ-law."""
    sign, size = np.sign(sound), np.minimum(np.abs(sound) / 32768.0, 1.0)
    if a_law:
        bend = 1 + np.log(87.6)
        coded = np.where(size < 1 / 87.6, 87.6 * size / bend, (1 + np.log(np.maximum(87.6 * size, 1e-9))) / bend)
        coded = np.round(coded * 127) / 127
        size = np.where(coded < 1 / bend, coded * bend / 87.6, np.exp(coded * bend - 1) / 87.6)
    else:
        coded = np.round(np.log1p(255 * size) / np.log(256) * 127) / 127
        size = (256**coded - 1) / 255
    result: Floats = np.round(sign * size * 32768.0)
    return result
