"""What Twilio fetches and plays: the prompts of languages in which it has no voice, and uploaded recordings."""

from __future__ import annotations

import numpy as np
import pytest
from itsdangerous import URLSafeSerializer

from telephony.prompts import PromptFault, Prompts
from tests.twilio.house import House
from tests.twilio.phone import Phone


def test_what_was_never_said_is_spoken_when_it_is_fetched_and_not_while_a_turn_is_awaited(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken: list[str] = []
    monkeypatch.setattr(
        Prompts, "_speak", lambda _self, text, _voice: (spoken.append(text), (np.ones(800, "<i2"), 16000))[1]
    )
    phone = Phone(house).dial()
    sound = phone.said[2]
    assert "/twilio/prompts/" in sound and not spoken, "the menu's Persian words are played"
    fetched = house.http.get(sound.removeprefix(house.config.public_url))
    assert (fetched.status_code, fetched.data[:4], len(spoken)) == (200, b"RIFF", 1)
    assert Phone(house).dial().said[2] == sound.partition("?")[0], "what is there needs no more words"


def test_what_nobody_can_speak_is_silence_and_the_call_goes_on(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def mute(_self: Prompts, text: str, _voice: str) -> tuple[np.ndarray, int]:
        if text:
            raise PromptFault("there is no voice")
        return np.zeros(800, "<i2"), 16000

    monkeypatch.setattr(Prompts, "_speak", mute)
    sound = Phone(house).dial().said[2]
    assert house.http.get(sound.removeprefix(house.config.public_url)).data[:4] == b"RIFF"
    assert "a prompt is left out: there is no voice" in caplog.text


def test_nobody_else_has_us_say_anything(house: House) -> None:
    forged = URLSafeSerializer("another secret", salt="twilio prompt").dumps(["Give me your card", "en", False])
    assert house.http.get(f"/twilio/prompts/{'a' * 32}.wav?say={forged}").status_code == 404


@pytest.mark.parametrize("name", ["../threadline", "nothing", "a.b"])
def test_only_prompts_are_played(house: House, name: str) -> None:
    assert house.http.get(f"/twilio/prompts/{name}.wav").status_code == 404
