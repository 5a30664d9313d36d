"""The dialogue with a caller, on a real Asterisk with a real telephone."""

from __future__ import annotations

import time

from config import Config
from ivr.heard import DialEnded, Digits, LookedUp, Recorded, Silence
from ivr.turns import Dial, Enqueue, Gather, Hangup, LookUp, Option, Record, Turn
from telephony.prompts import Prompts
from tests.asterisk.conftest import Story, Tones
from tests.sip import Phone
from tests.sounds import RATE, loud_seconds, read_wav, seconds_of, tone


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


def test_a_key_is_not_cut_short_where_the_menu_does_not_allow_it(
    phone: Phone, hotline: str, story: Story, tones: Tones
) -> None:
    story.first = Turn((tones(500, 2.0),), Gather(barge_in=False, timeout_s=1))
    story.script[Silence()] = Turn((tones(800),), Hangup())
    phone.dial(hotline)
    time.sleep(0.5)
    phone.press("1")
    phone.wait_for("CALL_CLOSED")
    assert seconds_of(phone.heard(), 500) > 1.8
    assert seconds_of(phone.heard(), 800) > 0.8


def test_no_key_is_silence_and_nothing_else(phone: Phone, hotline: str, story: Story, tones: Tones) -> None:
    story.first = Turn((tones(500, 0.3),), Gather(timeout_s=0.7))
    story.script[Silence()] = Turn((), Hangup())
    phone.dial(hotline)
    phone.wait_for("CALL_CLOSED")
    assert [told[1] for told in story.told if told[0] == "heard"] == [Silence()]


def test_the_finish_key_ends_the_input_and_is_a_choice_where_the_menu_says_so(
    phone: Phone, hotline: str, story: Story
) -> None:
    story.first = Turn((), Gather(max_digits=8, timeout_s=5))
    story.script[Digits("12")] = Turn((), Gather(options=(Option("#", "Again"),), timeout_s=5))
    story.script[Digits("#")] = Turn((), Hangup())
    phone.dial(hotline)
    time.sleep(0.3)
    phone.press("12#")
    time.sleep(0.3)
    phone.press("#")
    phone.wait_for("CALL_CLOSED")
    assert [told[1] for told in story.told if told[0] == "heard"] == [Digits("12"), Digits("#")]


def test_a_message_is_recorded_after_the_beep(
    phone: Phone, hotline: str, story: Story, config: Config, tones: Tones
) -> None:
    story.first = Turn((tones(500, 0.3),), Record(silence_s=30))
    story.script[Recorded] = Turn((tones(800, 0.5),), Hangup("voicemail"))
    phone.dial(hotline)
    time.sleep(1.2)
    phone.speak(tone(700, 1.5))
    phone.press("#")
    phone.wait_for("CALL_CLOSED")
    recorded = story.wait_for("heard")[1]
    sound, rate = read_wav(config.var / "recordings" / recorded.audio)
    assert 1.2 < seconds_of(sound, 700, rate) < 1.8
    assert abs(recorded.duration_s - len(sound) / rate) < 0.1
    assert seconds_of(phone.heard(), 880) > 0.05, "no beep"


def test_a_message_is_kept_of_a_caller_who_simply_hangs_up(
    phone: Phone, hotline: str, story: Story, config: Config
) -> None:
    story.first = Turn((), Record(silence_s=30))
    phone.dial(hotline)
    time.sleep(0.7)
    phone.speak(tone(700, 1.5))
    phone.hang_up()
    recorded = story.wait_for("heard")[1]
    sound, rate = read_wav(config.var / "recordings" / recorded.audio)
    assert seconds_of(sound, 700, rate) > 1.2


def test_a_fault_of_ours_becomes_an_apology_and_goodbye(
    phone: Phone, hotline: str, story: Story, prompts: Prompts
) -> None:
    def fault() -> Turn:
        raise RuntimeError("a fault that this test makes")

    story.first = Turn((), Gather(timeout_s=5))
    story.script[Digits("1")] = fault
    phone.dial(hotline)
    time.sleep(0.3)
    phone.press("1")
    phone.wait_for("CALL_CLOSED", 15)
    apology, _rate = read_wav(prompts.apology("en").with_suffix(".wav"))
    assert loud_seconds(phone.heard()) > 0.7 * loud_seconds(apology)


def test_a_caller_who_waits_hears_music_and_where_they_stand(
    phone: Phone, hotline: str, story: Story, tones: Tones, config: Config
) -> None:
    story.first = Turn((tones(500, 0.5),), Enqueue("main"))
    phone.dial(hotline)
    time.sleep(3.5)
    assert loud_seconds(phone.heard()[RATE:]) > 0.8, "no music"
    assert ("waiting", 1) not in story.told


def test_what_is_said_is_heard_before_the_companys_system_is_asked(
    phone: Phone, hotline: str, story: Story, tones: Tones
) -> None:
    story.first = Turn((tones(500, 0.5),), LookUp("orders", {"number": "427"}))
    story.script[LookedUp(True, "orders")] = Turn((), Hangup())
    phone.dial(hotline)
    assert story.wait_for("heard")[1] == LookedUp(True, "orders")
    assert ("look_up", LookUp("orders", {"number": "427"})) in story.told
    phone.wait_for("CALL_CLOSED")
    assert loud_seconds(phone.heard()) > 0.3


def test_a_dial_of_what_is_no_number_fails_and_says_so(phone: Phone, hotline: str, story: Story) -> None:
    story.first = Turn((), Dial("nobody", 5))
    story.script[DialEnded("failed")] = Turn((), Hangup())
    phone.dial(hotline)
    phone.wait_for("CALL_CLOSED")
    assert story.wait_for("heard")[1] == DialEnded("failed")
