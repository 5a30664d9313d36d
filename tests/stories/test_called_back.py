"""A caller presses the key while they wait, hangs up, and is called when it is their turn, on a real trunk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from acd.models import Callback
from tests.sip import Phone
from tests.stories.agent import Telephonist
from tests.stories.caller import waits
from tests.stories.product import Product, free_ports

NUMBER = "+15551230001"


@pytest.fixture
def calling(parts: None, tmp_path: Path) -> Iterator[Product]:
    """A product of its own, since only this one has a provider that carries its calls: the caller's own telephone."""
    port = free_ports(1)[0]
    with Product(tmp_path, RECOGNIZERS="0", SIP_TRUNK=f"127.0.0.1:{port}") as product:
        product.trunk = port
        yield product


def test_a_caller_who_waits_is_called_back_on_their_own_telephone(calling: Product, tmp_path: Path) -> None:
    with Phone.start(tmp_path / "caller", NUMBER, port=calling.trunk) as phone:
        caller = waits(calling, phone)
        for _ in range(12):
            # While they are told that they will wait no key is heard; in the music it is.
            if caller.row.state != "queued":
                break
            phone.press("1", pause_s=1.0)
        caller.ends_as("callback")
        with Telephonist(calling, tmp_path / "sara", "sara") as sara:
            sara.answer()
            phone.answer()
            back = calling.newest_call()
            assert (back.direction, back.to_address) == ("out", NUMBER)
            calling.wait_until(lambda: calling.call(back.id).state == "talking", 10, "they talk")
            phone.hang_up()
            calling.wait_until(lambda: calling.call(back.id).outcome == "served", 10, "the call is over")
            sara.wrap_up(back.id)
        with calling.db.reading() as session:
            callback = session.scalars(select(Callback)).one()
        assert (callback.outcome, callback.attempts) == ("reached", 1)
