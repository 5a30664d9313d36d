"""Random flows that pass `check` never strand anybody, whatever is heard; hostile ones are refused, and quickly."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as some

from ivr.engine import ProtocolFault, advance, apologise
from ivr.facts import Facts, JourneyFacts, PersonFacts
from ivr.flow import FlowRefused, check, read
from ivr.heard import DialEnded, Digits, Heard, HungUp, LookedUp, Recorded, Silence, Spoken, Started
from ivr.kinds import KINDS
from ivr.link import linked
from ivr.rules.ways import ENDS
from ivr.state import State
from ivr.turns import Hangup

LANGUAGES = ["en", "fa"]
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def texts(words: str) -> dict[str, str]:
    return {language: f"{words} {language}" for language in LANGUAGES}


def decision(key: str) -> dict[str, Any]:
    return {"key": key, "label": texts(f"choice {key}")}


def retry(to: str) -> dict[str, Any]:
    return {"next": to, "retries": 1}


def choice(key: str, to: str) -> dict[str, Any]:
    return {"key": key, "label": texts(f"choice {key}"), "next": to}


def node_of(kind: str, key: str, ahead: list[str], every: list[str], pick: Any) -> dict[str, Any]:
    """A node of a kind. What may be passed in silence leads ahead only, so that it runs in no circle."""
    on, anywhere = (lambda: pick(ahead)), (lambda: pick(every))
    question = {"prompt": texts("What?"), "no_input": retry(anywhere()), "no_match": retry(anywhere())}
    return {
        "key": key,
        "kind": kind,
        **{
            "say": lambda: {"prompt": texts("Hello"), "next": on()},
            "menu": lambda: {**question, "options": [choice(str(n), anywhere()) for n in range(1, 4)]},
            "yes_no": lambda: {**question, "yes": choice("1", anywhere()), "no": choice("2", anywhere())},
            # An answer that is known is passed in silence.
            "ask": lambda: {**question, "answer": f"answer_{key}", "next": on(), "min": 2, "max": 4},
            "survey": lambda: {**question, "scale": "nps", "next": anywhere()},
            "ask_date": lambda: {**question, "answer": f"answer_{key}", "next": on(), "without": choice("*", on())},
            "language": lambda: {
                **question,
                "options": [{**decision(key), "language": code} for key, code in (("1", "en"), ("2", "fa"))],
                "next": on(),
            },
            "who_is_it": lambda: {**question, "somebody_else": decision("1"), "next": on()},
            "continue_journey": lambda: {
                **question,
                "prompt": texts("Is it about {journey_topic}?"),
                "resumed": texts("About {journey_topic}."),
                "unnamed": texts("that"),
                "yes": decision("1"),
                "no": decision("2"),
                "next": on(),
            },
            "code": lambda: {
                **question,
                "next": on(),
                "wrong": retry(anywhere()),
                **{why: {"prompt": texts(why), "next": on()} for why in ("expired", "used", "too_many")},
            },
            "offer_callback": lambda: {
                **question,
                "yes": decision("1"),
                "other": decision("2"),
                "no": choice("3", on()),
                "number": texts("Which number?"),
                "thanks": texts("Thanks"),
                "queue": "general",
            },
            "message": lambda: {
                "by": pick(["sms", "email"]),
                "text": texts("See https://x.example/{caller}"),
                "next": on(),
                "failure": on(),
            },
            "set": lambda: {"answer": f"set_{key}", "value": "x", "label": texts("x"), "next": on()},
            "hours": lambda: {"open": on(), "closed": "message"},
            "fork": lambda: {
                "cases": [{"on": "facts.customer_known", "eq": True, "next": on()}],
                "otherwise": on(),
            },
            "look_up": lambda: {"connection": "any", "next": on(), "failure": on()},
            "transfer": lambda: {"number": "+4930123456", "next": on(), "failure": on()},
            "sub_flow": lambda: {"flow": "inner", "next": on()},
        }[kind](),
    }


INNER = {
    "name": "Inner",
    "languages": LANGUAGES,
    "start": "sure",
    "nodes": [
        {
            "key": "sure",
            "kind": "yes_no",
            "prompt": texts("Sure?"),
            "no_input": retry("done"),
            "no_match": retry("done"),
            "yes": choice("1", "done"),
            "no": choice("2", "sure"),
        },
        {"key": "done", "kind": "back"},
    ],
}
LAST = [
    {"key": "message", "kind": "voicemail", "prompt": texts("Speak"), "thanks": texts("Thanks")},
    {"key": "person", "kind": "to_queue", "queue": "general", "failure": "message"},
    {"key": "bye", "kind": "goodbye", "prompt": texts("Bye")},
]
MADE = sorted(KINDS.keys() - {node["kind"] for node in (*LAST, *INNER["nodes"])} | {"yes_no"})
"""Every kind there is, but for the ends, which each flow has."""


@some.composite
def flows(draw: Any) -> dict[str, Any]:
    kinds = draw(some.lists(some.sampled_from(MADE), min_size=1, max_size=12))
    keys = [f"n{number}" for number in range(len(kinds))]
    ends = [node["key"] for node in LAST]

    def pick(among: list[str]) -> str:
        key: str = draw(some.sampled_from(among))
        return key

    nodes = [
        node_of(kind, key, [*keys[at + 1 :], *ends], [*keys, *ends], pick)
        for at, (kind, key) in enumerate(zip(kinds, keys, strict=True))
    ]
    whole = {"name": "Random", "languages": LANGUAGES, "start": "n0", "operator": "person", "nodes": [*nodes, *LAST]}
    data = linked(whole, {"inner": INNER}.get)
    reached = read(data).graph.from_start()
    data["nodes"] = [node for node in data["nodes"] if node["key"] in reached or node["key"] == "person"]
    return {**data, "sub_flows": data["sub_flows"] if "inner/sure" in reached else {}}


HEARD: some.SearchStrategy[Heard] = some.one_of(
    some.just(Started()),
    some.just(Silence()),
    some.text("0123456789*#", max_size=6).map(Digits),
    some.sampled_from(["yes", "no", "operator", "1", "twelve", "choice 2 en", "", "گزینه", "\x00"]).map(Spoken),
    some.floats(0, 9).map(lambda seconds: Recorded("m.wav", seconds)),
    some.sampled_from(["answered", "busy", "no_answer", "failed", "?"]).map(DialEnded),
    some.sampled_from([LookedUp(True, {"a": 1}), LookedUp(False), LookedUp(True, None)]),
)
FACTS = some.builds(
    Facts,
    open_now=some.booleans(),
    customer_known=some.booleans(),
    language=some.sampled_from([None, "en", "fa", "xx"]),
    channel=some.sampled_from(["phone", "chat"]),
    caller=some.sampled_from(["", "+4917012345678"]),
    can_send=some.sampled_from([(), ("sms", "email")]),
    can_call_back=some.booleans(),
    code=some.sampled_from([None, "ok", "wrong", "expired", "used", "too_many"]),
    open_journey=some.sampled_from([None, JourneyFacts("order")]),
    may_be=some.sampled_from([(), (PersonFacts(1, "Nora"), PersonFacts(2, "Omid"))]),
)


@QUICK
@given(data=flows(), heard=some.lists(HEARD, max_size=25), facts=FACTS)
def test_whatever_is_heard_a_conversation_waits_or_ends_and_a_way_out_is_left(
    data: dict[str, Any], heard: list[Heard], facts: Facts
) -> None:
    flow = read(data)
    assume(not check(flow))
    out = flow.graph.leading_to(place for place, node in flow.places.items() if node.kind in ENDS)
    state, turn = advance(flow, State(), Started(), facts)
    for one in heard:
        state = State.from_json(json.loads(json.dumps(state.to_json())))
        if state.ended:
            assert isinstance(turn.ending, Hangup)
            break
        assert flow.places[state.node].waits
        assert state.node in out
        gone, _ = advance(flow, state, HungUp(), facts)
        assert gone.ended == "hung_up"
        try:
            state, turn = advance(flow, state, one, facts)
        except ProtocolFault:
            state, turn = apologise(flow, state, facts)
            assert state.node == "person"


@QUICK
@given(
    junk=some.recursive(
        some.none() | some.booleans() | some.floats() | some.text(max_size=8),
        lambda inner: (
            some.lists(inner, max_size=4)
            | some.dictionaries(some.sampled_from(["nodes", "kind", "key", "prompt", "options", "en", "next"]), inner)
        ),
        max_leaves=20,
    )
)
def test_anything_is_read_or_refused(junk: Any) -> None:
    with pytest.raises(FlowRefused):
        read(junk)


def deep(levels: int) -> Any:
    nested: Any = "x"
    for _ in range(levels):
        nested = {"sub_flows": {"a": nested}}
    return nested


@pytest.mark.parametrize(
    "hostile",
    [
        {"nodes": [{"key": f"n{n}", "kind": "goodbye"} for n in range(100_000)]},
        {"name": "x", "operator_words": {f"l{n}": ["x"] for n in range(400_000)}},
        {"name": "x" * 30_000_000},
        {"nodes": [{"kind": "say", "prompt": {f"l{n}": "x" for n in range(300_000)}}]},
        deep(5_000),
    ],
    ids=["nodes", "words", "text", "languages", "depth"],
)
def test_a_huge_flow_is_refused_before_it_is_read(hostile: Any) -> None:
    with pytest.raises(FlowRefused, match="too large"):
        read(hostile)
