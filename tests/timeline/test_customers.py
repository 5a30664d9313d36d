"""Who it is."""

from __future__ import annotations

import threading

import pytest

from db import Database
from timeline import book, customers, journeys, phones
from timeline.events import CallArrived, MessageSent
from timeline.models import Customer, Entry, Identity, Journey


@pytest.mark.parametrize(
    ("spelling", "number"),
    [
        ("+1 (555) 123-0001", "+15551230001"),
        ("555-123-0001", "+15551230001"),
        ("0015551230001", None),
        ("011 44 20 7946 0018", "+442079460018"),
        ("anonymous", None),
        ("", None),
        ("42", None),
    ],
)
def test_a_number_in_any_spelling_is_one_number(spelling: str, number: str | None) -> None:
    assert phones.e164(spelling, "US") == number


def test_two_calls_at_once_make_one_customer(database: Database) -> None:
    found: list[int] = []

    def call() -> None:
        with database.transaction() as session:
            found.append(customers.find_or_make(session, "phone", "+15551230001").id)

    threads = [threading.Thread(target=call) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


def test_a_slight_customer_is_absorbed_whole(database: Database) -> None:
    with database.transaction() as session:
        visitor = customers.make(session, identities=[("visitor", "abc")])
        journey = journeys.start(session, visitor.id, "chat", "orders")
        book.record(session, visitor.id, MessageSent("chat", 3, "customer", "", "hello", 1), journey.id)
        known = customers.make(session, "Nora", [("phone", "+15551230001")])
        assert customers.is_slight(session, visitor.id)
        assert not customers.is_slight(session, known.id)
        slight_id, known_id, journey_id = visitor.id, known.id, journey.id
        customers.absorb(session, slight_id, known_id, evidence="code")
    with database.reading() as session:
        assert session.get(Customer, slight_id) is None
        assert {entry.customer_id for entry in session.query(Entry)} == {known_id}
        assert {identity.customer_id for identity in session.query(Identity)} == {known_id}
        assert session.get_one(Journey, journey_id).customer_id == known_id
        moved = book.steps(session, "chat", 3)[-1]
        assert (moved.kind, moved.data["evidence"]) == ("ContactMoved", "code")


def test_somebody_with_a_history_is_never_slight(database: Database) -> None:
    with database.transaction() as session:
        caller = customers.make(session, identities=[("phone", "+15551230001")])
        book.record(session, caller.id, CallArrived("phone", 1, "+15551230001", "hotline", "Parsa"))
        assert customers.is_slight(session, caller.id, ("phone", 1))
        book.record(session, caller.id, CallArrived("phone", 2, "+15551230001", "hotline", "Parsa"))
        assert not customers.is_slight(session, caller.id, ("phone", 2))
