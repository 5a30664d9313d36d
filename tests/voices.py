"""People who speak, for tests: espeak-ng's voices, as a telephone carries them; and the tiny models that know them."""

from __future__ import annotations

import io
import shutil
import subprocess
import wave
from functools import cache
from pathlib import Path

import numpy as np

from tests.sip import ROOT
from tests.sounds import RATE, Sound
from transcripts.audio import resample
from transcripts.engines import Models

MODELS = ROOT / "tests/models"
"""Made by tools/tinyvosk: call-center words in each language, for synthetic voices, not for people."""
LANGUAGES = ("en", "fa", "ru", "th")


def tiny_models(*languages: str) -> Models:
    return Models({language: MODELS / language for language in languages or LANGUAGES}, Path("/nowhere"))


@cache
def spoken(text: str, voice: str = "en-us", words_per_minute: int = 150) -> Sound:
    """What it sounds like, at RATE."""
    copy = ROOT / ".asterisk/bin/espeak-ng"
    program = str(copy) if copy.exists() else shutil.which("espeak-ng")
    assert program, "espeak-ng is not here: `make test` fetches it"
    made = subprocess.run(
        [program, "-v", voice, "-s", str(words_per_minute), "--stdin", "--stdout"],
        input=text.encode(),
        capture_output=True,
        check=True,
    )
    with wave.open(io.BytesIO(made.stdout)) as file:
        rate = file.getframerate()
    # The header's length is not to be believed: a pipe's writer cannot know it.
    body = made.stdout[made.stdout.index(b"data") + 8 :]
    samples = np.frombuffer(body[: len(body) // 2 * 2], "<i2").astype(np.int16)
    return resample(samples, rate, RATE)
