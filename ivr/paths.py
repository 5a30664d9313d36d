"""The paths through a flow, each with what it costs a caller: seconds, keys, menus.

Reckoned for a phone, in the flow's first language, for somebody who knows what they want: they listen to a menu up to
their option, press its key, and never err.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from ivr.facts import Facts
from ivr.flow import Flow
from ivr.graph import Ref, place_of
from ivr.kinds import AnyNode
from ivr.kinds.ask import Ask
from ivr.kinds.base import Choice, Walk
from ivr.kinds.entry import Entry
from ivr.kinds.journey import Code, ContinueJourney
from ivr.kinds.menu import Menu
from ivr.kinds.outside import LookUp
from ivr.kinds.question import Question
from ivr.kinds.sub_flow import Back, SubFlow
from ivr.kinds.who import WhoIsIt
from ivr.state import State

CHARACTERS_PER_S = 14.0
"""How fast prompts are spoken: 150 words a minute, as our own voices speak."""
KEY_S = 1.0
"""To find and press a key."""
LOOK_UP_S = 2.0
"""To wait for an answer of the company's system."""
SERVED = ("to_queue", "transfer", "voicemail", "goodbye", "offer_callback")
"""Kinds at which a path ends."""
ASTRAY = ("no_input", "no_match", "failure", "busy", "no_answer", "wrong", "expired", "used", "too_many")
"""Ways that nobody takes who does everything right."""
MOST_PATHS = 500
MOST_STEPS = 4_000
"""Of a flow in which everything leads everywhere there are more paths than atoms; the short ones tell enough."""


@dataclass(frozen=True)
class Path:
    """One way to be served: the places it passes, and what it asks of whoever takes it. `ends` is a node's kind."""

    nodes: tuple[str, ...]
    seconds: float
    keys: int
    depth: int
    ends: str


def seconds_of(text: str) -> float:
    return len(text) / CHARACTERS_PER_S


def heard_at(flow: Flow, place: str) -> str:
    """Everything that is said at a place on a phone."""
    if place not in flow.sayings:
        flow.sayings[place] = _heard_at(flow, place)
    return flow.sayings[place]


def _heard_at(flow: Flow, place: str) -> str:
    node = flow.places[place]
    language = flow.languages[0]
    if isinstance(node, Question):
        walk = Walk(flow, Facts(), State(node=place, language=language))
        node.ask(walk)
        return " ".join(prompt.text for prompt in walk.prompts)
    prompt = getattr(node, "prompt", None)
    return prompt.text(language) if prompt is not None else ""


def paths_of(flow: Flow) -> tuple[list[Path], bool]:
    """The paths, those of few nodes first, each place once on a path; and whether these are all of them."""
    found: list[Path] = []
    if flow.start not in flow.places:
        return found, True
    costs: dict[str, list[tuple[Ref, float, int]]] = {}
    # Each element: the path so far, its seconds, keys, menus, and the sub_flow nodes that it is within.
    ahead: deque[tuple[tuple[str, ...], float, int, int, tuple[str, ...]]] = deque([((flow.start,), 0.0, 0, 0, ())])
    for _ in range(MOST_STEPS):
        if not ahead or len(found) == MOST_PATHS:
            break
        trail, seconds, keys, depth, stack = ahead.popleft()
        place = trail[-1]
        node = flow.places[place]
        if node.kind in SERVED or (isinstance(node, Back) and not stack):
            last = seconds_of(heard_at(flow, place))
            found.append(Path(trail, round(seconds + last, 1), keys, depth, node.kind))
            continue
        if place not in costs:
            costs[place] = _costs(flow, place, node)
        for ref, took, pressed in costs[place]:
            to, within = _step(flow, place, node, ref, stack)
            if to in flow.places and to not in trail:
                deeper = depth + isinstance(node, Menu)
                ahead.append(((*trail, to), seconds + took, keys + pressed, deeper, within))
    return found, not ahead


def _step(flow: Flow, place: str, node: AnyNode, ref: Ref, stack: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """Where a way leads, and the sub_flow nodes that it is within there."""
    if isinstance(node, SubFlow) and node.flow in flow.sub_flows:
        return f"{node.flow}/{flow.sub_flows[node.flow].start}", (*stack, place)
    if isinstance(node, Back):
        caller = flow.places[stack[-1]]
        assert isinstance(caller, SubFlow)
        return place_of(stack[-1], caller.next), stack[:-1]
    return place_of(place, ref.target), stack


def _costs(flow: Flow, place: str, node: AnyNode) -> list[tuple[Ref, float, int]]:
    """The ways out that somebody takes who does everything right, with their seconds and keys."""
    refs = [ref for ref in flow.graph.refs[place] if ref.field.split(".")[0] not in ASTRAY]
    if isinstance(node, Back):
        refs = [Ref("next", "")]
    if isinstance(node, ContinueJourney | WhoIsIt):
        # Who has no open journey, and comes from a telephone of their own, is not asked.
        return [(ref, 0.0, 0) for ref in refs]
    said = seconds_of(heard_at(flow, place))
    if not isinstance(node, Question):
        return [(ref, said + LOOK_UP_S * isinstance(node, LookUp), 0) for ref in refs]
    return [(ref, said - _after(flow, node, ref) + KEY_S * _keys(node, ref), _keys(node, ref)) for ref in refs]


def _after(flow: Flow, node: Question, ref: Ref) -> float:
    """Seconds of a menu that follow the option taken: nobody listens to them."""
    if not isinstance(node, Menu) or not node.read_out or flow.offer is None:
        return 0.0
    language = flow.languages[0]
    later: list[Choice] = [*node.options[int(ref.field.split(".")[1]) + 1 :]] if ref.field.startswith("options") else []
    return sum(seconds_of(choice.offered(flow.offer.text(language), language)) for choice in later)


def _keys(node: Question, ref: Ref) -> int:
    """Keys to press at a question to leave it by this way."""
    if isinstance(node, Entry) and not ref.field.startswith("without"):
        return (node.min + (node.min < node.max) if isinstance(node, Ask) else 8) + (node.confirm is not None)
    return node.length if isinstance(node, Code) and ref.field == "next" else 1
