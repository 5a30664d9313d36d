from __future__ import annotations

import pytest

from ivr.facts import Answer, Facts
from ivr.flow import FlowRefused
from ivr.heard import Digits, Silence, Spoken
from ivr.state import State
from ivr.turns import Gather, Say

from .small import BYE, ask, choice, flow, said, talk, ways

CONFIRM = {"prompt": {"en": "You entered {value}. Is it right?"}, "yes": choice("1", "Yes"), "no": choice("2", "No")}


@pytest.mark.parametrize(
    ("heard", "value"),
    [
        (Digits("427"), "427"),
        (Digits("427#"), "427"),
        (Spoken("427"), "427"),
        (Spoken("۴۲۷"), "427"),
        (Spoken("my order is number four two seven"), "427"),
        (Spoken("4-2-7"), "427"),
        (Spoken("سفارش چهار دو هفت"), "427"),
        (Spoken("#427"), "427"),
        (Digits("007"), "007"),
    ],
)
def test_digits_are_kept_as_the_answer(heard: Digits | Spoken, value: str) -> None:
    state, _ = talk(flow(ask(max=8)), heard)
    assert state.answers == {"number": Answer(value, value)}


@pytest.mark.parametrize(
    "heard",
    [
        Digits("1"),
        Digits("123456789"),
        Digits("12*4"),
        Digits("#"),
        Digits("A"),
        Spoken("hello"),
        Spoken("12 or 34"),
        Spoken(""),
    ],
)
def test_too_few_too_many_or_no_digits_are_no_match(heard: Digits | Spoken) -> None:
    state, turn = talk(flow(ask(min=2, max=8)), heard)
    assert (state.answers, ways(state)) == ({}, ["no_match"])
    assert said(turn) == ["Not understood.", "Number?"]


def test_digits_must_fit_the_pattern() -> None:
    asks = flow(ask(pattern=r"[12]\d{3}"))
    assert talk(asks, Digits("3000"))[0].answers == {}
    assert talk(asks, Digits("2000"))[0].answers["number"].value == "2000"


@pytest.mark.parametrize("pattern", ["(1+)+", ".*", "[z-a]", "{2}", "a", "1*"])
def test_a_pattern_that_could_run_for_ever_or_is_none_is_refused(pattern: str) -> None:
    with pytest.raises(FlowRefused, match="pattern"):
        flow(ask(pattern=pattern))


def test_an_answer_that_the_journey_has_is_not_asked_for() -> None:
    state, _ = talk(flow(ask()), state=State(answers={"number": Answer("5", "5")}))
    assert (state.node, ways(state)) == ("person", ["known", "next"])


def test_an_answer_of_the_journey_that_does_not_fit_is_asked_for() -> None:
    assert talk(flow(ask(min=3)), state=State(answers={"number": Answer("5", "5")}))[0].node == "ask"


def test_the_gather_ends_at_the_most_digits_and_at_the_finishing_key() -> None:
    _, turn = talk(flow(ask(max=8, finish_on="*", timeout_s=9)))
    assert isinstance(turn.ending, Gather)
    assert (turn.ending.max_digits, turn.ending.finish_on, turn.ending.timeout_s) == (8, "*", 9.0)


def test_a_phone_is_told_how_to_finish_and_a_chat_is_not() -> None:
    asks = flow(ask(), finish={"en": "Then press {key}."})
    assert said(talk(asks)[1]) == ["Number?", "Then press hash."]
    assert said(talk(asks, facts=Facts(channel="chat"))[1]) == ["Number?"]


def test_a_value_is_read_back_figure_by_figure_and_kept_when_confirmed() -> None:
    asks = flow(ask(confirm=CONFIRM))
    state, turn = talk(asks, Digits("427"))
    assert turn.prompts == (Say("You entered", "en"), Say("427", "en", digits=True), Say("Is it right?", "en"))
    assert (state.answers, state.draft) == ({}, "427")
    state, _ = talk(asks, Digits("427"), Digits("1"))
    assert (state.answers["number"].value, state.node, state.draft) == ("427", "person", "")


def test_a_value_that_is_wrong_is_asked_for_again() -> None:
    state, turn = talk(flow(ask(confirm=CONFIRM)), Digits("427"), Spoken("no"))
    assert (state.draft, said(turn)) == ("", ["Number?"])


def test_silence_at_the_read_back_repeats_it() -> None:
    state, turn = talk(flow(ask(confirm=CONFIRM)), Digits("427"), Silence())
    assert said(turn)[:3] == ["Nothing heard.", "You entered", "427"]
    assert state.draft == "427"


@pytest.mark.parametrize("heard", [Digits("*"), Spoken("I do not have it"), Spoken("sorry, no idea")])
def test_whoever_has_no_number_goes_on_without(heard: Digits | Spoken) -> None:
    without = {"key": "*", "label": {"en": "I do not have it"}, "words": {"en": ["no idea"]}, "next": "bye"}
    state, _ = talk(flow(ask(without=without), BYE), heard)
    assert (state.ended, state.answers) == ("goodbye", {})


def test_a_lone_zero_asks_for_a_person_unless_the_pattern_allows_it() -> None:
    assert ways(talk(flow(ask(), operator="person"), Digits("0"))[0])[0] == "operator"
    assert talk(flow(ask(pattern=r"\d{1,3}"), operator="person"), Digits("0"))[0].answers["number"].value == "0"
    assert talk(flow(ask()), Digits("0"))[0].answers["number"].value == "0"


def test_in_a_chat_the_read_back_is_one_sentence() -> None:
    _, turn = talk(flow(ask(confirm=CONFIRM)), Spoken("427"), facts=Facts(channel="chat"))
    assert said(turn) == ["You entered 427. Is it right?"]
