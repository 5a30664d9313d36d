"""What questions have in common: somebody may say nothing, or something else, and each has its own way on."""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field

from ivr import languages, turns
from ivr.heard import Digits, Heard, HungUp, Silence, Spoken, Started
from ivr.kinds.base import Choice, Law, Move, Node, Walk, read_out, way
from ivr.spoken import SURE, listening, made_sure
from ivr.texts import Name, Prompt
from ivr.words import ascii_digits, mentions, pick, plain


class Retry(BaseModel):
    """What happens after silence, or after a wrong key: the question again `retries` times, then on to `next`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    prompt: Prompt | None = Field(default=None, description="Said before the question is put again.")
    retries: int = Field(default=2, ge=0, le=9, description="How often the question is put again.")
    next: Name = way("Where it goes then.")


class Question(Node):
    """A node that waits for keys or words. Kinds add `ask` (put the question) and `take` (understand an answer)."""

    law: ClassVar[Law] = {
        Started: ("again",),
        Digits: ("next", "no_match", "operator"),
        Spoken: ("next", "no_match", "operator"),
        Silence: ("no_input",),
        HungUp: ("hang_up",),
    }
    waits: ClassVar[bool] = True

    no_input: Retry = Field(description="Nothing was heard.")
    no_match: Retry = Field(description="Something else was heard.")
    timeout_s: float = Field(default=5.0, ge=1, le=60, description="Seconds to wait for an answer.")

    def ask(self, walk: Walk) -> turns.Ending:
        """Put the question: prompts, then the ending that waits."""
        raise NotImplementedError

    def take(self, walk: Walk, heard: Digits | Spoken) -> Move | None:
        """Use an answer, or None where it is not one."""
        raise NotImplementedError

    def enter(self, walk: Walk) -> Move:
        return self.ask(walk)

    def hear(self, walk: Walk, heard: Heard) -> Move:
        heard = _meant(walk, heard)
        walk.change(doubt="")
        match heard:
            case Silence():
                return self._again(walk, "no_input", self.no_input, "")
            case Spoken(text) if _doubtful(walk, heard):
                return self._doubt(walk, text)
            case Digits() | Spoken():
                move = self.take(walk, heard)
                if move is not None:
                    return move
                if wants_operator(walk, heard):
                    walk.note("operator", as_text(heard))
                    return walk.flow.operator or ""
                return self._again(walk, "no_match", self.no_match, as_text(heard))
            case _:
                return self.ask(walk)

    def sure(self, walk: Walk, heard: Heard) -> Digits | Spoken | None:
        """What `take` will be given; None where nothing was answered, or they will be asked whether they said it."""
        meant = _meant(walk, heard)
        return meant if isinstance(meant, Digits | Spoken) and not _doubtful(walk, meant) else None

    def _again(self, walk: Walk, which: str, retry: Retry, heard: str) -> Move:
        walk.note(which, heard)
        met = walk.state.retries.get(which, 0) + 1
        if met > retry.retries:
            walk.passed()
            return retry.next
        walk.change(retries={**walk.state.retries, which: met})
        walk.say(retry.prompt)
        return self.ask(walk)

    def _doubt(self, walk: Walk, said: str) -> turns.Ending:
        """It was hardly understood: ask whether they said it. A key, or another word, is an answer as ever."""
        kept = walk.prompts
        walk.prompts = []
        ending = self.ask(walk)
        walk.prompts = kept
        walk.change(doubt=said)
        return made_sure(walk, said, ending)

    def gather(self, walk: Walk, choices: tuple[Choice, ...] = ()) -> turns.Gather:
        """Wait for one key out of `choices`."""
        which = (walk.facts.channel, walk.language, *(choice.key for choice in choices))
        if which not in self.gathers:
            options = tuple(turns.Option(c.key, c.label.text(walk.language)) for c in choices)
            self.gathers[which] = listening(walk, turns.Gather(1, "", self.timeout_s, options), choices)
        return self.gathers[which]

    @cached_property
    def gathers(self) -> dict[tuple[str, ...], turns.Gather]:
        """What `gather` has answered so far: channel, language and keys → the ending, which never changes."""
        return {}

    def offer(self, walk: Walk, choices: tuple[Choice, ...]) -> turns.Gather:
        """Read the keys out, and wait for one of them."""
        read_out(walk, choices)
        return self.gather(walk, choices)

    def offer_own(self, walk: Walk, choices: tuple[Choice, ...]) -> turns.Gather:
        """As `offer`, which remembers what a node offers: these choices are one customer's own."""
        read_out(walk, choices)
        options = tuple(turns.Option(each.key, each.label.text(walk.language)) for each in choices)
        return listening(walk, turns.Gather(1, "", self.timeout_s, options), choices)


def _doubtful(walk: Walk, heard: Heard) -> bool:
    return isinstance(heard, Spoken) and heard.text != "" and heard.confidence < SURE and not walk.facts.written


def _meant(walk: Walk, heard: Heard) -> Heard:
    """Behind a doubt, yes stands for what was doubtful, and no for the wish to be asked again."""
    doubt = walk.state.doubt
    if not doubt or not isinstance(heard, Spoken):
        return heard
    known = languages.of(walk.language)
    answer = pick(heard.text, {"yes": known.yes, "no": known.no})
    meant: dict[str | None, Heard] = {"yes": Spoken(doubt), "no": Started()}
    return meant.get(answer, heard)


def as_text(heard: Digits | Spoken) -> str:
    return heard.keys if isinstance(heard, Digits) else heard.text


def chosen(heard: Digits | Spoken, choices: tuple[Choice, ...]) -> str | None:
    """The key of the choice that was pressed or named."""
    if isinstance(heard, Digits):
        keys = ascii_digits(heard.keys)
        return keys if keys in {c.key for c in choices} else None
    return pick(heard.text, {c.key: c.all_words() for c in choices})


def wants_operator(walk: Walk, heard: Digits | Spoken) -> bool:
    """0, or a word for a person, leads to the flow's operator from every question."""
    if walk.flow.operator is None:
        return False
    if plain(as_text(heard)) == "0":
        return True
    words = [word for words in walk.flow.operator_words.values() for word in words]
    return isinstance(heard, Spoken) and mentions(heard.text, words)
