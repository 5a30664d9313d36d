from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ivr.engine import ProtocolFault, advance, code_heard
from ivr.facts import Answer, Facts, JourneyFacts
from ivr.heard import Digits, Silence, Spoken
from ivr.state import State
from ivr.turns import Enqueue, Gather

from .small import BYE, QUESTION, ask, choice, flow, menu, option, retry, said, talk, ways

ORDER = JourneyFacts("order", {"en": "an order"}, {"reason": Answer("order", "An order")}, "chat", 5)
JOURNEY: dict[str, Any] = {
    "key": "journey",
    "kind": "continue_journey",
    "prompt": {"en": "About {journey_topic}?"},
    "asked": [
        {"channel": "chat", "within_min": 60, "prompt": {"en": "You wrote about {journey_topic} just now?"}},
        {"channel": "chat", "prompt": {"en": "You wrote about {journey_topic}?"}},
    ],
    "resumed": {"en": "Welcome back. We go on with {journey_topic}."},
    "unnamed": {"en": "your request"},
    "yes": choice("1", "Yes"),
    "no": choice("2", "Something new"),
    "next": "menu",
    **QUESTION,
}
MENU = menu(option("1", "ask", value="order"), option("2", "bye", value="other"), answer="reason", topic=True)
FLOW = flow(JOURNEY, MENU, ask(), BYE)


def test_without_an_open_journey_nobody_is_asked() -> None:
    state, _ = talk(FLOW)
    assert state.node == "menu"


def test_a_journey_without_topic_and_answers_is_nothing_to_continue() -> None:
    state, _ = talk(FLOW, facts=Facts(open_journey=JourneyFacts()))
    assert (state.node, state.new_journey) == ("menu", False)


@pytest.mark.parametrize(
    ("channel", "minutes", "words"),
    [
        ("chat", 5, "You wrote about an order just now?"),
        ("chat", 600, "You wrote about an order?"),
        ("phone", 5, "About an order?"),
    ],
)
def test_the_question_fits_how_they_were_in_touch(channel: str, minutes: int, words: str) -> None:
    journey = JourneyFacts("order", {"en": "an order"}, {}, channel, minutes)
    assert said(talk(FLOW, facts=Facts(open_journey=journey))[1])[0] == words


@pytest.mark.parametrize("heard", [Digits("1"), Spoken("yes"), Spoken("۱")])
def test_yes_takes_the_answers_over_so_that_they_are_not_asked_again(heard: Digits | Spoken) -> None:
    state, turn = talk(FLOW, heard, facts=Facts(open_journey=ORDER))
    assert (state.node, state.resumed, state.topic) == ("ask", True, "order")
    assert state.answers["reason"].value == "order"
    assert said(turn) == ["Number?"]


def test_no_begins_a_new_journey_without_the_old_answers() -> None:
    state, _ = talk(FLOW, Digits("2"), facts=Facts(open_journey=ORDER))
    assert (state.node, state.new_journey, state.resumed, state.answers) == ("menu", True, False, {})


def test_something_new_may_go_elsewhere() -> None:
    elsewhere = flow({**JOURNEY, "fresh": "bye"}, MENU, ask(), BYE)
    assert talk(elsewhere, Digits("2"), facts=Facts(open_journey=ORDER))[0].ended == "goodbye"


def test_silence_decides_nothing() -> None:
    quiet = flow({**JOURNEY, "no_input": retry("menu", 0)}, MENU, ask(), BYE)
    state, _ = talk(quiet, Silence(), facts=Facts(open_journey=ORDER))
    assert (state.node, state.new_journey, state.resumed) == ("menu", False, False)


def test_a_journey_that_was_brought_along_is_resumed_without_a_question() -> None:
    state, turn = talk(FLOW, facts=Facts(open_journey=ORDER, resumed=True))
    assert said(turn) == ["Welcome back. We go on with an order.", "Number?"]
    assert (state.node, state.resumed) == ("ask", True)


def test_a_resumed_journey_without_a_topic_is_still_greeted() -> None:
    _, turn = talk(FLOW, facts=Facts(open_journey=JourneyFacts(), resumed=True))
    assert said(turn)[0] == "Welcome back. We go on with your request."


def test_it_is_asked_once_in_a_conversation() -> None:
    back = flow(JOURNEY, menu(option("1", "journey")))
    state, _ = talk(back, Digits("2"), Digits("1"), facts=Facts(open_journey=ORDER))
    assert (state.node, state.new_journey) == ("menu", True)


def test_a_journey_that_was_closed_meanwhile_becomes_a_new_one() -> None:
    state, _ = talk(FLOW, facts=Facts(open_journey=ORDER))
    state, _ = advance(FLOW, state, Digits("1"), Facts())
    assert (state.node, state.new_journey, state.resumed) == ("menu", True, False)


CODE: dict[str, Any] = {
    "key": "code",
    "kind": "code",
    "prompt": {"en": "Code?"},
    "next": "journey",
    "wrong": retry("bye", 1, "Wrong."),
    "expired": {"prompt": {"en": "Too old."}, "next": "menu"},
    "used": {"prompt": {"en": "Used."}, "next": "menu"},
    "too_many": {"prompt": {"en": "Too many."}, "next": "bye"},
    **QUESTION,
}
CODES = flow(menu(option("1", "ask", value="order"), option("9", "code"), answer="reason"), CODE, JOURNEY, ask(), BYE)


def at_code(facts: Facts) -> tuple[State, Any]:
    state, _ = talk(CODES, Digits("9"))
    return advance(CODES, state, Digits("482913#"), facts)


def test_the_driver_learns_which_code_to_look_up() -> None:
    state, turn = talk(CODES, Digits("9"))
    assert isinstance(turn.ending, Gather)
    assert (turn.ending.max_digits, turn.ending.finish_on) == (6, "#")
    assert code_heard(CODES, state, Digits("482913#")) == "482913"
    assert code_heard(CODES, state, Spoken("my code is ۴۸۲ ۹۱۳")) == "482913"
    assert code_heard(CODES, state, Digits("48")) is None
    assert code_heard(CODES, state, Silence()) is None
    assert code_heard(CODES, State(), Digits("482913")) is None


def test_a_right_code_resumes_the_journey_and_skips_what_was_passed_before() -> None:
    state, turn = at_code(Facts(code="ok", resumed=True, open_journey=ORDER))
    assert (state.node, state.resumed) == ("ask", True)
    assert said(turn) == ["Welcome back. We go on with an order.", "Number?"]


def test_a_wrong_code_is_asked_for_again_and_then_has_a_way_out() -> None:
    state, turn = at_code(Facts(code="wrong"))
    assert said(turn) == ["Wrong.", "Code?"]
    state, _ = advance(CODES, state, Digits("000000"), Facts(code="wrong"))
    assert state.ended == "goodbye"


@pytest.mark.parametrize(("code", "words", "node"), [("expired", "Too old.", "menu"), ("used", "Used.", "menu")])
def test_each_outcome_of_a_code_has_its_own_way(code: str, words: str, node: str) -> None:
    state, turn = at_code(Facts(code=code))
    assert (said(turn)[0], state.node, state.path[-1].label) == (words, node, code)


def test_too_many_wrong_codes_have_a_way_too() -> None:
    assert said(at_code(Facts(code="too_many"))[1]) == ["Too many.", "Goodbye."]


@pytest.mark.parametrize("code", [None, "nonsense"])
def test_a_code_that_the_driver_did_not_look_up_is_its_fault(code: str | None) -> None:
    with pytest.raises(ProtocolFault):
        at_code(Facts(code=code))


def test_too_short_a_code_is_no_match_and_needs_no_look_up() -> None:
    state, _ = talk(CODES, Digits("9"), Digits("12"))
    assert ways(state)[-1] == "no_match"


def test_a_code_stays_out_of_the_path() -> None:
    state, _ = at_code(Facts(code="wrong"))
    assert "482913" not in str(state.to_json())


def test_a_journey_keeps_answers_given_in_this_conversation_unless_it_has_its_own() -> None:
    state, _ = talk(CODES, Digits("1"), Digits("55"))
    assert isinstance(talk(CODES, Digits("1"), Digits("55"))[1].ending, Enqueue)
    assert {name: answer.value for name, answer in state.answers.items()} == {"reason": "order", "number": "55"}


RETURN = JourneyFacts("service", {"en": "a return"}, {"reason": Answer("service", "Return")}, "email", 90, id=7)
SEVERAL = flow({**JOURNEY, "several": {"en": "Which one?"}}, MENU, ask(), BYE)
FIRST = replace(ORDER, id=9)
BOTH = Facts(open_journey=FIRST, other_journeys=(RETURN,))


def test_a_code_that_was_hardly_understood_is_used_when_they_have_said_that_it_is_theirs() -> None:
    state, _ = talk(CODES, Digits("9"))
    doubtful = Spoken("four eight two nine one three", 0.3)
    assert code_heard(CODES, state, doubtful) is None
    state, _ = advance(CODES, state, doubtful, Facts())
    assert code_heard(CODES, state, Spoken("yes")) == "482913"
    right = Facts(open_journey=ORDER, resumed=True, code="ok")
    assert advance(CODES, state, Spoken("yes"), right)[0].resumed


def test_of_several_open_journeys_each_is_offered_and_something_new() -> None:
    _, turn = talk(SEVERAL, facts=BOTH)
    assert said(turn)[0] == "Which one?"
    assert isinstance(turn.ending, Gather)
    assert [(each.key, each.label) for each in turn.ending.options] == [
        ("1", "an order"),
        ("2", "a return"),
        ("3", "Something new"),
    ]


@pytest.mark.parametrize("heard", [Digits("2"), Spoken("a return"), Spoken("۲")])
def test_the_chosen_one_of_several_goes_on(heard: Digits | Spoken) -> None:
    state, _ = talk(SEVERAL, heard, facts=BOTH)
    assert (state.resumed, state.journey, state.topic) == (True, 7, "service")


def test_none_of_several_is_something_new() -> None:
    state, _ = talk(SEVERAL, Digits("3"), facts=BOTH)
    assert (state.node, state.new_journey, state.journey) == ("menu", True, 0)


def test_one_that_was_closed_meanwhile_keeps_its_key_and_becomes_something_new() -> None:
    state, _ = talk(SEVERAL, facts=BOTH)
    assert advance(SEVERAL, state, Digits("1"), Facts(open_journey=RETURN))[0].new_journey
    assert advance(SEVERAL, state, Digits("2"), Facts(open_journey=RETURN))[0].journey == 7


def test_two_of_one_topic_are_told_apart_by_an_answer_and_what_reads_alike_is_offered_once() -> None:
    number = {"order_number": Answer("427", "427")}
    journeys = (replace(FIRST, id=8, answers=number), replace(FIRST, id=6, answers=number))
    _, turn = talk(SEVERAL, facts=Facts(open_journey=FIRST, other_journeys=journeys))
    assert isinstance(turn.ending, Gather)
    assert [each.label for each in turn.ending.options] == ["an order", "an order, 427", "Something new"]


def test_a_flow_that_has_no_words_for_several_asks_about_the_latest() -> None:
    assert said(talk(FLOW, facts=BOTH)[1])[0] == "You wrote about an order just now?"


@pytest.mark.parametrize(("subject", "said_as"), [("Late chairs", "Late chairs"), ("صندلی", "your request")])
def test_a_letter_without_a_topic_is_named_by_its_subject_if_the_voice_can(subject: str, said_as: str) -> None:
    _, turn = talk(FLOW, facts=Facts(open_journey=JourneyFacts(subject=subject, last_channel="email")))
    assert said(turn)[0] == f"About {said_as}?"
