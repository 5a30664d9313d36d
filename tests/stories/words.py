"""Which words are in a sound: the real Vosk engine with the tiny model listens."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
from playwright.sync_api import Page

from tests.sip import Phone
from tests.sounds import RATE, Sound, write_wav
from tests.stories.product import ROOT, TINY
from transcripts.audio import read_wav, resample
from transcripts.engines import Models, choose
from transcripts.process import RecognizerProcess

CALLER_SAYS = "i want to talk about my order number four two seven"
QUIET = 500
"""Of 32,767: less than this is the pause between words."""
AGENT_SAYS = "can i have your account number please"


def words_in(sound: Sound, folder: Path) -> str:
    """What is said in it (8 kHz)."""
    file = folder / f"heard-{abs(hash(sound.tobytes()))}.wav"
    write_wav(file, sound)
    with RecognizerProcess() as process:
        return process.transcribe(file, choose("en", Models({"en": TINY}, ROOT / "nowhere"))).text


def sound_of(file: Path) -> Sound:
    """A WAV file, as a telephone speaks it."""
    audio = read_wav(file)
    return resample(audio.channels[0], audio.rate, RATE)


def likeness(heard: Sound, said: Sound) -> float:
    """How alike they are, 0 to 1: the median of the stretches of 0.2 s that were said, each looked for in all that was
    heard. A voice whose pieces are stretched or lost on the way is less than half itself, though words are understood.
    """
    step = RATE // 5
    power = np.sqrt(np.convolve(heard.astype(float) ** 2, np.ones(step), "valid")) + 1
    found = []
    for begin in range(0, len(said) - step, step):
        stretch = said[begin : begin + step].astype(float)
        if np.abs(stretch).max() > QUIET:
            alike = np.correlate(heard.astype(float), stretch, "valid") / (power * np.linalg.norm(stretch))
            found.append(float(alike.max()))
    return float(np.median(found))


def chooses_an_order(phone: Phone) -> None:
    """English, about an order, number 427: each key after the question before it was said, at least in part."""
    for keys in ("1", "1", "427#"):
        time.sleep(1.5)
        phone.press(keys)


def browser_heard(page: Page) -> Sound:
    """Everything that came to this browser's ear so far."""
    return np.array(page.evaluate("heardSamples()"), dtype=np.int16)
