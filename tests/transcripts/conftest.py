"""espeak-ng speaks, the real engines listen, a database remembers."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

import timeline.models
from db import now
from tests.transcripts.sounds import RATE, ROOT, TINY
from transcripts.audio import Samples, read_wav, resample
from transcripts.engines import Choice, Models, choose
from transcripts.process import RecognizerProcess


@pytest.fixture(scope="session")
def say(tmp_path_factory):
    """say(text, voice) → samples at 8 kHz, spoken by espeak-ng."""
    program = shutil.which("espeak-ng") or ROOT / ".asterisk" / "bin" / "espeak-ng"
    if not Path(program).exists():
        pytest.skip("espeak-ng is not installed, so there is nobody to speak")
    folder = tmp_path_factory.mktemp("voices")

    def speak(text: str, voice: str = "en-us+Michael") -> Samples:
        file = folder / "voice.wav"
        subprocess.run([program, "-v", voice, "-s", "150", "-w", file, text], check=True)
        audio = read_wav(file)
        sound = resample(audio.channels[0], audio.rate, RATE).astype(float)
        return (sound / sound.std() * 1500).clip(-32768, 32767).astype(np.int16)

    return speak


@pytest.fixture(scope="session")
def tiny() -> Choice:
    """The real Vosk engine with the tiny model."""
    if not TINY.is_dir():
        pytest.skip("the tiny Vosk model is not there (../shared/models/vosk-tiny-en)")
    return choose("en", Models({"en": TINY}, ROOT / "nowhere"))


@pytest.fixture(scope="session")
def sphinx() -> Choice:
    return choose("en", Models({}, ROOT / "nowhere"))


@pytest.fixture(scope="session")
def recognizer():
    with RecognizerProcess() as process:
        yield process


@pytest.fixture
def db(sqlite):
    with sqlite.transaction() as session:
        session.add(timeline.models.Customer(id=1, created_at=now(), seen_at=now()))
    return sqlite
