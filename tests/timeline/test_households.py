"""An address that several people use."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from db import Database
from timeline import book, claims, customers, households, people
from timeline.events import NoteAdded
from timeline.models import Customer

NUMBER = "+15551230001"


def home(session: Session) -> tuple[Customer, Customer]:
    """Nora's telephone, from which Omid calls as well; he called later."""
    nora = customers.make(session, "Nora Lindqvist", [("phone", NUMBER)])
    nora.identities[0].shared = True
    session.flush()
    omid = customers.who_comes(session, "phone", NUMBER, "phone")
    omid.name, omid.seen_at = "Omid Rezaei", nora.seen_at + timedelta(hours=1)
    session.flush()
    return nora, omid


def test_whoever_calls_may_be_one_of_those_who_are_known_to_use_the_number(database: Database) -> None:
    with database.transaction() as session:
        nora, omid = home(session)
        unknown = customers.who_comes(session, "phone", NUMBER, "phone")
        caller = customers.who_comes(session, "phone", NUMBER, "phone")
        assert caller.id not in (nora.id, omid.id, unknown.id)
        assert households.may_be(session, caller.id) == [(omid.id, "Omid"), (nora.id, "Nora")]


def test_the_first_turn_knows_it_already(database: Database) -> None:
    with database.transaction() as session:
        nora, _ = home(session)
        with session.no_autoflush:
            caller = customers.who_comes(session, "phone", NUMBER, "phone")
            assert nora.id in {person for person, _ in households.may_be(session, caller.id)}


def test_somebody_who_merely_said_the_number_is_not_offered(database: Database) -> None:
    with database.transaction() as session:
        nora, _ = home(session)
        liar = customers.make(session, "Zoe Zimmer", [("visitor", "abc")])
        claims.hear(session, liar.id, f"I am at {NUMBER}", "US", "chat")
        caller = customers.who_comes(session, "phone", NUMBER, "phone")
        assert "Zoe" not in {name for _, name in households.may_be(session, caller.id)}
        assert households.may_be(session, liar.id) == []
        assert not households.is_one(session, liar.id, nora.id)
        assert people.members(session, liar.id) == [liar.id]


def test_somebody_with_a_number_of_their_own_may_be_nobody_else(database: Database) -> None:
    with database.transaction() as session:
        nora = customers.make(session, "Nora Lindqvist", [("phone", NUMBER)])
        assert households.may_be(session, customers.who_comes(session, "phone", NUMBER, "phone").id) == []
        assert households.may_be(session, nora.id) == []


def test_two_of_one_first_name_are_offered_neither(database: Database) -> None:
    with database.transaction() as session:
        _, omid = home(session)
        omid.name = "nora berg"
        caller = customers.who_comes(session, "phone", NUMBER, "phone")
        session.flush()
        assert households.may_be(session, caller.id) == []


def test_who_says_who_they_are_is_read_as_that_person_and_an_agent_can_undo_it(database: Database) -> None:
    with database.transaction() as session:
        nora, omid = home(session)
        before = book.record(session, nora.id, NoteAdded("desk", None, "Sara", "before"))
        caller = customers.who_comes(session, "phone", NUMBER, "phone")
        assert households.is_one(session, caller.id, nora.id)
        during = book.record(session, caller.id, NoteAdded("desk", None, "Sara", "during"))
        assert [each.id for each in book.of(session, nora.id)] == [during, before]
        (link,) = people.links(session, people.members(session, nora.id))
        assert (link.why, link.by) == ("asked", "")
        assert link.evidence == [{"kind": "phone", "value": NUMBER, "source": "shared"}]
        people.unmerge(session, link.id, by="Sara", why="It was her son")
        assert [each.id for each in book.of(session, nora.id)] == [before]
        assert [each.id for each in book.of(session, caller.id)] == [during]
        assert [each.id for each in book.of(session, omid.id)] == []
        again = customers.who_comes(session, "phone", NUMBER, "phone")
        assert {name for _, name in households.may_be(session, again.id)} == {"Nora", "Omid"}


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Nora Lindqvist", "Nora"),
        ("Lindqvist, Nora", "Nora"),
        ("Dr. Nora Lindqvist", "Nora"),
        ("Mrs Nora Lindqvist", "Nora"),
        ("خانم نورا رضایی", "نورا"),
        ("คุณ สมชาย", "สมชาย"),
        ("Jean-Luc", "Jean-Luc"),
        ("N. L.", ""),
        ("nora@example.com", ""),
        ("4711", ""),
        ("", ""),
    ],
)
def test_no_more_than_a_first_name_is_said(name: str, first: str) -> None:
    assert households.first_name(name) == first
