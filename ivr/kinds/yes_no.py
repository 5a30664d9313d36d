"""yes_no: a question with two answers, each a way of its own."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from ivr import languages, turns
from ivr.heard import Digits, Spoken
from ivr.kinds.base import Choice, Move, Walk, way
from ivr.kinds.question import Question, as_text, chosen
from ivr.spoken import listening
from ivr.texts import Name, Prompt
from ivr.words import pick


class Decision(Choice):
    """One of two answers."""

    next: Name = way("Where it leads.")


class YesNo(Question):
    """Asks a question that yes or no answers. Every language's own words for them are understood by themselves."""

    kind: Literal["yes_no"] = "yes_no"
    prompt: Prompt = Field(description="The question.")
    yes: Decision = Field(description="Yes.")
    no: Decision = Field(description="No.")
    read_out: bool = Field(default=True, description="On a phone, read the keys out after the prompt.")
    answer: Name | None = Field(
        default=None, description="Remember yes or no under this name, and skip the question next time."
    )

    def enter(self, walk: Walk) -> Move:
        known = walk.known(self.answer)
        if known is None or known.value not in ("yes", "no"):
            return self.ask(walk)
        walk.note("known", label=known.label)
        walk.passed()
        return self.yes.next if known.value == "yes" else self.no.next

    def ask(self, walk: Walk) -> turns.Ending:
        walk.say(self.prompt)
        both = (self.yes, self.no)
        gather = self.offer(walk, both) if self.read_out else self.gather(walk, both)
        language = languages.of(walk.language)
        return listening(walk, gather, both, more=(*language.yes, *language.no))

    def take(self, walk: Walk, heard: Digits | Spoken) -> Move | None:
        value = decided(heard, self.yes, self.no)
        if value is None:
            return None
        decision = self.yes if value == "yes" else self.no
        label = decision.label.text(walk.language)
        walk.note("next", as_text(heard), label)
        if self.answer:
            walk.remember(self.answer, value, label)
        walk.passed()
        return decision.next


def decided(heard: Digits | Spoken, yes: Choice, no: Choice) -> str | None:
    """`yes` or `no`, or None where it was neither: by key, by the flow's words, or by a language's own."""
    key = chosen(heard, (yes, no))
    if key is None and isinstance(heard, Spoken):
        known = languages.LANGUAGES.values()
        return pick(heard.text, {"yes": [w for k in known for w in k.yes], "no": [w for k in known for w in k.no]})
    return {yes.key: "yes", no.key: "no"}.get(key or "")
