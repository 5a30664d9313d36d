"""What a flow costs its callers, and the standard that it is held against."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ivr.effort import effort
from ivr.flow import read
from ivr.paths import MOST_PATHS
from ivr.standard import STANDARD

from .small import BYE, DEMO, ROOT, ask, flow, menu, option, retry
from .test_sub_flow import whole

GOOD: dict[str, Any] = {
    "operator": "person",
    "offer": {"en": "For {label}, press {key}."},
}


def broken(*nodes: dict[str, Any], **more: Any) -> set[str]:
    return {breach.rule for breach in effort(flow(*nodes, **{**GOOD, **more})).breaches}


def test_every_path_is_told_with_its_seconds_keys_and_menus() -> None:
    say = {"key": "say", "kind": "say", "prompt": {"en": "x" * 28}, "next": "menu"}
    found = effort(flow(say, menu(option("1", "ask"), option("2", "bye")), ask(min=3, max=3), BYE, operator="person"))
    assert [(path.nodes, path.ends) for path in found.paths] == [
        (("say", "menu", "ask", "person"), "to_queue"),
        (("say", "menu", "bye"), "goodbye"),
    ]
    longest = found.paths[0]
    # 28 characters, "What now?", one key, "Number?", three keys.
    assert (longest.seconds, longest.keys, longest.depth) == (round(28 / 14 + 9 / 14 + 1 + 7 / 14 + 3, 1), 4, 1)


def test_a_menu_is_listened_to_up_to_the_option_that_is_taken() -> None:
    first, second = effort(flow(menu(option("1"), option("2", "bye")), BYE, **GOOD)).paths
    assert (first.ends, second.ends) == ("goodbye", "to_queue")
    assert first.seconds > second.seconds


def test_paths_lead_through_sub_flows_and_out_again() -> None:
    assert [path.nodes for path in effort(whole()).paths] == [("in", "pay/asks", "pay/done", "bye")]


def test_a_flow_of_very_many_paths_is_told_in_part() -> None:
    every = [option(str(key), "m1") for key in range(9)]
    found = effort(flow(menu(*every, key="m0"), *(_every_way(n) for n in (1, 2, 3)), **GOOD))
    assert (len(found.paths), found.complete) == (MOST_PATHS, False)


def test_a_flow_in_which_everything_leads_everywhere_is_reckoned_all_the_same() -> None:
    keys = [f"m{n}" for n in range(60)]
    menus = [
        menu(*(option(str(key), keys[(at * 7 + key * 3 + 1) % 60]) for key in range(9)), key=each)
        for at, each in enumerate(keys)
    ]
    assert effort(flow(*menus, **GOOD)).complete is False


def _every_way(number: int) -> dict[str, Any]:
    to = f"m{number + 1}" if number < 3 else "person"
    return menu(*(option(str(key), to) for key in range(9)), key=f"m{number}")


def test_the_demo_flow_keeps_to_the_standard_nearly_everywhere() -> None:
    assert effort(read(DEMO)).score >= 90


@pytest.mark.parametrize(
    ("rule", "nodes", "more"),
    [
        ("options", (menu(*(option(str(key)) for key in range(1, 7))),), {}),
        ("depth", tuple(menu(option("1", f"m{n + 1}" if n < 4 else "person"), key=f"m{n}") for n in range(5)), {}),
        ("option_before_key", (menu(option("1")),), {"offer": {"en": "Press {key} for {label}."}}),
        ("says_its_keys", (menu(option("1")),), {"offer": None}),
        ("person", (menu(option("1")),), {"operator": None}),
        ("zero", (menu(option("1"), option("0", "more")), menu(option("1"), key="more")), {}),
        ("greeting", ({"key": "hi", "kind": "say", "prompt": {"en": "x" * 200}, "next": "person"},), {}),
        ("question", (menu(option("1"), prompt={"en": "x" * 400}),), {}),
        ("served", (menu(option("1"), prompt={"en": "x" * 990}),), {}),
        ("second_chance", (menu(option("1"), no_input=retry(retries=0)),), {}),
        ("says_what_went_wrong", (menu(option("1"), no_match=retry()),), {}),
        ("gives_up_kindly", (menu(option("1"), no_match=retry("bye")), BYE), {}),
        ("read_back", (ask(min=9, max=9),), {}),
        ("without", (ask(),), {}),
        ("patience", (menu(option("1"), timeout_s=1),), {}),
    ],
)
def test_a_breach_of_the_standard_is_told(rule: str, nodes: tuple[dict[str, Any], ...], more: dict[str, Any]) -> None:
    assert rule in broken(*nodes, **more)


def test_a_kind_flow_breaks_no_rule_and_a_bad_one_loses_points() -> None:
    assert effort(flow(menu(option("1"), option("2")), **GOOD)).score == 100
    bad = menu(*(option(str(key)) for key in range(1, 9)), no_input=retry("bye", 0), no_match=retry("bye", 0))
    assert effort(flow(bad, BYE)).score <= 60


def test_the_written_standard_and_the_code_say_the_same() -> None:
    page = (ROOT / "docs" / "ivr-standard.md").read_text("utf-8")
    written = re.findall(r"^\| `(\w+)` \| [^|]+ \| (\d+), (\d+) \| [^|]+ \|$", page, re.MULTILINE)
    assert [(rule, int(costs), int(most)) for rule, costs, most in written] == [
        (rule.rule, rule.costs, rule.most) for rule in STANDARD
    ]
