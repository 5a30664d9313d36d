"""The book of what happened."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db import Database, now
from timeline import book, customers
from timeline.events import SHOWN, CallArrived, NoteAdded, OfContact, Queued


def notes(database: Database, count: int) -> int:
    with database.transaction() as session:
        customer = customers.make(session)
        for number in range(count):
            at = now() - timedelta(minutes=count - number // 2)
            book.record(session, customer.id, NoteAdded("desk", 1, "Sara", f"note {number}"), at=at)
        return customer.id


def test_pages_are_newest_first_and_leave_nothing_out(database: Database) -> None:
    customer_id = notes(database, 23)
    seen: list[str] = []
    before = None
    with database.reading() as session:
        while page := book.of(session, customer_id, before, limit=5):
            seen += [entry.data["text"] for entry in page]
            before = (page[-1].at, page[-1].id)
    assert seen == [f"note {number}" for number in reversed(range(23))]


def test_steps_of_a_contact_are_kept_but_not_lines_of_their_own(database: Database) -> None:
    with database.transaction() as session:
        customer = customers.make(session)
        book.record(session, customer.id, CallArrived("phone", 7, "+15551230001", "hotline", "Parsa Home"))
        book.record(session, customer.id, Queued("phone", 7, "orders", ""))
    with database.reading() as session:
        assert [entry.kind for entry in book.of(session, customer.id)] == ["CallArrived"]
        assert [entry.kind for entry in book.steps(session, "phone", 7)] == ["CallArrived", "Queued"]


def test_what_was_written_cannot_be_changed(database: Database) -> None:
    customer_id = notes(database, 1)
    with pytest.raises(ValueError, match="immutable"), database.transaction() as session:
        book.of(session, customer_id)[0].data = {"text": "something else"}


def test_a_fact_that_is_rolled_back_wakes_nobody(database: Database) -> None:
    customer_id = notes(database, 1)
    before = database.last_signal()
    with pytest.raises(RuntimeError), database.transaction() as session:
        book.record(session, customer_id, NoteAdded("desk", 1, "Sara", "never said"))
        raise RuntimeError
    assert database.last_signal() == before


def test_every_fact_says_whether_it_is_shown() -> None:
    def leaves(kind: type) -> set[type]:
        return {kind} if not kind.__subclasses__() else set().union(*(leaves(sub) for sub in kind.__subclasses__()))

    assert leaves(OfContact) == set(SHOWN)
