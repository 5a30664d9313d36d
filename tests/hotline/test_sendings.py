"""Messages of flows: each turn sends once, a crash loses none, and what cannot be sent is told honestly."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from db import Database, now
from hotline import sendings
from hotline.models import FlowSend, FlowVersion
from hotline.sendings import SendFault
from ivr.heard import Started
from telephony.calls import Calls
from tests.story import SECRET, Caller, Company
from timeline.models import Customer, Entry, Identity

MOBILE = "+491701234567"
RETRY = {"next": "line"}
LINK = "Dear {customer_name}, your link: https://shop.example/o/{order_number}"


def flow(by: str = "sms") -> dict[str, Any]:
    number = {"key": "number", "kind": "ask", "answer": "order_number", "max": 9}
    asked = {"prompt": {"en": "Which order?"}, "next": "link", "no_input": RETRY, "no_match": RETRY}
    link = {"key": "link", "kind": "message", "by": by, "text": {"en": LINK}, "subject": {"en": "Order {order_number}"}}
    return {
        "name": "Links",
        "languages": ["en"],
        "start": "number",
        "nodes": [
            number | asked,
            link | {"prompt": {"en": "It is on its way."}, "next": "line", "failure": "sorry"},
            {"key": "sorry", "kind": "say", "prompt": {"en": "I cannot send you anything."}, "next": "line"},
            {"key": "line", "kind": "to_queue", "queue": "general"},
        ],
    }


class Post:
    """A sender that fails as it is told, and keeps what it sent."""

    def __init__(self, *faults: SendFault) -> None:
        self.faults, self.sent = list(faults), list[FlowSend]()

    def send(self, send: FlowSend) -> None:
        if self.faults:
            raise self.faults.pop(0)
        self.sent.append(send)

    def deliver(self, db: Database) -> bool:
        return sendings.deliver_one(db, {"sms": self.send})


def company(database: Database, by: str = "sms", senders: Sequence[str] = ("sms", "email")) -> Company:
    made = Company(database)
    made.calls = Calls(database, {"simulator": made.switch}, SECRET, "US", senders=tuple(senders))
    with database.transaction() as session:
        session.add(FlowVersion(flow_key="main", number=2, definition=flow(by), published_at=now()))
    return made


def rows(db: Database) -> list[FlowSend]:
    with db.reading() as session:
        return list(session.scalars(select(FlowSend).order_by(FlowSend.id)))


def kinds(db: Database) -> list[str]:
    with db.reading() as session:
        return [kind for kind in session.scalars(select(Entry.kind)) if kind in ("TextSent", "NotSent")]


def test_a_caller_is_sent_the_link_of_their_order_once(database: Database) -> None:
    parcels, post = company(database), Post()
    caller = parcels.dial(MOBILE).presses("427#")
    assert caller.says.startswith("It is on its way.")
    parcels.calls.heard(caller.id, None, Started())
    parcels.calls.heard(caller.id, 1, Started())
    (row,) = rows(database)
    assert (row.to, row.text) == (MOBILE, "Dear, your link: https://shop.example/o/427")
    assert post.deliver(database) and not post.deliver(database)
    assert ([sent.to for sent in post.sent], kinds(database)) == ([MOBILE], ["TextSent"])


@pytest.mark.parametrize(("number", "senders"), [("+4930123456", ("sms",)), ("", ("sms",)), (MOBILE, ("email",))])
def test_where_no_text_can_be_sent_the_flow_knows(sqlite: Database, number: str, senders: Sequence[str]) -> None:
    caller = company(sqlite, senders=senders).dial(number).presses("427#")
    assert "I cannot send you anything." in caller.says
    assert rows(sqlite) == []


def test_an_email_goes_to_the_address_that_is_known_and_only_then(sqlite: Database) -> None:
    parcels = company(sqlite, "email")
    assert "I cannot send" in parcels.dial(MOBILE).presses("427#").says
    with sqlite.transaction() as session:
        customer = session.scalars(select(Customer)).one()
        session.add(Identity(customer_id=customer.id, kind="email", value="nora@example.com", created_at=now()))
        customer.name = "Nora"
    parcels.dial(MOBILE).presses("428#")
    (row,) = rows(sqlite)
    assert (row.by, row.to, row.subject) == ("email", "nora@example.com", "Order 428")
    assert row.text == "Dear Nora, your link: https://shop.example/o/428"


def test_nobody_is_sent_more_than_a_few_in_an_hour(sqlite: Database) -> None:
    parcels = company(sqlite)
    said = [parcels.dial(MOBILE).presses("427#").says for _ in range(sendings.MOST + 1)]
    assert [("I cannot send" in one) for one in said] == [False] * sendings.MOST + [True]
    with sqlite.transaction() as session:
        session.execute(update(FlowSend).values(at=now() - sendings.WITHIN))
    assert "on its way" in parcels.dial(MOBILE).presses("427#").says


def test_what_failed_is_tried_again_later_and_for_good_it_is_on_the_timeline(database: Database) -> None:
    company(database).dial(MOBILE).presses("427#")
    post = Post(SendFault("busy", permanent=False), SendFault("no such number", permanent=True))
    post.deliver(database)
    (row,) = rows(database)
    assert (row.state, row.tries, kinds(database)) == ("queued", 1, [])
    assert not post.deliver(database), "not before its time"
    _due(database)
    post.deliver(database)
    assert (rows(database)[0].state, kinds(database)) == ("failed", ["NotSent"])


def test_a_worker_that_dies_over_a_message_leaves_it_to_the_next(database: Database) -> None:
    company(database).dial(MOBILE).presses("427#")

    def dies(send: FlowSend) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sendings.deliver_one(database, {"sms": dies})
    post = Post()
    assert not post.deliver(database), "it may still be at it"
    _due(database)
    assert post.deliver(database)
    assert rows(database)[0].state == "sent"


def test_a_call_of_a_flow_that_sends_nothing_asks_for_no_address(sqlite: Database) -> None:
    caller: Caller = Company(sqlite).dial(MOBILE)
    assert caller.turn.sends == ()
    assert rows(sqlite) == []


def _due(db: Database) -> None:
    with db.transaction() as session:
        session.execute(update(FlowSend).values(retry_at=now() - timedelta(seconds=1)))
