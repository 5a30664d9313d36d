"""Twilio's REST interface is gone, and its webhooks still come: callers are asked for a message, never left waiting."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

import pytest
from sqlalchemy import select

from acd.models import WorkItem
from db import now
from hotline.models import FlowVersion
from telephony.port import SwitchFault
from telephony.twilio import rest
from telephony.twilio.models import TwilioRecording
from telephony.twilio.reconcile import Reconcile
from tests.twilio.cloud import Cloud, until
from tests.twilio.house import House
from tests.twilio.phone import Phone

IN_LINE = ("1", "1", "427")


def goes(house: House) -> None:
    """Twilio does not answer, for long enough that nobody believes in it."""
    while not house.twilio.out_of_reach:
        with pytest.raises(SwitchFault):
            house.twilio.live()


def in_line(house: House) -> Phone:
    phone = Phone(house).dial()
    for keys in IN_LINE:
        phone.presses(keys)
    assert phone.tag == "Enqueue"
    return phone


def items(house: House) -> list[str]:
    with house.db.reading() as session:
        return list(session.scalars(select(WorkItem.state).order_by(WorkItem.id)))


def test_who_waits_goes_where_the_flow_says_when_nobody_can_be_rung(house: House) -> None:
    phone = in_line(house)
    goes(house)
    phone.waits()
    assert (phone.tag, "leave us a message" in phone.said[0]) == ("Record", True)
    assert items(house) == ["left"]
    assert phone.leaves_message(4).tag == "Hangup"
    phone.hangs_up()
    call = house.call_of(phone.sid)
    assert call.outcome == "voicemail"
    assert "VoicemailLeft" in [kind for kind, _ in house.steps("phone", call.id)]
    with house.db.reading() as session:
        assert session.scalars(select(TwilioRecording)).one().call_id == call.id


@pytest.mark.parametrize("key", ["", "9"])
def test_who_waits_in_no_queue_of_twilios_is_asked_for_a_message_too(house: House, key: str) -> None:
    phone = in_line(house)
    waits = phone.post(phone.verb.attrib["action"], QueueResult="queue-full")
    if key:
        waits = phone.post(ET.fromstring(waits.text)[0].attrib["action"], Digits=key)
    (gather, redirect) = ET.fromstring(waits.text)
    assert (gather.tag, redirect.tag) == ("Gather", "Redirect")
    goes(house)
    phone.fetch(redirect.text or "")
    assert (phone.tag, "leave us a message" in phone.said[0]) == ("Record", True)


@pytest.mark.parametrize("failure", [None, "again"])
def test_a_flow_that_knows_no_way_on_is_helped_out(house: House, failure: str | None) -> None:
    phone = in_a_flow(house, failure)
    goes(house)
    phone.waits()
    assert (phone.tag, "leave a message after the tone" in phone.said[0]) == ("Record", True)
    assert phone.leaves_message(4).tag == "Hangup"
    phone.hangs_up()
    assert house.call_of(phone.sid).outcome == "voicemail"


def test_who_leaves_no_message_then_was_failed_by_us(house: House) -> None:
    phone = in_a_flow(house, None)
    goes(house)
    assert phone.waits().is_silent().tag == "Hangup"
    phone.hangs_up()
    assert house.call_of(phone.sid).outcome == "failed"


def test_the_softphone_that_rang_for_them_is_taken_back(house: House) -> None:
    house.agent("Sara", "orders")
    phone = in_line(house)
    goes(house)
    house.twilio._acts.do = lambda *_: None  # type: ignore[method-assign]
    house.round()
    phone.waits()
    assert [offer.state for offer in house.offers()] == ["withdrawn"]
    steps = house.steps("phone", house.call_of(phone.sid).id)
    assert ("OfferEnded", "withdrawn") in [(kind, data.get("why")) for kind, data in steps]


def test_who_comes_back_from_a_talk_is_asked_for_nothing(house: House) -> None:
    phone = in_line(house)
    goes(house)
    phone.post(phone.verb.attrib["action"], QueueResult="redirected")
    assert items(house) == ["waiting"]
    assert phone.hangs_up().status_code == 204
    assert house.call_of(phone.sid).outcome == "left_in_queue"


def test_when_twilio_answers_again_callers_wait_as_ever(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    house = cloud.house
    cloud.trouble.extend([500] * 3 * rest.FUSE_BLOWS)
    goes(house)
    monkeypatch.setattr("telephony.twilio.rest.time.monotonic", lambda: float("inf"))
    Reconcile(house.twilio, house.calls).once()
    assert not house.twilio.out_of_reach
    phone = in_line(house)
    assert "next in line" in phone.waits().said[0]


def test_after_an_outage_the_next_caller_is_served(cloud: Cloud) -> None:
    house = cloud.house
    agent_id = house.agent("Sara", "orders")
    cloud.trouble.extend([500] * 3 * rest.FUSE_BLOWS)
    goes(house)
    house.twilio.http._fuse._blown_until = 0.0
    caller = cloud.dial()
    for keys in IN_LINE:
        caller.presses(keys)
    house.round()
    until(lambda: cloud.ringing(agent_id), "nobody is rung")
    until(lambda: not house.twilio.out_of_reach, "it is still thought to be gone")


def in_a_flow(house: House, failure: str | None) -> Phone:
    """A caller in line, in a flow that knows no way on, or only the next line."""
    nodes: list[dict[str, Any]] = [{"key": "line", "kind": "to_queue", "queue": "general", "failure": failure}]
    nodes += [{"key": "again", "kind": "to_queue", "queue": "general"}] if failure else []
    definition = {"name": "Small", "languages": ["en"], "start": "line", "nodes": nodes}
    with house.db.transaction() as session:
        session.add(FlowVersion(flow_key="main", number=2, definition=definition, published_at=now()))
    phone = Phone(house).dial()
    assert phone.tag == "Enqueue"
    return phone
