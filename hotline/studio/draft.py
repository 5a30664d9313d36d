"""The flow in the making: its nodes, where a way of Studio's leads to in it, and what it says."""

from __future__ import annotations

import re
from typing import Any

from hotline.studio.definition import Definition, StudioRefused, Widget
from hotline.studio.names import GAP, TAG, Meaning, Names
from hotline.studio.report import Outcome, Report
from ivr.said import Param, Said, said

Node = dict[str, Any]

LONGEST_TEXT = 1000
MOST_NODES = 500
LANGUAGE = re.compile(r"([a-z]{2,3})(-[A-Za-z0-9]+)*")
OWN_WORDS = {
    "message": {
        "en": "Please leave a message after the tone.",
        "fa": "لطفاً پس از بوق پیغام بگذارید.",
        "ru": "Пожалуйста, оставьте сообщение после сигнала.",
        "th": "กรุณาฝากข้อความหลังสัญญาณ",
    },
    "thanks": {"en": "Thank you.", "fa": "سپاسگزاریم.", "ru": "Спасибо.", "th": "ขอบคุณค่ะ"},
}
"""What we say where Studio says nothing and a flow of ours must. In other languages `check` asks for it."""


class Draft:
    """What the mappers write into. `passes` are widgets of which nothing is left: widget → where they lead on."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.names = Names(definition)
        self.report = Report()
        self.nodes: list[Node] = []
        self.languages = _languages(definition)
        self.passes: dict[str, str] = {}
        self._missing: dict[str, str] = {}
        self._end = ""

    # Ways.

    def to(self, widget: Widget, event: str) -> str:
        """The key of the node that this event leads to."""
        return self.entry(widget.to(event))

    def entry(self, name: str) -> str:
        """Where a conversation that comes to this widget goes on."""
        passed: set[str] = set()
        while name in self.passes and name not in passed:
            passed.add(name)
            name = self.passes[name]
        if not name or name in passed:
            return self.end()
        if name not in self.names.keys:
            # It stays broken, and `check` shows where: nobody can say what was meant.
            return self._missing.setdefault(name, self.names.fresh(f"missing_{name}"))
        return self.names.keys[name]

    def end(self) -> str:
        """The goodbye that ends a call where Studio has nothing connected."""
        if not self._end:
            self._end = self.names.fresh("end")
            self.nodes.append({"key": self._end, "kind": "goodbye", "title": "The end"})
        return self._end

    # Nodes.

    def key(self, widget: Widget) -> str:
        return self.names.keys[widget.name]

    def add(self, widget: Widget, kind: str, key: str = "", **fields: Any) -> None:
        """A node in place of a widget; those with a key of their own come after it."""
        # Where it stood in Studio is left out: our cards are larger and run from left to right, and would overlap.
        node = {"key": key or self.key(widget), "kind": kind, "title": human(widget.name)[:80]}
        self.nodes.append({**node, **fields})

    def say(self, widget: Widget, outcome: Outcome, code: str, **params: Param) -> None:
        """For the report: one of `sentences`, and what it is about."""
        self.report.add(widget.name, outcome, code, **params)

    def where(self, widget: Widget, event: str) -> str | Said:
        """The widget to which this event led, as the report names it."""
        return widget.to(event) or said("the_end")

    # Words.

    def language(self, widget: Widget) -> str:
        return _language(widget) or self.languages[0]

    def prompt(self, widget: Widget, text: str) -> dict[str, str]:
        """A text with its gaps, as a Prompt in the widget's language."""
        filled = self.filled(widget, text)
        if len(filled) > LONGEST_TEXT:
            self.say(widget, "undecided", "cut", most=LONGEST_TEXT)
        return {self.language(widget): filled[:LONGEST_TEXT]} if filled else {}

    def own_words(self, widget: Widget, which: str) -> dict[str, str]:
        words = OWN_WORDS[which]
        return {language: words[language] for language in self.languages if language in words}

    def speaks(self, widget: Widget) -> tuple[str, dict[str, str]]:
        """What a widget says (its `say`, `play` and `loop`): the key for its node, and its prompt.

        What is longer than one prompt may be goes into say nodes before it.
        """
        text = self.filled(widget, widget.text("say"))
        if widget.text("play"):
            self.say(widget, "undecided", "plays", address=widget.text("play")[:200])
        loops = widget.number("loop")
        if loops == 0:
            self.say(widget, "approximated", "for_ever")
        elif loops and loops > 1:
            text = " ".join([text] * min(loops, 5))
        *before, last = pieces(text) or [""]
        key = self.key(widget)
        for piece in before:
            following = self.names.fresh(self.key(widget))
            self.add(widget, "say", key, prompt={self.language(widget): piece}, next=following)
            key = following
        if before:
            self.say(widget, "approximated", "long", count=len(before))
        return key, {self.language(widget): last} if last else {}

    def filled(self, widget: Widget, text: str) -> str:
        """Gaps as placeholders of ours. What nothing is known of stays to be seen, and `check` asks about it."""

        def placeholder(found: re.Match[str]) -> str:
            if found[2]:
                self.say(widget, "approximated", "filter", filter=found[2].strip()[:60])
            return f"{{{self.meaning(widget, found[1]).name}}}"

        if TAG.search(text):
            self.say(widget, "undecided", "conditions")
        return GAP.sub(placeholder, text).strip()

    def meaning(self, widget: Widget, gap: str) -> Meaning:
        meaning = self.names.meaning(gap.strip())
        if not meaning.known:
            self.say(widget, "undecided", "gap", gap=f"{{{{{gap.strip()[:80]}}}}}", name=meaning.name)
        return meaning

    # All of it.

    def flow(self, start: str) -> dict[str, Any]:
        """The flow as JSON."""
        return {
            "name": self.definition.description.strip()[:80] or "Imported from Studio",
            "languages": self.languages,
            "start": start,
            "nodes": self.nodes,
        }


def human(name: str) -> str:
    """A widget's name as people read it."""
    words = re.sub(r"[_\-\s]+", " ", name).strip()
    return words[:1].upper() + words[1:]


def pieces(text: str) -> list[str]:
    """A text in parts that are short enough, cut at sentences where that is possible."""
    if len(text) > LONGEST_TEXT * MOST_NODES:
        raise StudioRefused("One of its texts is longer than a whole flow may be. Shorten it in Studio.")
    parts: list[str] = []
    while len(text) > LONGEST_TEXT:
        cut = max(text.rfind(mark, 0, LONGEST_TEXT - 1) for mark in (". ", "! ", "? ", "\n"))
        cut = cut + 1 if cut > 0 else max(text.rfind(" ", 0, LONGEST_TEXT), 0) or LONGEST_TEXT
        parts.append(text[:cut].strip())
        text = text[cut:].strip()
    return [*parts, text] if text else parts


def _language(widget: Widget) -> str:
    found = LANGUAGE.fullmatch(widget.text("language"))
    return found[1] if found and len(found[0]) <= 12 else ""


def _languages(definition: Definition) -> list[str]:
    """Those that its widgets speak; the most frequent first."""
    spoken = [language for state in definition.states if (language := _language(state))]
    return sorted(dict.fromkeys(spoken), key=lambda language: -spoken.count(language))[:12] or ["en"]
