"""What becomes of a row: somebody new, somebody known who is completed, a question, or nothing.

Who has exactly one of its addresses is known: what their card leaves empty is filled, and nothing that stands there is
overwritten. Who is only alike stays apart, and the agent is asked, as of everybody (`timeline.claims`). A row that was
taken in changes nothing when it is taken in again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from db import now, signal
from timeline import card, claims, customers, people
from timeline.imports.columns import Given, Unfit, day
from timeline.models import CustomerField, Identity

CHANNEL = "import"
OUTCOMES = ("new", "known", "doubtful", "refused")
_YES = frozenset({"yes", "y", "true", "1", "x", "да", "بله", "آری", "ใช่", "ja", "oui"})
_NO = frozenset({"no", "n", "false", "0", "нет", "خیر", "نه", "ไม่", "nein", "non"})


@dataclass(frozen=True)
class Verdict:
    """`why`: `kept` (what stands in `field` differs, and stays), `again` (the row of line `field` is the same),
    `alike`, `shared`, `two_people`, or why it is refused; empty where there is nothing to say. `customer_id` is who
    it is."""

    outcome: str
    why: str = ""
    field: str = ""
    customer_id: int | None = None


def own_values(fields: Mapping[str, CustomerField], given: Given) -> dict[str, Any]:
    """The company's own fields as they are kept. Raises Unfit."""
    found = {}
    for key, cell in given.own.items():
        if key not in fields:
            raise Unfit("no_field", key)
        try:
            found[key] = card.typed(fields[key], _plain(fields[key].kind, cell))
        except card.NotOfThatKind as fault:
            raise Unfit(f"bad_{fields[key].kind}", fields[key].label) from fault
    return found


def _plain(kind: str, cell: str) -> Any:
    """A cell as a person would enter it into a field of this kind."""
    if kind == "number" and re.fullmatch(r"-?[0-9]{1,12}(\.[0-9]{1,6})?", cell):
        return float(cell) if "." in cell else int(cell)
    if kind == "date" and (found := day(cell)):
        return found.isoformat()
    if kind == "yes_no" and cell.casefold() in _YES | _NO:
        return cell.casefold() in _YES
    return cell


def look(session: Session, given: Given) -> Verdict:
    """What would become of it now. Changes nothing."""
    return _look(session, given, _taken(session, given))


def take(session: Session, given: Given, own: Mapping[str, Any]) -> Verdict:
    """Do it. Raises IntegrityError where somebody else takes one of its addresses just now."""
    taken = _taken(session, given)
    verdict = _look(session, given, taken)
    free = [each for each in given.identities if each not in taken]
    if verdict.outcome == "known" and verdict.customer_id:
        return _complete(session, verdict.customer_id, given, own, free)
    if verdict.why == "two_people" and verdict.customer_id:
        theirs = [address for address, each in taken.items() if not each.shared]
        claims.keep(session, verdict.customer_id, theirs, CHANNEL)
        return verdict
    customer = customers.make(session, given.values.get("name", ""), free)
    for name, value in given.values.items():
        setattr(customer, name, value)
    customer.tags, customer.own = given.tags, dict(own)
    claims.keep(session, customer.id, taken, CHANNEL, source="shared")
    session.flush()
    return Verdict(verdict.outcome, verdict.why, verdict.field, customer.id)


def _taken(session: Session, given: Given) -> dict[tuple[str, str], Identity]:
    """Address → whose it is already."""
    rows = session.scalars(select(Identity).where(tuple_(Identity.kind, Identity.value).in_(given.identities)))
    return {(each.kind, each.value): each for each in rows}


def _look(session: Session, given: Given, taken: Mapping[tuple[str, str], Identity]) -> Verdict:
    exact = people.ids_of(session, {each.customer_id for each in taken.values() if not each.shared})
    persons = sorted(set(exact.values()))
    if len(persons) > 1:
        return Verdict("doubtful", "two_people", customer_id=persons[0])
    if persons:
        return Verdict("known", customer_id=persons[0])
    if taken:
        return Verdict("doubtful", "shared")
    emails = [value for kind, value in given.identities if kind == "email"]
    other = claims.alike(session, given.values.get("name", ""), emails)
    return Verdict("doubtful", "alike", customer_id=other.id) if other else Verdict("new")


def _complete(
    session: Session, customer_id: int, given: Given, own: Mapping[str, Any], free: list[tuple[str, str]]
) -> Verdict:
    """Fill what the card leaves empty."""
    person = people.one(session, customer_id)
    kept = person.kept
    before = {name: card.first(person, name) for name in given.values}
    fresh = {name: value for name, value in given.values.items() if before[name] is None}
    tags = [each for each in given.tags if each not in card.tags(person)]
    known_own = card.own(person)
    fresh_own = {key: value for key, value in own.items() if key not in known_own}
    for name, value in fresh.items():
        setattr(kept, name, value)
    if tags:
        kept.tags = [*kept.tags, *tags]
    if fresh_own:
        kept.own = {**fresh_own, **kept.own}
    session.add_all(Identity(customer_id=kept.id, kind=kind, value=value, created_at=now()) for kind, value in free)
    session.flush()
    if fresh or tags or fresh_own or free:
        signal(session, f"customer:{kept.id}", "customer", customer=kept.id)
    differs = [name for name, value in before.items() if value is not None and not _same(value, given.values[name])]
    differs += [key for key, value in own.items() if key in known_own and known_own[key] != value]
    return Verdict("known", "kept" if differs else "", ", ".join(differs)[:80], kept.id)


def _same(one: str | int | date, other: str | int | date) -> bool:
    return str(one).casefold() == str(other).casefold()
