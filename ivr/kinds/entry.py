"""What asking for a value has in common, be it a number or a date: skipped where known, read back, given up."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from ivr import turns
from ivr.heard import Digits, Spoken
from ivr.kinds.base import Choice, Move, Walk, read_out, way
from ivr.kinds.question import Question, as_text, chosen
from ivr.spoken import FIGURES, listening
from ivr.texts import Name, Prompt


class Confirm(BaseModel):
    """Read back what was understood, and ask whether it is right."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    prompt: Prompt = Field(description="Has {value} in it.")
    yes: Choice = Field(description="It is right.")
    no: Choice = Field(description="It is not: the question is put again.")

    @property
    def choices(self) -> tuple[Choice, ...]:
        return (self.yes, self.no)


class Without(Choice):
    """The way on for whoever does not have it at hand."""

    next: Name = way("Where it goes on without an answer.")


class Entry(Question):
    """A question that a value answers. Kinds add `understood`, `fits` and `label`, and how it is keyed in."""

    prompt: Prompt = Field(description="The question.")
    answer: Name = Field(description="The answer's name.")
    confirm: Confirm | None = Field(default=None, description="Read the answer back and ask whether it is right.")
    without: Without | None = Field(default=None, description="A key, or words, to go on without an answer.")
    next: Name = way("Where it goes on.")

    def understood(self, walk: Walk, heard: Digits | Spoken) -> str | None:
        """The value in what was heard, or None."""
        raise NotImplementedError

    def fits(self, walk: Walk, value: str) -> bool:
        """Whether a value answers this question."""
        raise NotImplementedError

    def label(self, walk: Walk, value: str) -> str:
        """How the value reads."""
        return value

    def keyed(self, walk: Walk) -> turns.Gather:
        """How it is keyed in; what there is to say about that is said here."""
        raise NotImplementedError

    def enter(self, walk: Walk) -> Move:
        known = walk.known(self.answer)
        if known is None or not self.fits(walk, known.value):
            return self.ask(walk)
        walk.note("known", label=known.label)
        walk.passed()
        return self.next

    def ask(self, walk: Walk) -> turns.Ending:
        draft = walk.state.draft
        if self.confirm and draft:
            walk.say(self.confirm.prompt, value=self.label(walk, draft))
            return self.offer(walk, self.confirm.choices)
        walk.say(self.prompt)
        gather = self.keyed(walk)
        if self.without is None:
            return listening(walk, gather, keys=FIGURES)
        read_out(walk, (self.without,))
        without = turns.Option(self.without.key, self.without.label.text(walk.language))
        gather = turns.Gather(gather.max_digits, gather.finish_on, gather.timeout_s, (without,))
        return listening(walk, gather, (self.without,), keys=FIGURES)

    def take(self, walk: Walk, heard: Digits | Spoken) -> Move | None:
        if walk.state.draft:
            return self._confirmed(walk, heard)
        if self.without and chosen(heard, (self.without,)):
            walk.note("next", as_text(heard), self.without.label.text(walk.language))
            walk.passed()
            return self.without.next
        value = self.understood(walk, heard)
        if value is None or not self.fits(walk, value):
            return None
        if self.confirm is None:
            return self._keep(walk, value, as_text(heard))
        walk.note("next", as_text(heard))
        walk.change(draft=value, retries={})
        return self.ask(walk)

    def _confirmed(self, walk: Walk, heard: Digits | Spoken) -> Move | None:
        key = chosen(heard, self.confirm.choices) if self.confirm else None
        if self.confirm is None or key is None:
            return None
        if key == self.confirm.yes.key:
            return self._keep(walk, walk.state.draft, as_text(heard))
        walk.note("next", as_text(heard), self.confirm.no.label.text(walk.language))
        walk.change(draft="", retries={})
        return self.ask(walk)

    def _keep(self, walk: Walk, value: str, heard: str) -> Move:
        label = self.label(walk, value)
        walk.note("next", heard, label)
        walk.remember(self.answer, value, label)
        walk.passed()
        return self.next
