from __future__ import annotations

import json
import random

import pytest

from ivr.engine import LoopFault, LostNode, ProtocolFault, advance, apologise
from ivr.facts import Answer, Facts, JourneyFacts
from ivr.flow import read
from ivr.heard import Digits, Heard, HungUp, Recorded, Silence, Spoken, Started
from ivr.kinds.base import Walk
from ivr.state import LONGEST_PATH, Message, State, Step
from ivr.turns import Enqueue, Gather, Hangup, Record

from .small import BYE, DEMO, flow, menu, option, said, talk

SPIN = {"key": "spin", "kind": "say", "prompt": {"en": "Round"}, "next": "spin"}


def test_a_circle_without_waiting_is_a_fault_and_not_a_hang() -> None:
    with pytest.raises(LoopFault):
        talk(flow(SPIN))


def test_a_conversation_begins_with_started() -> None:
    with pytest.raises(ProtocolFault):
        advance(flow(BYE), State(), Digits("1"), Facts())


def test_a_node_that_is_gone_is_a_fault() -> None:
    with pytest.raises(LostNode):
        advance(flow(BYE), State(node="gone"), Started(), Facts())
    with pytest.raises(LostNode):
        talk(flow(menu(option("1", "nowhere"))), Digits("1"))


def test_a_hang_up_ends_it_wherever_it_stands() -> None:
    state, _ = talk(flow(menu(option("1"))), HungUp())
    assert (state.ended, state.path[-1]) == ("hung_up", Step("menu", "", "", "hang_up"))
    assert advance(flow(BYE), State(), HungUp(), Facts())[0].ended == "hung_up"


def test_after_a_fault_we_apologise_and_bring_them_to_a_person() -> None:
    sorry = flow(menu(option("1")), operator="person", apology={"en": "Sorry."})
    state, _ = talk(sorry)
    state, turn = apologise(sorry, state, Facts())
    assert (said(turn), turn.ending, state.node) == (["Sorry."], Enqueue("general"), "person")


def test_where_there_is_no_operator_the_apology_ends_it() -> None:
    sorry = flow(SPIN, apology={"en": "Sorry."})
    state, turn = apologise(sorry, State(), Facts())
    assert (said(turn), turn.ending, state.ended) == (["Sorry."], Hangup("fault"), "fault")


def test_where_the_operator_is_broken_too_the_apology_ends_it() -> None:
    sorry = flow(BYE, SPIN, operator="spin", apology={"en": "Sorry."})
    _, turn = apologise(sorry, State(node="bye"), Facts())
    assert (said(turn), turn.ending) == (["Sorry."], Hangup("fault"))
    assert apologise(flow(BYE), State(), Facts())[1].prompts == ()


def test_a_state_survives_its_way_through_json() -> None:
    state = State(
        node="menu",
        language="fa",
        language_chosen=True,
        answers={"reason": Answer("order", "سفارش")},
        topic="order",
        topic_labels={"fa": "سفارش"},
        new_journey=True,
        resumed=True,
        retries={"no_input": 1},
        draft="427",
        seen=("language",),
        path=(Step("language", "فارسی", "2", "next"),),
        message=Message("m.wav", 2.5, ""),
        ended="voicemail",
    )
    assert State.from_json(json.loads(json.dumps(state.to_json()))) == state


def test_a_state_of_an_older_version_is_read_with_what_it_has() -> None:
    assert State.from_json({"node": "menu", "path": []}) == State(node="menu")


def test_a_path_and_what_was_heard_stay_bounded() -> None:
    walk = Walk(flow(BYE), Facts(), State(node="bye"))
    for number in range(LONGEST_PATH + 50):
        walk.note("no_match", f"{number} " + "x" * 10_000)
    state = walk.state
    assert len(state.path) == LONGEST_PATH
    assert max(len(step.heard) for step in state.path) <= 200
    assert state.path[-1].heard.startswith(f"{LONGEST_PATH + 49} ")


def test_a_value_is_never_read_for_placeholders() -> None:
    hello = {"key": "hello", "kind": "say", "prompt": {"en": "Hello {customer_name}."}, "next": "person"}
    _, turn = talk(flow(hello), facts=Facts(customer_name="{caller} {0.__class__}", caller="secret"))
    assert said(turn) == ["Hello {caller} {0.__class__}."]


DEMO_FLOW = read(DEMO)


def somebody(dice: random.Random, at: object) -> Heard:
    """What people do, sensible and not, where the driver allows it."""
    if isinstance(at, Record):
        return dice.choice([Recorded("m.wav", dice.choice([0.2, 5])), Silence(), HungUp(), Started()])
    if isinstance(at, Enqueue):
        return dice.choice([Started(), Digits("1"), HungUp()])
    keys = "".join(dice.choice("0123456789*#") for _ in range(dice.choice([1, 1, 1, 3, 6, 9])))
    words = dice.choice(
        ["order", "سفارش", "۴۲۷", "yes", "نه", "operator", "", "{topic}", "my code is 482913", "\u200f?"]
    )
    return dice.choice([Digits(keys), Digits(keys), Spoken(words), Silence(), Started()])


def some_world(dice: random.Random) -> Facts:
    journey = JourneyFacts(
        dice.choice(["", "order", "service", "gone"]),
        {"en": "an order"},
        dice.choice([{}, {"reason": Answer("order", "An order")}, {"order_number": Answer("x", "x")}]),
        dice.choice(["chat", "phone", "email"]),
        dice.randrange(5000),
    )
    return Facts(
        open_now=dice.random() < 0.8,
        language=dice.choice([None, "en", "fa", "th"]),
        customer_name=dice.choice(["", "Sara"]),
        channel=dice.choice(["phone", "chat"]),
        open_journey=dice.choice([None, journey]),
        resumed=dice.random() < 0.2,
        code=dice.choice(["ok", "wrong", "expired", "used", "too_many"]),
    )


@pytest.mark.parametrize("seed", range(150))
def test_whatever_people_do_the_demo_flow_waits_or_ends(seed: int) -> None:
    dice = random.Random(seed)
    state, heard = State(language=dice.choice(["", "en", "fa"])), Started()
    for _ in range(60):
        facts = some_world(dice)
        state, turn = advance(DEMO_FLOW, State.from_json(json.loads(json.dumps(state.to_json()))), heard, facts)
        assert isinstance(turn.ending, Gather | Record | Enqueue | Hangup)
        assert all(prompt.text.strip() and prompt.language in ("en", "fa") for prompt in turn.prompts)
        assert bool(state.ended) == isinstance(turn.ending, Hangup)
        if isinstance(turn.ending, Gather) and not isinstance(heard, HungUp):
            assert turn.prompts, "nobody waits in silence"
        if state.ended:
            return
        heard = somebody(dice, turn.ending)


@pytest.mark.parametrize("open_now", [True, False])
def test_whoever_only_keeps_silent_reaches_a_person_or_the_voicemail(open_now: bool) -> None:
    state, turn = talk(DEMO_FLOW, facts=Facts(open_now=open_now))
    for _ in range(12):
        if not isinstance(turn.ending, Gather):
            break
        state, turn = advance(DEMO_FLOW, state, Silence(), Facts(open_now=open_now))
    assert isinstance(turn.ending, Enqueue if open_now else Record)
