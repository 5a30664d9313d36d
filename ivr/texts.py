"""Texts of a flow, by language, and the placeholders in them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Discriminator, Field, StringConstraints, Tag

from ivr import turns

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
STRAY_BRACE = re.compile(r"[{}]")
_GAP = re.compile(r"\s+")
_GAP_BEFORE_POINT = re.compile(r"\s+([,.;:!?،؛؟])")

Text = Annotated[str, StringConstraints(max_length=1000, strip_whitespace=True)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
"""A name of a node, an answer, a fact: lower case, figures and underscores."""


FlowKey = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,40}$")]
"""The key of a flow, of a queue, of a connection."""


class Texts(BaseModel):
    """One text in each language: {"en": "…", "fa": "…"}."""

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, Text]

    def by_language(self) -> dict[str, str]:
        return dict(self.texts)

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """Language → text; whoever wants to change it takes `by_language`."""
        return self.__pydantic_extra__

    def text(self, language: str) -> str:
        """The text in `language`, or in the first there is, since a wrong language is kinder than silence."""
        return self.texts.get(language) or next(iter(self.texts.values()), "")


class Upload(BaseModel):
    """A recording, played in place of the voice. The text is needed, too: a chat shows it, and the record keeps it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    audio: str = Field(pattern=r"^[0-9a-f]{64}$", description="The upload's name: the SHA-256 of its content.")
    text: Text = Field(description="What it says, word for word.")


Words = Annotated[
    Annotated[Text, Tag("(text)")] | Annotated[Upload, Tag("(upload)")],
    Discriminator(lambda said: "(upload)" if isinstance(said, dict | Upload) else "(text)"),
]
"""What is said in one language. The tags show up in the places of faults, where `flow.read` takes them out again."""


class Prompt(Texts):
    """What we say, by language: text or an upload: {"en": "…", "fa": {"audio": "<name>", "text": "…"}}"""

    __pydantic_extra__: dict[str, Words]  # type: ignore[assignment]

    @cached_property
    def texts(self) -> Mapping[str, str]:
        return {language: said.text if isinstance(said, Upload) else said for language, said in self._said.items()}

    @property
    def uploads(self) -> dict[str, str]:
        """Language → the name of the recording that is played in it."""
        return {language: said.audio for language, said in self._said.items() if isinstance(said, Upload)}

    @property
    def _said(self) -> dict[str, str | Upload]:
        return self.__pydantic_extra__

    def ready(self, language: str) -> list[turns.Prompt] | None:
        """The prompt as it is always said; None where it has placeholders."""
        if language not in self.made:
            gaps = PLACEHOLDER.search(self.text(language))
            self.made[language] = None if gaps else self.spoken(language, {}, frozenset())
        return self.made[language]

    @cached_property
    def made(self) -> dict[str, list[turns.Prompt] | None]:
        """What `ready` has answered so far: a prompt never changes, and is said thousands of times."""
        return {}

    def spoken(self, language: str, values: Mapping[str, str], by_figure: frozenset[str]) -> list[turns.Prompt]:
        """The prompt with its placeholders filled. A value in `by_figure` becomes a Say with `digits`."""
        said_here = self._said.get(language)
        if isinstance(said_here, Upload):
            return [turns.Play(said_here.audio, fill(said_here.text, values), language)]
        text = self.text(language)
        prompts: list[turns.Prompt] = []
        # Splitting by a pattern with one group gives text, name, text, name, …, text.
        pieces = PLACEHOLDER.split(text)
        said = pieces[0]
        for name, after in zip(pieces[1::2], pieces[2::2], strict=True):
            if name in by_figure:
                prompts += [turns.Say(tidy(said), language), turns.Say(values[name], language, digits=True)]
                said = after.lstrip(" ,.;:!?،؛؟")
            else:
                said += values.get(name, "") + after
        prompts.append(turns.Say(tidy(said), language))
        return [p for p in prompts if any(c.isalnum() for c in p.text)]


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put values in place of {names}, in one pass: a value is never read for placeholders of its own."""
    return tidy(PLACEHOLDER.sub(lambda found: values.get(found[1], ""), text))


def tidy(text: str) -> str:
    """No doubled spaces and none before a comma, such as an empty value leaves behind."""
    return _GAP_BEFORE_POINT.sub(r"\1", _GAP.sub(" ", text)).strip()


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))
