"""A letter, and then the phone: what was written is known there, and is not asked again."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from channels.mail import received
from channels.mail_arrival import Envelope
from config import Config
from db import Database, now
from hotline import walk
from ivr.heard import Digits
from tests.story import Caller, Company
from timeline import claims, customers, intake, journeys
from timeline.events import OrderPlaced
from timeline.intake import Told
from timeline.models import Customer, Identity, Journey

NUMBER = "+15551230001"


def write(database: Database, var: Path, subject: str, text: str, headers: str = "") -> int | None:
    config = Config(var=var, database_url="", secret_key="s", mail_address="help@shop.example", region="US")
    raw = f"From: Ada Wong <ada@example.org>\r\nSubject: {subject}\r\nMessage-ID: <{subject}@x>\r\n{headers}\r\n{text}"
    return received(database, config, raw.encode(), Envelope("ada@example.org", ("help@shop.example",)))


def phones(company: Company) -> Caller:
    """Ada, whose number we know, dials and takes the first language."""
    with company.db.transaction() as session:
        customer = session.scalars(select(Identity).where(Identity.value == "ada@example.org")).one().customer
        if not any(each.kind == "phone" for each in customer.identities):
            customer.identities.append(Identity(kind="phone", value=NUMBER, created_at=customer.created_at))
        customer.language = "en"
    return company.dial(NUMBER)


def all_journeys(company: Company) -> list[Journey]:
    with company.db.reading() as session:
        return list(session.scalars(select(Journey).order_by(Journey.id)))


def test_who_phones_after_a_letter_is_asked_nothing_that_it_told(sqlite: Database, tmp_path: Path) -> None:
    company = Company(sqlite)
    write(sqlite, tmp_path, "My order", "Where is order 4711?")
    caller = phones(company)
    assert "You wrote to us about an order" in caller.says
    caller.presses("1")
    assert caller.turn.ending.__class__.__name__ == "Enqueue", "neither the topic nor the number was asked"
    (journey,) = all_journeys(company)
    assert caller.row.journey_id == journey.id
    assert (journey.topic, journey.subject, journey.last_channel) == ("order", "My order", "phone")
    given = journey.answers["order_number"]
    assert (given["value"], given["channel"]) == ("4711", "email")
    assert "AnswerGiven" not in dict(company.steps("phone", caller.id))


def test_a_letter_whose_topic_nobody_knows_is_named_by_its_subject(sqlite: Database, tmp_path: Path) -> None:
    company = Company(sqlite)
    write(sqlite, tmp_path, "Wobbly chair", "It wobbles.")
    assert "about Wobbly chair" in phones(company).says


def test_a_letter_goes_on_with_what_was_begun_on_the_phone(sqlite: Database, tmp_path: Path) -> None:
    company = Company(sqlite)
    write(sqlite, tmp_path, "Hello", "")
    caller = phones(company).presses("2", "1")
    caller.does(Digits("427#"))
    begun = caller.row.journey_id
    write(sqlite, tmp_path, "Order again", "It is order 427.")
    write(sqlite, tmp_path, "Order", "Another: order 555.")
    orders = [each for each in all_journeys(company) if each.topic == "order"]
    assert [each.id == begun for each in orders] == [True, False], "the other order is another journey"
    assert orders[0].last_channel == "email"


def test_no_program_and_no_forged_sender_tells_anything(sqlite: Database, tmp_path: Path) -> None:
    company = Company(sqlite)
    write(sqlite, tmp_path, "Your order", "order 4711", "Auto-Submitted: auto-generated\r\n")
    assert [(each.topic, each.subject) for each in all_journeys(company)] == [("", "")]
    assert "You wrote" not in phones(company).says


def test_of_several_open_journeys_the_caller_chooses(database: Database) -> None:
    company = Company(database)
    with database.transaction() as session:
        customer = Customer(name="Ada", language="en", created_at=now(), seen_at=now())
        customer.identities = [Identity(kind="phone", value=NUMBER, created_at=customer.created_at)]
        session.add(customer)
        session.flush()
        flow = walk.flows(session)[0]
        for topic in ("service", "order"):
            opened = journeys.start(session, customer.id, "chat", topic)
            opened.topic_labels = flow.topic_labels(topic)
            journeys.answer(opened, "reason", topic, topic, "chat")
    caller = company.dial(NUMBER)
    assert "one of these, or something new" in caller.says
    caller.presses("2")
    assert "order number" in caller.says.lower()
    assert caller.row.journey_id == all_journeys(company)[0].id, "the return, which is older"


def test_a_letter_from_a_new_address_that_names_somebodys_order_asks_whether_it_is_them(
    database: Database, tmp_path: Path
) -> None:
    Company(database)
    with database.transaction() as session:
        buyer = customers.find_or_make(session, "email", "nora@example.org", "Nora Lindqvist").id
        customers.find_or_make(session, "email", "omid@example.org", "Omid Rad")
        orders = {"nora@example.org": ("4711", "a lamp"), "omid@example.org": ("815", "it replaces 4711")}
        intake.take_in(
            session,
            [
                Told("shop", number, "email", whose, now(), OrderPlaced("web", None, number, "49.90", "EUR", about))
                for whose, (number, about) in orders.items()
            ],
        )
    write(database, tmp_path, "My order", "Where is order 4711?")
    with database.reading() as session:
        ada = session.scalars(select(Identity).where(Identity.value == "ada@example.org")).one().customer_id
        (question,) = claims.open_questions(session, ada)
    assert question.person.id == buyer, "only the shop's own word for an order counts"
    assert question.evidence == (claims.Evidence("order", "order", "4711", "email"),)
