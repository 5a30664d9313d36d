"""Spoken answers on a real Asterisk, with a real telephone and the real Vosk engine."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator

import pytest

from config import Config
from ivr.heard import Digits, Heard, Silence, Spoken
from ivr.turns import Gather, Hangup, Turn
from telephony.asterisk.dialogue import Dialogue
from telephony.asterisk.speech import Ears
from telephony.asterisk.switch import AsteriskSwitch
from telephony.prompts import Prompts
from tests.asterisk.conftest import Story, Tones, eventually
from tests.sip import Phone
from tests.sounds import seconds_of, silence, tone
from tests.voices import spoken, tiny_models
from transcripts.live import Live

MENU = Gather(timeout_s=3, language="en", words=("order", "my order", "refund", "sales", "operator", "one", "two"))
NUMBER = Gather(max_digits=8, timeout_s=4, language="en", words=("one", "two", "three", "four", "seven", "nine"))
OVER = Turn((), Hangup())


@pytest.fixture
def live() -> Live:
    return Live(tiny_models("en", "fa"))


@pytest.fixture
def ears(config: Config, live: Live) -> Iterator[Ears]:
    ears = Ears(config, live)
    ears.start(["en", "fa", "xx"])
    eventually(lambda: live.ready("en") and live.ready("fa"))
    yield ears
    ears.stop()


@pytest.fixture
def dialogue(config: Config, story: Story, switch: AsteriskSwitch, prompts: Prompts, ears: Ears) -> Iterator[Dialogue]:
    dialogue = Dialogue(config, story, switch, prompts, ears)
    dialogue.start()
    yield dialogue
    dialogue.stop()


def heard(story: Story) -> list[Heard]:
    return [told[1] for told in story.told if told[0] == "heard"]


def test_a_spoken_choice_is_heard(phone: Phone, hotline: str, story: Story, tones: Tones) -> None:
    story.first = Turn((tones(500, 0.5),), MENU)
    story.script[Spoken] = Turn((tones(800),), Hangup())
    phone.dial(hotline)
    time.sleep(1.2)
    phone.speak(spoken("refund"))
    phone.wait_for("CALL_CLOSED")
    (said,) = heard(story)
    assert isinstance(said, Spoken)
    assert said.text == "refund"
    assert said.confidence > 0.6
    assert seconds_of(phone.heard(), 800) > 0.8


def test_a_voice_cuts_the_prompt_short(phone: Phone, hotline: str, story: Story, tones: Tones) -> None:
    story.first = Turn((tones(500, 10.0),), MENU)
    story.script[Spoken] = Turn((tones(800),), Hangup())
    phone.dial(hotline)
    time.sleep(0.7)
    phone.speak(spoken("my order"))
    phone.wait_for("CALL_CLOSED")
    assert [answer.text for answer in heard(story)] == ["my order"]  # type: ignore[union-attr]
    assert seconds_of(phone.heard(), 500) < 2.5
    assert seconds_of(phone.heard(), 800) > 0.8


def test_a_key_still_cuts_the_prompt_short(phone: Phone, hotline: str, story: Story, tones: Tones) -> None:
    story.first = Turn((tones(500, 8.0), tones(600)), MENU)
    story.script[Digits("1")] = Turn((tones(800),), Hangup())
    phone.dial(hotline)
    time.sleep(0.7)
    phone.press("1")
    phone.wait_for("CALL_CLOSED")
    assert heard(story) == [Digits("1")]
    assert seconds_of(phone.heard(), 500) < 2
    assert seconds_of(phone.heard(), 600) == 0


def test_other_words_are_told_from_silence(phone: Phone, hotline: str, story: Story) -> None:
    story.first = Turn((), MENU)
    story.script[Spoken] = Turn((), MENU)
    story.script[Silence()] = OVER
    phone.dial(hotline)
    time.sleep(0.5)
    phone.speak(spoken("paragraph structure"))
    phone.wait_for("CALL_CLOSED", 15)
    assert heard(story) == [Spoken("", 0.0), Silence()]


def test_a_number_is_spoken_figure_by_figure_or_keyed_in(phone: Phone, hotline: str, story: Story) -> None:
    story.first = Turn((), NUMBER)
    story.script[Spoken] = Turn((), NUMBER)
    story.script[Digits("427")] = OVER
    phone.dial(hotline)
    time.sleep(0.5)
    phone.speak(spoken("four two"))
    phone.speak(silence(0.9))
    phone.speak(spoken("seven"))
    story.wait_for("heard")
    time.sleep(0.3)
    phone.press("427#")
    phone.wait_for("CALL_CLOSED", 15)
    assert [type(answer) for answer in heard(story)] == [Spoken, Digits]
    assert heard(story)[0].text == "four two seven"  # type: ignore[union-attr]


def test_a_persian_caller_is_heard_in_persian(phone: Phone, hotline: str, story: Story) -> None:
    story.first = Turn((), Gather(timeout_s=3, language="fa", words=("سفارش", "شمارهٔ سفارش", "پشتیبانی", "یک")))
    story.script[Spoken] = OVER
    phone.dial(hotline)
    time.sleep(0.5)
    phone.speak(spoken("پشتیبانی", "fa"))
    phone.wait_for("CALL_CLOSED")
    assert [answer.text for answer in heard(story)] == ["پشتیبانی"]  # type: ignore[union-attr]


def test_without_a_recognizer_for_the_language_there_are_keys(phone: Phone, hotline: str, story: Story) -> None:
    story.first = Turn((), Gather(timeout_s=3, language="ru", words=("заказ",)))
    story.script[Digits("2")] = OVER
    phone.dial(hotline)
    time.sleep(0.5)
    phone.press("2")
    phone.wait_for("CALL_CLOSED")
    assert heard(story) == [Digits("2")]


def test_the_recognizer_dies_in_mid_word_and_the_keys_go_on(
    phone: Phone, hotline: str, story: Story, live: Live, tones: Tones
) -> None:
    story.first = Turn((tones(500, 5.0),), MENU)
    story.script[Digits("1")] = OVER
    phone.dial(hotline)
    time.sleep(0.7)
    phone.speak(spoken("my"), wait=False)
    time.sleep(0.2)
    for pid in live.pids():
        os.kill(pid, signal.SIGSEGV)
    time.sleep(0.3)
    phone.press("1")
    phone.wait_for("CALL_CLOSED")
    assert heard(story) == [Digits("1")]


def test_a_caller_who_hangs_up_while_they_are_heard_leaves_nothing_behind(
    phone: Phone, hotline: str, story: Story, live: Live
) -> None:
    story.first = Turn((), MENU)
    phone.dial(hotline)
    time.sleep(0.7)
    phone.speak(spoken("my"), wait=False)
    time.sleep(0.3)
    assert live.voices() == 1
    phone.hang_up()
    eventually(lambda: live.voices() == 0)


def test_a_tone_in_the_line_is_no_answer(phone: Phone, hotline: str, story: Story, tones: Tones) -> None:
    story.first = Turn((tones(500, 1.0),), MENU)
    story.script[Silence()] = OVER
    phone.dial(hotline)
    phone.speak(tone(60, 0.2))
    phone.wait_for("CALL_CLOSED", 15)
    assert heard(story) == [Silence()]
