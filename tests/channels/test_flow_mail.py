"""An email that a flow sends: into the outbox once, and an answer to it finds an agent."""

from __future__ import annotations

from channels.flow_mail import FlowMail
from channels.mail_parse import parse
from channels.models import Conversation, Message
from db import now
from hotline import sendings
from hotline.models import FlowSend
from tests.channels.mail_steps import all_of, send_one, take, written
from timeline import book, customers


def sent(db, config):
    with db.transaction() as session:
        bob = customers.make(session, "Bob", [("email", "bob@example.com")])
        about = {"kind": "call", "contact_id": 1, "turn": 2, "number": 0, "customer_id": bob.id, "language": "en"}
        session.add(
            FlowSend(**about, by="email", to="bob@example.com", subject="Order 427", text="Your link", at=now())
        )
    mail = FlowMail(db, config)
    assert sendings.deliver_one(db, {"email": mail.send})
    return mail


def test_it_goes_out_and_is_on_the_timeline(db, config, relay):
    sent(db, config)
    assert send_one(db, relay.port)
    sender, recipients, raw = relay.mails[0]
    out = parse(raw)
    assert (sender, recipients, out.subject) == ("help@shop.example", ["bob@example.com"], "Order 427")
    assert out.text.strip() == "Your link"
    assert out.header("auto-submitted") == "auto-generated", "absence notes do not answer it"
    (thread,) = all_of(db, Conversation)
    with db.reading() as session:
        assert [entry.kind for entry in book.steps(session, "email", thread.id)] == ["EmailSent"]


def test_whoever_is_told_twice_sends_it_once(db, config):
    mail = sent(db, config)
    (row,) = all_of(db, FlowSend)
    mail.send(row)
    assert len(all_of(db, Message)) == 1


def test_an_answer_to_it_joins_its_thread_and_waits_for_an_agent(db, config):
    sent(db, config)
    (mail,) = all_of(db, Message)
    thread = take(db, config, written(In_Reply_To=f"<{mail.message_id}>"))
    assert thread == mail.conversation_id
    assert all_of(db, Conversation)[0].state == "queued"
