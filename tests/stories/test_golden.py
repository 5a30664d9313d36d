"""One golden conversation, three drivers: a real telephone on Asterisk, Twilio's webhooks, the text simulator."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest

from db import Database
from hotline import versions, walk
from hotline.golden import Golden, played
from ivr.flow import read
from ivr.heard import Digits, Silence
from tests.golden import journey_of
from tests.sip import Phone
from tests.stories.product import ROOT, Product
from tests.twilio.house import House
from tests.twilio.test_goldens import arranged
from timeline import customers

GOLDEN = ROOT / "tests" / "conversations"


@pytest.mark.parametrize(
    ("name", "number"), [("order_happy_path", "+15557770001"), ("wrong_keys_and_silence", "+15557770002")]
)
def test_one_conversation_gives_one_journey_on_every_backend(
    name: str, number: str, product: Product, phone: Callable[..., Phone], sqlite: Database, tmp_path: object
) -> None:
    golden = Golden.read(GOLDEN / f"{name}.txt")
    with product.db.reading() as session:
        published = versions.live(session, walk.find_hotline(session, "hotline").flow_key)
        assert published
        flow = read(published.definition)
    expected = played(flow, golden).journey()

    typed = subprocess.run(
        [sys.executable, "app.py", "simulate"],
        cwd=ROOT,
        input=(GOLDEN / f"{name}.txt").read_text("utf-8"),
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert f"[{expected['ending']}]" in typed

    with product.db.transaction() as session:
        customers.find_or_make(session, "phone", number).language = golden.facts.language or ""
    assert by_telephone(product, phone(number.removeprefix("+")), golden) == expected
    assert by_twilio(sqlite, tmp_path, golden) == expected


def by_telephone(product: Product, caller: Phone, golden: Golden) -> dict[str, object]:
    before = product.newest_call()
    caller.dial(product.hotline)

    def arrived() -> bool:
        newest = product.newest_call()
        return newest is not None and newest.id != (before.id if before else 0)

    product.wait_until(arrived, 10, "the call has arrived")
    call_id = product.newest_call().id
    for number, exchange in enumerate(golden.exchanges[1:], start=1):
        assert isinstance(exchange.heard, Digits | Silence)
        product.wait_until(lambda n=number: product.call(call_id).turn_number >= n, 30, f"turn {number} is there")
        if isinstance(exchange.heard, Digits):
            caller.press(exchange.heard.keys)
    last = len(golden.exchanges)
    product.wait_until(lambda: product.call(call_id).turn_number >= last, 30, "the last turn is there")
    found = journey_of(product.call(call_id))
    caller.hang_up()
    return found


def by_twilio(database: Database, folder: object, golden: Golden) -> dict[str, object]:
    house = House(database, folder)
    caller = arranged(house, golden.facts).dial()
    for exchange in golden.exchanges[1:]:
        if isinstance(exchange.heard, Digits):
            caller.presses(exchange.heard.keys)
        else:
            caller.is_silent()
    return journey_of(house.call_of(caller.sid))
