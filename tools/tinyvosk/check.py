"""How good a model is: the real engine against voices that training never heard."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import vosk

from tools.tinyvosk.corpus import Language, speak
from tools.tinyvosk.sound import RATE, Floats, on_the_phone

CHUNK = 1600


def check(code: str, folder: Path, count: int = 200) -> str:
    """Share of words wrong, clean and on a noisy line; share of phrases heard right by a grammar of ten."""
    vosk.SetLogLevel(-1)
    model, language = vosk.Model(str(folder)), Language(code)
    spoken = speak(language, count, 7, held_out=True)
    dice = np.random.default_rng(3)
    wrong, words = {"clean": 0, "noisy": 0}, 0
    chosen = 0
    for utterance in spoken:
        clean = _alone(dice, utterance.samples)
        noisy, _ = on_the_phone(dice, [utterance.samples.astype(np.float64)])
        words += len(utterance.words)
        for name, sound in (("clean", clean), ("noisy", noisy)):
            wrong[name] += _differences(utterance.words, _heard(vosk.KaldiRecognizer(model, RATE), sound))
        others = [" ".join(language.phrases[int(dice.integers(len(language.phrases)))]) for _ in range(9)]
        grammar = json.dumps([" ".join(utterance.words), *others, "[unk]"], ensure_ascii=False)
        chosen += _heard(vosk.KaldiRecognizer(model, RATE, grammar), clean) == utterance.words
    clean_share, noisy_share = (f"{wrong[name] / words:.1%}" for name in ("clean", "noisy"))
    return f"{code}: words wrong {clean_share}, on a noisy line {noisy_share}; in a menu {chosen / count:.1%} right"


def _alone(dice: np.random.Generator, samples: Any) -> Floats:
    sound = np.concatenate([np.zeros(2400), samples / (samples.std() + 1) * 2000, np.zeros(4000)])
    heard: Floats = sound + dice.normal(0, 8, len(sound))
    return heard


def _heard(recognizer: Any, sound: Floats) -> tuple[str, ...]:
    data = np.clip(np.round(sound), -32768, 32767).astype("<i2").tobytes()
    texts = [
        json.loads(recognizer.Result())["text"]
        for at in range(0, len(data), CHUNK)
        if recognizer.AcceptWaveform(data[at : at + CHUNK])
    ]
    return tuple(" ".join([*texts, json.loads(recognizer.FinalResult())["text"]]).split())


def _differences(wanted: tuple[str, ...], heard: tuple[str, ...]) -> int:
    """Words that must be changed, added or taken away."""
    row = list(range(len(heard) + 1))
    for index, word in enumerate(wanted, 1):
        before, row[0] = row[0], index
        for at, other in enumerate(heard, 1):
            before, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, before + (word != other))
    return row[-1]
