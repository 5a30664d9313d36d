"""Whom a queue does not find at once: it waits, asks for less, goes elsewhere, or asks for a message."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from playwright.sync_api import Page

from tests.sip import Phone
from tests.sounds import silence
from tests.stories import arranged
from tests.stories.arranged import offers_of
from tests.stories.caller import Caller, both_hear, waits
from tests.stories.conftest import Speak
from tests.stories.desk import Desk
from tests.stories.product import Product
from tests.stories.test_call import needs_vosk
from tests.stories.words import CALLER_SAYS, sound_of, words_in

Dial = Callable[..., Phone]
FOR_EXPERTS = {"skills": {"orders": 5}, "rules": {"widening": [{"after_s": 6, "levels": {"orders": 3}}]}}
TO_EVERYBODY = {"rules": {"overflow": [{"when": "waited", "limit": 4, "to": "queue", "queue": "general"}]}}
TO_A_MESSAGE = {"rules": {"overflow": [{"when": "waited", "limit": 2, "to": "message"}]}}


def test_the_only_agent_gets_a_call_once_its_queue_asks_for_less_and_one_that_flows_over_into_theirs(
    product: Product, phone: Dial, browse: Callable[..., Page], beeps: Path
) -> None:
    with (
        arranged.agent(product, "Daniel Weber", skills={"orders": 3}),
        arranged.queue(product, "orders", **FOR_EXPERTS),
        arranged.queue(product, "service", **TO_EVERYBODY),
    ):
        daniel = Desk(browse(beeps), product, "daniel").log_in().go_ready()
        experts = waits(product, phone("15551270001"))
        daniel.page.wait_for_timeout(1500)
        assert offers_of(product, experts.id) == [], "they do not know enough yet"
        daniel.answer()
        daniel.says("Talking")
        (offer,) = offers_of(product, experts.id)
        assert (offer.state, offer.reasons["rule"]["ways"]) == ("accepted", [{"orders": 3}])
        both_hear(experts.phone, daniel.page)
        experts.phone.hang_up()
        experts.ends_as("served")
        daniel.wrap_up()

        repair = Caller(product, phone("15551270002"))
        repair.presses("1", "2", "427#")
        daniel.says("Everything else, waited")
        daniel.answer()
        daniel.says("Talking")
        assert repair.row.queue_key == "general"
        both_hear(repair.phone, daniel.page)
        repair.phone.hang_up()
        repair.ends_as("served")
        daniel.wrap_up()
        daniel.go_offline()


@needs_vosk
def test_a_caller_whom_nobody_can_take_leaves_a_message_that_an_agent_reads_and_hears(
    product: Product, phone: Dial, browse: Callable[..., Page], spoken: Speak, tmp_path: Path
) -> None:
    with arranged.queue(product, "orders", **TO_A_MESSAGE):
        caller = waits(product, phone("15551270003"))
        caller.is_("ivr")
        message = product.var / "recordings"
        product.wait_until(lambda: list(message.glob(f"{caller.id}-message-*")), 20, "the tone was heard")
        caller.phone.speak(np.concatenate([silence(0.3), sound_of(spoken(CALLER_SAYS))]))
        caller.phone.hang_up()
        caller.ends_as("voicemail")
    sara = Desk(browse(), product, "sara").log_in()
    sara.page.goto(f"{product.url}/callbacks")
    sara.says("my order number four two seven")
    sara.page.get_by_role("button", name="Listen").click()
    sara.page.get_by_role("button", name="Play").first.wait_for()
    heard = tmp_path / "heard.wav"
    heard.write_bytes(sara.page.request.get(f"{product.url}/api/v1/calls/{caller.id}/audio").body())
    assert "order number four two seven" in words_in(sound_of(heard), tmp_path)
    sara.page.get_by_role("button", name="Done").click()
    sara.says("No messages")
