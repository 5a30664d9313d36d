"""What other systems tell, delivered as networks deliver: again, in pieces, in any order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import Database
from timeline import book, customers, intake, search
from timeline.events import OrderPlaced, PageViewed
from timeline.intake import Told
from timeline.models import Customer, Entry, OutsideEntry

BEGAN = datetime(2026, 11, 22, 10, tzinfo=UTC)
RUNS = count()
PEOPLE = ("nora@example.com", "omid@example.com", "vera@example.com")


def told(source: str, number: int) -> Told:
    """The one thing that this source calls by this number."""
    order = OrderPlaced("web", None, str(number), "49.90", "EUR", f"lamp{number}")
    page = PageViewed("web", None, f"/{number}", f"Lamp {number}")
    at = BEGAN - timedelta(minutes=number * 7 % 5)  # some at the same moment
    return Told(source, str(number), "email", PEOPLE[number % 3], at, order if number % 2 else page)


THINGS = some.tuples(some.sampled_from(["shop", "till"]), some.integers(0, 9))
DELIVERIES = some.lists(some.lists(THINGS, min_size=1, max_size=6), min_size=1, max_size=8)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deliveries=DELIVERIES)
def test_however_often_and_in_whatever_order_it_comes_everything_is_there_once(
    database: Database, deliveries: list[list[tuple[str, int]]]
) -> None:
    run = next(RUNS)  # the examples share a database: what one has sent is not the next one's
    deliveries = [[(f"{source}-{run}", number) for source, number in delivery] for delivery in deliveries]
    for each in PEOPLE:
        with database.transaction() as session:
            customers.find_or_make(session, "email", each)
    answers: dict[tuple[str, int], int] = {}
    for delivery in deliveries:
        with database.transaction() as session:
            ids = intake.take_in(session, [told(*each) for each in delivery])
        for thing, id in zip(delivery, ids, strict=True):
            assert answers.setdefault(thing, id) == id, "the same thing is one entry, whenever it was sent"
    with database.transaction() as session:
        before = everything(session)
        assert intake.take_in(session, [told(*each) for each in answers]) == [*answers.values()]
        session.flush()
        assert everything(session) == before
        for number, address in enumerate(PEOPLE):
            nora = customers.find(session, "email", address)
            assert nora
            theirs = {told(*each).at: each for each in answers if each[1] % 3 == number}
            lines = [line for line in book.of(session, nora.id, limit=1000) if line.id in answers.values()]
            assert [line.at for line in lines] == sorted((line.at for line in lines), reverse=True)
            assert {line.at for line in lines} == set(theirs)
        for (source, number), id in answers.items():
            found = {each.id for each in search.find(session, f"lamp{number}" if number % 2 else f"Lamp {number}")}
            assert id in found, (source, number)


def everything(session: Session) -> list[Any]:
    rows: list[Any] = [
        (each.id, each.customer_id, each.kind, each.at, each.data)
        for each in session.scalars(select(Entry).order_by(Entry.id))
    ]
    counts = [session.scalar(select(func.count()).select_from(table)) for table in (Customer, OutsideEntry)]
    return [*rows, *counts]
