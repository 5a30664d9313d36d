"""Why nobody took a ring: Asterisk says it twice, in no fixed order."""

from __future__ import annotations

from pathlib import Path

import pytest

from config import Config
from telephony.asterisk.events import Events
from telephony.asterisk.switch import AsteriskSwitch
from tests.asterisk.conftest import Story

CHANNEL = "tl-out-1"
RESPONSE = {"Event": "OriginateResponse", "ActionID": f"dial:{CHANNEL}", "Response": "Failure", "Reason": "0"}
HANGUP = {"Event": "Hangup", "Uniqueid": CHANNEL, "Cause": "17", "ChannelStateDesc": "Ringing"}


@pytest.fixture
def story() -> Story:
    return Story()


@pytest.fixture
def told(story: Story, tmp_path: Path) -> Events:
    """Events of a switch that has just rung this channel."""
    switch = AsteriskSwitch(Config.from_env({"THREADLINE_VAR": str(tmp_path)}))
    switch._ringing[CHANNEL] = 0.0
    return Events(switch, story)


def whys(story: Story) -> list[str]:
    return [why for kind, *_, why in story.told if kind == "ring_ended"]


def test_a_response_that_says_nothing_and_overtook_the_hangup_leaves_the_word_to_it(told: Events, story: Story) -> None:
    told(RESPONSE)
    told(HANGUP)
    assert whys(story) == ["busy"]


def test_where_there_never_was_a_phone_the_response_alone_is_told(told: Events, story: Story) -> None:
    told(RESPONSE)
    assert story.wait_for("ring_ended", CHANNEL)[2] == "failed"


def test_a_response_that_knows_why_is_told_at_once_and_once(told: Events, story: Story) -> None:
    told(RESPONSE | {"Reason": "5"})
    told(HANGUP)
    assert whys(story) == ["busy"]
