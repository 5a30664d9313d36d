"""Every fault of a flow is found before it is published, and says which node, what, and what to do."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from ivr.faults import Fault
from ivr.flow import FlowRefused, check, read

from .small import BYE, DEMO, QUEUE, ask, choice, faults, flow, menu, option, retry
from .test_journey import CODE, JOURNEY
from .test_nodes import TONGUES


def say(text: Any, to: str = "person", key: str = "say") -> dict[str, Any]:
    return {"key": key, "kind": "say", "prompt": text if isinstance(text, dict) else {"en": text}, "next": to}


def fork(**case: Any) -> dict[str, Any]:
    return {"key": "fork", "kind": "fork", "cases": [{**case, "next": "bye"}], "otherwise": "person"}


def test_the_demo_flow_has_no_fault() -> None:
    assert check(read(DEMO), ["orders", "service", "general"]) == []


def test_a_fault_names_the_node_the_field_what_is_wrong_and_what_to_do() -> None:
    assert check(flow(menu(option("1", "nowhere")))) == [
        fault := Fault("menu", "dangling", "options.0.next", {"target": "nowhere"})
    ]
    assert fault.what == "options.0.next leads to 'nowhere', which does not exist."
    assert fault.do == "Name an existing node."


LONE = {"no_input": retry("menu"), "no_match": retry("menu")}
CONFIRM = {"prompt": {"en": "Right?"}, "yes": choice("1", "Yes"), "no": choice("1", "No")}


@pytest.mark.parametrize(
    ("nodes", "more", "words"),
    [
        ((say("a"), say("b")), {}, "say: There are 2 nodes with this key"),
        ((say("a", "nowhere"),), {}, "next leads to 'nowhere'"),
        ((menu(option("1"), no_input=retry("gone")),), {}, "no_input.next leads to 'gone'"),
        ((say("a"),), {"start": "gone"}, "start leads to 'gone'"),
        ((say("a"),), {"operator": "gone"}, "operator leads to 'gone'"),
        ((say("a"), BYE), {}, "bye: Nothing leads here"),
        ((say("a", "two"), say("b", "say", key="two")), {}, "circle without waiting: say → two → say"),
        ((fork(on="facts.open_now", eq=True), say("x", "fork", "bye")), {}, "circle without waiting"),
        ((JOURNEY, say("x", "journey", "menu")), {}, "circle without waiting: journey → menu → journey"),
        ((menu(option("1", "menu"), **LONE),), {}, "menu: From here the conversation never ends"),
        ((menu(option("1", "bye"), no_input=retry("bye"), no_match=retry("bye")), BYE), {}, "nobody reaches a person"),
        ((BYE,), {}, "flow: Nobody reaches a person or a voicemail"),
        ((menu(option("1"), prompt={"en": " "}),), {}, "menu: It has no prompt"),
        ((say({"fa": "سلام"}),), {"languages": ["en", "fa"]}, "prompt has no text in en"),
        ((say({"en": "Hello", "fa": ""}),), {"languages": ["en", "fa"]}, "prompt has no text in fa"),
        ((menu(option("1", phrase={"fa": "سلام"})),), {}, "options.0.phrase has no text in en"),
        ((say("a"),), {"languages": ["en", "en"]}, "'en' is no language code, or is given twice"),
        ((say("a"),), {"languages": ["en", "../x"]}, "'../x' is no language code"),
        ((say("a"),), {"offer": {"en": "For {label}"}}, "offer (en) does not say {key}"),
        ((say({"en": "a", "de": {"audio": "a" * 64, "text": "b"}}),), {}, "prompt has a recording in de"),
        ((say("Hi {nobody}"),), {}, "has {nobody}, and nothing of that name is known"),
        ((say("Hi {customer_name.__class__}"),), {}, "has a brace that belongs to no placeholder"),
        ((say("Hi {"),), {}, "has a brace that belongs to no placeholder"),
        ((menu({**option("1"), "label": {"en": "{topic}"}}),), {}, "label (en) has {topic}"),
        ((say({"en": {"audio": "a" * 64, "text": "Hi {topic}"}}),), {}, "is a recording, which cannot say"),
        ((ask(answer="topic"),), {}, "ask: The answer 'topic' has the name of a fact"),
        ((say("a"),), {"facts": ["open_now"]}, "The fact 'open_now' is one of ours"),
        ((menu(option("1"), option("1", "bye"), key="menu"), BYE), {}, "Key 1 is given to two choices"),
        ((menu(option("1"), option("2", words={"en": ["option 1"]})),), {}, "'option 1' chooses two things"),
        ((ask(min=5, max=2),), {}, "It wants 5 to 2 digits"),
        ((ask(confirm=CONFIRM),), {}, "Yes and no have the same key"),
        ((ask(confirm=CONFIRM),), {}, "confirm.prompt (en) does not say {value}"),
        ((ask(without={**choice("7", "None"), "next": "person"}),), {}, "key 7 to go on without"),
        ((ask(without={**choice("#", "None"), "next": "person"}),), {}, "key # to go on without"),
        ((fork(on="facts.weather", eq="fine"), BYE), {}, "Nothing is known as facts.weather"),
        ((fork(on="answers.weather", eq="fine"), BYE), {}, "Nothing is known as answers.weather"),
        ((fork(on="facts.open_now", eq="true"), BYE), {}, "facts.open_now is true or false"),
        (
            (menu(option("1", "fork"), answer="reason"), fork(on="answers.reason", eq="2"), BYE),
            {},
            "answers.reason is never '2'",
        ),
        ((TONGUES, {**BYE, "prompt": {"en": "Bye"}}), {}, "It offers 'fa', which the flow does not speak"),
        ((TONGUES, BYE), {"languages": ["en", "fa", "th"]}, "Nobody can choose 'th' here"),
        (({**CODE, "next": "menu"}, menu(option("1", "bye")), BYE), {}, "A right code leads to no continue_journey"),
    ],
)
def test_a_fault_is_found(nodes: tuple[dict[str, Any], ...], more: dict[str, Any], words: str) -> None:
    data = {"name": "Test", "languages": ["en"], "start": nodes[0]["key"], "nodes": [*nodes], **more}
    if words != "flow: Nobody reaches a person or a voicemail" and "person" not in [n["key"] for n in nodes]:
        data["nodes"].append(QUEUE)
    assert words in "\n".join(map(str, check(read(data))))


def hours(closed: str, **more: Any) -> dict[str, Any]:
    return {"key": "hours", "kind": "hours", "open": "person", "closed": closed, **more}


def test_whoever_calls_while_we_are_closed_ends_somewhere_and_hears_something() -> None:
    sorry = say("We are closed.", "person", "sorry")
    assert "closed leads to a queue in which nobody is" in faults(hours("sorry"), sorry)
    assert "holiday leads to a queue in which nobody is" in faults(hours("bye", holiday="person"), BYE)
    assert "closed hangs up without a word" in faults(hours("mute"), {"key": "mute", "kind": "goodbye"})
    assert faults(hours("bye"), BYE) == ""


def test_a_label_of_a_language_need_only_be_in_itself() -> None:
    both = {"en": "Bye", "fa": "خدانگهدار"}
    assert "label" not in faults(TONGUES, {**BYE, "prompt": both}, languages=["en", "fa"])
    nameless = copy.deepcopy(TONGUES)
    nameless["options"][1]["label"] = {"en": "Persian"}
    assert "'fa' has no label in its own language" in faults(nameless, BYE, languages=["en", "fa"])


def test_a_queue_that_does_not_exist_is_found_where_the_queues_are_known() -> None:
    one = flow(say("a"))
    assert [fault.what for fault in check(one, ["orders"])] == ["There is no queue 'general'."]
    assert check(one, ["general"]) == check(one) == []


@pytest.mark.parametrize(
    ("change", "node", "words"),
    [
        ({"kind": "teleport"}, "main", "kind"),
        ({"options": []}, "main", "options"),
        ({"next": "x"}, "main", "next means nothing here"),
        ({"prompt": {"en": 5}}, "main", "prompt.en"),
        ({"prompt": {"en": {"text": "x", "audio": "../../etc/passwd"}}}, "main", "prompt.en.audio"),
        ({"timeout_s": 0}, "main", "timeout_s"),
        ({"key": "Main Menu"}, "Main Menu", "key"),
        ({"options": [{"key": "12", "label": {"en": "x"}, "next": "x"}]}, "main", "options.0.key"),
    ],
)
def test_data_that_is_no_flow_is_refused_and_the_node_named(change: dict[str, Any], node: str, words: str) -> None:
    data = copy.deepcopy(DEMO)
    next(n for n in data["nodes"] if n["key"] == "main").update(change)
    with pytest.raises(FlowRefused) as refused:
        read(data)
    assert any(fault.node == node and words in fault.what for fault in refused.value.faults)


@pytest.mark.parametrize(
    "data", [None, [], "x", {}, {"nodes": 5}, {"nodes": [5]}, {"nodes": {"a": 1}}, {"nodes": [None]}]
)
def test_anything_else_is_refused_too(data: Any) -> None:
    with pytest.raises(FlowRefused):
        read(data)


@pytest.mark.parametrize("case", [{}, {"eq": 1, "present": True}, {"on": "os.environ", "eq": 1}])
def test_a_case_compares_exactly_once_and_only_facts_and_answers(case: dict[str, Any]) -> None:
    with pytest.raises(FlowRefused):
        flow(fork(**{"on": "facts.open_now", **case}))


def test_a_flow_is_the_same_after_a_round_through_json() -> None:
    one = read(DEMO)
    again = read(
        one.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        | {"nodes": [node.model_dump(mode="json", by_alias=True, exclude_none=True) for node in one.nodes]}
    )
    assert again == one
