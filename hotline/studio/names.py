"""Names of Studio as names of ours: widgets, variables, and what stands in {{double braces}}."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hotline.studio.definition import Definition, Widget
from ivr.facts import FORKABLE
from ivr.kinds.base import PLACEHOLDERS

GAP = re.compile(r"\{\{([^{}|]*)(\|[^{}]*)?\}\}")
"""{{widgets.menu.Digits | default: "1"}}: what is meant, and filters. No text makes these patterns slow."""
TAG = re.compile(r"\{%[^%{}]*%\}")
CALLER = {"trigger.call.From", "trigger.call.Caller", "contact.channel.address", "trigger.message.From"}
ASKS = {"gather-input-on-call", "send-and-wait-for-reply"}
TAKEN = {*PLACEHOLDERS, *FORKABLE, "value"}
"""Names of facts of ours, which no answer may have."""
LONGEST = 40


@dataclass(frozen=True)
class Meaning:
    """What a gap stands for: `facts.caller`, `answers.menu`. Where it is not `known`, `check` will ask about it."""

    side: str
    name: str
    known: bool = True

    @property
    def on(self) -> str:
        return f"{self.side}.{self.name}"


def slug(text: str, beginning: str = "n") -> str:
    """Anything as a name: lower case, figures and underscores."""
    plain = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_") or beginning
    return (plain if plain[0].isalpha() else f"{beginning}_{plain}")[:LONGEST].rstrip("_")


class Names:
    """One table for the whole flow, so that the same thing has the same name everywhere."""

    def __init__(self, definition: Definition) -> None:
        self._used: set[str] = set()
        self._next: dict[str, int] = {}
        self.keys = {state.name: self.fresh(state.name) for state in definition.states}
        self._kinds = {state.name: state.type for state in definition.states}
        self._variables = dict(_variables(definition))
        self.used = {found for state in definition.states for found in gaps(state)}
        """Everything that is mentioned anywhere."""

    def fresh(self, wish: str) -> str:
        """A key that no node has yet."""
        first = key = slug(wish)
        number = self._next.get(first, 2)
        while key in self._used:
            key = f"{first[: LONGEST - len(str(number)) - 1]}_{number}"
            number += 1
        self._next[first] = number
        self._used.add(key)
        return key

    def answer(self, name: str) -> str:
        """What is heard at a widget, or what a variable holds, is kept under this name."""
        wish = self.keys.get(name) or slug(name)
        return f"{wish[: LONGEST - 7]}_answer" if wish in TAKEN else wish

    def unknown(self, name: str) -> Meaning:
        """Nothing here is called so, and nobody may take it for something else."""
        return Meaning("facts", slug(f"studio_{name}"), known=False)

    def same_as(self, variable: str) -> str:
        """The one gap that this variable is set to, and nothing else; empty where it is more than a copy."""
        values = self._variables.get(variable, [])
        found = GAP.fullmatch(values[0]) if len(values) == 1 else None
        meant = found[1].strip() if found and not found[2] else ""
        return "" if meant == f"flow.variables.{variable}" else meant

    def meaning(self, gap: str, depth: int = 0) -> Meaning:
        """What stands between the braces, without filters."""
        parts = gap.split(".")
        if gap in CALLER:
            return Meaning("facts", "caller")
        if parts[0] == "widgets" and len(parts) > 2:
            if self._kinds.get(parts[1]) in ASKS:
                return Meaning("answers", self.answer(parts[1]))
            if self._kinds.get(parts[1]) == "make-http-request" and parts[2] == "parsed" and len(parts) > 3:
                return Meaning("facts", self.looked_up(parts[1], parts[2:]))
        if gap.startswith("flow.variables.") and parts[2] in self._variables:
            copied = self.same_as(parts[2])
            if copied and depth < 20:
                return self.meaning(copied, depth + 1)
            return Meaning("answers", self.answer(parts[2]))
        return self.unknown("_".join(parts[1:] or parts))

    def looked_up(self, widget: str, path: list[str]) -> str:
        """The fact that a value in the answer of another system is kept as; `path` begins with parsed."""
        return slug(f"{self.keys[widget]}_{'_'.join(path[1:])}")

    def mentioned_of(self, widget: str) -> list[list[str]]:
        """Every path into this widget's results that is used somewhere: [["parsed", "name"], …]."""
        paths = [gap.split(".") for gap in sorted(self.used)]
        return [path[2:] for path in paths if path[:2] == ["widgets", widget] and len(path) > 2]


def gaps(widget: Widget) -> set[str]:
    """What this widget mentions."""
    return {found[1].strip() for text in widget.strings() for found in GAP.finditer(text)}


def _variables(definition: Definition) -> dict[str, list[str]]:
    """Variable → every value that it is set to."""
    values: dict[str, list[str]] = {}
    for state in definition.states:
        for name, value in variables_of(state):
            values.setdefault(name, []).append(value)
    return values


def variables_of(widget: Widget) -> list[tuple[str, str]]:
    """What a set-variables widget sets."""
    if widget.type != "set-variables":
        return []
    listed = widget.properties.get("variables")
    pairs = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    return [(str(each.get("key") or "")[:200], str(each.get("value") or "")[:4000]) for each in pairs]
