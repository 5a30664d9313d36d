"""Files that are no flow, or mean harm: a clear word, and never a draft that cannot be read."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from hotline import studio
from hotline.studio import StudioRefused
from ivr import flow
from tests.hotline.studio.export import GREEN_CORNER, LINE, export, match, say, widget

KINDS = sorted({state["type"] for state in json.loads(GREEN_CORNER.read_bytes())["states"]})
GAPS = [
    "widgets.w1.Digits",
    "widgets.w2.parsed.x",
    "flow.variables.w3",
    "trigger.call.From",
    "",
    "x" * 300,
    "..",
    "a b",
]
COMPARES = [
    "equal_to",
    "not_equal_to",
    "contains",
    "regex",
    "is_blank",
    "greater_than",
    "is_before_time",
    "matches_any_of",
]
TEXTS = [
    "Hello.",
    "",
    "{{widgets.w1.Digits}}",
    "{% if %}",
    "{x}",
    "{{" * 50,
    "é" * 1500,
    "{{flow.variables.v | upcase}}",
]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"not json", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b" " * 2_000_001, "larger than 2 MB"),
        (b"[]", "no states"),
        (b'"text"', "no states"),
        (b"{}", "no states"),
        ({"states": []}, "states"),
        ({"states": "many"}, "states"),
        ({"states": [{"name": "x"}]}, "type"),
        ({"states": [{"name": "x", "type": "trigger", "sid": "FF1"}]}, "first version"),
        ({"states": [{"name": "x", "type": "trigger"}, {"name": "x", "type": "trigger"}]}, "Two widgets"),
        ({"states": [{"name": "x" * 201, "type": "trigger"}]}, "name"),
    ],
)
def test_what_is_no_studio_flow_is_refused_with_a_reason(data: Any, why: str) -> None:
    with pytest.raises(StudioRefused, match=why):
        studio.read(data)


def test_a_flow_that_is_too_large_for_ours_is_refused_and_says_what_to_do() -> None:
    many = [say(f"say_{number}", f"say_{number + 1}") for number in range(600)]
    with pytest.raises(StudioRefused, match="Divide it"):
        studio.read(export(*many))


def test_a_text_that_is_a_book_is_refused() -> None:
    with pytest.raises(StudioRefused, match="longer"):
        studio.read(export(say("hello", text="word " * 200_000), LINE))


def test_variables_and_widgets_in_a_circle_end_somewhere() -> None:
    variables = [{"key": "a", "value": "{{flow.variables.b}}"}, {"key": "b", "value": "{{flow.variables.a}}"}]
    circle = widget("circle", "set-variables", "next>round", variables=variables)
    made, _ = studio.read(
        export(circle, widget("round", "fork-stream", "next>circle"), say("x", "", "{{flow.variables.a}}"))
    )
    assert flow.read(made).by_key[made["start"]].kind == "goodbye"


def test_the_record_of_the_rest_interface_is_read_as_well() -> None:
    made, _ = studio.read({"sid": "FW1", "friendly_name": "Our shop", "definition": export(LINE)})
    assert made["name"] == "Test"
    made, _ = studio.read({"friendly_name": "Our shop", "definition": {"states": [LINE], "initial_state": "line"}})
    assert (made["name"], made["start"]) == ("Our shop", "line")


@pytest.mark.parametrize("seed", range(60))
def test_whatever_is_connected_with_whatever_the_draft_can_be_read_and_all_is_told(seed: int) -> None:
    luck = random.Random(seed)
    names = [f"w{number}" for number in range(luck.randint(1, 12))]
    definition = {"states": [any_widget(luck, name, names) for name in names], "initial_state": luck.choice(names)}
    made, lines = studio.read(json.dumps(definition))
    flow.check(flow.read(made))
    told = {line.widget: line.sentence for line in lines}
    for state in definition["states"]:
        for way in state["transitions"]:
            assert way["event"] in told[state["name"]]


def any_widget(luck: random.Random, name: str, names: list[str]) -> dict[str, Any]:
    kind = luck.choice(KINDS)
    events = [
        "keypress",
        "speech",
        "timeout",
        "next",
        "success",
        "failed",
        "noMatch",
        "audioComplete",
        "hangup",
        "incomingCall",
    ]
    ways: list[Any] = [
        f"{event}>{luck.choice([*names, 'gone', ''])}" for event in luck.sample(events, luck.randint(0, 5))
    ]
    if kind == "split-based-on":
        ways += [any_match(luck, names) for _ in range(luck.randint(0, 60))]
    properties = {
        "say": luck.choice(TEXTS),
        "body": luck.choice([*TEXTS, None, 7]),
        "loop": luck.choice([0, 1, 3, "2", None, {"a": 1}]),
        "language": luck.choice(["en-US", "fa", "", "../..", None, "default"]),
        "number_of_digits": luck.choice([None, 1, 4, -3, 10**30, "x"]),
        "finish_on_key": luck.choice(["#", "", "5", None]),
        "timeout": luck.choice([5, "3600", -1, None]),
        "variables": luck.choice([None, [], [{"key": "w3", "value": luck.choice(TEXTS)}, 5], "x"]),
        "offset": luck.choice([None, {"x": 1.5, "y": "z"}, {"x": float("inf")}, 7]),
        "priority": luck.choice([None, "5", 10**12]),
    }
    return widget(name, kind, *ways, **properties)


def any_match(luck: random.Random, names: list[str]) -> dict[str, Any]:
    way = match(
        luck.choice([*names, ""]),
        luck.choice(GAPS),
        luck.choice(["1", "12", "", "a,b", "9" * 30]),
        luck.choice(COMPARES),
    )
    return way if luck.random() < 0.9 else {**way, "conditions": luck.choice([[], way["conditions"] * 2])}
