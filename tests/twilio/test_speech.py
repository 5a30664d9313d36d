"""Callers may say what they could press: Twilio listens, with the menu's own words as hints."""

from __future__ import annotations

import pytest

from ivr.heard import Digits, Heard, Silence, Spoken
from ivr.turns import Gather, Option, Turn
from telephony.twilio.hearing import as_heard
from telephony.twilio.places import Places
from telephony.twilio.twiml import render
from tests.twilio.house import PUBLIC, House
from tests.twilio.phone import Phone

TO = Places(PUBLIC).of_call(1, 1, lambda _: "")


def asking(*words: str, language: str = "en") -> str:
    gather = Gather(1, "", 5.0, (Option("1", "Orders"),), language=language, words=words)
    return render(Turn((), gather), TO)


def test_a_choice_may_be_said(house: House) -> None:
    phone = Phone(house).dial().presses("1")
    assert "order" in phone.verb.attrib["hints"]
    phone.says("my order")
    assert phone.presses("427").tag == "Enqueue"
    heard = [step["heard"] for step in house.call_of(phone.sid).path]
    assert "my order" in heard


def test_what_was_hardly_understood_is_said_back_first(house: House) -> None:
    phone = Phone(house).dial().presses("1")
    phone.says("my order", confidence="0.3")
    assert (phone.tag, "my order" in " ".join(phone.said)) == ("Gather", True)
    assert "yes" in phone.verb.attrib["hints"]
    assert phone.says("yes").presses("427").tag == "Enqueue"


def test_a_person_may_be_asked_for_by_word(house: House) -> None:
    assert Phone(house).dial().presses("1").says("operator").tag == "Enqueue"


def test_where_nothing_may_be_said_only_keys_are_taken() -> None:
    assert 'input="dtmf"' in asking()
    assert "hints" not in asking()


def test_in_a_language_that_twilio_does_not_understand_there_are_keys() -> None:
    assert 'input="dtmf"' in asking("kyllä", language="fi")


def test_it_listens_in_the_language_of_the_question() -> None:
    assert 'language="fa-IR"' in asking("سفارش", language="fa")


def test_hints_are_never_more_or_longer_than_twilio_takes() -> None:
    document = asking("a, b", "a  b", "x" * 101, "", *(f"word{number}" for number in range(600)))
    hints = document.partition('hints="')[2].partition('"')[0].split(", ")
    assert hints[:2] == ["a b", "word0"]
    assert len(hints) == 500


def test_words_cannot_put_verbs_into_the_answer() -> None:
    assert "<Dial" not in asking('"/><Dial>1</Dial>')


@pytest.mark.parametrize(
    ("form", "heard"),
    [
        ({"SpeechResult": " my  order ", "Confidence": "0.87"}, Spoken("my order", 0.87)),
        ({"SpeechResult": "order", "Confidence": "0.0"}, Spoken("order", 1.0)),
        ({"SpeechResult": "order"}, Spoken("order", 1.0)),
        ({"SpeechResult": "order", "Confidence": "nan"}, Spoken("order", 1.0)),
        ({"SpeechResult": "order", "Confidence": "1e9"}, Spoken("order", 1.0)),
        ({"SpeechResult": "order", "Digits": "2"}, Digits("2")),
        ({"Digits": "427", "FinishedOnKey": "#"}, Digits("427")),
        ({"Digits": "", "FinishedOnKey": "#"}, Silence()),
        ({"SpeechResult": "x" * 5000}, Spoken("x" * 400)),
    ],
)
def test_what_twilio_says_that_it_heard(form: dict[str, str], heard: Heard) -> None:
    assert as_heard(form) == heard
