"""libespeak-ng, called in this process: samples, and which phoneme of which word sounds when."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

RATE = 22050
_SYNCHRONOUS, _PHONEME_EVENTS = 2, 1
_WORD, _END, _PHONEME = 1, 5, 7
_RATE, _PITCH, _RANGE, _GAP = 1, 3, 4, 7
_GLIDE = ";"
"""A palatal off-glide that espeak-ng lists by itself, though no sound lasts that short: it belongs to what precedes."""


class _Id(ctypes.Union):
    _fields_ = [("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8)]


class _Event(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Id),
    ]


@dataclass(frozen=True)
class Manner:
    """How a voice speaks: words a minute, pitch and its range (0 to 99), pause between words (10 ms)."""

    voice: str
    rate: int
    pitch: int
    range: int
    gap: int = 0


@dataclass(frozen=True)
class Phone:
    """A phoneme, the index of the word that it belongs to, and the sample at which it begins."""

    name: str
    word: int
    start: int


@dataclass(frozen=True)
class Speech:
    samples: NDArray[np.int16]
    phones: tuple[Phone, ...]
    end: int
    """The sample at which the last phone ends."""


class Espeak:
    """One to a process: the library keeps its state for itself."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL("libespeak-ng.so.1")
        if self._library.espeak_Initialize(_SYNCHRONOUS, 200, None, _PHONEME_EVENTS) != RATE:
            raise OSError("espeak-ng does not start: install espeak-ng, whose library and data are needed.")
        kind = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))
        self._callback = kind(self._receive)
        self._library.espeak_SetSynthCallback(self._callback)

    def say(self, words: Sequence[str], manner: Manner) -> Speech | None:
        """Speak the words. None where a word is left without a sound, as an unknown letter can be."""
        if self._library.espeak_SetVoiceByName(manner.voice.encode()) != 0:
            raise ValueError(f"espeak-ng has no voice {manner.voice}")
        for parameter, value in (
            (_RATE, manner.rate),
            (_PITCH, manner.pitch),
            (_RANGE, manner.range),
            (_GAP, manner.gap),
        ):
            self._library.espeak_SetParameter(parameter, value, 0)
        self._pieces: list[NDArray[np.int16]] = []
        self._events: list[tuple[int, int, int, str]] = []
        text = " ".join(words).encode() + b"\0"
        self._library.espeak_Synth(text, len(text), 0, 1, 0, 1, None, None)
        return self._speech(words) if self._pieces else None

    def _speech(self, words: Sequence[str]) -> Speech | None:
        # espeak-ng splits Thai words into words of its own: its position in the text tells which of ours it is at.
        word_at = [index for index, word in enumerate(words) for _ in range(len(word) + 1)]
        phones: list[Phone] = []
        word, end = 0, 0
        for kind, sample, position, name in self._events:
            if kind == _WORD:
                word = max(word, word_at[min(position - 1, len(word_at) - 1)])
            elif kind == _PHONEME and name.startswith("_"):
                end = end or sample
            elif kind == _PHONEME and name not in ("", _GLIDE):
                phones.append(Phone(name, word, sample))
                end = 0
        samples = np.concatenate(self._pieces)
        complete = {phone.word for phone in phones} == set(range(len(words)))
        return Speech(samples, tuple(phones), end or len(samples)) if complete else None

    def _receive(self, samples: Any, count: int, events: Any) -> int:
        if count > 0:
            self._pieces.append(np.ctypeslib.as_array(samples, (count,)).copy())
        index = 0
        while events[index].type:
            event = events[index]
            name = event.id.string.decode() if event.type == _PHONEME else ""
            self._events.append((event.type, event.sample, event.text_position, name))
            index += 1
        return 0
