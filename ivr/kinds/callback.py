"""offer_callback: rather than wait in line, be called when it is one's turn."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import ClassVar, Literal

from pydantic import Field

from ivr import turns
from ivr.heard import DialEnded, Digits, Heard, HungUp, Silence, Spoken, Started
from ivr.kinds.base import Choice, Law, Move, Walk, way
from ivr.kinds.ends import Skill, skills_of
from ivr.kinds.question import Question, as_text, chosen
from ivr.kinds.yes_no import Decision, decided
from ivr.spoken import FIGURES, listening
from ivr.texts import FlowKey, Name, Prompt
from ivr.words import ascii_digits, number_in

E164 = re.compile(r"\+[1-9][0-9]{6,14}")
ASKED = "asked"
"""The draft while the number is asked for; afterwards it is the number."""


class OfferCallback(Question):
    """Offers to call back when it is their turn, with their place in line kept.

    They are called once, however often they ask, as an agent of the queue becomes free, and again after 2 minutes, 15
    and 60 where they are not reached; who calls meanwhile takes the place that was kept. Where no provider carries our
    calls, or the number may not be called, nobody is asked. In the prompts {expected_wait} is this queue's.
    """

    law: ClassVar[Law] = {
        Started: ("again",),
        Digits: ("next", "no_match", "operator"),
        Spoken: ("next", "no_match", "operator"),
        Silence: ("no_input",),
        DialEnded: ("next", "failure"),
        HungUp: ("hang_up",),
    }
    kind: Literal["offer_callback"] = "offer_callback"
    prompt: Prompt = Field(description="The offer; {caller} is the number that would be called.")
    yes: Choice = Field(description="Call me back.")
    other: Choice | None = Field(default=None, description="Call me back, at another number.")
    no: Decision = Field(description="I rather wait: usually to the queue.")
    number: Prompt = Field(description="Asks for the number, with its country; also where the caller's is hidden.")
    digits: int = Field(default=15, ge=7, le=15, description="Most digits of a number.")
    thanks: Prompt = Field(description="Said when their place is kept, before hanging up.")
    queue: FlowKey = Field(description="The queue's key.")
    skills: list[Skill] = Field(default_factory=list, description="What the agent must know, as in to_queue.")
    priority: int = Field(default=0, ge=-100, le=100, description="Higher goes first.")
    failure: Name | None = way("Where it goes if they cannot be called back; none goes the way of no.", default=None)

    def passes(self, field: str) -> bool:
        return field == "no.next"  # in a chat, or where nobody would call back

    def enter(self, walk: Walk) -> Move:
        return self.ask(walk) if walk.facts.can_call_back and not walk.facts.written else self.no.next

    def ask(self, walk: Walk) -> turns.Ending:
        # {expected_wait} is here the wait of this queue.
        if queue := walk.facts.queues.get(self.queue):
            walk.facts = replace(walk.facts, expected_wait_s=queue.expected_wait_s, queue_length=queue.waiting)
        draft = walk.state.draft
        if draft == ASKED:
            walk.say(self.number)
            return listening(walk, turns.Gather(self.digits, "#", self.timeout_s), keys=FIGURES)
        if draft:
            return self._callback(walk, draft)
        walk.say(self.prompt)
        return self.offer(walk, self._offered())

    def hear(self, walk: Walk, heard: Heard) -> Move:
        if isinstance(heard, DialEnded):
            served = heard.status == "answered"
            walk.note("next" if served else "failure", heard.status)
            return turns.Hangup("goodbye") if served else self.failure or self.no.next
        return super().hear(walk, heard)

    def take(self, walk: Walk, heard: Digits | Spoken) -> Move | None:
        if walk.state.draft == ASKED:
            return self._at(walk, _e164(heard), as_text(heard))
        if walk.state.draft:
            return self._callback(walk, walk.state.draft)
        key = chosen(heard, self._offered())
        if key is None and (value := decided(heard, self.yes, self.no)):
            key = self.yes.key if value == "yes" else self.no.key
        if key is None:
            return None
        choice = next(choice for choice in self._offered() if choice.key == key)
        label = choice.label.text(walk.language)
        if choice is self.no:
            walk.note("next", as_text(heard), label)
            walk.passed()
            return self.no.next
        if choice is self.yes and E164.fullmatch(walk.facts.caller):
            return self._at(walk, walk.facts.caller, as_text(heard))
        walk.note("next", as_text(heard), label)
        walk.change(draft=ASKED, retries={})
        return self.ask(walk)

    def _offered(self) -> tuple[Choice, ...]:
        return tuple(choice for choice in (self.yes, self.other, self.no) if choice)

    def _at(self, walk: Walk, number: str | None, heard: str) -> Move | None:
        if number is None:
            return None
        walk.note("next", heard, number)
        walk.change(draft=number, retries={})
        walk.say(self.thanks)
        walk.passed()
        return self._callback(walk, number)

    def _callback(self, walk: Walk, number: str) -> turns.Callback:
        return turns.Callback(self.queue, number, skills_of(self.skills, walk), self.priority)


def _e164(heard: Digits | Spoken) -> str | None:
    """The number that was keyed in or said, with 00 or + or nothing before the country's."""
    said = ascii_digits(heard.keys).removesuffix("#") if isinstance(heard, Digits) else number_in(heard.text)
    number = f"+{(said or '').lstrip('+').removeprefix('00')}"
    return number if E164.fullmatch(number) else None
