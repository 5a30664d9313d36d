"""An agent picks up and drops the call at once, on a real telephone: the caller waits on, and somebody else helps."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.sip import Phone
from tests.stories.agent import Telephonist, hear_each_other
from tests.stories.caller import waits
from tests.stories.product import Product


def test_a_caller_who_is_dropped_at_once_is_told_and_goes_to_the_next_agent(
    product: Product, phone: Callable[..., Phone], tmp_path: Path
) -> None:
    caller = waits(product, phone("15551246001"))
    with Telephonist(product, tmp_path / "sara", "sara") as sara:
        sara.answer()
        sara.phone.hang_up()
        product.wait_until(lambda: "BackInLine" in caller.kinds, 10, "the caller is in line again")
        caller.hears_something(1.0)
        assert sara.presence() == "break"
        with Telephonist(product, tmp_path / "daniel", "daniel") as daniel:
            daniel.answer()
            caller.is_("talking")
            hear_each_other(product, caller.phone, daniel.phone)
            caller.phone.hang_up()
            caller.ends_as("served")
            daniel.wrap_up(caller.id)
    told = [kind for kind in caller.kinds if kind in ("Answered", "OfferEnded", "BackInLine")]
    assert told == ["Answered", "OfferEnded", "BackInLine", "Answered"]
