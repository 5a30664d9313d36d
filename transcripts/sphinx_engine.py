"""PocketSphinx with the English model that its package carries: it needs no download, so it always answers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

from pocketsphinx import Decoder

from transcripts.audio import Samples, resample
from transcripts.recognizer import Word

RATE = 16000
"""What the bundled model was trained at."""


class PocketSphinx:
    engine = "pocketsphinx"
    language = "en"

    def __init__(self) -> None:
        self._decoder = Decoder(samprate=RATE, loglevel="FATAL")
        self.model = Path(self._decoder.config["hmm"]).name
        self._frames_a_second = self._decoder.config["frate"]

    def recognize(self, samples: Samples, rate: int, phrases: Sequence[str] | None = None) -> list[Word]:
        """`phrases` is left aside: the bundled model is for free speech."""
        self._decoder.start_utt()
        # The whole utterance at once lets the engine take its mean before it decodes the first word.
        self._decoder.process_raw(resample(samples, rate, RATE).astype("<i2").tobytes(), full_utt=True)
        self._decoder.end_utt()
        return [
            Word(
                part.word.partition("(")[0],
                round(part.start_frame / self._frames_a_second, 3),
                round((part.end_frame + 1) / self._frames_a_second, 3),
                _confidence(part.prob),
            )
            for part in self._decoder.seg() or ()
            if part.word[0] not in "<[+"
        ]


def _confidence(posterior: float) -> float:
    return 0.0 if math.isnan(posterior) else round(min(1.0, max(0.0, posterior)), 3)
