"""A caller presses the key while they wait, hangs up, and is called when it is their turn, on a real trunk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page
from sqlalchemy import select

from acd.models import Callback, Queue
from tests.sip import Phone
from tests.stories.agent import Telephonist, hear_each_other
from tests.stories.caller import both_hear, waits
from tests.stories.desk import Desk
from tests.stories.product import Product

NUMBER = "+15551230001"


def test_a_caller_who_waits_is_called_back_on_their_own_telephone(
    calling: Product, browse: Callable[..., Page], beeps: Path, tmp_path: Path
) -> None:
    with Phone.start(tmp_path / "caller", NUMBER, port=calling.trunk) as phone:
        caller = waits(calling, phone)
        for _ in range(12):
            # While they are told that they will wait no key is heard; in the music it is.
            if caller.row.state != "queued":
                break
            phone.press("1", pause_s=1.0)
        caller.ends_as("callback")
        sara = Desk(browse(beeps), calling, "sara").log_in().go_ready()
        sara.answer()
        phone.answer()
        back = calling.newest_call()
        assert (back.direction, back.to_address) == ("out", NUMBER)
        calling.wait_until(lambda: calling.call(back.id).state == "talking", 10, "they talk")
        both_hear(phone, sara.page)
        phone.hang_up()
        calling.wait_until(lambda: calling.call(back.id).outcome == "served", 10, "the call is over")
        sara.wrap_up()
        sara.go_offline()
        with Telephonist(calling, tmp_path / "daniel", "daniel") as daniel:
            the_customer_comes_first(calling, phone, daniel)
        with calling.db.reading() as session:
            callbacks = session.scalars(select(Callback)).all()
        assert [(each.outcome, each.attempts) for each in callbacks] == [("reached", 1)] * 2


def the_customer_comes_first(calling: Product, phone: Phone, daniel: Telephonist) -> None:
    """As their queue wants it now: the agent rings when the customer has answered."""
    with calling.db.transaction() as session:
        session.get_one(Queue, "orders").callback_first = "customer"
    daniel.ask("POST", "callbacks", {"number": NUMBER, "queue": "orders"})
    phone.answer()
    back = calling.newest_call()
    daniel.answer()
    calling.wait_until(lambda: calling.call(back.id).state == "talking", 10, "they talk")
    assert calling.kinds("phone", back.id)[:3] == ["CallPlaced", "Offered", "Answered"]
    hear_each_other(calling, phone, daniel.phone)
    phone.hang_up()
    calling.wait_until(lambda: calling.call(back.id).outcome == "served", 10, "the call is over")
    daniel.wrap_up(back.id)
