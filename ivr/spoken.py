"""What a caller may say at a question: the words that a switch listens for, and how a doubtful one is made sure of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import chain

from ivr import languages, turns
from ivr.kinds.base import Choice, Walk

SURE = 0.6
"""What was heard with less confidence is said back first."""
FIGURES = "0123456789"


def listening(
    walk: Walk, gather: turns.Gather, choices: Iterable[Choice] = (), keys: str = "", more: Iterable[str] = ()
) -> turns.Gather:
    """The same Gather, with what may be said: the choices' own words, names of `keys`, `more`, and words for a person.

    Only in the present language: a recognizer knows one. A chat needs none of it.
    """
    if walk.facts.written:
        return gather
    language = walk.language
    own = (words for choice in choices for words in (choice.spoken(language), _names(choice.key, language)))
    names = (_names(key, language) for key in keys)
    person = walk.flow.operator_words.get(language, []) if walk.flow.operator else []
    words = tuple(dict.fromkeys(chain(*own, *names, more, person)))
    return replace(gather, language=language, words=words)


def made_sure(walk: Walk, said: str, gather: turns.Ending) -> turns.Ending:
    """Ask whether they said this. Yes and no are understood beside all that the question itself understands."""
    language = languages.of(walk.language)
    walk.prompts.append(turns.Say(language.phrase("did_you_say", said=said), walk.language))
    if not isinstance(gather, turns.Gather):
        return gather
    return replace(gather, words=(*gather.words, *language.yes, *language.no))


def _names(key: str, language: str) -> list[str]:
    """How a key is called: "two"; "star"."""
    known = languages.LANGUAGES.get(language.partition("-")[0])
    if known is None:
        return []
    return known.digits[int(key)] if key in FIGURES else [known.key_name(key)]
