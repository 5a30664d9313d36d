"""A caller on a SIP phone, and what they do with the demo company's menu."""

from __future__ import annotations

import numpy as np
from playwright.sync_api import Page

from telephony.models import Call
from tests.sip import Phone
from tests.sounds import Sound, loud_seconds, seconds_of, tone
from tests.stories.product import Product

AGENT, CALLER = 700, 1100
"""In Hz: how each of them sounds."""
QUESTIONS = ("1", "1", "427#")
"""English, about an order, number 427: the demo company then has one waiting for its orders."""


class Caller:
    """One call. It begins as soon as it is made."""

    def __init__(self, product: Product, phone: Phone) -> None:
        self.product, self.phone = product, phone
        before = product.newest_call()
        phone.dial(product.hotline)
        self._listened = 0
        call = product.wait_until(lambda: _newer(product, before), 20, "the call arrives")
        self.id: int = call.id

    @property
    def row(self) -> Call:
        return self.product.call(self.id)

    @property
    def kinds(self) -> list[str]:
        return self.product.kinds("phone", self.id)

    def hears_something(self, seconds: float = 0.4) -> Sound:
        """Wait until the caller has heard this much of anything from now on, and return it."""
        since = len(self.phone.heard())

        def heard() -> Sound | None:
            sound = self.phone.heard()[since:]
            return sound if loud_seconds(sound) >= seconds else None

        return self.product.wait_until(lambda: heard() is not None and (heard(),), 40, "the caller hears something")[0]

    def hears_music(self) -> None:
        """Wait until there is a second of sound that is not the agent: nothing but music is played to whoever waits."""
        heard = self.hears_something(1.0)
        assert seconds_of(heard, AGENT) < 0.3, "the agent is heard, and no music"

    def presses(self, *keys: str) -> None:
        """Each after a part of the question before it was heard; return when it has been understood."""
        for key in keys:
            self.hears_something()
            before = self.row.turn_number
            self.phone.press(key)
            self.product.wait_until(lambda n=before: self.row.turn_number != n, 20, f"{key} is understood")

    def is_(self, state: str) -> None:
        self.product.wait_until(lambda: self.row.state == state, 30, f"the call is {state}")

    def ends_as(self, outcome: str) -> None:
        """Wait for the call's end, and look that it has this outcome, and one alone."""
        row = self.product.wait_until(lambda: self.row if self.row.outcome else None, 40, "the call has an outcome")
        assert (row.outcome, row.state) == (outcome, "ended"), f"{row.outcome}, not {outcome}"
        assert self.kinds.count("CallEnded") == 1


def waits(product: Product, phone: Phone) -> Caller:
    """A caller who has said what it is about, and waits in line."""
    caller = Caller(product, phone)
    caller.presses(*QUESTIONS)
    caller.is_("queued")
    return caller


def both_hear(phone: Phone, page: Page) -> None:
    """From now on, each hears the other: the agent's browser says `beeps`. A sound may take a moment to come up."""
    for _ in range(4):
        at_phone, at_desk = len(phone.heard()), page.evaluate("heardSamples().length")
        phone.speak(tone(CALLER, 2.0))
        at_callers_ear = seconds_of(phone.heard()[at_phone:], AGENT)
        heard = page.evaluate("since => heardSamples().slice(since)", at_desk)
        at_agents_ear = seconds_of(np.array(heard, dtype=np.int16), CALLER)
        if min(at_callers_ear, at_agents_ear) > 0.5:
            return
    raise AssertionError(f"in the last two seconds the caller heard {at_callers_ear} s, the agent {at_agents_ear} s")


def _newer(product: Product, before: Call | None) -> Call | None:
    newest = product.newest_call()
    return newest if newest and (before is None or newest.id > before.id) else None
