"""One person of many customers, and many again."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from db import Database, now
from timeline import book, claims, customers, journeys, people
from timeline.events import NoteAdded
from timeline.models import Entry

NUMBER = "+15551230001"


def note(session: Session, customer_id: int, text: str) -> int:
    return book.record(session, customer_id, NoteAdded("desk", None, "Sara", text))


def written(entries: list[Entry]) -> bytes:
    """Every byte of these lines."""
    return json.dumps(
        [[each.id, each.customer_id, each.kind, each.at.isoformat(), each.data] for each in entries]
    ).encode()


def timeline(session: Session, customer_id: int) -> bytes:
    return written(list(book.of(session, customer_id, limit=1000)))


SEVERAL = 6
STEPS = st.lists(
    st.tuples(st.sampled_from(["merge", "unmerge", "write"]), st.integers(0, SEVERAL - 1), st.integers(0, SEVERAL - 1)),
    max_size=30,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_merges_and_their_undoing_restore_every_timeline_and_lose_nothing(
    database: Database, steps: list[tuple[str, int, int]]
) -> None:
    with database.transaction() as session:
        ids = [customers.make(session, f"Customer {number}").id for number in range(SEVERAL)]
        alone: dict[int, list[int]] = {id: [note(session, id, "first")] for id in ids}
        links: dict[int, tuple[int, int]] = {}
        for what, one, other in steps:
            if what == "write":
                alone[ids[one]].append(note(session, ids[one], f"line {one} {other}"))
            elif what == "unmerge" and links:
                merge_id = list(links)[one % len(links)]
                people.unmerge(session, merge_id, by="Sara")
                del links[merge_id]
            elif what == "merge" and ids[other] not in joined(links, ids[one]):
                link = people.merge(session, ids[one], ids[other], why="agent", by="Sara")
                links[link.id] = (ids[one], ids[other])
            for id in ids:
                person = joined(links, id)
                assert set(people.members(session, id)) == person
                expected = sorted((each for member in person for each in alone[member]), reverse=True)
                assert [entry.id for entry in book.of(session, id, limit=1000)] == expected
        for merge_id in links:
            people.unmerge(session, merge_id, by="Sara")
        for id in ids:
            mine = [session.get_one(Entry, each) for each in sorted(alone[id], reverse=True)]
            assert timeline(session, id) == written(mine)


def joined(links: dict[int, tuple[int, int]], customer_id: int) -> set[int]:
    """Who is one person with this customer, said the slow way: whom the links reach."""
    person, before = {customer_id}, set[int]()
    while person != before:
        before = set(person)
        for pair in links.values():
            if person & set(pair):
                person |= set(pair)
    return person


def test_pages_of_a_person_are_newest_first_and_leave_nothing_out(database: Database) -> None:
    with database.transaction() as session:
        one, other = (customers.make(session).id for _ in range(2))
        moment = now()
        lines = [
            book.record(session, (one, other)[number % 2], NoteAdded("desk", None, "Sara", str(number)), at=moment)
            for number in range(11)
        ]
        people.merge(session, one, other, why="agent", by="Sara")
        seen, before = [], None
        while page := book.of(session, one, before, limit=3):
            seen += [entry.id for entry in page]
            before = (page[-1].at, page[-1].id)
    assert seen == lines[::-1]


def test_a_journey_is_gone_on_with_by_whoever_is_the_same_person(database: Database) -> None:
    with database.transaction() as session:
        visitor, caller = (customers.make(session).id for _ in range(2))
        journey = journeys.start(session, visitor, "chat", "orders")
        assert journeys.latest_open(session, caller) is None
        link = people.merge(session, visitor, caller, why="code")
        assert journeys.latest_open(session, caller) == journey
        people.unmerge(session, link.id, by="Sara", why="It was his sister")
        assert journeys.latest_open(session, caller) is None
        assert (link.undone_by, link.undone_why) == ("Sara", "It was his sister")


def test_a_merge_is_undone_once_and_nobody_is_merged_with_themselves(database: Database) -> None:
    with database.transaction() as session:
        one, other = (customers.make(session).id for _ in range(2))
        link = people.merge(session, one, other, why="agent", by="Sara")
        with pytest.raises(people.NotMerged):
            people.merge(session, other, one, why="agent", by="Omid")
        people.unmerge(session, link.id, by="Sara")
        with pytest.raises(people.NotMerged):
            people.unmerge(session, link.id, by="Omid")


def test_what_is_written_wakes_whoever_looks_at_the_person(database: Database) -> None:
    with database.transaction() as session:
        one, other = (customers.make(session).id for _ in range(2))
        people.merge(session, one, other, why="agent", by="Sara")
    last = database.last_signal()
    with database.transaction() as session:
        note(session, one, "news")
    assert [each.name for each in database.signals_after(last, [f"customer:{other}"])] == ["NoteAdded"]


def test_a_number_that_somebody_types_raises_a_question_and_opens_nothing(database: Database) -> None:
    with database.transaction() as session:
        nora = customers.make(session, "Nora", [("phone", NUMBER)]).id
        visitor = customers.make(session, identities=[("visitor", "abc")]).id
        note(session, nora, "private")
        claims.hear(session, visitor, "This is Nora, (555) 123-0001", "US", "chat")
        (asked,) = claims.open_questions(session, visitor)
        assert (asked.person.id, asked.evidence) == (nora, (claims.Evidence("said", "phone", NUMBER, "chat"),))
        assert book.of(session, visitor) == []
        claims.keep_apart(session, visitor, nora, by="Sara")
        session.flush()
        assert claims.open_questions(session, visitor) == []


def test_two_spellings_of_one_mailbox_and_a_whole_name_are_worth_a_question(database: Database) -> None:
    with database.transaction() as session:
        plain = customers.make(session, "Nora Lindqvist", [("email", "nora@example.com")])
        tagged = customers.make(session, identities=[("email", "nora+shop@example.com")])
        namesake = customers.make(session, "Nora Lindqvist", [("phone", NUMBER)])
        customers.make(session, "Nora")
        found = claims.open_questions(session, plain.id)
        assert [(each.person.id, each.evidence[0].kind) for each in found] == [
            (tagged.id, "mailbox"),
            (namesake.id, "name"),
        ]
        people.merge(session, tagged.id, plain.id, why="agent", by="Sara")
        assert [each.person.id for each in claims.open_questions(session, plain.id)] == [namesake.id]
