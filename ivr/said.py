"""Said: a sentence as data, so that the panel says it in the language of who reads it.

Said(code, params)   a code, and what it is about: words, numbers, yes or no, lists of words, or another Said

English stands beside the codes, where the sentences are made; the panel has all languages under the same codes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Param: TypeAlias = "str | int | float | bool | list[str] | list[Said] | Said | None"


@dataclass(frozen=True)
class Said:
    code: str
    params: Mapping[str, Param] = field(default_factory=dict, hash=False)

    def english(self, sentences: Mapping[str, str]) -> str:
        """In English, where `sentences` has a text for every code that occurs."""

        def shown(value: Param) -> str:
            match value:
                case Said():
                    return value.english(sentences)
                case bool():
                    return "yes" if value else "no"
                case list():
                    return ", ".join(map(shown, value)) or "nothing"
                case int() | float():
                    return f"{value:g}"
            return value or "nothing"

        return sentences[self.code].format_map({name: shown(value) for name, value in self.params.items()})

    def data(self) -> dict[str, Any]:
        """As JSON: {code, params}, with sentences within it alike."""

        def plain(value: Param) -> Any:
            if isinstance(value, list):
                return [plain(each) for each in value]
            return value.data() if isinstance(value, Said) else value

        return {"code": self.code, "params": {name: plain(value) for name, value in self.params.items()}}


def said(code: str, **params: Param) -> Said:
    return Said(code, params)
