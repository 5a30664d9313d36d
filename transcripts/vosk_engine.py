"""Vosk: good recognition in many languages, given a model."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import vosk

from transcripts.audio import Samples, resample
from transcripts.recognizer import RecognizerFault, Word, grammar

vosk.SetLogLevel(-1)

_CHUNK = 8000
"""Bytes given at a time: the engine decides between them whether a sentence has ended."""
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
        return [
            Word(word["word"], round(word["start"], 3), round(word["end"], 3), round(min(1.0, word["conf"]), 3))
            for result in results
            for word in json.loads(result).get("result", ())
            if word["word"] not in _NO_WORDS
        ]


def _sample_rate(folder: Path) -> int:
    """What the model was trained at. Its own file says so, under one of two names that models use."""
    for file in (folder / "conf" / "mfcc.conf", folder / "mfcc.conf"):
        if file.is_file():
            for line in file.read_text().split():
                if line.startswith("--sample-frequency="):
                    return int(float(line.partition("=")[2]))
    return 16000
