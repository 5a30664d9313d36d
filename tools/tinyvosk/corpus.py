"""What is spoken for training: sentences out of a language's word list, each by a voice picked at random."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tools.tinyvosk.espeak import RATE as ESPEAK_RATE
from tools.tinyvosk.espeak import Espeak, Manner
from tools.tinyvosk.sound import RATE, resample

WORDS = Path(__file__).parent / "words"
ACCENTS = {"en": ("en-us", "gmw/en"), "fa": ("fa",), "ru": ("ru",), "th": ("th",)}
_VARIANTS = (
    "m1 m2 m3 m4 m6 m7 f1 f2 f3 f4 klatt klatt2 klatt4 klatt5 Alex Alicia Andrea Andy Annie Denis Diogo Gene Gene2 "
    "Hugo Jacky Lee Marco Mario Mike Nguyen adam anika antonio aunty belinda benjamin boris caleb david ed edward "
    "edward2 grandma grandpa gustave iven iven2 john marcelo max michel miguel norbert pablo paul pedro quincy rob "
    "robert sandro shelby steph steph2 travis victor zac"
)
_HELD_OUT = "m5 m8 f5 klatt3 klatt6 Michael Henrique linda steph3 iven3"
VARIANTS = _VARIANTS.split()
HELD_OUT = _HELD_OUT.split()
"""Never used in training: errors are counted on these."""
PLAIN = 0.06
"""Share of training by the voice without a variant, which is what one hears when nothing else is asked for."""
RAREST, MOST = 0.04, 4
"""A pronunciation counts from this share of a word's occurrences on, and so many of one word at most."""


@dataclass(frozen=True)
class Utterance:
    """Clean samples at 8 kHz, its words, and its phones: name, index of the word, and where each begins and ends."""

    samples: NDArray[np.int16]
    words: tuple[str, ...]
    phones: tuple[tuple[str, int, int, int], ...]


class Language:
    """A language's phrases (words/CODE.txt, one a line) and the words that they are made of."""

    def __init__(self, code: str) -> None:
        if code not in ACCENTS:
            raise ValueError(f"There is no word list for {code}: add words/{code}.txt and a line to ACCENTS.")
        self.code = code
        lines = (WORDS / f"{code}.txt").read_text(encoding="utf-8").split("\n")
        self.phrases = [tuple(line.split()) for line in lines if line.strip()]
        self.words = sorted({word for phrase in self.phrases for word in phrase})
        self._figures = [phrase[0] for phrase in self.phrases[:10]]

    def sentence(self, dice: random.Random, strangers: bool = True) -> tuple[str, ...]:
        """A phrase, some words in any order, some figures, or, with `strangers`, words that do not exist."""
        share = dice.random()
        if share < 0.5:
            return dice.choice(self.phrases)
        if share < 0.72:
            return tuple(dice.choice(self.words) for _ in range(dice.randint(1, 4)))
        if share < 0.85 or not strangers:
            return tuple(dice.choice(self._figures) for _ in range(dice.randint(1, 6)))
        return tuple(
            self.stranger(dice) if dice.random() < 0.7 else dice.choice(self.words) for _ in range(dice.randint(1, 4))
        )

    def stranger(self, dice: random.Random) -> str:
        """The front of one word and the back of another: what [unk] is for, in the language's own sounds."""
        while True:
            front, back = dice.sample(self.words, 2)
            word = front[: (len(front) + 1) // 2] + back[len(back) // 2 :]
            if len(word) > 3 and word not in self.words:
                return word


def speak(language: Language, count: int, seed: int, held_out: bool = False) -> list[Utterance]:
    """`count` utterances; the same seed speaks the same. `held_out`: by voices, and in words, to be tested with."""
    espeak, dice = Espeak(), random.Random(seed)  # noqa: S311 - no secret
    made: list[Utterance] = []
    while len(made) < count:
        utterance = _utterance(espeak, language, dice, held_out)
        if utterance:
            made.append(utterance)
    return made


def _utterance(espeak: Espeak, language: Language, dice: random.Random, held_out: bool) -> Utterance | None:
    words = language.sentence(dice, strangers=not held_out)
    voice = dice.choice(ACCENTS[language.code])
    if held_out:
        voice += f"+{dice.choice(HELD_OUT)}"
    elif dice.random() > PLAIN:
        voice += f"+{dice.choice(VARIANTS)}"
    # Played slower, a voice gets a longer throat: lower formants than any variant has.
    throat = 1.0 if held_out else dice.uniform(0.86, 1.18)
    rate = int(dice.uniform(115, 210) * throat)
    manner = Manner(voice, rate, dice.randint(15, 85), dice.randint(20, 80), dice.choice((0, 0, 0, 1, 4)))
    spoken = espeak.say(words, manner)
    if spoken is None:
        return None
    factor = RATE / ESPEAK_RATE * throat
    samples = np.clip(resample(spoken.samples.astype(np.float64), factor), -32768, 32767).astype(np.int16)
    starts = [round(phone.start * factor) for phone in spoken.phones]
    ends = [*starts[1:], round(spoken.end * factor)]
    loud = np.flatnonzero(np.abs(samples) > 40)
    if len(loud) < RATE // 20:
        return None
    first, last = max(0, int(loud[0]) - 80), min(len(samples), int(loud[-1]) + 80)
    phones = tuple(
        (phone.name, phone.word, max(0, start - first), max(0, min(end, last) - first))
        for phone, start, end in zip(spoken.phones, starts, ends, strict=True)
    )
    return Utterance(samples[first:last], words, phones)


Lexicon = dict[str, list[tuple[str, ...]]]
"""Word → its pronunciations as phones, the most frequent first."""


def lexicon(language: Language, utterances: list[Utterance]) -> Lexicon:
    """How the words were really pronounced, in sentences and alone."""
    heard: dict[str, Counter[tuple[str, ...]]] = defaultdict(Counter)
    for utterance in utterances:
        for index, word in enumerate(utterance.words):
            heard[word][tuple(name for name, of, _, _ in utterance.phones if of == index)] += 1
    known: Lexicon = {}
    for word in language.words:
        total = sum(heard[word].values())
        if not total:
            raise ValueError(f"{word} was never spoken: speak more utterances.")
        known[word] = [said for said, times in heard[word].most_common(MOST) if times >= RAREST * total]
    return known
