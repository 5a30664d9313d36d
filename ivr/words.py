"""Words that people say or type, made comparable: case, scripts of figures, Arabic and Persian letters."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping

_ENGLISH = "oh zero one two three four five six seven eight nine"
_PERSIAN = "صفر یک دو سه چهار پنج شش هفت هشت نه"
_FILLERS = "press option number key choose please the شماره گزینه کلید دکمه لطفا"

NUMBER_WORDS = {
    **dict(zip(_ENGLISH.split(), "00123456789", strict=True)),
    **dict(zip(_PERSIAN.split(), "0123456789", strict=True)),
}
FILLERS = frozenset(_FILLERS.split())
"""Words around a number that do not change which option is meant: "press one", "گزینه دو"."""

KEY_NAMES = {
    "en": {"*": "star", "#": "hash"},
    "fa": {"*": "ستاره", "#": "مربع", **dict(zip("0123456789", "۰۱۲۳۴۵۶۷۸۹", strict=True))},
}
"""How a key is called, where its sign alone would not be read out well. Other languages have the English names."""

_LETTERS = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ۀ": "ه", "ة": "ه", "\u200c": "", "\u0640": ""})


def key_name(key: str, language: str) -> str:
    """A key as it is said in `language`: star, hash, ۲."""
    return KEY_NAMES.get(language, KEY_NAMES["en"]).get(key, key)


def ascii_digits(text: str) -> str:
    """Figures of any script as ASCII: ۱۲۳ and ١٢٣ become 123."""
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


def plain(text: str) -> str:
    """Lower case, ASCII figures, one space between words; only letters, figures, * and # stay."""
    text = ascii_digits(unicodedata.normalize("NFKC", text)).translate(_LETTERS).casefold()
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join("".join(c if _stays(c) else " " for c in text).split())


def _stays(c: str) -> bool:
    # Vowel signs of Thai and Hindi are marks, not letters, and belong to their word.
    return c.isalnum() or c in "*#" or unicodedata.category(c).startswith("M")


def number_in(text: str) -> str | None:
    """The one number in a sentence ("order four two seven", "سفارش ۴۲۷"), or None where there is none or several."""
    runs: list[str] = []
    joined = False
    for word in plain(text).split():
        digits = NUMBER_WORDS.get(word) or "".join(c for c in word if c.isdigit())
        if digits and joined:
            runs[-1] += digits
        elif digits:
            runs.append(digits)
        joined = bool(digits)
    return runs[0] if len(runs) == 1 else None


def key_in(text: str) -> str | None:
    """The key that somebody names and nothing else: "1", "۱", "one", "press one", "*"."""
    words = [NUMBER_WORDS.get(word, word) for word in plain(text).split() if word not in FILLERS]
    return words[0] if len(words) == 1 and len(words[0]) == 1 and words[0] in "0123456789*#" else None


def mentions(text: str, words: Iterable[str]) -> bool:
    """Whether one of `words` (each may be a phrase) stands in `text` as whole words."""
    said = f" {plain(text)} "
    return any(f" {word} " in said for word in map(plain, words) if word)


def pick(text: str, choices: Mapping[str, Iterable[str]]) -> str | None:
    """The key that `text` chooses. `choices`: key → words and labels that mean it.

    The very words win, then the named key, then a sentence that mentions the words of exactly one choice.
    """
    said = plain(text)
    for key, words in choices.items():
        if said and said in map(plain, words):
            return key
    named = key_in(text)
    if named is not None:
        return named if named in choices else None
    mentioned = [key for key, words in choices.items() if mentions(text, words)]
    return mentioned[0] if len(mentioned) == 1 else None
