"""Rules about answers and facts: names that do not clash, values that can occur, queues and connections that exist."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from ivr.facts import FORKABLE
from ivr.faults import Fault, Param
from ivr.kinds.ask import Ask
from ivr.kinds.base import PLACEHOLDERS
from ivr.kinds.callback import OfferCallback
from ivr.kinds.ends import ToQueue
from ivr.kinds.entry import Entry
from ivr.kinds.outside import LookUp
from ivr.kinds.passing import Case
from ivr.rules.names import answers_of, closed_answers, facts_of, found_by

if TYPE_CHECKING:
    from ivr.flow import Flow


def answer_names(flow: Flow) -> Iterator[Fault]:
    for name in sorted(answers_of(flow) & {*PLACEHOLDERS, *facts_of(flow)}):
        place = next(place for place, node in flow.places.items() if getattr(node, "answer", None) == name)
        yield Fault(place, "answer_is_a_fact", "answer", {"name": name})
    for name in sorted(facts_of(flow) & {*PLACEHOLDERS, *FORKABLE}):
        place = next((p for p, n in flow.places.items() if isinstance(n, LookUp) and _takes(n, name)), "")
        yield Fault(place, "fact_is_ours", "take" if place else "facts", {"name": name})
    for name in sorted({name for part in flow.parts.values() for name in part.facts} & found_by(flow)):
        yield Fault("", "fact_is_the_flows", "facts", {"name": name})


def _takes(node: LookUp, name: str) -> bool:
    return any(taken.fact == name for taken in node.take)


def numbers(flow: Flow) -> Iterator[Fault]:
    for place, node in flow.places.items():
        if not isinstance(node, Entry):
            continue
        if isinstance(node, Ask) and node.min > node.max:
            yield Fault(place, "digits_swapped", "min", {"least": node.min, "most": node.max})
        ends = node.finish_on if isinstance(node, Ask) else "#"
        if node.without and (node.without.key.isdigit() or node.without.key == ends):
            yield Fault(place, "without_is_an_answer", "without.key", {"key": node.without.key})
        if node.confirm and node.confirm.yes.key == node.confirm.no.key:
            yield Fault(place, "confirm_same_key", "confirm")


def forks(flow: Flow) -> Iterator[Fault]:
    names = {"facts": {*FORKABLE, *facts_of(flow)}, "answers": answers_of(flow)}
    values = closed_answers(flow)
    for place, field, case in flow.values:
        if not isinstance(case, Case):
            continue
        side, _, name = case.on.partition(".")
        wanted = ([case.eq] if case.eq is not None else []) + (case.among or [])
        if side != "queues" and name not in names[side]:
            yield Fault(place, "unknown_fact", field, {"name": case.on, "choices": sorted(names[side])})
        elif side == "facts" and FORKABLE.get(name) == "true or false":
            if any(not isinstance(value, bool) for value in wanted):
                yield Fault(place, "compared_wrongly", field, {"name": case.on})
        elif side == "answers" and name in values:
            for value in (value for value in wanted if str(value) not in values[name]):
                about: dict[str, Param] = {"name": case.on, "value": str(value), "choices": sorted(values[name])}
                yield Fault(place, "never_so", field, about)


def unknown_queues(flow: Flow, queues: Collection[str]) -> Iterator[Fault]:
    code, choices = "unknown_queue" if queues else "no_queues", sorted(queues)
    for place, node in flow.places.items():
        if isinstance(node, ToQueue | OfferCallback) and node.queue not in queues:
            yield Fault(place, code, "queue", {"queue": node.queue, "choices": choices})
    for place, field, case in flow.values:
        if isinstance(case, Case) and case.queue and case.queue not in queues:
            yield Fault(place, code, field, {"queue": case.queue, "choices": choices})


def unknown_connections(flow: Flow, connections: Collection[str]) -> Iterator[Fault]:
    code = "unknown_connection" if connections else "no_connections"
    for place, node in flow.places.items():
        if isinstance(node, LookUp) and node.connection not in connections:
            about: dict[str, Param] = {"connection": node.connection, "choices": sorted(connections)}
            yield Fault(place, code, "connection", about)
