"""Names in several languages."""

from __future__ import annotations

from collections.abc import Mapping


def in_language(names: Mapping[str, str], language: str, otherwise: str = "") -> str:
    """The name in this language, else in English, else `otherwise`."""
    return names.get(language) or names.get("en") or otherwise
