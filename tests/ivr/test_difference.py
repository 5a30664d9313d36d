"""What a caller would notice of a change, in sentences."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from ivr.difference import difference
from ivr.flow import read

from .small import BYE, DEMO, QUEUE, ask, flow, menu, option, retry
from .test_sub_flow import DONE, IN, data, whole


def sentences(old: Any, new: Any) -> list[str]:
    return [change.sentence for change in difference(old, new)]


def test_a_flow_that_did_not_change_differs_in_nothing() -> None:
    assert difference(read(DEMO), read(copy.deepcopy(DEMO))) == []


def test_what_callers_do_not_notice_makes_no_sentence() -> None:
    changed = copy.deepcopy(DEMO)
    changed["nodes"].reverse()
    changed["layout"] = {"main": [1, 2]}
    changed["nodes"][0]["title"] = "Another title"
    assert difference(read(DEMO), read(changed)) == []


def test_a_node_of_another_name_is_the_same_to_callers() -> None:
    old = flow(menu(option("1", "bye"), option("2")), BYE)
    new = flow(menu(option("1", "goodbye"), option("2")), {**BYE, "key": "goodbye", "title": "The end"})
    assert difference(old, new) == []


MENU = menu(option("1", "bye"), option("2"))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (
            menu(option("1", "bye"), option("2"), prompt={"en": "Yes?"}),
            "The prompt is now “Yes?” instead of “What now?”.",
        ),
        (menu(option("1", "bye")), "Key 2 (“Option 2”) is gone."),
        (menu(*MENU["options"], option("3", "bye")), "Key 3 is new: “Option 3”, leading to “bye”."),
        (
            menu(option("1"), option("2")),
            "Key 1 (“Option 1”): From here, callers now come to “person” instead of “bye”.",
        ),
        (
            menu(option("1", "bye"), option("2", words={"en": ["two", "second"]})),
            "Key 2 (“Option 2”): It is understood by more words: second, two.",
        ),
        (menu(option("2"), option("1", "bye")), "The options come in another order: 2, 1."),
        (menu(*MENU["options"], timeout_s=8), "It waits 8 seconds for an answer instead of 5."),
        (
            menu(*MENU["options"], no_input=retry("bye", 2, "Nothing heard.")),
            "After silence for too long, callers now come to “bye” instead of “person”.",
        ),
        (
            menu(*MENU["options"], no_input=retry("bye", 2, "Nothing heard.")),
            "After silence it asks 2 times again instead of 1.",
        ),
        (
            menu(*MENU["options"], prompt={"en": {"audio": "a" * 64, "text": "What now?"}}),
            "The prompt is heard in another recording.",
        ),
        (ask(key="menu", next="bye"), "Something else stands here now: ask. It says “Number?”"),
    ],
)
def test_a_change_is_told_in_a_sentence(changed: dict[str, Any], sentence: str) -> None:
    assert sentence in sentences(flow(MENU, BYE), flow(changed, BYE))


def test_the_cases_of_a_fork_are_told_by_what_they_ask() -> None:
    def fork(*cases: dict[str, Any]) -> Any:
        return flow({"key": "fork", "kind": "fork", "cases": list(cases), "otherwise": "person"}, BYE)

    late, rich = {"on": "facts.hour", "at_least": 18, "next": "bye"}, {"on": "facts.customer_value", "at_least": 9}
    assert sentences(fork(late), fork({**rich, "next": "person"}, {**late, "next": "person"})) == [
        "New: if facts.customer_value is at least 9, callers come to “person”.",
        "If facts.hour is at least 18, callers now come to “person” instead of “bye”.",
    ]
    assert sentences(fork(late, {**rich, "next": "bye"}), fork(late)) == [
        "No longer asked: if facts.customer_value is at least 9."
    ]


def test_nodes_that_came_and_went_are_named() -> None:
    hello = {"key": "hello", "kind": "say", "title": "Hello", "prompt": {"en": "Hello."}, "next": "person"}
    assert [(c.node, c.title, c.sentence) for c in difference(flow(QUEUE), flow(hello))] == [
        ("", "", "From the beginning, callers now come to “Hello” instead of “person”."),
        ("hello", "Hello", "New: say. It says “Hello.”"),
    ]
    assert sentences(flow(hello), flow(QUEUE))[-1] == "“Hello” is gone: nobody comes there any more."


def test_a_change_within_a_sub_flow_is_told_at_its_place() -> None:
    other = data(menu(option("1", "done"), key="asks", prompt={"en": "Well?"}), DONE, QUEUE)
    changes = difference(whole(), whole(pay=other))
    assert ("pay/asks", "The prompt is now “Well?” instead of “What now?”.") in [(c.node, c.sentence) for c in changes]
    assert IN["flow"] == "pay"


def test_every_kind_and_field_can_be_told() -> None:
    whole_of = read(DEMO)
    for node in DEMO["nodes"]:
        for name, value in node.items():
            if name in ("key", "kind", "title") or not isinstance(value, int | float | str) or name == "answer":
                continue
            changed = copy.deepcopy(DEMO)
            other = {"next": "person", "queue": "general"}.get(name, value)
            if other == value:
                continue
            next(n for n in changed["nodes"] if n["key"] == node["key"])[name] = other
            assert all(change.sentence for change in difference(whole_of, read(changed)))
