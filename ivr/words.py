"""Words that people say or type, made comparable: case, scripts of figures, Arabic and Persian letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

from ivr import languages

_LETTERS = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ۀ": "ه", "ة": "ه", "\u200c": "", "\u0640": ""})
_THAI_MARKS = (103, 107)
"""Combining classes of Thai vowels below and of tone marks. Other accents are left aside; these make the word."""
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u4e00-\u9fff"
"""Scripts that put no space between words: Thai, Lao, Burmese, Khmer, kana, Han."""


def key_name(key: str, language: str) -> str:
    """A key as it is said in `language`: star, hash, ۲."""
    return languages.of(language).key_name(key)


def ascii_digits(text: str) -> str:
    """Figures of any script as ASCII: ۱۲۳ and ١٢٣ become 123."""
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


def plain(text: str) -> str:
    """Lower case, ASCII figures, one space between words; only letters, figures, * and # stay."""
    text = ascii_digits(unicodedata.normalize("NFKC", text)).translate(_LETTERS).casefold()
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if unicodedata.combining(c) in (0, *_THAI_MARKS))
    return " ".join("".join(c if _stays(c) else " " for c in text).split())


def _stays(c: str) -> bool:
    # Vowel signs of Thai and Hindi are marks, not letters, and belong to their word.
    return c.isalnum() or c in "*#" or unicodedata.category(c).startswith("M")


def number_in(text: str) -> str | None:
    """The one number in a sentence ("order four two seven", "سفارش ۴۲۷"), or None where there is none or several."""
    runs: list[str] = []
    joined = False
    for word in _tokens(text):
        digits = number_words().get(word) or "".join(c for c in word if c.isdigit())
        if digits and joined:
            runs[-1] += digits
        elif digits:
            runs.append(digits)
        joined = bool(digits)
    return runs[0] if len(runs) == 1 else None


def key_in(text: str) -> str | None:
    """The key that somebody names and nothing else: "1", "۱", "one", "press one", "*"."""
    words = [number_words().get(word, word) for word in _tokens(text) if word not in fillers()]
    return words[0] if len(words) == 1 and len(words[0]) == 1 and words[0] in "0123456789*#" else None


def mentions(text: str, words: Iterable[str]) -> bool:
    """Whether one of `words` (each may be a phrase) stands in `text` as whole words."""
    said = f" {plain(text)} "
    return any(word in said if _unspaced(word) else f" {word} " in said for word in map(plain, words) if word)


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


def same_script(text: str, sample: str) -> bool:
    """Whether most letters of a text are of the script that the sample is written in, so that its voice can say it."""
    letters, scripts = [_script(c) for c in text if c.isalpha()], {_script(c) for c in sample if c.isalpha()}
    return 2 * sum(each in scripts for each in letters) > len(letters)


def _script(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]


def number_words() -> Mapping[str, str]:
    """Word → figure, of all languages: people mix them."""
    return _number_words(tuple(languages.LANGUAGES))


def fillers() -> frozenset[str]:
    """Words around a number that do not change which option is meant: "press one", "گزینه دو"."""
    return _fillers(tuple(languages.LANGUAGES))


@lru_cache(maxsize=8)
def _number_words(codes: tuple[str, ...]) -> dict[str, str]:
    return {
        plain(word): str(figure)
        for code in codes
        for figure, words in enumerate(languages.LANGUAGES[code].digits)
        for word in words
    }


@lru_cache(maxsize=8)
def _fillers(codes: tuple[str, ...]) -> frozenset[str]:
    return frozenset(plain(word) for code in codes for word in languages.LANGUAGES[code].fillers)


def _tokens(text: str) -> list[str]:
    """Words; in scripts without spaces, the words for figures are cut out of what they are written together with."""
    return _cut(plain(text), tuple(languages.LANGUAGES)).split()


def _cut(said: str, codes: tuple[str, ...]) -> str:
    if not re.search(f"[{_UNSPACED}]", said):
        return said
    word = _unspaced_words(codes)
    # One figure within a longer word is a part of that word (เก้าอี้ is a chair, not 9 of something): a run of them, or
    # a word that is nothing but figures and fillers, is a number.
    number = re.compile(rf"(?<!\S)(?:{word}|[0-9*#])+(?!\S)|(?:{word}){{2,}}")
    return number.sub(lambda found: re.sub(word, r" \g<0> ", found[0]), said)


@lru_cache(maxsize=8)
def _unspaced_words(codes: tuple[str, ...]) -> str:
    """A pattern of all words for figures and fillers in unspaced scripts, the longest first."""
    words = {word for word in (*_number_words(codes), *_fillers(codes)) if _unspaced(word)}
    return "|".join(sorted(map(re.escape, words), key=lambda word: (-len(word), word))) or r"(?!)"


def _unspaced(word: str) -> bool:
    return re.match(f"[{_UNSPACED}]", word) is not None
