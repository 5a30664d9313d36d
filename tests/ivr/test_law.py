"""The table in `ivr.kinds.LAW` is what the nodes do: every kind against everything that can be heard."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, get_args

import pytest

from ivr.engine import ProtocolFault, advance
from ivr.facts import Facts, JourneyFacts
from ivr.heard import DialEnded, Digits, Heard, HungUp, LookedUp, Recorded, Silence, Spoken, Started
from ivr.kinds import KINDS, LAW
from ivr.state import State

from .small import BYE, QUEUE, ask, flow, menu, option, talk
from .test_ask_date import DAY
from .test_callback import BACK
from .test_journey import CODE, JOURNEY, MENU, ORDER
from .test_nodes import BOX, TONGUES
from .test_outside import OUTSIDE, STATUS
from .test_questions import SCORE, SURE
from .test_who import HOME, WHO

SAMPLES: dict[type, list[Heard]] = {
    Started: [Started()],
    Digits: [
        Digits("1"),
        Digits("2"),
        Digits("9"),
        Digits("0"),
        Digits("482913"),
        Digits("03052026"),
        Digits("*"),
        Digits(""),
    ],
    Spoken: [
        Spoken("yes"),
        Spoken("1"),
        Spoken("operator"),
        Spoken("427"),
        Spoken("482913"),
        Spoken("3 May 2026"),
        Spoken(""),
    ],
    Silence: [Silence()],
    Recorded: [Recorded("m.wav", 4), Recorded("m.wav", 0)],
    DialEnded: [DialEnded(status) for status in ("answered", "busy", "no_answer", "failed", "")],
    LookedUp: [LookedUp(True, {"order": {"status": "sent"}}), LookedUp(True, ["?"]), LookedUp(False)],
    HungUp: [HungUp()],
}
WAITING: dict[str, dict[str, Any]] = {
    "menu": menu(option("1", "bye"), key="x"),
    "ask": ask(key="x", max=3),
    "ask_date": {**DAY, "key": "x"},
    "language": {**TONGUES, "key": "x"},
    "who_is_it": {**WHO, "key": "x", "next": "bye"},
    "continue_journey": {**JOURNEY, "key": "x"},
    "code": {**CODE, "key": "x", "next": "journey"},
    "to_queue": {**QUEUE, "key": "x", "next": "bye", "failure": "bye"},
    "voicemail": {**BOX, "key": "x"},
    "yes_no": {**SURE, "key": "x"},
    "survey": {**SCORE, "key": "x"},
    "look_up": {**STATUS, "key": "x", "next": "bye"},
    "transfer": {**OUTSIDE, "key": "x"},
    "offer_callback": {**BACK, "key": "x"},
}
FACTS = Facts(open_journey=ORDER, code="ok", can_call_back=True, may_be=HOME.may_be)


def standing_at(kind: str) -> tuple[Any, State]:
    one = flow(WAITING[kind], JOURNEY, MENU, ask(), BYE, languages=["en", "fa"], operator="person")
    return one, talk(one, facts=FACTS)[0]


def way_of(before: State, after: State) -> str:
    new = after.path[len(before.path) :]
    return new[0].way if new else "again"


def test_every_kind_has_its_law_and_every_heard_its_samples() -> None:
    assert LAW.keys() == KINDS.keys()
    assert SAMPLES.keys() == set(get_args(Heard))
    assert WAITING.keys() == {kind for kind, node in KINDS.items() if node.waits}


@pytest.mark.parametrize("heard", [one for samples in SAMPLES.values() for one in samples], ids=str)
@pytest.mark.parametrize("kind", WAITING)
def test_what_is_heard_leads_by_a_way_of_the_table_or_is_refused(kind: str, heard: Heard) -> None:
    one, before = standing_at(kind)
    assert before.node == "x"
    kept = json.dumps(before.to_json())
    if type(heard) not in LAW[kind]:
        with pytest.raises(ProtocolFault, match="does not understand"):
            advance(one, before, heard, FACTS)
    else:
        after, turn = advance(one, before, heard, FACTS)
        assert way_of(before, after) in LAW[kind][type(heard)]
        assert turn.ending is not None
        assert State.from_json(json.loads(json.dumps(after.to_json()))) == after
    assert json.dumps(before.to_json()) == kept


@pytest.mark.parametrize("kind", WAITING)
def test_every_way_of_the_table_is_taken_by_something(kind: str) -> None:
    one, before = standing_at(kind)
    for heard, ways in LAW[kind].items():
        taken = {
            way_of(before, advance(one, before, sample, facts)[0])
            for sample in SAMPLES[heard]
            for facts in (FACTS, replace(FACTS, open_journey=JourneyFacts("order"), code="wrong"))
        }
        assert taken == set(ways)


@pytest.mark.parametrize("heard", [one for samples in SAMPLES.values() for one in samples], ids=str)
def test_nothing_moves_a_conversation_that_has_ended(heard: Heard) -> None:
    ended, turn = talk(flow(BYE))
    assert advance(flow(BYE), ended, heard, Facts()) == (ended, type(turn)((), turn.ending))
