"""Asterisk calls out over a trunk: who answers hears who it is and then the room."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from config import Config
from telephony.asterisk.switch import AsteriskSwitch
from telephony.port import Dialling
from tests.asterisk.conftest import Story, Tones, eventually
from tests.sip import Phone
from tests.sounds import seconds_of, tone

NUMBER = "+14155550142"


@pytest.fixture
def customer(config: Config, tmp_path: Path) -> Iterator[Phone]:
    """The telephone with that number, at the end of the trunk."""
    assert config.sip_trunk
    with Phone.start(tmp_path / "customer", NUMBER, port=config.sip_trunk[1]) as phone:
        yield phone


def asked(channel: str, **more: object) -> Dialling:
    return Dialling(channel, 1, NUMBER, "+14155550000", "call-out", "out.wav16", 20, **more)  # type: ignore[arg-type]


def test_whom_we_call_sees_our_number_hears_who_it_is_and_is_in_the_room(
    switch: AsteriskSwitch, story: Story, customer: Phone, agent: Phone, tones: Tones
) -> None:
    switch.dial(asked("tl-out-1", greeting=(tones(440, 1.0),)))
    assert "+14155550000" in customer.wait_for("CALL_INCOMING")["peeruri"]
    customer.order("accept")
    story.wait_for("customer_answered", "tl-out-1")
    eventually(lambda: seconds_of(customer.heard(), 440) > 0.5)
    customer.speak(tone(1100, 1.0), wait=False)
    customer.hang_up()
    story.wait_for("leg_ended", "tl-out-1")


def test_a_customer_who_declines_is_told_of_at_once(switch: AsteriskSwitch, story: Story, customer: Phone) -> None:
    switch.dial(asked("tl-out-2"))
    customer.wait_for("CALL_INCOMING")
    customer.hang_up()
    assert story.wait_for("ring_ended", "tl-out-2")[2] in ("busy", "declined")
