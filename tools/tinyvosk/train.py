"""Training: telephone-like streams of the utterances, frame by frame against the phones that espeak-ng spoke."""

from __future__ import annotations

import math
import multiprocessing
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from tools.tinyvosk.corpus import Utterance
from tools.tinyvosk.network import CONTEXT, DILATION, Network, padded
from tools.tinyvosk.sound import HOP, RATE, WINDOW, Floats, mfcc, on_the_phone

OUTPUT = 3 * HOP
"""Samples between two outputs."""
BATCH_S = 60
PEAK, LOWEST = 2e-3, 4e-5
"""Of the learning rate."""
STAYS = (0.3, 0.9)
"""Within these lies the chance of staying in a phone for another output."""


@dataclass(frozen=True)
class Trained:
    """Layers as `Network.layers`, and for each output how likely it is and how likely it is to last."""

    layers: list[tuple[list[int], Floats, Floats]]
    priors: Floats
    self_loops: Floats


_utterances: Sequence[Utterance] = ()
_labels: Sequence[Floats] = ()
"""Inherited by the processes that make the batches: much too large to be sent to each."""


def train(
    utterances: Sequence[Utterance],
    phones: Sequence[str],
    hidden: int,
    epochs: int,
    tell: Callable[[str], None] = print,
) -> Trained:
    """Learn to tell `phones` apart; output 0 is silence, output n is phones[n - 1]."""
    global _utterances, _labels
    number = {name: index + 1 for index, name in enumerate(phones)}
    _utterances, _labels = utterances, [_labelled(utterance, number) for utterance in utterances]
    dice = np.random.default_rng(0)
    seconds = sum(len(utterance.samples) for utterance in utterances) / RATE
    per_batch = max(1, int(BATCH_S * len(utterances) / seconds))
    steps = epochs * math.ceil(len(utterances) / per_batch)
    tell(f"{len(utterances)} utterances, {seconds / 3600:.1f} h, {len(phones)} phones, {steps} steps")
    sample = np.concatenate([_batch((range(first, first + 20), first))[0] for first in range(0, 400, 20)])
    network = Network(hidden, len(phones) + 1, sample.mean(0), sample.std(0), dice)
    counts = np.ones(len(phones) + 1)
    step = 0
    with multiprocessing.get_context("fork").Pool(2) as pool:
        for epoch in range(epochs):
            order = dice.permutation(len(utterances))
            jobs = [
                (order[k : k + per_batch].tolist(), int(dice.integers(1 << 31)))
                for k in range(0, len(order), per_batch)
            ]
            results = []
            for frames, labels in pool.imap(_batch, jobs):
                rate = LOWEST + (PEAK - LOWEST) * 0.5 * (1 + math.cos(math.pi * step / steps))
                results.append(network.learn(frames, labels, rate * min(1.0, (step + 1) / 30)))
                counts += np.bincount(labels[labels >= 0], minlength=len(counts))
                step += 1
            loss, right = np.mean(results, axis=0)
            tell(f"epoch {epoch + 1} of {epochs}: loss {loss:.3f}, {right:.1%} of the frames right")
    return Trained(network.layers(), counts / counts.sum(), _self_loops(len(phones) + 1))


def _labelled(utterance: Utterance, number: dict[str, int]) -> Floats:
    """Which phone sounds, every 10 ms."""
    labels = np.zeros(len(utterance.samples) // HOP + 1, np.int16)
    for name, _word, start, end in utterance.phones:
        # What no pronunciation that counts has in it is left to chance; it is rare.
        labels[round(start / HOP) : max(round(end / HOP), round(start / HOP) + 1)] = number.get(name, 0)
    return labels


def _batch(job: tuple[Sequence[int], int]) -> tuple[Floats, Floats]:
    """(frames of padded streams laid one behind another, labels); -1 is what does not count."""
    indices, seed = job
    dice = np.random.default_rng(seed)
    frames, labels, at = [], [], 0
    while at < len(indices):
        taken = indices[at : at + int(dice.integers(1, 5))]
        at += len(taken)
        sound, starts = on_the_phone(dice, [_utterances[i].samples.astype(np.float64) for i in taken])
        cut = int(dice.integers(0, OUTPUT))  # an utterance may begin anywhere between two outputs
        stream, outputs = padded(mfcc(sound[cut:]))
        middle = np.arange(outputs) * OUTPUT + WINDOW // 2 + cut
        wanted = np.zeros(outputs, np.int64)
        for index, start in zip(taken, starts, strict=True):
            inside = (middle >= start) & (middle < start + len(_utterances[index].samples))
            wanted[inside] = _labels[index][(middle[inside] - start) // HOP]
        if dice.random() < 0.4:  # a moment that is lost, so that the others are listened to
            width = int(dice.integers(1, 9))
            gone = int(dice.integers(0, max(1, len(stream) - width)))
            stream[gone : gone + width] = stream.mean(0)
        frames.append(stream)
        labels.append(np.concatenate([wanted, np.full((len(stream) - 3 * outputs) // 3, -1)]))
    together = np.concatenate(frames).astype(np.float32)
    outputs = (len(together) - 5) // 3 + 1 - 2 * sum(DILATION)
    return together, np.concatenate(labels)[:outputs]


def _self_loops(outputs: int) -> Floats:
    """The chance of staying, from how long each phone lasts."""
    frames, runs = np.ones(outputs), np.ones(outputs)
    for labels in _labels[:4000]:
        edges = [0, *(np.flatnonzero(np.diff(labels)) + 1), len(labels)]
        for first, end in pairwise(edges):
            frames[labels[first]] += (end - first) / 3
            runs[labels[first]] += 1
    stays = np.clip(1 - runs / frames, *STAYS)
    stays[0] = STAYS[1]
    return stays


assert CONTEXT % 3 == 2
"""Or else a stream's outputs would not begin at its first frame."""
