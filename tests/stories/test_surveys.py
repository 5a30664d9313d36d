"""An agent hangs up, and the caller is asked on the real Asterisk how it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.sip import Phone
from tests.stories.agent import Telephonist
from tests.stories.caller import Caller
from tests.stories.product import Product
from timeline import book


def test_a_caller_rates_the_agent_who_has_hung_up(
    product: Product, phone: Callable[..., Phone], tmp_path: Path
) -> None:
    with Telephonist(product, tmp_path / "daniel", "daniel") as daniel:
        caller = Caller(product, phone("15551230088"))
        caller.presses("1", "2", "427#")
        daniel.answer()
        caller.is_("talking")
        daniel.hang_up(caller.id)
        daniel.phone.wait_for("CALL_CLOSED")
        assert daniel.presence() == "wrap_up"
        caller.presses("5")
        caller.phone.wait_for("CALL_CLOSED", 30)
        caller.ends_as("served")
        daniel.wrap_up(caller.id)
    with product.db.reading() as session:
        (told,) = (each.data for each in book.steps(session, "phone", caller.id) if each.kind == "SurveyAnswered")
    assert (told["score"], told["agent"]) == (5, "Daniel Weber")
