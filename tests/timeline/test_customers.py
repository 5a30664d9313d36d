"""Who it is."""

from __future__ import annotations

import threading

import pytest

from db import Database
from timeline import addresses, book, claims, customers, people, phones
from timeline.events import CallArrived


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


def test_an_anonymous_browser_is_slight_and_somebody_with_a_name_is_not(database: Database) -> None:
    with database.transaction() as session:
        visitor = customers.make(session, identities=[("visitor", "abc")])
        known = customers.make(session, "Nora", [("phone", "+15551230001")])
        assert customers.is_slight(session, visitor.id)
        assert not customers.is_slight(session, known.id)
        people.merge(session, visitor.id, known.id, why="code")
        assert not customers.is_slight(session, visitor.id)


def test_somebody_with_a_history_is_never_slight(database: Database) -> None:
    with database.transaction() as session:
        caller = customers.make(session, identities=[("phone", "+15551230001")])
        book.record(session, caller.id, CallArrived("phone", 1, "+15551230001", "hotline", "Parsa"))
        assert customers.is_slight(session, caller.id, ("phone", 1))
        book.record(session, caller.id, CallArrived("phone", 2, "+15551230001", "hotline", "Parsa"))
        assert not customers.is_slight(session, caller.id, ("phone", 2))


def test_who_comes_from_a_shared_number_is_somebody_new_whom_nobody_presumes_to_know(database: Database) -> None:
    with database.transaction() as session:
        office = customers.who_comes(session, "phone", "+15551230001", "phone")
        office.company = "Parsa Home"
        assert customers.who_comes(session, "phone", "+15551230001", "phone").id == office.id
        office.identities[0].shared = True
        session.flush()
        caller = customers.who_comes(session, "phone", "+15551230001", "phone")
        assert caller.id != office.id
        (asked,) = claims.open_questions(session, caller.id)
        assert (asked.person.id, asked.evidence[0].kind) == (office.id, "shared")


@pytest.mark.parametrize(("spoken", "language"), [((), ""), (("fa",), "fa"), (("fa", "fa"), "fa"), (("fa", "en"), "")])
def test_a_household_of_one_language_is_not_asked_for_it_at_each_call(
    database: Database, spoken: tuple[str, ...], language: str
) -> None:
    with database.transaction() as session:
        customers.who_comes(session, "phone", "+15551230001", "phone").identities[0].shared = True
    for chosen in spoken:
        with database.transaction() as session:
            customers.who_comes(session, "phone", "+15551230001", "phone").language = chosen
    with database.transaction() as session:
        assert customers.who_comes(session, "phone", "+15551230001", "phone").language == language


@pytest.mark.parametrize(
    ("kind", "spelling", "value"),
    [
        ("email", " Nora@Example.COM ", "nora@example.com"),
        ("email", "nora@Bücher.example", "nora@xn--bcher-kva.example"),
        ("email", "nora@xn--bcher-kva.example", "nora@xn--bcher-kva.example"),
        ("email", "nora+shop@example.com", "nora+shop@example.com"),
        ("email", "no address", None),
        ("email", "a@b@c.example", None),
        ("phone", "(555) 123-0001", "+15551230001"),
        ("phone", "۰۰۱", None),
        ("messenger", " Telegram: @nora", "telegram:@nora"),
        ("external", "CRM:4711", "crm:4711"),
        ("external", "4711", None),
    ],
)
def test_an_address_has_one_spelling(kind: str, spelling: str, value: str | None) -> None:
    assert addresses.canonical(kind, spelling, "US") == value


def test_an_address_in_its_own_letters_is_shown_in_them() -> None:
    assert addresses.shown("email", "nora@xn--bcher-kva.example") == "nora@bücher.example"


def test_two_spellings_of_an_email_find_one_customer(database: Database) -> None:
    with database.transaction() as session:
        made = customers.find_or_make(session, "email", "Nora@Bücher.example")
        assert customers.find_or_make(session, "email", "nora@xn--bcher-kva.example").id == made.id


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("call me at (555) 123-0001 please", [("phone", "+15551230001")]),
        ("I am nora@example.com, order 4271", [("email", "nora@example.com")]),
        ("my order is 4271999", []),
        ("nothing here", []),
    ],
)
def test_what_a_text_names_is_found_in_it(text: str, named: list[tuple[str, str]]) -> None:
    assert addresses.within(text, "US") == named


def test_a_log_line_names_nobodys_address() -> None:
    line = "550 <ada@example.org>: unknown; call +15551230001, sip:15551230001@10.0.0.7; message 4711 at 1700000000.12"
    assert addresses.hidden(line) == "550 <…>: unknown; call …, sip:…; message 4711 at 1700000000.12"
