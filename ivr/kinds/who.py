"""who_is_it: somebody comes from an address that several people use."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from ivr import languages, turns
from ivr.facts import PersonFacts
from ivr.heard import Digits, Heard, Spoken
from ivr.kinds.base import Choice, Move, Walk, way
from ivr.kinds.question import Question, as_text, chosen
from ivr.texts import Name, Prompt, Texts
from ivr.words import same_script

MOST = 4
"""First names that are offered; with “somebody else” as many as a menu may have."""


class WhoIsIt(Question):
    """Asks who it is where several people use the address they come from: a household's telephone, a company's.

    Those who are known to use it are offered by their first names, and nothing else is said of them. Whoever is none
    of them, or says nothing, goes on as somebody new, whom an agent asks: nobody is guessed. Where the address is
    nobody else's, or we know already who it is, nobody is asked.
    """

    kind: Literal["who_is_it"] = "who_is_it"
    prompt: Prompt = Field(description="The question; the names are offered after it.")
    somebody_else: Choice = Field(description="Somebody else. The names have the keys from 1 on that this one leaves.")
    next: Name = way("Where it goes on, whoever it is.")

    def passes(self, field: str) -> bool:
        return field == "next"

    def enter(self, walk: Walk) -> Move:
        known = walk.facts.customer_name or walk.facts.resumed or walk.state.node in walk.state.seen
        return self.next if known or not self._offered(walk) else self.ask(walk)

    def ask(self, walk: Walk) -> turns.Ending:
        offered = self._offered(walk)
        walk.change(offered=tuple(offered))
        walk.say(self.prompt)
        return self.offer_own(walk, self._choices(walk, offered))

    def take(self, walk: Walk, heard: Digits | Spoken) -> Move | None:
        choice = self._chosen(walk, heard)
        if choice is None:
            return None
        walk.note("next", as_text(heard), choice.label.text(walk.language))
        walk.passed()
        return self.next

    def person(self, walk: Walk, heard: Heard) -> int | None:
        """The id of the person whom they choose; None where they choose nobody, or nothing yet."""
        answer = self.sure(walk, heard)
        choice = self._chosen(walk, answer) if answer else None
        keys = [each.key for each in self._choices(walk, self._before(walk))]
        return dict(zip(keys, walk.state.offered, strict=False)).get(choice.key) if choice else None

    def _chosen(self, walk: Walk, heard: Digits | Spoken) -> Choice | None:
        choices = self._choices(walk, self._before(walk))
        key = chosen(heard, choices)
        return next((each for each in choices if each.key == key), None)

    def _offered(self, walk: Walk) -> dict[int, str]:
        """Id → first name, each that the voice can say."""
        sample = languages.of(walk.language).name
        sayable = [each for each in walk.facts.may_be if walk.facts.written or same_script(each.name, sample)]
        return {each.id: each.name for each in sayable[:MOST]}

    def _before(self, walk: Walk) -> dict[int, str]:
        """Those who were offered, by what we know of them now: each keeps their key."""
        known: dict[int, PersonFacts] = {each.id: each for each in walk.facts.may_be}
        return {each: known[each].name if each in known else f"#{each}" for each in walk.state.offered}

    def _choices(self, walk: Walk, offered: dict[int, str]) -> tuple[Choice, ...]:
        keys = [key for key in "123456789" if key != self.somebody_else.key]
        names = [
            Choice(key=key, label=Texts.model_validate({walk.language: name}))
            for key, name in zip(keys, offered.values(), strict=False)
        ]
        return (*names, self.somebody_else)
