"""How well speech is written down, engine against engine: `python bench/speech.py`.

For each collection of recordings and each engine: word error rate (wrong, missing and extra words over the words that
were said) and the time that recognition takes over the time that speech takes. Then what each engine makes of sound in
which nobody speaks, given to it whole and given to it through our gate.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402

from transcripts.audio import Audio, read_wav, resample  # noqa: E402
from transcripts.engines import Models, choose  # noqa: E402
from transcripts.recognizer import Recognizer  # noqa: E402
from transcripts.sphinx_engine import PocketSphinx  # noqa: E402
from transcripts.transcribe import transcribe  # noqa: E402
from transcripts.vosk_engine import Vosk  # noqa: E402

SHARED = ROOT.parent / "shared"
TINY = SHARED / "models" / "vosk-tiny-en"
SENTENCES = (
    "i want to talk about my order number four two seven",
    "can i have your account number please",
    "i want to talk to an operator please",
    "how can i help you today",
    "yes please",
    "no thank you",
)
VOICES = ("en-us+Michael", "en-us+f5", "en-gb+f3", "en-us+m8")


@dataclass(frozen=True)
class Spoken:
    """A recording and the words that are said in it."""

    audio: Audio
    words: list[str]


def plain(text: str) -> list[str]:
    return re.sub(r"[^a-z' ]", " ", text.lower()).split()


def cards() -> list[Spoken]:
    lines = (SHARED / "speech/cards/cards.transcription").read_text().splitlines()
    found = (re.fullmatch(r"<s>(.*)</s> \((\d+)\)", line.strip()) for line in lines)
    return [Spoken(read_wav(SHARED / f"speech/cards/{m[2]}.wav"), plain(m[1])) for m in found if m]


def librivox() -> list[Spoken]:
    files = sorted((SHARED / "speech/librivox").glob("*.wav"))
    return [Spoken(read_wav(file), plain(file.with_suffix(".txt").read_text())) for file in files]


def harvard() -> list[Spoken]:
    folder = SHARED / "speech/harvard8k"
    samples = json.loads((folder / "test_samples.json").read_text())
    return [Spoken(read_wav(folder / sample["filename"]), plain(sample["transcription"])) for sample in samples]


def synthetic() -> list[Spoken]:
    """Call-center sentences by espeak-ng at 8 kHz, with a quiet line's hiss around them."""
    program = shutil.which("espeak-ng") or ROOT / ".asterisk/bin/espeak-ng"
    hiss, spoken = np.random.default_rng(1), []
    with TemporaryDirectory() as folder:
        file = Path(folder) / "voice.wav"
        for voice in VOICES:
            for sentence in SENTENCES:
                subprocess.run([program, "-v", voice, "-s", "150", "-w", file, sentence], check=True)
                audio = read_wav(file)
                sound = resample(audio.channels[0], audio.rate, 8000).astype(float)
                sound = np.pad(sound / sound.std() * 1500, 6000)
                samples = (sound + hiss.normal(0, 4, len(sound))).clip(-32768, 32767).astype(np.int16)
                spoken.append(Spoken(Audio((samples,), 8000), plain(sentence)))
    return spoken


CORPORA: dict[str, Callable[[], list[Spoken]]] = {
    "playing cards, 16 kHz, people": cards,
    "read book, 16 kHz, people": librivox,
    "Harvard sentences, 8 kHz, people": harvard,
    "call center, 8 kHz, espeak-ng": synthetic,
}


def errors(said: list[str], heard: list[str]) -> int:
    """Words to change, add or remove to come from one to the other."""
    row = list(range(len(heard) + 1))
    for line, word in enumerate(said, 1):
        diagonal, row[0] = row[0], line
        for column, other in enumerate(heard, 1):
            diagonal, row[column] = (
                row[column],
                min(row[column] + 1, row[column - 1] + 1, diagonal + (word != other)),
            )
    return row[-1]


def measured(spoken: list[Spoken], recognizer: Recognizer) -> tuple[float, float]:
    """(word error rate in %, times real time)."""
    wrong, began = 0, time.perf_counter()
    for recording in spoken:
        wrong += errors(recording.words, plain(transcribe(recording.audio, recognizer).text))
    took = time.perf_counter() - began
    seconds = sum(recording.audio.duration_s for recording in spoken)
    return 100 * wrong / sum(len(recording.words) for recording in spoken), took / seconds


def wordless() -> dict[str, Audio]:
    """Sounds without a voice: those of the tests, and the hold music of an Asterisk at hand."""
    from tests.transcripts import sounds  # noqa: PLC0415 only here

    made = {
        "silence": sounds.silence(30),
        "ringing": sounds.ringing(),
        "keypad": sounds.keys(),
        "chords": sounds.music(),
    }
    found = {name: Audio((samples,), sounds.RATE) for name, samples in made.items()}
    for folder in (ROOT / ".asterisk", Path("/usr/share/asterisk")):
        for file in sorted(folder.glob("**/moh/*.wav")):
            audio = read_wav(file)
            found.setdefault(file.stem, Audio((audio.channels[0][: 60 * audio.rate],), audio.rate))
    return found


def invented(audio: Audio, recognizer: Recognizer) -> tuple[int, int]:
    """Words heard where nobody speaks: (in the whole sound, in what our gate lets through)."""
    samples, piece = audio.channels[0], 20 * audio.rate
    whole = sum(
        len(recognizer.recognize(samples[start : start + piece], audio.rate)) for start in range(0, len(samples), piece)
    )
    return whole, transcribe(audio, recognizer).words


def main() -> int:
    engines: list[Recognizer] = [PocketSphinx()]
    if TINY.is_dir():
        engines.append(Vosk(TINY, TINY.name, "en"))
    best = choose("en", Models({}, ROOT / "var/models"))
    if best.folder:
        engines.append(Vosk(best.folder, best.model, "en"))
    names = [f"{engine.engine} {engine.model}" for engine in engines]
    print(f"{'':34}" + "".join(f"{name:>26}" for name in names))
    print(f"{'word error rate, × real time':34}" + "-" * 26 * len(names))
    for title, corpus in CORPORA.items():
        try:
            spoken = corpus()
        except (FileNotFoundError, PermissionError) as fault:
            print(f"{title:34} not measured: {fault.filename} is not there")
            continue
        cells = (f"{rate:.1f} %, {speed:.3f} ×" for rate, speed in (measured(spoken, engine) for engine in engines))
        print(f"{title:34}" + "".join(f"{cell:>26}" for cell in cells))
    print(f"{'words invented: whole → gated':34}" + "-" * 26 * len(names))
    for title, audio in wordless().items():
        cells = (f"{whole} → {gated}" for whole, gated in (invented(audio, engine) for engine in engines))
        print(f"{title[:24]:24}{audio.duration_s:8.0f} s" + "".join(f"{cell:>26}" for cell in cells))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
