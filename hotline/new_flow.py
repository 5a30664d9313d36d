"""What a new flow begins as: a greeting and a queue, so that there is something to change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ivr.languages import LANGUAGES


def beginning(name: str, languages: Sequence[str], queues: Sequence[str]) -> dict[str, Any]:
    """A flow that answers in these languages and leads everybody to the first of these queues."""
    return {
        "name": name,
        "languages": list(languages),
        "start": "greeting",
        "operator": "people",
        "nodes": [
            {
                "key": "greeting",
                "kind": "say",
                "title": "Greeting",
                "prompt": _greeting(name, languages),
                "next": "people",
            },
            {
                "key": "people",
                "kind": "to_queue",
                "title": "To a person",
                "queue": min(queues, default="general"),
            },
        ],
        "layout": {"greeting": [0, 0], "people": [0, 160]},
    }


def _greeting(name: str, languages: Sequence[str]) -> dict[str, str]:
    """In a language for which we have no greeting the text is left out, and the editor asks for it."""
    known = [language for language in languages if language in LANGUAGES]
    return {language: LANGUAGES[language].phrase("welcome", company=name) for language in known}
