"""survey: how content people are, on one of the two scales that companies compare themselves by."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from ivr import turns
from ivr.heard import Digits, Spoken
from ivr.kinds.base import Move, Walk, way
from ivr.kinds.question import Question, as_text
from ivr.spoken import listening
from ivr.state import Rating
from ivr.texts import Name, Prompt
from ivr.words import ascii_digits, number_in

SCALES = {"csat": range(1, 6), "nps": range(11)}
"""csat: satisfaction with this contact, 1 to 5. nps: would they recommend us, 0 to 10."""


class Survey(Question):
    """Asks for a score: csat from 1 to 5, or nps from 0 to 10. Forks may ask facts.csat and facts.nps afterwards."""

    kind: Literal["survey"] = "survey"
    scale: Literal["csat", "nps"] = Field(description="csat (1 to 5) or nps (0 to 10).")
    prompt: Prompt = Field(description="The question; it says which keys there are.")
    thanks: Prompt | None = Field(default=None, description="Said after the score.")
    next: Name = way("Where it goes on after a score.")

    def ask(self, walk: Walk) -> turns.Ending:
        walk.say(self.prompt)
        scores = SCALES[self.scale]
        options = tuple(turns.Option(str(score), str(score)) for score in scores) if walk.facts.written else ()
        gather = turns.Gather(len(str(max(scores))), "#", self.timeout_s, options)
        return listening(walk, gather, keys="".join(str(score) for score in scores if score < 10))

    def take(self, walk: Walk, heard: Digits | Spoken) -> Move | None:
        said = ascii_digits(heard.keys).removesuffix("#") if isinstance(heard, Digits) else number_in(heard.text)
        if not said or not said.isdecimal() or len(said) > 2 or int(said) not in SCALES[self.scale]:
            return None
        score = int(said)
        walk.note("next", as_text(heard), str(score))
        walk.change(ratings=(*walk.state.ratings, Rating(walk.state.node, self.scale, score)))
        walk.find(self.scale, score)
        walk.say(self.thanks)
        walk.passed()
        return self.next
