"""Texts of flows by Twilio's Messages: each once, or with its reason."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from db import now
from hotline import sendings
from hotline.models import FlowSend
from telephony.twilio.sms import Texts
from tests.twilio.cloud import Cloud
from timeline import customers
from timeline.models import Entry

TO = "+491701234567"


def queued(cloud: Cloud, to: str = TO) -> dict[str, Any]:
    """A text waits; returns who sends it."""
    with cloud.house.db.transaction() as session:
        known = customers.make(session)
        about = {"kind": "call", "contact_id": 1, "turn": 2, "number": 0, "customer_id": known.id, "language": "en"}
        session.add(FlowSend(**about, by="sms", to=to, subject="", text="Your link", at=now()))
    return {"sms": Texts(cloud.house.config, cloud.house.twilio.http).send}


def due(cloud: Cloud) -> None:
    with cloud.house.db.transaction() as session:
        session.scalars(select(FlowSend)).one().retry_at = None


def state(cloud: Cloud) -> tuple[str, list[str]]:
    with cloud.house.db.reading() as session:
        return session.scalars(select(FlowSend.state)).one(), list(session.scalars(select(Entry.kind)))


def test_a_text_goes_out_from_our_number_and_is_on_the_timeline(cloud: Cloud) -> None:
    senders = queued(cloud)
    assert sendings.deliver_one(cloud.house.db, senders)
    (text,) = cloud.texts
    assert (text["to"], text["from"], text["body"]) == (TO, "+15550000001", "Your link")
    assert state(cloud) == ("sent", ["TextSent"])
    assert not sendings.deliver_one(cloud.house.db, senders)


def test_a_text_whose_answer_was_lost_is_not_sent_again(cloud: Cloud) -> None:
    senders = queued(cloud)
    cloud.answers_lost = 1
    sendings.deliver_one(cloud.house.db, senders)
    assert state(cloud) == ("queued", [])
    due(cloud)
    sendings.deliver_one(cloud.house.db, senders)
    assert (len(cloud.texts), state(cloud)) == (1, ("sent", ["TextSent"]))


@pytest.mark.parametrize("trouble", [[], [429], [503]])
def test_a_text_that_never_left_is_sent_when_twilio_is_back(cloud: Cloud, trouble: list[int]) -> None:
    senders = queued(cloud)
    cloud.trouble.extend(trouble)
    sendings.deliver_one(cloud.house.db, senders)
    due(cloud)
    sendings.deliver_one(cloud.house.db, senders)
    assert (len(cloud.texts), state(cloud)[0]) == (1, "sent")


def test_a_number_that_takes_no_texts_fails_for_good(cloud: Cloud) -> None:
    senders = queued(cloud)
    cloud.unreachable.add(TO)
    sendings.deliver_one(cloud.house.db, senders)
    assert state(cloud) == ("failed", ["NotSent"])
