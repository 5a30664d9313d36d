"""Rules about texts: every language has each of them, and what stands in braces is known."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ivr.faults import Fault
from ivr.kinds.base import PLACEHOLDERS
from ivr.kinds.menu import Language
from ivr.kinds.outside import LookUp, Message
from ivr.rules.names import answers_of, facts_of
from ivr.texts import PLACEHOLDER, STRAY_BRACE, Prompt, Texts, placeholders
from ivr.written import misleading

if TYPE_CHECKING:
    from ivr.flow import Flow

LANGUAGE_CODE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
OWN = {
    "confirm.prompt": {"value"},
    "offer": {"label", "phrase", "key"},
    "finish": {"key"},
}
"""Field → names that only it has."""
NEEDED = {"confirm.prompt": "value", "offer": "key", "finish": "key"}
"""Field → the name that it makes no sense without."""


def languages(flow: Flow) -> Iterator[Fault]:
    for language, count in Counter(flow.languages).items():
        if count > 1 or not LANGUAGE_CODE.fullmatch(language):
            yield Fault("", "wrong_language", "languages", {"language": language})
    for place, field, texts in _texts(flow):
        if isinstance(flow.places.get(place), Language) and field.endswith("label"):
            continue  # a language is offered under its own name; see `language_options`
        missing = [language for language in flow.languages if not texts.texts.get(language, "").strip()]
        if missing == flow.languages and field == "prompt":
            yield Fault(place, "no_prompt", field)
        elif missing:
            yield Fault(place, "untranslated", field, {"languages": missing})
        # A sub-flow may speak more languages than who leads there.
        extra = set(texts.uploads) - set(flow.part_of(place).languages) if isinstance(texts, Prompt) else set()
        if extra:
            yield Fault(place, "foreign_recording", field, {"languages": sorted(extra)})


def names_in_texts(flow: Flow) -> Iterator[Fault]:
    known = {*PLACEHOLDERS, *facts_of(flow), *answers_of(flow)}
    for place, field, texts in _texts(flow):
        allowed = known | OWN.get(field, set()) if isinstance(texts, Prompt) else set()
        uploads = texts.uploads if isinstance(texts, Prompt) else {}
        needed = NEEDED.get(field)
        for language, text in texts.texts.items():
            if "{" not in text and "}" not in text and not needed:
                continue
            named = placeholders(text)
            for name in sorted(named - allowed):
                yield Fault(place, "unknown_placeholder", field, {"language": language, "name": name})
            if STRAY_BRACE.search(PLACEHOLDER.sub("", text)):
                yield Fault(place, "stray_brace", field, {"language": language})
            if language in uploads and named:
                yield Fault(place, "recorded_placeholder", field, {"language": language})
            if needed and needed not in named:
                yield Fault(place, "placeholder_missing", field, {"language": language, "name": needed})


def messages(flow: Flow) -> Iterator[Fault]:
    """What is written can be no recording, and its links lead where its author says; what a look-up sends is known."""
    known = {*PLACEHOLDERS, *facts_of(flow), *answers_of(flow)}
    for place, node in flow.places.items():
        if isinstance(node, Message) and node.text.uploads:
            yield Fault(place, "recorded_message", "text")
        if isinstance(node, Message):
            for language, text in node.text.texts.items():
                for link, code in misleading(text):
                    yield Fault(place, code, "text", {"language": language, "link": link})
        if isinstance(node, LookUp):
            for name, text in node.send.items():
                for unknown in sorted(placeholders(text) - known):
                    yield Fault(place, "unknown_sent", f"send.{name}", {"name": unknown})


def _texts(flow: Flow) -> Iterator[tuple[str, str, Texts]]:
    """Every text of the flow: (place or "", field, text)."""
    return ((place, field, value) for place, field, value in flow.values if isinstance(value, Texts))
