"""Texts by Twilio's Messages: each once, or with its reason; and what people text us."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from channels import outbox
from channels.file_links import FileLinks
from channels.messengers import SMS, Ways, worded
from channels.models import Conversation, Message
from db import now
from hotline import sendings
from hotline.models import FlowSend
from hotline.sendings import SendFault
from telephony.twilio.sms import Texts
from tests.twilio.cloud import Cloud
from tests.twilio.house import PUBLIC
from tests.twilio.phone import signed
from timeline import customers
from timeline.models import Entry

TO = "+491701234567"
LINKS = FileLinks(PUBLIC, "secret")


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


def texted(cloud: Cloud, message_sid: str, body: str, **more: str) -> int:
    form = {"MessageSid": message_sid, "From": TO, "To": "+15550000001", "Body": body, **more}
    return signed(cloud.house, f"{PUBLIC}/twilio/texts", form).status_code


def test_who_texts_us_is_in_a_chat_and_the_answer_leaves_by_sms_and_arrives(cloud: Cloud) -> None:
    house = cloud.house
    assert [texted(cloud, "SM1", "Hello"), texted(cloud, "SM1", "Hello")] == [200, 200]
    texts = Texts(house.config, house.twilio.http)

    def by_sms(row: Conversation, message: Message) -> None:
        texts.say(row.address, worded(message), message.at, message.id, again=message.tries > 1)

    cloud.answers_lost = 1
    assert outbox.deliver_one(house.db, "chat", Ways(house.db, {SMS: by_sms}, LINKS).deliver)
    with house.db.transaction() as session:
        first = session.scalars(select(Message).where(Message.tries == 1)).one()
        assert first.delivery == "queued", "its answer was lost"
        first.retry_at = None
    while outbox.deliver_one(house.db, "chat", Ways(house.db, {SMS: by_sms}, LINKS).deliver):
        pass
    with house.db.reading() as session:
        rows = session.scalars(select(Message).order_by(Message.id)).all()
    assert [row.text for row in rows if row.author == "customer"] == ["Hello"]
    assert [each["body"] for each in cloud.texts] == [worded(row) for row in rows if row.author == "bot"]
    report = f"{PUBLIC}/twilio/texts/{rows[-1].id}"
    assert signed(house, report, {"MessageSid": "SM2", "MessageStatus": "delivered"}).status_code == 200
    with house.db.reading() as session:
        assert session.get_one(Message, rows[-1].id).delivery == "arrived"


def test_a_text_with_pictures_keeps_their_addresses_and_one_that_is_not_signed_is_refused(cloud: Cloud) -> None:
    texted(cloud, "SM3", "Look", NumMedia="1", MediaUrl0="https://api.twilio.com/media/1")
    with cloud.house.db.reading() as session:
        text = session.scalars(select(Message.text).where(Message.author == "customer")).one()
    assert text == "Look\nhttps://api.twilio.com/media/1"
    refused = cloud.house.http.post("/twilio/texts", data={"MessageSid": "SM4", "From": TO, "Body": "Hello"})
    assert refused.status_code == 403


def test_a_text_that_is_too_long_fails_with_its_reason(cloud: Cloud) -> None:
    with pytest.raises(SendFault, match="at most 1600"):
        Texts(cloud.house.config, cloud.house.twilio.http).say(TO, "x" * 1601, now(), 1, again=False)
