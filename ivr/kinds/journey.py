"""continue_journey and code: nobody has to say twice what they told us elsewhere."""

from __future__ import annotations

from collections import Counter
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from ivr import languages, turns
from ivr.facts import JourneyFacts
from ivr.heard import Digits, HungUp, Silence, Spoken, Started
from ivr.kinds.base import Choice, Law, Move, ProtocolFault, Walk, way
from ivr.kinds.question import Question, Retry, as_text, chosen
from ivr.spoken import FIGURES, listening
from ivr.texts import Name, Prompt, Texts
from ivr.words import ascii_digits, number_in, same_script

MOST = 3
"""Open journeys that are offered. More nobody keeps in mind while a voice reads them."""


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
    several: Prompt | None = Field(
        default=None, description="Asked where several are open, each offered by its topic; without it, the latest is."
    )
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
        if not _asks_for_itself(journey):
            return self.fresh or self.next
        return self.ask(walk)

    def ask(self, walk: Walk) -> turns.Ending:
        several = self._several(walk)
        walk.change(offered=tuple(journey.id for journey in several.values()))
        if several:
            walk.say(self.several)
            return self.offer_own(walk, self._choices(walk, several))
        journey = walk.facts.open_journey or JourneyFacts()
        prompt = next((a.prompt for a in self.asked if a.fits(journey)), self.prompt)
        walk.say(prompt, journey_topic=self._topic(walk, journey))
        return self.offer(walk, (self.yes, self.no))

    def take(self, walk: Walk, heard: Digits | Spoken) -> Move | None:
        offered = walk.state.offered
        choices = self._choices(walk, self._several(walk, offered)) if offered else (self.yes, self.no)
        key = chosen(heard, choices)
        if key is None:
            return None
        choice = next(each for each in choices if each.key == key)
        walk.note("next", as_text(heard), choice.label.text(walk.language))
        if choice is choices[-1]:
            return self._something_new(walk)
        # It may have been closed by somebody else while we asked; then it is something new.
        wanted = offered[int(key) - 1] if offered else None
        journey = next((each for each in _all_open(walk) if wanted in (None, each.id)), None)
        return self._resume(walk, journey) if journey else self._something_new(walk)

    def _something_new(self, walk: Walk) -> str:
        walk.change(new_journey=True)
        return self.fresh or self.next

    def _several(self, walk: Walk, offered: tuple[int, ...] = ()) -> dict[str, JourneyFacts]:
        """How each reads → the journeys to choose from, the latest first; none where one question is enough.

        Two that read alike cannot be told apart by anybody: the later one stands for both. What was `offered` before
        keeps its place, though somebody may have closed one of them since.
        """
        if self.several is None:
            return {}
        if offered:
            known = {each.id: each for each in _all_open(walk)}
            gone = {each: JourneyFacts(id=each, subject=f"#{each}") for each in offered}
            return self._named(walk, [(gone | known)[each] for each in offered])
        named = self._named(walk, [each for each in _all_open(walk) if _asks_for_itself(each)])
        return named if len(named) > 1 else {}

    def _named(self, walk: Walk, journeys: list[JourneyFacts]) -> dict[str, JourneyFacts]:
        alike = Counter(self._topic(walk, each) for each in journeys)
        named: dict[str, JourneyFacts] = {}
        for each in journeys:
            topic = self._topic(walk, each)
            more = [answer.label for answer in each.answers.values() if answer.value != each.topic]
            named.setdefault(", ".join([topic, *more[:1]]) if alike[topic] > 1 else topic, each)
        return dict(list(named.items())[:MOST])

    def _choices(self, walk: Walk, several: dict[str, JourneyFacts]) -> tuple[Choice, ...]:
        """One for each journey, and the last for something new."""
        topics = Counter(each.topic for each in several.values())
        choices = [
            Choice(
                key=str(number),
                label=Texts.model_validate({walk.language: name}),
                words=walk.flow.topic_words(journey.topic) if topics[journey.topic] == 1 else {},
            )
            for number, (name, journey) in enumerate(several.items(), 1)
        ]
        no = self.no
        return (*choices, Choice(key=str(len(choices) + 1), label=no.label, phrase=no.phrase, words=no.words))

    def _resume(self, walk: Walk, journey: JourneyFacts) -> str:
        """Take the journey's answers over. Questions passed before then count as not yet put."""
        topic = {"topic": journey.topic, "topic_labels": dict(journey.topic_labels)} if journey.topic else {}
        answers = {**walk.state.answers, **journey.answers}
        walk.change(answers=answers, resumed=True, journey=journey.id, new_journey=False, seen=(), **topic)
        walk.passed()
        return self.next

    def _topic(self, walk: Walk, journey: JourneyFacts) -> str:
        """How it reads; a subject that the voice cannot say is not said."""
        said = walk.facts.written or same_script(journey.subject, languages.of(walk.language).name)
        return journey.label(walk.language) or (journey.subject if said else "") or self.unnamed.text(walk.language)


def _all_open(walk: Walk) -> list[JourneyFacts]:
    latest = walk.facts.open_journey
    return [latest, *walk.facts.other_journeys] if latest else []


def _asks_for_itself(journey: JourneyFacts) -> bool:
    """Whether there is anything in it to go on with."""
    return bool(journey.topic or journey.subject or journey.answers)


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
