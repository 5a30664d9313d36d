"""Rules about ways: that every way leads somewhere, that everybody can end, and nobody runs in a circle."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ivr.faults import Fault
from ivr.graph import place_of
from ivr.kinds.ends import Goodbye
from ivr.kinds.journey import Code, ContinueJourney
from ivr.kinds.passing import Hours
from ivr.kinds.question import Question
from ivr.kinds.sub_flow import SubFlow

if TYPE_CHECKING:
    from ivr.flow import Flow

PEOPLE = {"to_queue", "voicemail", "transfer", "offer_callback", "back"}
"""Kinds by which a person is reached, or a message to one. What comes after `back` is the business of who led there."""
ENDS = {*PEOPLE, "goodbye"}
SERVED_WHILE_CLOSED = ENDS - {"to_queue", "offer_callback"}


def twice_the_same_key(flow: Flow) -> Iterator[Fault]:
    for within, part in flow.parts.items():
        for key, count in Counter(node.key for node in part.nodes).items():
            if count > 1:
                place = f"{within}/{key}" if within else key
                yield Fault(place, "same_node_key", "key", {"count": count})


def dangling(flow: Flow) -> Iterator[Fault]:
    named = []
    for within, part in flow.parts.items():
        here = f"{within}/" if within else ""
        named += [(here, "start", part.start), (here, "operator", part.operator)]
    named += [(place, ref.field, ref.target) for place, found in flow.graph.refs.items() for ref in found]
    for place, field, target in named:
        if target is not None and place_of(place, target) not in flow.places:
            yield Fault(place, "dangling", field, {"target": target})


def sub_flows(flow: Flow) -> Iterator[Fault]:
    """Each is there, speaks our languages, and none leads back into itself."""
    into: dict[str, set[str]] = {key: set() for key in flow.sub_flows}
    for place, node in flow.places.items():
        if not isinstance(node, SubFlow):
            continue
        if node.flow not in flow.sub_flows:
            yield Fault(place, "no_sub_flow", "flow", {"flow": node.flow})
        elif "/" in place:
            into[place.partition("/")[0]].add(node.flow)
    for key in flow.sub_flows:
        if circle := _circle(into, key):
            where = next(p for p, n in flow.places.items() if isinstance(n, SubFlow) and n.flow == key)
            yield Fault(where, "sub_flow_circle", "flow", {"steps": circle})
            break
    for key, inner in flow.sub_flows.items():
        if missing := [language for language in flow.languages if language not in inner.languages]:
            yield Fault(f"{key}/", "sub_flow_language", "languages", {"languages": missing})
        if inner.sub_flows:
            yield Fault(f"{key}/", "sub_flow_carries", "sub_flows")


def _circle(into: dict[str, set[str]], start: str) -> list[str]:
    """A way from `start` through the flows back to it, or nothing."""
    ahead, seen = [[start]], {start}
    while ahead:
        trail = ahead.pop()
        for key in sorted(into.get(trail[-1], ())):
            if key == start:
                return [*trail, key]
            if key not in seen:
                seen.add(key)
                ahead.append([*trail, key])
    return []


def unreachable(flow: Flow) -> Iterator[Fault]:
    reached = flow.graph.from_start()
    for place in flow.places:
        # Of a sub-flow, each caller may well use a part only.
        if place not in reached and "/" not in place:
            yield Fault(place, "unreachable")


def silent_circles(flow: Flow) -> Iterator[Fault]:
    for circle in flow.graph.silent_circles()[:20]:
        yield Fault(circle[0], "silent_circle", params={"steps": circle})


def no_way_out(flow: Flow) -> Iterator[Fault]:
    """Everybody must be able to end, and whoever is asked something must be able to reach a person or a voicemail."""
    reached = flow.graph.from_start()
    ending = flow.graph.leading_to(place for place, node in flow.places.items() if _ends(flow, place, node.kind, ENDS))
    people = flow.graph.leading_to(
        place for place, node in flow.places.items() if _ends(flow, place, node.kind, PEOPLE)
    )
    for place in (place for place in flow.places if place in reached):
        if place not in ending:
            yield Fault(place, "never_ends")
        elif isinstance(flow.places[place], Question) and place not in people:
            yield Fault(place, "nobody_from_here")
    if not reached & people:
        yield Fault("", "nobody_at_all")


def _ends(flow: Flow, place: str, kind: str, kinds: set[str]) -> bool:
    # Within a whole, the end of a sub-flow is no end: its ways go on at who led there.
    return kind in kinds and not (kind == "back" and "/" in place)


def closed_hours(flow: Flow) -> Iterator[Fault]:
    """Whoever calls while we are closed must hear something, and end somewhere else than in an empty queue."""
    open_ways = {place: place_of(place, n.open) for place, n in flow.places.items() if isinstance(n, Hours)}
    for place, node in flow.places.items():
        if not isinstance(node, Hours):
            continue
        for field in ("closed", "holiday", "special", "emergency"):
            target = getattr(node, field)
            if target is None or (first := place_of(place, target)) not in flow.places:
                continue
            if isinstance(goodbye := flow.places[first], Goodbye) and goodbye.prompt is None:
                yield Fault(place, "closed_silent", field)
            elif not _served(flow, first, open_ways):
                yield Fault(place, "closed_queue", field)


def _served(flow: Flow, first: str, open_ways: dict[str, str]) -> bool:
    """Whether somebody who comes to `first` while we are closed can end well. Other hours nodes are closed, too."""
    reached, ahead = {first}, [first]
    while ahead:
        place = ahead.pop()
        if flow.places[place].kind in SERVED_WHILE_CLOSED:
            return True
        new = {way for way in flow.graph.ways[place] if way != open_ways.get(place)} - reached
        reached |= new
        ahead += new
    return False


def codes(flow: Flow) -> Iterator[Fault]:
    settling = [place for place, node in flow.places.items() if isinstance(node, ContinueJourney)]
    before = flow.graph.leading_to(settling)
    for place, node in flow.places.items():
        if isinstance(node, Code) and (after := place_of(place, node.next)) in flow.places and after not in before:
            yield Fault(place, "code_without_journey", "next")
