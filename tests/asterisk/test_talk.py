"""The dialogue with a caller, on a real Asterisk with a real telephone."""

from __future__ import annotations

import time
from collections.abc import Callable

from ivr.heard import Digits, Recorded, Silence
from ivr.turns import Enqueue, Gather, Hangup, Option, Play, Record, Turn
from tests.asterisk.conftest import Story
from tests.sip import Phone, first_heard, seconds_of, tone

Tones = Callable[..., Play]


def test_the_caller_hears_the_prompt(phone: Phone, hotline: str, story: Story, tones: Tones) -> None:
    story.first = Turn((tones(500),), Hangup())
    phone.dial(hotline)
    phone.wait_for("CALL_CLOSED")
    assert 0.8 < seconds_of(phone.heard(), 500) < 1.2
    assert story.arrivals[1]["from_address"] == "+14155550100"
    assert story.arrivals[1]["to_address"] == "1000"


def test_keys_are_heard_one_by_one_and_together(phone: Phone, hotline: str, story: Story, tones: Tones) -> None:
    story.first = Turn((tones(500),), Gather(max_digits=4, timeout_s=3))
    story.script[Digits("4027")] = Turn((tones(800),), Hangup())
    phone.dial(hotline)
    time.sleep(1.3)
    phone.press("4027")
    phone.wait_for("CALL_CLOSED")
    assert seconds_of(phone.heard(), 800) > 0.8


def test_a_key_cuts_the_prompt_short(phone: Phone, hotline: str, story: Story, tones: Tones) -> None:
    story.first = Turn((tones(500, 8.0), tones(600)), Gather())
    story.script[Digits("1")] = Turn((tones(800),), Hangup())
    phone.dial(hotline)
    time.sleep(0.7)
    phone.press("1")
    phone.wait_for("CALL_CLOSED")
    assert seconds_of(phone.heard(), 500) < 2
    assert seconds_of(phone.heard(), 600) == 0
    assert seconds_of(phone.heard(), 800) > 0.8
