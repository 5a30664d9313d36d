"""What other systems tell of customers, taken in many at a time; what was sent before is not written again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, tuple_
from sqlalchemy.orm import Session

from db import signal
from timeline import customers, people, search
from timeline.events import SEARCHED, SHOWN, OfContact
from timeline.models import Entry, Identity, OutsideEntry

CHANNEL = "web"


@dataclass(frozen=True)
class Told:
    """One thing that `source` tells, under the id that it has there, of whoever has this address.

    `kind` and `value` are as `addresses.canonical` spells them.
    """

    source: str
    id: str
    kind: str
    value: str
    at: datetime
    fact: OfContact


def take_in(session: Session, told: Sequence[Told]) -> list[int]:
    """Write what is new. Returns the entry of each, in their order, whenever it was written.

    Raises IntegrityError where somebody else takes in the same just now: then nothing is written, and trying again
    finds it written.
    """
    entries = _known(session, told)
    fresh = {(each.source, each.id): each for each in told if (each.source, each.id) not in entries}
    if fresh:
        whose = _customers(session, fresh.values())
        entries |= _write(session, list(fresh.values()), whose)
    return [entries[each.source, each.id] for each in told]


def _known(session: Session, told: Sequence[Told]) -> dict[tuple[str, str], int]:
    wanted = [(each.source, each.id) for each in told]
    rows = session.execute(
        select(OutsideEntry.source, OutsideEntry.outside_id, OutsideEntry.entry_id).where(
            tuple_(OutsideEntry.source, OutsideEntry.outside_id).in_(wanted)
        )
    )
    return {(source, id): entry for source, id, entry in rows}


def _customers(session: Session, told: Iterable[Told]) -> dict[tuple[str, str], int]:
    """Address → whose it is. Who is new is made; of an address that several people use we only know that."""
    wanted = {(each.kind, each.value) for each in told}
    rows = session.execute(
        select(Identity.kind, Identity.value, Identity.customer_id).where(
            tuple_(Identity.kind, Identity.value).in_(wanted), Identity.shared.is_(False)
        )
    )
    found = {(kind, value): customer for kind, value, customer in rows}
    for kind, value in sorted(wanted - found.keys()):
        found[kind, value] = customers.who_comes(session, kind, value, CHANNEL).id
    return found


def _write(session: Session, told: list[Told], whose: dict[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    lines: list[dict[str, Any]] = [
        {
            "customer_id": whose[each.kind, each.value],
            "kind": type(each.fact).__name__,
            "channel": CHANNEL,
            "contact_id": None,
            "shown": SHOWN[type(each.fact)],
            "at": each.at,
            "data": each.fact.data(),
        }
        for each in told
    ]
    ids = session.scalars(insert(Entry).returning(Entry.id, sort_by_parameter_order=True), lines).all()
    session.execute(
        insert(OutsideEntry),
        [
            {"source": each.source, "outside_id": each.id, "entry_id": entry}
            for each, entry in zip(told, ids, strict=True)
        ],
    )
    said = [
        (entry, line["customer_id"], " ".join(str(line["data"][field]) for field in SEARCHED[type(each.fact)]))
        for each, entry, line in zip(told, ids, lines, strict=True)
    ]
    search.write_all(session, CHANNEL, said)
    newest = {line["customer_id"]: (entry, line["kind"]) for entry, line in zip(ids, lines, strict=True)}
    for customer, person in people.ids_of(session, newest).items():
        entry, kind = newest[customer]
        signal(session, f"customer:{person}", kind, entry=entry, channel=CHANNEL, contact=None)
    return {(each.source, each.id): entry for each, entry in zip(told, ids, strict=True)}
