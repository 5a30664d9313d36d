"""An agent writes to a customer of their own accord, and what was begun goes on with the answer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from channels import mail
from channels.mail_arrival import Envelope
from channels.models import Conversation, Message
from db import now
from telephony.models import Call
from tests.web.house import House
from timeline import journeys
from timeline.models import Entry
from web.rooms import Rooms

LETTER = {"by": "email", "to": "leila@example.org", "subject": "Your repair", "text": "We come on Monday at nine."}


@pytest.fixture
def writing(everywhere: House) -> House:
    """A house that sends mails and texts."""
    kept: Rooms = everywhere.site.extensions["rooms"]
    everywhere.site.extensions["rooms"] = replace(kept, writes=("email", "sms"))
    return everywhere


def begun(house: House, customer: int, agent: int | None = None) -> int:
    with house.db.transaction() as session:
        journey = journeys.start(session, customer, "phone", "repair")
        journey.last_agent_id = agent
        return journey.id


def test_what_was_agreed_on_the_phone_is_confirmed_by_mail_and_the_answer_goes_on_with_it(writing: House) -> None:
    call = writing.talk(writing.sara)
    with writing.db.transaction() as session:
        customer = session.get_one(Call, call).customer_id
    sara = writing.login("sara")
    sara.post(f"/customers/{customer}/addresses", kind="email", value=LETTER["to"])
    mine, _ = begun(writing, customer, writing.sara), begun(writing, customer)
    assert sara.get(f"/customers/{customer}/letters").json["about"] == "repair"
    assert sara.post(f"/customers/{customer}/letters", **LETTER).status_code == 201

    with writing.db.reading() as session:
        letter = session.scalars(select(Message)).one()
        thread = session.get_one(Conversation, letter.conversation_id)
        fact = session.scalars(select(Entry).where(Entry.kind == "EmailSent")).one()
        assert (letter.delivery, letter.headers["to"][0]["address"]) == ("queued", LETTER["to"])
        assert (thread.journey_id, thread.state, fact.journey_id, fact.data["agent"]) == (mine, "closed", mine, "Sara")
    answer = (
        f"From: Leila <{LETTER['to']}>\nTo: help@threadline.example\nSubject: Re: Your repair\n"
        f"Message-ID: <answer@example.org>\nIn-Reply-To: <{letter.message_id}>\n\nMonday is fine.\n"
    )
    mail.received(writing.db, writing.config, answer.encode(), Envelope(LETTER["to"], (writing.config.mail_address,)))
    with writing.db.reading() as session:
        thread = session.scalars(select(Conversation)).one()
        assert (thread.state, thread.journey_id) == ("queued", mine)


def test_a_text_leaves_by_sms_and_stands_on_the_timeline(writing: House) -> None:
    customer = writing.customer("Leila", phone="+15551230007")
    sent = {**LETTER, "by": "sms", "to": "+15551230007", "subject": ""}
    assert writing.login("sara").post(f"/customers/{customer}/letters", **sent).status_code == 201
    with writing.db.reading() as session:
        text = session.scalars(select(Message)).one()
        chat = session.get_one(Conversation, text.conversation_id)
        assert (text.delivery, chat.via, chat.address) == ("queued", "sms", "+15551230007")
        assert session.scalars(select(Entry.kind).where(Entry.at <= now())).all() == ["MessageSent"]


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"to": "stranger@example.org"}, "not_written_to"),
        ({"subject": ""}, "no_subject"),
        ({"by": "sms"}, "not_written_to"),
        ({"text": ""}, "bad_request"),
        ({"subject": "Your repair\r\nBcc: everybody@example.org"}, "bad_request"),
    ],
)
def test_only_their_own_addresses_are_written_to(writing: House, wrong: dict[str, str], error: str) -> None:
    customer = writing.customer("Leila", email=LETTER["to"])
    answer = writing.login("sara").post(f"/customers/{customer}/letters", **{**LETTER, **wrong})
    assert answer.json.get("error") == error


def test_where_nobody_sends_mails_no_address_is_offered(house: House) -> None:
    customer = house.customer("Leila", email=LETTER["to"])
    sara = house.login("sara")
    assert sara.get(f"/customers/{customer}/letters").json == {"addresses": [], "about": ""}
    assert sara.post(f"/customers/{customer}/letters", **LETTER).json["error"] == "not_written_to"
