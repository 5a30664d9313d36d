"""An agent lets it ring: the caller stays first in line, and the agent is not asked again until they are back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

from tests.sip import Phone
from tests.stories import arranged
from tests.stories.agent import Telephonist, hear_each_other
from tests.stories.arranged import offers_of
from tests.stories.caller import both_hear, waits
from tests.stories.desk import Desk
from tests.stories.product import Product


def test_a_call_that_nobody_answers_goes_first_to_the_next_agent_and_who_missed_it_says_when_they_are_back(
    product: Product, phone: Callable[..., Phone], browse: Callable[..., Page], beeps: Path, tmp_path: Path
) -> None:
    sara = Desk(browse(beeps), product, "sara").log_in().go_ready()
    with arranged.queue(product, "orders", ring_s=3):
        first = waits(product, phone("15551280001"))
        sara.says("is calling")
        later = waits(product, phone("15551280002"))
        sara.says("You missed a contact")
    with Telephonist(product, tmp_path / "daniel", "daniel") as daniel:
        daniel.answer()
        first.is_("talking")
        hear_each_other(product, first.phone, daniel.phone)
        missed, taken = offers_of(product, first.id)
        assert (missed.state, taken.state, taken.agent_id) == ("missed", "accepted", daniel.id)
        assert (later.row.state, offers_of(product, later.id)) == ("queued", [])
        sara.go_ready()
        sara.answer()
        sara.says("Talking")
        both_hear(later.phone, sara.page)
        daniel.ask("POST", f"calls/{first.id}/hang-up")
        first.ends_as("served")
        daniel.wrap_up(first.id)
    sara.hang_up()
    later.ends_as("served")
    sara.wrap_up()
    sara.go_offline()
