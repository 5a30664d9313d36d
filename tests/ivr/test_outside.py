"""look_up, transfer, message: the flow names what is to be done, and goes on with what came of it."""

from __future__ import annotations

from typing import Any

import pytest

from ivr.facts import Facts
from ivr.flow import FlowRefused, check
from ivr.heard import DialEnded, Digits, LookedUp, Started
from ivr.turns import Dial, LookUp, Send, Turn

from .small import BYE, ask, faults, flow, said, talk, ways

STATUS: dict[str, Any] = {
    "key": "status",
    "kind": "look_up",
    "connection": "orders",
    "take": [{"fact": "status", "path": "order.status", "needed": True}, {"fact": "days", "path": "order.days.0"}],
    "next": "tell",
    "failure": "bye",
}
TELL = {"key": "tell", "kind": "say", "prompt": {"en": "It is {status}, {days} days."}, "next": "bye"}
OUTSIDE: dict[str, Any] = {
    "key": "outside",
    "kind": "transfer",
    "number": "+4930123456",
    "prompt": {"en": "One moment."},
    "next": "bye",
    "busy": "person",
    "failure": "person",
}
LINK: dict[str, Any] = {
    "key": "link",
    "kind": "message",
    "by": "sms",
    "text": {"en": "Track it: https://example.org/{order_number}"},
    "prompt": {"en": "I sent you the link."},
    "next": "bye",
    "failure": "person",
}
ORDER = ask(key="order", answer="order_number", next="status", max=4, finish_on="")


def test_a_look_up_sends_what_was_answered_and_keeps_what_is_wanted() -> None:
    one = flow(ORDER, {**STATUS, "send": {"number": "{order_number}"}}, TELL, BYE)
    state, turn = talk(one, Digits("0427"))
    assert turn.ending == LookUp("orders", {"number": "0427"}, 5.0)
    state, turn = talk(one, Digits("0427"), LookedUp(True, {"order": {"status": "on its way", "days": [2, 3]}}))
    assert said(turn) == ["It is on its way, 2 days.", "Goodbye."]
    assert state.found == {"status": "on its way", "days": 2}


@pytest.mark.parametrize("answer", [None, [], "x", {"order": None}, {"order": {"status": {"a": 1}}}, {"order": "sent"}])
def test_an_answer_without_what_is_needed_goes_the_way_of_failure(answer: Any) -> None:
    state, _ = talk(flow(STATUS, TELL, BYE), LookedUp(True, answer))
    assert ways(state)[0] == "failure" and state.found == {}


def test_a_look_up_that_failed_goes_the_way_of_failure_and_one_that_was_cut_off_begins_again() -> None:
    one = flow(STATUS, TELL, BYE)
    assert ways(talk(one, LookedUp(False))[0])[0] == "failure"
    assert talk(one, Started(), Digits("4"))[1].ending == LookUp("orders", {}, 5.0)


def test_garbage_is_cut_and_numbers_are_whole() -> None:
    one = flow(STATUS, TELL, BYE)
    found = talk(one, LookedUp(True, {"order": {"status": "x" * 9999, "days": [5.0]}}))[0].found
    assert len(found["status"]) == 400 and found["days"] == 5  # type: ignore[arg-type]


def test_a_circle_of_look_ups_a_name_that_nobody_knows_and_a_missing_connection_are_faults() -> None:
    assert "circle without waiting" in faults({**STATUS, "next": "status"}, BYE)
    assert "nothing of that name is known" in faults({**STATUS, "send": {"a": "{nobody}"}}, TELL, BYE)
    assert "There is no connection 'orders'" in "\n".join(map(str, check(flow(STATUS, TELL, BYE), connections=["crm"])))
    assert "'caller' is one of ours" in faults({**STATUS, "take": [{"fact": "caller", "path": "a"}]}, TELL, BYE)


@pytest.mark.parametrize("path", ["a..b", "$.a", "a[0]", "a b", ""])
def test_a_path_into_the_answer_is_plain(path: str) -> None:
    with pytest.raises(FlowRefused):
        flow({**STATUS, "take": [{"fact": "status", "path": path}]}, TELL, BYE)


@pytest.mark.parametrize(
    ("status", "node", "way"),
    [
        ("answered", "bye", "next"),
        ("busy", "person", "busy"),
        ("no_answer", "person", "no_answer"),
        ("failed", "person", "failure"),
    ],
)
def test_a_transfer_tells_busy_no_answer_and_failure_apart(status: str, node: str, way: str) -> None:
    one = flow(OUTSIDE, BYE)
    assert talk(one)[1].ending == Dial("+4930123456", 30)
    state, _ = talk(one, DialEnded(status))
    assert (state.node, ways(state)[0]) == (node, way)


@pytest.mark.parametrize("number", ["112", "tel:+49", "+0123456789", "{caller}", "+49 30 1234567"])
def test_only_a_whole_number_can_be_dialled(number: str) -> None:
    with pytest.raises(FlowRefused):
        flow({**OUTSIDE, "number": number}, BYE)


def test_a_message_is_sent_once_with_the_turn_and_survives_json() -> None:
    one = flow({**LINK, "text": {"en": "Hello {customer_name}"}}, BYE)
    _, turn = talk(one, facts=Facts(caller="+4930123456", customer_name="Sara", can_send=("sms",)))
    assert turn.sends == (Send("sms", "+4930123456", "Hello Sara", "Test"),)
    assert said(turn) == ["I sent you the link.", "Goodbye."]
    assert Turn.from_json(turn.to_json()) == turn


def test_without_an_address_or_a_way_to_send_a_message_fails() -> None:
    one = flow({**LINK, "text": {"en": "Hello"}}, BYE)
    for facts in (Facts(can_send=("sms",)), Facts(caller="+4930123456"), Facts(caller="+493012", can_send=("email",))):
        state, turn = talk(one, facts=facts)
        assert (state.node, turn.sends) == ("person", ())


def test_in_a_chat_a_message_is_written_there() -> None:
    _, turn = talk(flow({**LINK, "text": {"en": "https://example.org"}}, BYE), facts=Facts(channel="chat"))
    assert (said(turn), turn.sends) == (["https://example.org", "Goodbye."], ())
