"""What a letter tells of its own accord: the topic and the answers that a flow would ask for. Pure.

A flow says by which words: a menu's options by their labels and words, and an `ask` by what stands before its figures
(`named`: "order number 4711"). What is named twice in different ways is asked, not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from ivr.facts import Answer
from ivr.flow import Flow
from ivr.heard import Heard, Spoken
from ivr.kinds.ask import Ask
from ivr.kinds.menu import Menu, MenuOption
from ivr.state import State
from ivr.words import mentions, plain

FEWEST = 3
"""Figures that need no # before them: fewer after a word may count things ("I would order 2 chairs")."""


@dataclass(frozen=True)
class Told:
    """`topic` is its stable name, empty where nothing says it; `answers` are by the questions' names."""

    topic: str = ""
    topic_labels: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, Answer] = field(default_factory=dict)


def told(flow: Flow, subject: str, text: str, language: str) -> Told:
    """Read a letter. `language` is the one in which answers are labelled."""
    topic, labels, answers = "", dict[str, str](), dict[str, Answer]()
    for node in flow.places.values():
        if not isinstance(node, Menu) or not (node.answer or node.topic):
            continue
        option = _meant(node, subject) or _meant(node, text)
        if option is None:
            continue
        if node.answer:
            answers.setdefault(node.answer, Answer(option.stable, option.label.text(language)))
        if node.topic and not topic:
            topic, labels = option.stable, (option.phrase or option.label).by_language()
    return Told(topic, labels, answers | numbers(flow, f"{subject}\n{text}"))


def numbers(flow: Flow, text: str) -> dict[str, Answer]:
    """The numbers that a text names, by the names of the questions that they answer."""
    said, found = plain(text), dict[str, set[str]]()
    for place, node in flow.places.items():
        if isinstance(node, Ask):
            own = flow.part_of(place).answer_names.get(node.answer) or flow.answer_names.get(node.answer)
            called = [*(own.by_language().values() if own else ()), *(w for each in node.named.values() for w in each)]
            fits = {each for each in _after(said, called) if len(each) in range(node.min, node.max + 1)}
            found.setdefault(node.answer, set()).update(
                each for each in fits if not node.pattern or re.fullmatch(node.pattern, each)
            )
    return {name: Answer(value, value) for name, values in found.items() if len(values) == 1 for value in values}


def _meant(menu: Menu, text: str) -> MenuOption | None:
    """The one option whose words the text mentions."""
    meant = [o for o in menu.options if o.in_letters and not o.aside and mentions(text, o.all_words())]
    return meant[0] if len(meant) == 1 else None


def _after(said: str, names: list[str]) -> Iterator[str]:
    """The figures that stand right behind one of these names, in a `plain` text."""
    for name in filter(None, map(plain, names)):
        for found in re.finditer(rf"(?<!\S){re.escape(name)} ?(?:(?P<marked>#+ ?)|(?<= ))(?P<figures>\d+)(?!\S)", said):
            if found["marked"] or len(found["figures"]) >= FEWEST:
                yield found["figures"]


def beside(flow: Flow, state: State, heard: Heard) -> State:
    """The state with the numbers that somebody writes beside what they are asked: "where is my order 4711?"."""
    if not isinstance(heard, Spoken) or state.ended:
        return state
    return replace(state, answers={**numbers(flow, heard.text), **state.answers})
