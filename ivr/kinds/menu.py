"""menu and language: one key out of several."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from ivr import turns
from ivr.heard import Digits, Spoken
from ivr.kinds.base import Choice, Move, Walk, way
from ivr.kinds.question import Question, as_text, chosen
from ivr.spoken import listening
from ivr.texts import Name, Prompt


class MenuOption(Choice):
    """One choice of a menu."""

    value: str = Field(default="", max_length=80, description="What forks compare; the key where it is empty.")
    only: list[str] = Field(default_factory=list, description="Channels that have it; empty means all of them.")
    aside: bool = Field(default=False, description="Only a way to somewhere: no answer, and no topic.")
    in_letters: bool = Field(default=True, description="A letter that mentions its words is about it.")
    next: Name = way("Where it leads.")

    @property
    def stable(self) -> str:
        return self.value or self.key


class Menu(Question):
    """Offers a choice. Nothing heard and a wrong key are told apart, each with its own retries and way out."""

    kind: Literal["menu"] = "menu"
    prompt: Prompt = Field(description="The question. It is said again before every retry.")
    options: list[MenuOption] = Field(min_length=1, max_length=12, description="The choices.")
    read_out: bool = Field(default=True, description="On a phone, read the keys out after the prompt.")
    answer: Name | None = Field(default=None, description="Remember the choice under this name, and skip it next time.")
    topic: bool = Field(default=False, description="The choice becomes the journey's topic.")

    def enter(self, walk: Walk) -> Move:
        known = walk.known(self.answer)
        option = next((o for o in self.options if known and not o.aside and o.stable == known.value), None)
        if option is None:
            return self.ask(walk)
        walk.note("known", label=option.label.text(walk.language))
        return self._choose(walk, option)

    def ask(self, walk: Walk) -> turns.Ending:
        walk.say(self.prompt)
        return self.offer(walk, self._offered(walk)) if self.read_out else self.gather(walk, self._offered(walk))

    def take(self, walk: Walk, heard: Digits | Spoken) -> Move | None:
        key = chosen(heard, self._offered(walk))
        option = next((o for o in self.options if o.key == key), None)
        if option is None:
            return None
        walk.note("next", as_text(heard), option.label.text(walk.language))
        return self._choose(walk, option)

    def _choose(self, walk: Walk, option: MenuOption) -> str:
        if self.answer and not option.aside:
            walk.remember(self.answer, option.stable, option.label.text(walk.language))
        if self.topic and not option.aside:
            labels = (option.phrase or option.label).by_language()
            walk.change(topic=option.stable, topic_labels=labels)
        walk.passed()
        return option.next

    def _offered(self, walk: Walk) -> tuple[MenuOption, ...]:
        return tuple(o for o in self.options if not o.only or walk.facts.channel in o.only)


class LanguageOption(Choice):
    """One language of the flow."""

    language: str = Field(max_length=12, description="One of the flow's languages.")


class Language(Question):
    """Lets people choose their language. Skipped where it is known or was chosen already."""

    kind: Literal["language"] = "language"
    prompt: Prompt = Field(description="Each language's text is said in that language, one after the other.")
    options: list[LanguageOption] = Field(min_length=1, max_length=12, description="The languages.")
    always: bool = Field(default=False, description="Ask even where the language is known.")
    next: Name = way("Where it goes on.")

    def enter(self, walk: Walk) -> Move:
        known = walk.state.language_chosen or walk.facts.language in walk.flow.languages
        if not known or self.always or walk.state.node in walk.state.seen:
            return self.ask(walk)
        walk.note("known", label=walk.language)
        walk.passed()
        return self.next

    def ask(self, walk: Walk) -> turns.Ending:
        present = walk.language
        for language in walk.flow.languages:
            walk.change(language=language)
            walk.say(self.prompt)
        walk.change(language=present)
        # Each language is offered under its own name, so that whoever needs it can read it.
        options = tuple(turns.Option(o.key, o.label.text(o.language)) for o in self.options)
        gather = turns.Gather(max_digits=1, finish_on="", timeout_s=self.timeout_s, options=options)
        return listening(walk, gather, self.options)

    def take(self, walk: Walk, heard: Digits | Spoken) -> Move | None:
        key = chosen(heard, tuple(self.options))
        option = next((o for o in self.options if o.key == key), None)
        if option is None:
            return None
        walk.change(language=option.language, language_chosen=True)
        walk.note("next", as_text(heard), option.label.text(option.language))
        walk.passed()
        return self.next
