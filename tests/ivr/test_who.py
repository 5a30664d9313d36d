"""An address that several people use: who is it?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from ivr.engine import advance, person_heard
from ivr.facts import Facts, PersonFacts
from ivr.heard import Digits, Heard, Silence, Spoken, Started
from ivr.state import State
from ivr.turns import Gather

from .small import BYE, ask, flow, menu, option, said, talk

WHO = {
    "key": "who",
    "kind": "who_is_it",
    "prompt": {"en": "Who is calling?"},
    "somebody_else": {"key": "9", "label": {"en": "Somebody else"}, "words": {"en": ["nobody"]}},
    "no_input": {"prompt": {"en": "Hello?"}, "retries": 1, "next": "menu"},
    "no_match": {"retries": 1, "next": "menu"},
    "next": "menu",
}
MENU = menu(option("1", "bye"))
FLOW = flow(WHO, MENU, ask(), BYE)
HOME = Facts(may_be=(PersonFacts(41, "Nora"), PersonFacts(42, "Omid")))


def offered(*heard: Heard, facts: Facts = HOME) -> list[tuple[str, str]]:
    _, turn = talk(FLOW, *heard, facts=facts)
    assert isinstance(turn.ending, Gather)
    return [(each.key, each.label) for each in turn.ending.options]


def test_those_who_use_the_address_are_offered_by_first_name_and_somebody_else() -> None:
    assert said(talk(FLOW, facts=HOME)[1])[0] == "Who is calling?"
    assert offered() == [("1", "Nora"), ("2", "Omid"), ("9", "Somebody else")]


def test_a_household_of_many_hears_of_four() -> None:
    many = replace(HOME, may_be=tuple(PersonFacts(n, f"Name{chr(64 + n)}") for n in range(1, 7)))
    assert [key for key, _ in offered(facts=many)] == ["1", "2", "3", "4", "9"]


@pytest.mark.parametrize(
    ("heard", "person"),
    [
        (Digits("1"), 41),
        (Digits("2"), 42),
        (Spoken("it is omid"), 42),
        (Spoken("it is omid", 0.3), None),
        (Digits("9"), None),
        (Spoken("nobody"), None),
        (Digits("7"), None),
        (Silence(), None),
        (Started(), None),
    ],
)
def test_who_was_chosen_is_known_before_the_turn_and_a_doubtful_word_chooses_nobody(
    heard: Heard, person: int | None
) -> None:
    state, _ = talk(FLOW, facts=HOME)
    assert person_heard(FLOW, state, heard, HOME) == person


def test_a_doubtful_name_is_said_back_and_yes_chooses_it() -> None:
    state, turn = talk(FLOW, Spoken("omid", 0.3), facts=HOME)
    assert "omid" in said(turn)[0]
    assert person_heard(FLOW, state, Spoken("yes"), HOME) == 42
    assert advance(FLOW, state, Spoken("yes"), HOME)[0].node == "menu"


def test_whoever_comes_from_their_own_address_or_is_known_already_is_not_asked() -> None:
    for facts in (Facts(), replace(HOME, customer_name="Nora"), replace(HOME, resumed=True)):
        assert talk(FLOW, facts=facts)[0].node == "menu"


def test_silence_goes_on_without_a_guess() -> None:
    state, _ = talk(FLOW, Silence(), Silence(), facts=HOME)
    assert (state.node, state.path[-1].way) == ("menu", "no_input")


def test_who_was_asked_once_is_not_asked_again() -> None:
    state, _ = talk(FLOW, Digits("9"), facts=HOME)
    assert "who" in state.seen
    assert advance(FLOW, replace(state, node=""), Started(), HOME)[0].node == "menu"


def test_a_name_that_the_voice_cannot_say_is_offered_in_writing_alone() -> None:
    persian = replace(HOME, may_be=(PersonFacts(41, "Nora"), PersonFacts(42, "امید")))
    assert [label for _, label in offered(facts=persian)] == ["Nora", "Somebody else"]
    assert [label for _, label in offered(facts=replace(persian, channel="chat"))] == ["Nora", "امید", "Somebody else"]


def test_somebody_who_is_gone_meanwhile_leaves_the_others_their_keys() -> None:
    state, _ = talk(FLOW, facts=HOME)
    left = replace(HOME, may_be=HOME.may_be[1:])
    assert person_heard(FLOW, State.from_json(state.to_json()), Digits("2"), left) == 42
