"""Several addresses: each with its queue, its name, its signature."""

from __future__ import annotations

import smtplib

import pytest

from acd.models import Agent, Queue, WorkItem
from channels.mail import received
from channels.mail_arrival import Envelope
from channels.mail_parse import parse
from channels.models import Conversation, Mailbox
from tests.channels.mail_steps import all_of, answered, send_one, written

ORDERS = "orders@shop.example"


@pytest.fixture
def mailbox(db):
    with db.transaction() as session:
        session.add(Queue(key="orders", names={"en": "Orders"}, skills={}))
        session.add(Mailbox(address=ORDERS, name="Shop", queue_key="orders", signature="Shop Ltd, Paris"))
        for agent in session.query(Agent):
            agent.signature = "Ann Lee"


def test_mail_to_it_waits_in_its_queue_and_is_answered_from_it_with_both_signatures(db, config, relay, mailbox):
    to = Envelope("bob@example.com", ("Orders+427@shop.example",))
    first = received(db, config, written(Message_ID="<1@x>"), to)
    assert [each.queue_key for each in all_of(db, WorkItem)] == ["orders"]
    answered(db, config, first)
    assert send_one(db, relay.port)
    sender, recipients, raw = relay.mails[0]
    out = parse(raw)
    assert (sender, recipients) == (ORDERS, ["bob@example.com"])
    assert out.sender == {"name": "Ann, Shop", "address": ORDERS}
    assert "It is on its way.\n\n-- \nAnn Lee\nShop Ltd, Paris\n\nOn " in out.text


def test_the_listener_takes_mail_for_it_and_for_nobody_else(db, config, listener, mailbox):
    with smtplib.SMTP(*config.smtp_listen) as client:
        client.sendmail("bob@example.com", [ORDERS], written())
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            client.sendmail("bob@example.com", ["others@shop.example"], written())
    assert [each.via for each in all_of(db, Conversation)] == [ORDERS]


def test_mail_from_one_of_our_own_addresses_goes_round_in_no_loop(db, config, mailbox):
    assert received(db, config, written(ORDERS), Envelope(ORDERS, ("help@shop.example",))) is None
    assert all_of(db, Conversation) == []
