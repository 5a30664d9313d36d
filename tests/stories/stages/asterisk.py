"""The stage with a real Asterisk: SIP telephones, and everybody is known by how they sound."""

from __future__ import annotations

import time
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import Any, Self

from telephony.drops import AT_ONCE
from tests.sip import Phone
from tests.sounds import loud_seconds, seconds_of, tone
from tests.stories.agent import Telephonist
from tests.stories.caller import Caller as Calling
from tests.stories.product import Product
from tests.stories.stages import MUSIC, Party, Stage, Telephone, Worker

SOUNDS = {"customer": 1100, "sara": 700, "daniel": 500, "mina": 900}
"""In Hz."""


class Caller(Telephone):
    def __init__(self, product: Product, number: str, phone: Phone) -> None:
        super().__init__(product, number)
        self.phone = phone

    def dials(self, token: str = "") -> Self:
        assert not token, "a SIP telephone brings no token"
        self._calling = Calling(self.product, self.phone)
        self.id = self._calling.id
        return self

    def answers(self) -> Self:
        before = self.product.newest_call()
        self.phone.wait_for("CALL_INCOMING", 30)
        self.phone.order("accept")
        self.phone.wait_for("CALL_ESTABLISHED")
        call = self.product.newest_call()
        assert call and before
        self.id = call.id
        return self

    def is_busy(self) -> None:
        self.phone.wait_for("CALL_INCOMING", 30)
        self.phone.hang_up()

    def presses(self, *keys: str) -> Self:
        self._calling.presses(*keys)
        return self

    def is_silent(self) -> Self:
        asked = self.row.turn_number
        self.product.wait_until(lambda: self.row.turn_number != asked, 40, "it is asked again")
        return self

    def would_rather_be_called(self) -> None:
        for _ in range(12):
            # While they are told that they will wait no key is heard; in the music it is.
            if self.row.state != "queued":
                return
            self.phone.press("1", pause_s=1.0)

    def waits_in_vain(self) -> None:
        self.is_("ivr")

    def leaves_message(self) -> None:
        kept = self.product.var / "recordings"
        self.product.wait_until(lambda: list(kept.glob(f"{self.id}-message-*")), 30, "the tone was heard")
        self.phone.speak(tone(SOUNDS["customer"], 2.0))
        self.phone.press("#")

    def hangs_up(self) -> None:
        self.phone.hang_up()


class Agent(Telephonist, Worker):
    def __init__(self, product: Product, folder: Path, login: str) -> None:
        super().__init__(product, folder, login)
        self.name = login

    def answers_the_ring(self) -> None:
        self.answer()

    def vanishes(self) -> None:
        self.phone.hang_up()


class Asterisk(Stage):
    def __init__(self, product: Product, folder: Path) -> None:
        super().__init__(product)
        self._folder, self._phones = folder, count()

    def telephone(self, number: str) -> Caller:
        """The first of them is where the trunk leads to."""
        at = next(self._phones)
        started = Phone.start(self._folder / f"phone-{at}", number, port=0 if at else self.product.trunk)
        return Caller(self.product, number, self._open.enter_context(started))

    def agent(self, login: str) -> Agent:
        return Agent(self.product, self._folder / login, login)

    def hear(self, expected: Mapping[Party, frozenset[str]]) -> None:
        for _ in range(5):
            heard = self._everybody_speaks(list(expected))
            if heard == dict(expected):
                return
        names = {each.name: whom for each, whom in heard.items()}
        raise AssertionError(f"in the last two seconds they heard {names}, not {list(expected.values())}")

    def _everybody_speaks(self, parties: list[Any]) -> dict[Party, frozenset[str]]:
        before = {each: len(each.phone.heard()) for each in parties}
        for each in parties:
            each.phone.speak(tone(SOUNDS[each.name], 2.0), wait=False)
        time.sleep(2.2)
        heard: dict[Party, frozenset[str]] = {}
        for each in parties:
            sound = each.phone.heard()[before[each] :]
            others = frozenset(
                other.name for other in parties if other is not each and seconds_of(sound, SOUNDS[other.name]) > 0.5
            )
            heard[each] = others or (MUSIC if loud_seconds(sound) > 1 else frozenset())
        return heard

    def a_moment_passes(self, telephone: Telephone) -> None:
        time.sleep(AT_ONCE.total_seconds() + 0.2)
