"""offer_callback: called back rather than waiting in line."""

from __future__ import annotations

from typing import Any

from ivr.facts import Facts
from ivr.heard import DialEnded, Digits, Silence, Started
from ivr.turns import Callback, Enqueue, Hangup

from .small import BYE, QUESTION, choice, flow, said, talk, ways

BACK: dict[str, Any] = {
    "key": "back",
    "kind": "offer_callback",
    "prompt": {"en": "Shall we call you back at {caller}?"},
    "yes": choice("1", "Call me back"),
    "other": choice("2", "At another number"),
    "no": {**choice("3", "I wait"), "next": "person"},
    "number": {"en": "Which number?"},
    "thanks": {"en": "We keep your place."},
    "queue": "general",
    "skills": ["{language}"],
    **QUESTION,
}
CALLER = Facts(caller="+4930123456", can_call_back=True)


def test_whoever_wants_to_be_called_back_keeps_their_place() -> None:
    state, turn = talk(flow(BACK), Digits("1"), facts=CALLER)
    assert turn.ending == Callback("general", "+4930123456", ("en",), 0)
    assert said(turn) == ["We keep your place."]
    assert state.ended == ""


def test_another_number_and_a_hidden_one_are_asked_for() -> None:
    for keys, facts in (("2", CALLER), ("1", Facts(can_call_back=True))):
        _, turn = talk(flow(BACK), Digits(keys), Digits("0049301234567#"), facts=facts)
        assert turn.ending == Callback("general", "+49301234567", ("en",), 0)
    assert ways(talk(flow(BACK), Digits("2"), Digits("12"), Silence(), facts=CALLER)[0]) == [
        "next",
        "no_match",
        "no_input",
    ]


def test_who_rather_waits_and_who_writes_goes_to_the_queue() -> None:
    assert isinstance(talk(flow(BACK), Digits("3"), facts=CALLER)[1].ending, Enqueue)
    assert isinstance(talk(flow(BACK), facts=Facts(channel="chat", can_call_back=True))[1].ending, Enqueue)


def test_nobody_is_offered_what_nobody_would_do() -> None:
    state, turn = talk(flow(BACK), facts=Facts(caller="+4930123456"))
    assert (state.node, said(turn)) == ("person", []) and isinstance(turn.ending, Enqueue)


def test_what_became_of_it_leads_on() -> None:
    one = flow({**BACK, "failure": "bye"}, BYE)
    assert talk(one, Digits("1"), DialEnded("answered"), facts=CALLER)[1].ending == Hangup("goodbye")
    assert talk(one, Digits("1"), DialEnded("failed"), facts=CALLER)[0].node == "bye"
    assert isinstance(talk(flow(BACK), Digits("1"), DialEnded("failed"), facts=CALLER)[1].ending, Enqueue)
    assert isinstance(talk(one, Digits("1"), Started(), facts=CALLER)[1].ending, Callback)
