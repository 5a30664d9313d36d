"""Searching what was said and written."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from db import Database
from timeline import book, customers, people, search, words
from timeline.events import EmailReceived, MessageSent, NoteAdded, TranscriptWritten


def said(session: Session, customer_id: int, text: str, contact: int = 1) -> int:
    return book.record(session, customer_id, MessageSent("chat", contact, "customer", "", text, 1))


@pytest.mark.parametrize(
    ("text", "q"),
    [
        ("The kettle leaks at the handle.", "KETTLE hand"),
        ("Frau Müller aus Köln", "muller koln"),
        ("یخچال من چه روزی می‌رسد؟", "مي‌رسد"),
        ("سفارش ۴۲۷", "427"),
        ("Ёлка приехала", "елка приех"),
        ("ตู้เย็นของฉันจะมาถึงเมื่อไหร่", "ตู้เย็น"),
        ("order A-427/b", "427"),
    ],
)
def test_words_are_found_however_they_are_spelt(database: Database, text: str, q: str) -> None:
    with database.transaction() as session:
        customer = customers.make(session).id
        entry = said(session, customer, text)
        said(session, customer, "something else altogether")
        assert [each.id for each in search.find(session, q)] == [entry]


@pytest.mark.parametrize("q", ["", "...", "ket*tle AND", '"', "')) --", "kettle zebra", "_c1", "ettle"])
def test_what_is_no_word_of_the_text_finds_nothing_and_breaks_nothing(database: Database, q: str) -> None:
    with database.transaction() as session:
        said(session, customers.make(session).id, "The kettle leaks")
        assert search.find(session, q) == []


def test_mails_transcripts_and_notes_are_found_by_their_whole_text(database: Database) -> None:
    with database.transaction() as session:
        customer = customers.make(session).id
        mail = EmailReceived("email", 1, 1, "Kettle", "nora@example.com", "Hello", 0)
        found = [
            book.record(session, customer, mail, text="Hello, and much later: the marmalade"),
            book.record(session, customer, TranscriptWritten("phone", 1, "vosk", "x", 3), text="marmalade please"),
            book.record(session, customer, NoteAdded("desk", None, "Sara", "Likes marmalade")),
        ]
        assert [each.id for each in search.find(session, "marmalade")] == found[::-1]
        assert [each.id for each in search.find(session, "marmalade", channel="phone")] == [found[1]]


def test_a_search_in_one_timeline_finds_what_the_whole_person_said_page_by_page(database: Database) -> None:
    with database.transaction() as session:
        one, other, stranger = (customers.make(session).id for _ in range(3))
        people.merge(session, one, other, why="agent", by="Sara")
        mine = [said(session, (one, other)[number % 2], f"kettle {number}") for number in range(5)]
        said(session, stranger, "kettle")
        seen, before = [], 0
        while page := search.find(session, "kettle", customer_id=one, before=before, limit=2):
            seen += [each.id for each in page]
            before = page[-1].id
        assert seen == mine[::-1]


def test_what_moved_is_found_where_it_is_and_what_was_forgotten_nowhere(database: Database) -> None:
    with database.transaction() as session:
        one, other = (customers.make(session).id for _ in range(2))
        entry = said(session, one, "kettle", contact=5)
        customers.move_contact(session, ("chat", 5), other, evidence="code")
        assert search.find(session, "kettle", customer_id=one) == []
        assert [each.id for each in search.find(session, "kettle", customer_id=other)] == [entry]
        search.forget(session, [entry])
        assert search.find(session, "kettle") == []


def test_an_excerpt_shows_where_the_word_is() -> None:
    text = "much before " * 40 + "the Kettle leaks" + " much after" * 40
    piece = words.around(text, "kettle")
    assert "Kettle leaks" in piece
    assert (piece[:2], piece[-2:], len(piece) < 230) == ("… ", " …", True)
