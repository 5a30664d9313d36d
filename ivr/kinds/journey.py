"""continue_journey and code: nobody has to say twice what they told us elsewhere."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from ivr import turns
from ivr.facts import JourneyFacts
from ivr.heard import Digits, HungUp, Silence, Spoken, Started
from ivr.kinds.base import Choice, Law, Move, ProtocolFault, Walk, way
from ivr.kinds.question import Question, Retry, as_text, chosen
from ivr.spoken import FIGURES, listening
from ivr.texts import Name, Prompt, Texts
from ivr.words import ascii_digits, number_in


class Asked(BaseModel):
    """The question in the words that fit how they were in touch: the first that fits is asked."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    channel: str | None = Field(default=None, description="They were in touch by this channel.")
    within_min: int | None = Field(default=None, ge=1, description="… and not longer ago than this many minutes.")
    prompt: Prompt = Field(description="The question, with {journey_topic} in it.")

    def fits(self, journey: JourneyFacts) -> bool:
        by = self.channel is None or self.channel == journey.last_channel
        return by and (self.within_min is None or journey.minutes_ago <= self.within_min)


class ContinueJourney(Question):
    """Says what we know of an open journey and asks whether it is about that. Resumed by code: no question."""

    kind: Literal["continue_journey"] = "continue_journey"
    prompt: Prompt = Field(description="The question, with {journey_topic} in it.")
    asked: list[Asked] = Field(default_factory=list, description="Better words where they fit; the first fit wins.")
    resumed: Prompt = Field(description="Said instead where a code or the browser's button brought them.")
    unnamed: Texts = Field(description="Stands for {journey_topic} where the journey has none yet.")
    yes: Choice = Field(description="It is about that.")
    no: Choice = Field(description="It is about something new.")
    next: Name = way("Where it goes on: with the journey's answers, or without an open journey.")
    fresh: Name | None = way("Where something new goes on, if elsewhere.", default=None)

    def passes(self, field: str) -> bool:
        return field in ("next", "fresh")  # where there is no open journey

    def enter(self, walk: Walk) -> Move:
        journey, state = walk.facts.open_journey, walk.state
        # It is settled once in a conversation; only a right code opens the question anew.
        settled = state.resumed or state.new_journey or state.node in state.seen
        walk.passed()
        if settled or journey is None:
            return (self.fresh or self.next) if state.new_journey else self.next
        if walk.facts.resumed:
            walk.say(self.resumed, journey_topic=self._topic(walk, journey))
            walk.note("known", label=self._topic(walk, journey))
            return self._resume(walk, journey)
        if not (journey.topic or journey.answers):
            return self.fresh or self.next
        return self.ask(walk)

    def ask(self, walk: Walk) -> turns.Ending:
        journey = walk.facts.open_journey or JourneyFacts()
        prompt = next((a.prompt for a in self.asked if a.fits(journey)), self.prompt)
        walk.say(prompt, journey_topic=self._topic(walk, journey))
        return self.offer(walk, (self.yes, self.no))

    def take(self, walk: Walk, heard: Digits | Spoken) -> Move | None:
        key = chosen(heard, (self.yes, self.no))
        if key is None:
            return None
        choice = self.yes if key == self.yes.key else self.no
        walk.note("next", as_text(heard), choice.label.text(walk.language))
        # It may have been closed by somebody else while we asked; then it is something new.
        journey = walk.facts.open_journey
        if choice is self.yes and journey is not None:
            return self._resume(walk, journey)
        walk.change(new_journey=True)
        return self.fresh or self.next

    def _resume(self, walk: Walk, journey: JourneyFacts) -> str:
        """Take the journey's answers over. Questions passed before then count as not yet put."""
        topic = {"topic": journey.topic, "topic_labels": dict(journey.topic_labels)} if journey.topic else {}
        answers = {**walk.state.answers, **journey.answers}
        walk.change(answers=answers, resumed=True, new_journey=False, seen=(), **topic)
        walk.passed()
        return self.next

    def _topic(self, walk: Walk, journey: JourneyFacts) -> str:
        return journey.label(walk.language) or self.unnamed.text(walk.language)


class Way(BaseModel):
    """What is said, and where it goes on."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    prompt: Prompt | None = Field(default=None, description="Said before.")
    next: Name = way("Where it goes on.")


class Code(Question):
    """Asks for the code that a chat gave. The driver looks it up (`engine.code_heard`) and tells by facts.code."""

    law: ClassVar[Law] = {
        Started: ("again",),
        Digits: ("next", "no_match", "failure", "operator"),
        Spoken: ("next", "no_match", "failure", "operator"),
        Silence: ("no_input",),
        HungUp: ("hang_up",),
    }
    kind: Literal["code"] = "code"
    prompt: Prompt = Field(description="The question.")
    length: int = Field(default=6, ge=4, le=12, description="Digits of a code.")
    next: Name = way("The code was right: usually a continue_journey node.")
    wrong: Retry = Field(description="No such code: the question again, then a way out.")
    expired: Way = Field(description="The code is too old.")
    used: Way = Field(description="The code was used already.")
    too_many: Way = Field(description="Too many wrong codes from there.")

    def ask(self, walk: Walk) -> turns.Ending:
        walk.say(self.prompt)
        return listening(walk, turns.Gather(self.length, "#", self.timeout_s), keys=FIGURES)

    def digits(self, heard: Digits | Spoken) -> str | None:
        """The code in what was heard, or None where there is none that could be looked up."""
        text = ascii_digits(heard.keys).removesuffix("#") if isinstance(heard, Digits) else number_in(heard.text)
        return text if text and text.isdigit() and len(text) == self.length else None

    def take(self, walk: Walk, heard: Digits | Spoken) -> Move | None:
        if self.digits(heard) is None:
            return None
        hidden = "•" * self.length  # a code is a secret until it is used: it stays out of the path
        outcomes = {"expired": self.expired, "used": self.used, "too_many": self.too_many}
        match walk.facts.code:
            case "ok":
                walk.note("next", hidden, self.title)
                walk.change(resumed=False, new_journey=False, seen=())
                walk.passed()
                return self.next
            case "wrong":
                return self._again(walk, "failure", self.wrong, hidden)
            case str(outcome) if outcome in outcomes:
                walk.note("failure", hidden, outcome)
                walk.say(outcomes[outcome].prompt)
                walk.passed()
                return outcomes[outcome].next
            case unknown:
                raise ProtocolFault(f"a code was heard, and facts.code is {unknown!r}: look the code up first")
