"""What a text is searched by: its words, spelt alike in every language. Pure, and the same on every database.

Case, accents, Arabic and Persian letters and digits of all scripts are made one. Thai and its neighbours write without
spaces, so their text is cut into pairs of letters: whoever searches a word searches the pairs that it is made of.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

LONGEST = 40
"""Letters of a word that are looked at; a longer one is no word but a file or a key."""

# Thai, Lao, Burmese, Khmer, kana and the Chinese characters.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
_WORD = re.compile(rf"[{_UNSPACED}]+|(?:(?![{_UNSPACED}])[^\W_])+")
_IS_UNSPACED = re.compile(rf"[{_UNSPACED}]")
# Accents over Latin, Greek and Cyrillic letters; Arabic vowel signs and the stroke that stretches a word.
_ACCENTS = re.compile("[\u0300-\u036f\u0640\u064b-\u065f\u0670]")
_ALIKE = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "أ": "ا", "إ": "ا", "ؤ": "و"})


def spelt(text: str) -> str:
    """The text in letters that compare: `Bücher ٤٢۷` → `bucher 427`."""
    text = unicodedata.normalize("NFKC", text).casefold().translate(_ALIKE)
    text = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    return "".join(str(unicodedata.digit(c)) if not c.isascii() and unicodedata.digit(c, -1) >= 0 else c for c in text)


def terms(text: str) -> list[str]:
    """The words of a text, each once, in their order."""
    return list(dict.fromkeys(term for word in _WORD.findall(spelt(text)) for term in _terms(word)))


def _terms(word: str) -> Iterable[str]:
    if not _IS_UNSPACED.match(word) or len(word) == 1:
        return [word[:LONGEST]]
    return [word[at : at + 2] for at in range(len(word) - 1)]


def asked(q: str) -> list[tuple[str, bool]]:
    """What must be found for `q`: (term, whether a longer word that begins so will do as well)."""
    found = terms(q)
    open_end = bool(found) and not _IS_UNSPACED.match(found[-1])
    return [(term, open_end and at == len(found) - 1) for at, term in enumerate(found)]


def around(text: str, q: str, length: int = 200) -> str:
    """The piece of a text in which the first word of `q` stands that is in it; its beginning, where none is."""
    text = " ".join(text.split())
    wanted = [word for word in _WORD.findall(spelt(q)) if word]
    # Where the spelling has another length than the text, the place is near enough for an excerpt.
    places = [place for place in (spelt(text).find(word) for word in wanted) if place >= 0]
    start = max(0, min(places) - length // 3) if places else 0
    if start:
        start = text.find(" ", start) + 1 or start
    piece = text[start : start + length]
    return f"{'… ' if start else ''}{piece}{' …' if start + length < len(text) else ''}"
