"""Rules about answers and facts: names that do not clash, values that can occur, queues and connections that exist."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from ivr.facts import FORKABLE
from ivr.faults import Fault
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
        yield Fault(place, f"The answer {name!r} has the name of a fact.", "Give it another name.", "answer")
    for name in sorted(facts_of(flow) & {*PLACEHOLDERS, *FORKABLE}):
        place = next((p for p, n in flow.places.items() if isinstance(n, LookUp) and _takes(n, name)), "")
        yield Fault(place, f"The fact {name!r} is one of ours.", "Give it another name.", "take" if place else "facts")
    for name in sorted({name for part in flow.parts.values() for name in part.facts} & found_by(flow)):
        yield Fault("", f"The fact {name!r} comes up in the flow itself.", "Give one of them another name.", "facts")


def _takes(node: LookUp, name: str) -> bool:
    return any(taken.fact == name for taken in node.take)


def numbers(flow: Flow) -> Iterator[Fault]:
    for place, node in flow.places.items():
        if not isinstance(node, Entry):
            continue
        if isinstance(node, Ask) and node.min > node.max:
            yield Fault(place, f"It wants {node.min} to {node.max} digits.", "Make min the smaller one.", "min")
        ends = node.finish_on if isinstance(node, Ask) else "#"
        if node.without and (node.without.key.isdigit() or node.without.key == ends):
            what = f"The key {node.without.key} to go on without an answer is itself an answer, or ends one."
            yield Fault(place, what, "Take the other one of * and #.", "without.key")
        if node.confirm and node.confirm.yes.key == node.confirm.no.key:
            yield Fault(place, "Yes and no have the same key.", "Give each a key of its own.", "confirm")


def forks(flow: Flow) -> Iterator[Fault]:
    names = {"facts": {*FORKABLE, *facts_of(flow)}, "answers": answers_of(flow)}
    values = closed_answers(flow)
    for place, field, case in flow.values:
        if not isinstance(case, Case):
            continue
        side, _, name = case.on.partition(".")
        wanted = ([case.eq] if case.eq is not None else []) + (case.among or [])
        if side != "queues" and name not in names[side]:
            what, do = f"Nothing is known as {case.on}.", f"Take one of: {', '.join(sorted(names[side]))}."
            yield Fault(place, what, do, field)
        elif side == "facts" and FORKABLE.get(name) == "true or false":
            if any(not isinstance(value, bool) for value in wanted):
                yield Fault(place, f"{case.on} is true or false.", "Compare it with true or false.", field)
        elif side == "answers" and name in values:
            for value in (value for value in wanted if str(value) not in values[name]):
                do = f"Take one of: {', '.join(sorted(values[name]))}."
                yield Fault(place, f"{case.on} is never {value!r}.", do, field)


def unknown_queues(flow: Flow, queues: Collection[str]) -> Iterator[Fault]:
    do = f"Take one of: {', '.join(sorted(queues)) or 'none yet, make one first'}."
    for place, node in flow.places.items():
        if isinstance(node, ToQueue | OfferCallback) and node.queue not in queues:
            yield Fault(place, f"There is no queue {node.queue!r}.", do, "queue")
    for place, field, case in flow.values:
        if isinstance(case, Case) and case.queue and case.queue not in queues:
            yield Fault(place, f"There is no queue {case.queue!r}.", do, field)


def unknown_connections(flow: Flow, connections: Collection[str]) -> Iterator[Fault]:
    for place, node in flow.places.items():
        if isinstance(node, LookUp) and node.connection not in connections:
            do = f"Take one of: {', '.join(sorted(connections)) or 'none yet, an administrator configures them'}."
            yield Fault(place, f"There is no connection {node.connection!r}.", do, "connection")
