"""sub_flow and back: one flow within others."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ivr.engine import ConversationFault, advance, apologise
from ivr.facts import Facts
from ivr.flow import Flow, check, read
from ivr.heard import Digits, Silence, Started
from ivr.link import linked
from ivr.state import State
from ivr.turns import Enqueue, Hangup

from .small import BYE, QUEUE, menu, option, retry, said, talk

IN: dict[str, Any] = {"key": "in", "kind": "sub_flow", "flow": "pay", "next": "bye"}
DONE: dict[str, Any] = {"key": "done", "kind": "back"}


def data(*nodes: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": "Test", "languages": ["en"], "start": nodes[0]["key"], "nodes": list(nodes), **more}


ASKS = menu(option("1", "done"), key="asks", no_input=retry("done"), no_match=retry("done"))
FLOWS: dict[str, dict[str, Any]] = {"pay": data(ASKS, DONE)}
OUTER = data(IN, BYE, QUEUE, operator="person", offer={"en": "For {label}, press {key}."})


def whole(outer: dict[str, Any] = OUTER, **flows: dict[str, Any]) -> Flow:
    return read(linked(outer, (FLOWS | flows).get))


def test_a_sub_flow_is_walked_through_and_the_outer_flow_goes_on() -> None:
    state, turn = talk(whole())
    assert (state.node, state.stack) == ("pay/asks", ("in",))
    assert said(turn) == ["What now?", "For Option 1, press 1."]
    assert State.from_json(json.loads(json.dumps(state.to_json()))) == state
    state, turn = talk(whole(), Digits("1"))
    assert (state.node, state.stack, turn.ending) == ("bye", (), Hangup("goodbye"))
    assert [step.node for step in state.path] == ["pay/asks", "bye"]


def test_the_operator_of_the_whole_is_reached_from_within_a_sub_flow() -> None:
    state, turn = talk(whole(), Digits("0"))
    assert (state.node, state.stack) == ("person", ()) and isinstance(turn.ending, Enqueue)
    inside = talk(whole())[0]
    assert isinstance(apologise(whole(), inside, Facts())[1].ending, Enqueue)


def test_sub_flows_may_lie_within_each_other() -> None:
    inner = data({**IN, "key": "deeper", "flow": "card", "next": "done"}, DONE)
    state, _ = talk(whole(pay=inner, card=FLOWS["pay"]))
    assert (state.node, state.stack) == ("card/asks", ("in", "pay/deeper"))
    assert talk(whole(pay=inner, card=FLOWS["pay"]), Silence(), Silence())[0].node == "bye"


def test_a_circle_of_flows_is_a_fault_and_bounded_where_it_was_published_all_the_same() -> None:
    circle = data({**IN, "key": "again", "flow": "pay", "next": "done"}, DONE)
    one = whole(pay=circle)
    assert "circle: pay → pay" in "\n".join(map(str, check(one)))
    with pytest.raises(ConversationFault, match="within each other"):
        advance(one, State(), Started(), Facts())


def test_a_flow_that_is_missing_or_speaks_too_little_is_a_fault() -> None:
    assert "There is no flow 'pay'" in "\n".join(map(str, check(read(OUTER))))
    both = data(
        IN, {**BYE, "prompt": {"en": "Bye", "fa": "خدانگهدار"}}, QUEUE, languages=["en", "fa"], operator="person"
    )
    found = [str(fault) for fault in check(whole(both))]
    assert "pay/: It does not speak fa. Add the language to it." in found
    assert any(fault.startswith("pay/asks: options.0.label has no text in fa") for fault in found)


def test_a_whole_with_a_sub_flow_has_no_fault_and_neither_has_the_sub_flow_alone() -> None:
    assert check(whole()) == []
    assert check(read(FLOWS["pay"])) == []
    assert talk(read(FLOWS["pay"]), Digits("1"))[1].ending == Hangup("goodbye")


def test_what_is_no_flow_stays_as_it_is_when_it_is_linked() -> None:
    for junk in (None, 5, [], {}, {"nodes": 3}, {"nodes": [None, {"kind": "sub_flow"}]}):
        assert linked(junk, FLOWS.get) == junk
