"""yes_no and survey."""

from __future__ import annotations

from typing import Any

import pytest

from ivr.facts import Facts
from ivr.heard import Digits, Heard, Silence, Spoken
from ivr.state import Rating
from ivr.turns import Gather

from .small import BYE, QUESTION, choice, faults, flow, menu, option, said, talk, ways

SURE: dict[str, Any] = {
    "key": "sure",
    "kind": "yes_no",
    "prompt": {"en": "Are you sure?"},
    "yes": {**choice("1", "Yes, I am"), "next": "person"},
    "no": {**choice("2", "No, I am not"), "next": "bye"},
    "answer": "sure",
    **QUESTION,
}
SCORE: dict[str, Any] = {
    "key": "score",
    "kind": "survey",
    "scale": "csat",
    "prompt": {"en": "How was it, from 1 to 5?"},
    "thanks": {"en": "Thank you."},
    "next": "bye",
    **QUESTION,
}


@pytest.mark.parametrize(
    ("heard", "node"),
    [(Digits("1"), "person"), (Digits("2"), "bye"), (Spoken("yes i am"), "person"), (Spoken("2"), "bye")],
)
def test_yes_and_no_lead_two_ways(heard: Heard, node: str) -> None:
    state, _ = talk(flow(SURE, BYE), heard)
    assert state.node == node
    assert state.answers["sure"].value == ("yes" if node == "person" else "no")


def test_a_question_that_was_answered_before_is_skipped() -> None:
    state, _ = talk(flow(menu(option("1", "again")), {**SURE, "key": "again"}, BYE), Digits("1"), Digits("1"))
    assert talk(flow(SURE, BYE), state=state.__class__(answers=state.answers))[0].node == "person"


def test_neither_yes_nor_no_is_asked_again_and_counted_apart_from_silence() -> None:
    assert ways(talk(flow(SURE, BYE), Digits("7"), Silence())[0]) == ["no_match", "no_input"]


def test_a_score_is_kept_and_forks_can_ask_for_it() -> None:
    fork = {
        "key": "fork",
        "kind": "fork",
        "cases": [{"on": "facts.csat", "at_most": 2, "next": "person"}],
        "otherwise": "bye",
    }
    one = flow({**SCORE, "next": "fork"}, fork, BYE)
    bad, turn = talk(one, Digits("2"))
    assert bad.ratings == (Rating("score", "csat", 2),) and bad.node == "person"
    assert said(turn) == ["Thank you."]
    assert talk(one, Digits("5"))[0].node == "bye"
    assert (
        faults(SCORE, {**fork, "otherwise": "person"}, BYE)
        == "fork: Nothing leads here. Lead a node here, or remove it."
    )


@pytest.mark.parametrize("heard", [Digits("0"), Digits("6"), Spoken("great"), Digits("*")])
def test_what_is_not_on_the_scale_is_no_score(heard: Heard) -> None:
    assert ways(talk(flow(SCORE, BYE), heard)[0]) == ["no_match"]


def test_ten_and_nought_are_scores_of_nps() -> None:
    nps = flow({**SCORE, "scale": "nps"}, BYE, operator="person")
    ending = talk(nps)[1].ending
    assert isinstance(ending, Gather)
    assert (ending.max_digits, ending.finish_on) == (2, "#")
    assert [talk(nps, Digits(keys))[0].ratings[0].score for keys in ("10", "0", "9#")] == [10, 0, 9]


def test_a_chat_shows_the_scores_as_buttons() -> None:
    ending = talk(flow(SCORE, BYE), facts=Facts(channel="chat"))[1].ending
    assert isinstance(ending, Gather) and [option.label for option in ending.options] == ["1", "2", "3", "4", "5"]
