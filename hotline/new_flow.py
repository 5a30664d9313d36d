"""What a new flow begins as: greeting, hours, a queue, and a message where nobody is there; something to change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ivr.languages import LANGUAGES

KEYS = "123456789"
"""Of the languages that are offered; further ones are added in the editor, to a menu that nobody could remember."""


def beginning(name: str, languages: Sequence[str], queues: Sequence[str], named: bool = True) -> dict[str, Any]:
    """A flow that answers in these languages and leads everybody to the first of these queues while it is open.

    Callers whose language is not known are asked for it where there are several. Unless it is `named`, `name` is none
    that callers should hear. In a language for which we have no phrases a text is left out, and the editor asks for it.
    """
    first = "language" if len(languages) > 1 else "hours"
    nodes = [
        {
            "key": "greeting",
            "kind": "say",
            "title": "Greeting",
            "prompt": _said("welcome" if named else "hello", languages, company=name),
            "next": first,
        },
        *([_language(languages)] if first == "language" else []),
        {"key": "hours", "kind": "hours", "title": "Opening hours", "open": "people", "closed": "message"},
        {
            "key": "people",
            "kind": "to_queue",
            "title": "To a person",
            "queue": min(queues, default="general"),
            "failure": "message",
        },
        {
            "key": "message",
            "kind": "voicemail",
            "title": "Leave a message",
            "prompt": _said("unreachable", languages),
            "thanks": _said("message_kept", languages),
        },
    ]
    return {
        "name": name,
        "languages": list(languages),
        "start": "greeting",
        "operator": "people",
        "nodes": nodes,
    }


def _language(languages: Sequence[str]) -> dict[str, Any]:
    """Who says nothing goes on in the hotline's own language: asking once more is enough."""
    keys = dict(zip(languages, KEYS, strict=False))
    on = {"retries": 1, "next": "hours"}
    return {
        "key": "language",
        "kind": "language",
        "title": "Language",
        "prompt": {
            language: LANGUAGES[language].phrase("language_offer", key=int(key))
            for language, key in keys.items()
            if language in LANGUAGES
        },
        "options": [{"key": key, "language": code, "label": {code: _name(code)}} for code, key in keys.items()],
        "timeout_s": 3,
        "no_input": on,
        "no_match": on,
        "next": "hours",
    }


def _name(code: str) -> str:
    return LANGUAGES[code].name if code in LANGUAGES else code


def _said(phrase: str, languages: Sequence[str], company: str = "") -> dict[str, str]:
    known = [language for language in languages if language in LANGUAGES]
    return {language: LANGUAGES[language].phrase(phrase, company=company) for language in known}
