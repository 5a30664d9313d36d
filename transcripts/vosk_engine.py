"""Vosk: good recognition in many languages, given a model."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import vosk

from transcripts.audio import Samples, resample
from transcripts.recognizer import RecognizerFault, Said, Word, grammar, known_phrases

vosk.SetLogLevel(-1)

_CHUNK = 8000
"""Bytes given at a time: the engine decides between them whether a sentence has ended."""
SHORTEST_UNKNOWN_S = 0.3
"""What lasts less was a cough or a click, and nobody said anything."""
_NO_WORDS = {"[unk]", "<unk>", "[noise]", "[laughter]"}


class Vosk:
    engine = "vosk"

    def __init__(self, folder: Path, name: str, language: str) -> None:
        """Load the model, which takes from 0.01 to 20 seconds. Raises RecognizerFault when it is broken."""
        self.model, self.language = name, language
        self._rate = _sample_rate(folder)
        try:
            self._loaded = vosk.Model(str(folder))
        except Exception as fault:  # the library raises nothing narrower
            raise RecognizerFault(f"Vosk cannot load the model {name}.") from fault

    def recognize(self, samples: Samples, rate: int, phrases: Sequence[str] | None = None) -> list[Word]:
        # The engine brings audio down to the model's rate by itself, but never up: ours does both.
        sound = resample(samples, rate, self._rate).astype("<i2").tobytes()
        limits = () if phrases is None else (grammar(phrases),)
        decoder = vosk.KaldiRecognizer(self._loaded, self._rate, *limits)
        decoder.SetWords(True)
        results = []
        for start in range(0, len(sound), _CHUNK):
            if decoder.AcceptWaveform(sound[start : start + _CHUNK]):
                results.append(decoder.Result())
        results.append(decoder.FinalResult())
        return [word for result in results for word in _words(json.loads(result))]

    def listen(self, rate: int, phrases: Sequence[str] | None = None) -> VoskStream:
        """Begin to hear a voice live. With `phrases`, only these are heard, and everything else as unknown.

        Raises RecognizerFault where the model knows none of them.
        """
        limits: tuple[str, ...] = ()
        if phrases is not None:
            known = known_phrases(phrases, lambda word: self._loaded.vosk_model_find_word(word) >= 0)
            if not known:
                raise RecognizerFault(f"The model {self.model} knows none of the words that may be said.")
            limits = (grammar(known),)
        decoder = vosk.KaldiRecognizer(self._loaded, max(rate, self._rate), *limits)
        decoder.SetWords(True)
        return VoskStream(decoder, max(1, self._rate // rate))


class VoskStream:
    """One voice. `raised` is how many times more samples a second the model wants than come."""

    def __init__(self, decoder: Any, raised: int) -> None:
        self._decoder = decoder
        self._raise = _Raise(raised) if raised > 1 else None
        self._before = Said("", False, False)

    def feed(self, frames: bytes) -> list[Said]:
        sound = self._raise(frames) if self._raise else frames
        if self._decoder.AcceptWaveform(sound):
            result = json.loads(self._decoder.Result())
            self._before = Said("", False, False)
            words = _words(result)
            unknown_s = sum(w["end"] - w["start"] for w in result.get("result", ()) if w["word"] in _NO_WORDS)
            unknown = unknown_s > SHORTEST_UNKNOWN_S
            return [Said(" ".join(w.word for w in words), True, unknown, tuple(words))] if words or unknown else []
        said = Said(*_partial(json.loads(self._decoder.PartialResult()).get("partial", "")))
        if said == self._before:
            return []
        self._before = said
        return [said]


class _Raise:
    """Brings a stream up to a whole number of times its rate: zeros between the samples, smoothed by a filter."""

    _REACH = 16

    def __init__(self, times: int) -> None:
        self._times = times
        at = np.arange(-self._REACH * times, self._REACH * times + 1)
        self._filter = np.sinc(at / times) * np.hamming(len(at))
        self._tail = np.zeros(len(at) - 1)

    def __call__(self, frames: bytes) -> bytes:
        samples = np.frombuffer(frames[: len(frames) // 2 * 2], "<i2")
        spread = np.zeros(len(samples) * self._times)
        spread[:: self._times] = samples
        joined = np.concatenate([self._tail, spread])
        self._tail = joined[len(joined) - len(self._filter) + 1 :]
        smooth = np.convolve(joined, self._filter, "valid")
        return np.clip(np.rint(smooth), -32768, 32767).astype("<i2").tobytes()


def _words(result: dict[str, Any]) -> list[Word]:
    return [
        Word(word["word"], round(word["start"], 3), round(word["end"], 3), round(min(1.0, word["conf"]), 3))
        for word in result.get("result", ())
        if word["word"] not in _NO_WORDS
    ]


def _told_apart(text: str) -> tuple[str, bool]:
    """(the words, whether there was anything else)."""
    words = text.split()
    known = [word for word in words if word not in _NO_WORDS]
    return " ".join(known), len(known) < len(words)


def _partial(text: str) -> tuple[str, bool, bool]:
    known, unknown = _told_apart(text)
    return known, False, unknown


def _sample_rate(folder: Path) -> int:
    """What the model was trained at. Its own file says so, under one of two names that models use."""
    for file in (folder / "conf" / "mfcc.conf", folder / "mfcc.conf"):
        if file.is_file():
            for line in file.read_text().split():
                if line.startswith("--sample-frequency="):
                    return int(float(line.partition("=")[2]))
    return 16000
