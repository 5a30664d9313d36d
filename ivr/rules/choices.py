"""Rules about choices: each can be told apart from the others, and every language can be chosen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ivr.faults import Fault
from ivr.kinds.base import Choice
from ivr.kinds.entry import Entry
from ivr.kinds.menu import Language
from ivr.words import plain

if TYPE_CHECKING:
    from ivr.flow import Flow


def choices(flow: Flow) -> Iterator[Fault]:
    """Two choices under one key, or by one word, cannot be told apart."""
    offered: dict[str, list[Choice]] = {}
    for place, _, value in flow.values:
        if isinstance(value, Choice):
            offered.setdefault(place, []).append(value)
    for place, found in offered.items():
        keys = Counter(choice.key for choice in found)
        words = Counter(word for choice in found for word in {plain(word) for word in choice.all_words()} if word)
        for key in (key for key, count in keys.items() if count > 1 and not isinstance(flow.places[place], Entry)):
            yield Fault(place, "same_key", "options", {"key": key})
        for word in (word for word, count in words.items() if count > 1):
            yield Fault(place, "same_word", "options", {"word": word})


def language_options(flow: Flow) -> Iterator[Fault]:
    for place, node in flow.places.items():
        if not isinstance(node, Language):
            continue
        offered = [option.language for option in node.options]
        for language in set(offered) - set(flow.languages):
            yield Fault(place, "language_not_spoken", "options", {"language": language})
        for language in set(flow.languages) - set(offered):
            yield Fault(place, "language_not_offered", "options", {"language": language})
        for option in node.options:
            if not option.label.texts.get(option.language, "").strip():
                yield Fault(place, "language_unnamed", "options", {"language": option.language})
