from __future__ import annotations

import pytest

from ivr.facts import Answer, Facts
from ivr.heard import Digits, Silence, Spoken, Started
from ivr.state import State
from ivr.turns import Enqueue, Gather
from ivr.turns import Option as Button

from .small import BYE, flow, menu, option, retry, said, talk, ways

TWO = flow(menu(option("1", "bye"), option("2")), BYE, offer={"en": "{label}: {key}."})


def test_a_menu_says_its_prompt_and_reads_the_keys_out() -> None:
    _, turn = talk(TWO)
    assert said(turn) == ["What now?", "Option 1: 1. Option 2: 2."]
    buttons = (Button("1", "Option 1"), Button("2", "Option 2"))
    assert turn.ending == Gather(1, "", 5.0, buttons, language="en", words=("Option 1", "one", "Option 2", "two"))


def test_in_a_chat_the_keys_are_buttons_and_are_not_read_out() -> None:
    _, turn = talk(TWO, facts=Facts(channel="chat"))
    assert said(turn) == ["What now?"]


def test_a_key_leads_to_its_option() -> None:
    state, turn = talk(TWO, Digits("2"))
    assert turn.ending == Enqueue("general")
    assert (state.path[0].node, state.path[0].label, state.path[0].heard) == ("menu", "Option 2", "2")


def test_silence_and_a_wrong_key_have_words_and_counts_of_their_own() -> None:
    state, turn = talk(TWO, Silence(), Digits("9"))
    assert said(turn)[:2] == ["Not understood.", "What now?"]
    assert state.retries == {"no_input": 1, "no_match": 1}
    _, turn = talk(TWO, Silence(), Digits("9"), Silence())
    assert isinstance(turn.ending, Enqueue)


def test_silence_and_a_wrong_key_have_ways_out_of_their_own() -> None:
    two_ways = flow(menu(option("1"), no_input=retry("bye", 0), no_match=retry("person", 0)), BYE)
    assert talk(two_ways, Silence())[0].ended == "goodbye"
    assert isinstance(talk(two_ways, Digits("5"))[1].ending, Enqueue)


def test_a_retry_without_words_of_its_own_still_repeats_the_menu() -> None:
    _, turn = talk(flow(menu(option("1"), no_input=retry())), Silence())
    assert said(turn) == ["What now?"]


def test_going_on_after_a_restart_repeats_the_question_and_counts_no_retry() -> None:
    state, turn = talk(TWO, Silence(), Started(), Started())
    assert said(turn)[0] == "What now?"
    assert state.retries == {"no_input": 1}
    assert ways(state) == ["no_input"]


@pytest.mark.parametrize(
    "words",
    [
        "2",
        "۲",
        "٢",
        "two",
        "press two please",
        "option 2",
        "OPTION  2!",
        "Repair",
        "my fridge needs a repair",
        "تعمیر",
        "تعمير",
    ],
)
def test_words_choose_an_option(words: str) -> None:
    options = [option("1", "bye"), option("2", words={"en": ["repair"], "fa": ["تعمیر"]})]
    assert isinstance(talk(flow(menu(*options), BYE), Spoken(words))[1].ending, Enqueue)


@pytest.mark.parametrize("words", ["", "   ", "hello", "orders and repair", "22", "repairs", "{topic}", "\x00", "9"])
def test_words_that_choose_nothing_or_two_things_are_no_match(words: str) -> None:
    options = [option("1", words={"en": ["orders"]}), option("2", words={"en": ["repair"]})]
    state, _ = talk(flow(menu(*options)), Spoken(words))
    assert ways(state) == ["no_match"]


def test_a_choice_is_remembered_and_names_the_topic() -> None:
    asks = flow(menu(option("1", value="order", phrase={"en": "an order"}), answer="reason", topic=True))
    state, _ = talk(asks, Digits("1"))
    assert state.answers == {"reason": Answer("order", "Option 1")}
    assert (state.topic, state.topic_labels) == ("order", {"en": "an order"})
    assert asks.topic_labels("order") == {"en": "an order"}


def test_an_option_aside_is_no_answer() -> None:
    state, _ = talk(flow(menu(option("1"), option("0", aside=True), answer="reason", topic=True)), Digits("0"))
    assert (state.answers, state.topic) == ({}, "")


def test_a_menu_answered_elsewhere_is_skipped() -> None:
    asks = flow(menu(option("1", "bye", value="order"), answer="reason"), BYE)
    state, _ = talk(asks, state=State(answers={"reason": Answer("order", "An order")}))
    assert (state.ended, ways(state)) == ("goodbye", ["known", "next"])


def test_an_answer_that_the_menu_no_longer_has_is_asked_again() -> None:
    asks = flow(menu(option("1", value="order"), answer="reason"))
    state, turn = talk(asks, state=State(answers={"reason": Answer("gone", "Gone")}))
    assert state.node == "menu"
    assert isinstance(turn.ending, Gather)


def test_whoever_comes_back_to_a_menu_is_asked_again() -> None:
    sub = menu(option("9", "menu"), key="sub")
    asks = flow(menu(option("1", "sub", value="order"), answer="reason"), sub)
    state, _ = talk(asks, Digits("1"), Digits("9"))
    assert state.node == "menu"


def test_an_option_of_another_channel_is_neither_offered_nor_taken() -> None:
    asks = flow(menu(option("1"), option("2", only=["phone"])))
    assert len(talk(asks)[1].ending.options) == 2
    state, turn = talk(asks, Spoken("2"), facts=Facts(channel="chat"))
    assert [o.key for o in turn.ending.options] == ["1"]
    assert ways(state) == ["no_match"]


@pytest.mark.parametrize(
    "heard", [Digits("0"), Spoken("0"), Spoken("operator"), Spoken("اپراتور لطفا"), Spoken("an AGENT!")]
)
def test_zero_and_words_for_a_person_lead_to_the_operator(heard: Digits | Spoken) -> None:
    asks = flow(menu(option("1", "bye"), no_match=retry("bye", 0)), BYE, operator="person")
    state, turn = talk(asks, heard)
    assert isinstance(turn.ending, Enqueue)
    assert ways(state) == ["operator", "next"]


def test_an_option_on_zero_goes_before_the_operator() -> None:
    state, _ = talk(flow(menu(option("0", "bye")), BYE, operator="person"), Digits("0"))
    assert state.ended == "goodbye"


def test_without_an_operator_zero_is_a_wrong_key() -> None:
    assert ways(talk(TWO, Digits("0"))[0]) == ["no_match"]
