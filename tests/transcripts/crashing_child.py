"""The recognition process, with the check of grammars left out: the real engine then really crashes.

A file named `crash.wav` gets a grammar that is no JSON; `hang.wav` never gets an answer.
"""

import os
import signal
import sys
import time
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path

from transcripts import child, vosk_engine
from transcripts.audio import Samples
from transcripts.recognizer import Word

vosk_engine.grammar = lambda phrases: "this is no JSON"


class Unchecked(vosk_engine.Vosk):
    file = ""

    def recognize(self, samples: Samples, rate: int, phrases: Sequence[str] | None = None) -> list[Word]:
        if self.file == "hang.wav":
            time.sleep(60)
        return super().recognize(samples, rate, ["seven"] if self.file == "crash.wav" else None)


def read(path: Path):
    Unchecked.file = path.name
    return child_read(path)


child_read, child.read_wav = child.read_wav, read
child.ENGINES["vosk"] = lambda model, folder, language: Unchecked(Path(folder), model, language)

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(10)
    child.main(Connection(int(sys.argv[1])))
