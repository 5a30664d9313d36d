"""What a flow will say, known before anybody calls: so that a voice can render it ahead."""

from __future__ import annotations

from collections.abc import Iterator

from ivr.facts import Facts
from ivr.flow import Flow
from ivr.graph import fields
from ivr.kinds.base import Walk
from ivr.kinds.question import Question
from ivr.state import State
from ivr.texts import Prompt, placeholders
from ivr.turns import Prompt as Spoken


def spoken_by(flow: Flow) -> Iterator[Spoken]:
    """Every question as a phone hears it, and every prompt without gaps to fill, in each of the flow's languages."""
    for language in flow.languages:
        for node in flow.nodes:
            if isinstance(node, Question):
                walk = Walk(flow, Facts(), State(node=node.key, language=language))
                node.ask(walk)
                yield from walk.prompts
        for owner in (flow, *flow.nodes):
            for _, text in fields(owner):
                if isinstance(text, Prompt) and not placeholders(text.text(language)):
                    yield from text.spoken(language, {}, frozenset())
