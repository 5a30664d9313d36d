"""Prompts as audio files: spoken by espeak-ng once, and kept by the hash of what they say.

Each prompt is two files with one stem, `.wav` (8 kHz) and `.wav16` (16 kHz), 16-bit mono; the switch takes the better
one that the call can carry. A file is complete or absent, never half written.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import secrets
import shutil
import subprocess
import threading
import wave
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from config import ROOT, Config
from hotline import phrases
from ivr import languages
from ivr.languages import LANGUAGES
from ivr.turns import Play, Prompt, Say

log = logging.getLogger(__name__)

RATES = {".wav": 8000, ".wav16": 16000}
WORDS_PER_MINUTE = 150
_VERSION = "1"
"""Part of the hash: raise it when the same text has to sound different."""
LONGEST = 2000
"""Characters. Nobody listens longer, and a flow's author cannot fill the disk by accident."""

Samples = NDArray[np.int16]


class Prompts:
    """The prompts folder of one configuration. Safe to use from any number of threads and processes."""

    def __init__(self, config: Config) -> None:
        self.folder = config.var / "prompts"
        self.folder.mkdir(parents=True, exist_ok=True)
        self._espeak, self._environment = _speaker(config)
        self._one_at_a_time: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()
        self._known: set[str] = set()

    def stem(self, prompt: Prompt) -> Path:
        """The path of the prompt without its ending, made now if it does not exist yet.

        A recording that was not uploaded here is read out from its text. Raises PromptFault.
        """
        path, say = self.place(prompt)
        return self._spoken(path, *self._wording(say)[1:]) if say else path

    def place(self, prompt: Prompt) -> tuple[Path, Say | None]:
        """The path without its ending, and what is to be said there where it does not exist yet. Makes nothing.

        Raises PromptFault.
        """
        if isinstance(prompt, Play):
            path = self.uploaded(prompt.audio)
            if path.with_suffix(".wav").exists():
                return path, None
            log.warning("prompt audio %s is missing; its text is read out", prompt.audio)
            prompt = Say(prompt.text, prompt.language)
        name, _, _ = self._wording(prompt)
        path = self.folder / name
        if name not in self._known and path.with_suffix(".wav").exists():
            self._known.add(name)
        return path, None if name in self._known else prompt

    def apology(self, language: str) -> Path:
        """Said when we failed the caller; rendered at start, so that it needs nothing that could be broken by then."""
        return self.stem(phrases.say("apology", language))

    def beep(self) -> Path:
        """The tone after which a caller's message is recorded."""
        path = self.folder / "beep"
        if not path.with_suffix(".wav").exists():
            at = np.arange(int(0.25 * 16000)) / 16000
            self._write(path, (6000 * np.sin(2 * np.pi * 880 * at) * np.hanning(len(at))).astype(np.int16), 16000)
        return path

    def warm(self, wanted: Iterable[Prompt]) -> threading.Thread:
        """Make these, and the apologies, in the background; what fails is logged and tried again when it is needed."""
        thread = threading.Thread(target=self._warm, args=(list(wanted),), name="prompts", daemon=True)
        thread.start()
        return thread

    def _warm(self, wanted: list[Prompt]) -> None:
        apologies = [phrases.say("apology", language) for language in LANGUAGES]
        for prompt in [*apologies, *wanted]:
            try:
                self.stem(prompt)
            except PromptFault as fault:
                log.warning("%s", fault)

    def warm_together(self, wanted: Iterable[Prompt], threads: int = 2) -> None:
        """As `warm`, and wait until they are there."""
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(self.stem, wanted))

    def keep(self, samples: Samples, rate: int) -> str:
        """Keep a recording under the hash of its samples, and return that: it is the name for `Play.audio`."""
        name = hashlib.sha256(samples.astype("<i2").tobytes()).hexdigest()
        stem = self.uploaded(name)
        if not stem.with_suffix(".wav").exists():
            stem.parent.mkdir(exist_ok=True)
            self._write(stem, samples, rate)
        return name

    def uploaded(self, name: str) -> Path:
        """Where the recording of this name is, or would be, without its ending. Raises PromptFault for no name."""
        return self.folder / "audio" / _safe(name)

    def _wording(self, say: Say) -> tuple[str, str, str]:
        """The name of its file, what espeak-ng is told, and the voice."""
        text = (spelled(say.text) if say.digits else say.text).strip()[:LONGEST]
        spoken_by = languages.of(say.language)
        voice = spoken_by.voices.espeak
        # Double brackets are espeak-ng's notation for phonemes, which nobody means in a prompt.
        text = spoken_by.pronounced(spoken_by.aloud(text.replace("[[", "[").replace("]]", "]")))
        whole = f"{_VERSION}\0{voice}\0{WORDS_PER_MINUTE}\0{text}"
        return hashlib.sha256(whole.encode()).hexdigest()[:32], text, voice

    def _spoken(self, path: Path, text: str, voice: str) -> Path:
        with self._lock:
            turn = self._one_at_a_time.setdefault(path.name, threading.Lock())
        with turn:
            if not path.with_suffix(".wav").exists():
                self._write(path, *self._speak(text, voice))
            self._known.add(path.name)
        with self._lock:
            self._one_at_a_time.pop(path.name, None)
        return path

    def _speak(self, text: str, voice: str) -> tuple[Samples, int]:
        """Text goes in by standard input, so nothing in it is an option, a file name or (without -m) markup."""
        if not any(letter.isalnum() for letter in text):
            return np.zeros(1600, np.int16), 16000
        if self._espeak is None:
            raise PromptFault("espeak-ng is not here to speak prompts: `make run` fetches it, or install espeak-ng.")
        command = [self._espeak, "-v", voice, "-s", str(WORDS_PER_MINUTE), "-b", "1", "--stdin", "--stdout"]
        try:
            done = subprocess.run(  # noqa: S603 - fixed arguments
                command, input=text.encode(), capture_output=True, timeout=30, check=True, env=self._environment
            )
        except (OSError, subprocess.SubprocessError) as fault:
            raise PromptFault(f"espeak-ng could not speak {text[:60]!r}: {fault}") from fault
        return _read_wav(done.stdout)

    def _write(self, stem: Path, samples: Samples, rate: int) -> None:
        # The plain .wav comes last: where it exists, everything does.
        for ending in (".wav16", ".wav"):
            new = stem.with_name(f"{stem.name}.{os.getpid()}.{secrets.token_hex(3)}.new")
            write_wav(new, resample(samples, rate, RATES[ending]), RATES[ending])
            new.replace(stem.with_suffix(ending))


class PromptFault(Exception):
    """A prompt could not be made."""


def spelled(text: str) -> str:
    """Figures one by one with a breath between: "4027" becomes "4, 0, 2, 7"."""
    return re.sub(r"\w+", lambda word: ", ".join(word.group()), text)


def resample(samples: Samples, rate: int, wanted: int) -> Samples:
    """Change the rate, through the spectrum: what a lower rate cannot carry is cut off and does not fold back."""
    if rate == wanted or not len(samples):
        return samples
    length = round(len(samples) * wanted / rate)
    # A multiple of a round number keeps the transform quick; the padding is cut off again below.
    padded = -(-len(samples) // rate) * rate
    spectrum = np.fft.rfft(samples.astype(np.float64), padded)
    target = padded // rate * wanted
    kept = np.zeros(target // 2 + 1, complex)
    common = min(len(spectrum), len(kept))
    kept[:common] = spectrum[:common]
    wave_ = np.fft.irfft(kept, target)[:length] * (wanted / rate)
    return np.clip(np.rint(wave_), -32768, 32767).astype(np.int16)


def write_wav(path: Path, samples: Samples, rate: int, channels: int = 1) -> None:
    """16-bit PCM; stereo samples are interleaved."""
    with path.open("wb") as file, wave.open(file, "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(samples.astype("<i2").tobytes())


def write_chords(path: Path) -> None:
    """A minute of soft chords at 8 kHz, the music of last resort."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    rate, beat = 8000, 2.5
    at = np.arange(int(rate * beat)) / rate
    swell = 2600 * np.sin(np.pi * at / beat) ** 2
    chords = ((220.0, 277.2, 329.6), (196.0, 246.9, 293.7), (174.6, 220.0, 261.6), (196.0, 246.9, 329.6))
    round_ = np.concatenate([swell * sum(np.sin(2 * np.pi * tone * at) for tone in chord) / 3 for chord in chords])
    new = path.with_suffix(f".{os.getpid()}")
    write_wav(new, np.tile(round_, 6).astype(np.int16), rate)
    new.replace(path)


def _read_wav(data: bytes) -> tuple[Samples, int]:
    """Mono samples and their rate. Sizes in the header are not believed: a pipe's writer cannot know them."""
    if len(data) < 44 or data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise PromptFault("This is not a WAV file of 16-bit PCM, 8 to 48 kHz.")
    at, form = 12, b""
    while at + 8 <= len(data) and data[at : at + 4] != b"data":
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        if data[at : at + 4] == b"fmt ":
            form = data[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
    codec, channels = (int.from_bytes(form[i : i + 2], "little") for i in (0, 2))
    rate, bits = int.from_bytes(form[4:8], "little"), int.from_bytes(form[14:16], "little")
    if codec not in (1, 0xFFFE) or channels not in (1, 2) or bits != 16 or not 8000 <= rate <= 48000:
        raise PromptFault("This WAV file is not of 16-bit PCM, 8 to 48 kHz, mono or stereo.")
    size = int.from_bytes(data[at + 4 : at + 8], "little")
    body = data[at + 8 :] if size in (0, 0xFFFFFFFF, 0x7FFFFFFF) else data[at + 8 : at + 8 + size]
    samples = np.frombuffer(body[: len(body) // (2 * channels) * 2 * channels], "<i2").astype(np.int16)
    if channels == 2:
        samples = samples.reshape(-1, 2).mean(axis=1).astype(np.int16)
    return samples, rate


def _safe(name: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{64}", name):
        raise PromptFault(f"{name!r} is not the name of an uploaded recording.")
    return name


def _speaker(config: Config) -> tuple[str | None, dict[str, str]]:
    """espeak-ng: the private copy's where there is one, else the system's."""
    for home in filter(None, (config.asterisk_home, ROOT / ".asterisk")):
        if (home / "bin/espeak-ng").exists():
            return str(home / "bin/espeak-ng"), dict(os.environ)
    return shutil.which("espeak-ng"), dict(os.environ)
