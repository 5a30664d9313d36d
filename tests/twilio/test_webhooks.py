"""Twilio's webhooks under everything that a network does to them: twice, late, forged, huge, about nothing."""

from __future__ import annotations

import logging
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest
from sqlalchemy import event, func, select, update
from sqlalchemy.exc import OperationalError
from twilio.request_validator import RequestValidator

from db import Database, now
from hotline.models import FlowVersion, Hotline
from telephony.models import Call
from telephony.twilio.models import TwilioRecording
from tests.twilio.house import TOKEN, House
from tests.twilio.phone import Phone, message, sid, signed
from timeline import customers
from timeline.models import Entry, Journey


def written(house: House) -> tuple[int, ...]:
    """How much there is in the database that could have been changed."""
    with house.db.reading() as session:
        counts = [session.scalar(select(func.count()).select_from(table)) for table in (Call, Entry, Journey)]
        turns = session.scalar(select(func.sum(Call.turn_number)))
    return (*(count or 0 for count in counts), turns or 0)


def to_goodbye(house: House) -> Phone:
    """A caller before the tone, out of hours."""

    with house.db.transaction() as session:
        session.execute(update(Hotline).values(hours={"zone": "UTC"}))
    return Phone(house).dial().presses("1")


def test_a_call_that_arrives_twice_is_one_call_and_hears_the_same(house: House) -> None:
    phone = Phone(house).dial()
    first, before = phone.last, written(house)
    phone.dial()
    assert phone.last and first and phone.last.data == first.data
    assert written(house) == before


def test_a_turn_that_is_retried_gets_the_very_same_answer_and_changes_nothing(house: House) -> None:
    phone = Phone(house).dial()
    for keys in ("1", "1", "427"):
        action = phone.verb.attrib["action"]
        phone.presses(keys)
        first, before = phone.last, written(house)
        again = phone.post(action, Digits=keys)
        assert first and again.data == first.data
        assert written(house) == before
    assert phone.tag == "Enqueue"


@pytest.mark.parametrize("keys", [(), ("1",), ("1", "1"), ("1", "1", "427")])
def test_where_a_turn_could_not_be_had_the_fallback_goes_on_with_the_present_one(
    house: House, keys: tuple[str, ...]
) -> None:
    """Twilio asks there once more, with what went wrong; what the caller last pressed may have been lost."""
    phone = Phone(house).dial()
    for key in keys:
        phone.presses(key)
    last, before = phone.last, written(house)
    failed = {"ErrorCode": "11205", "ErrorUrl": phone.verb.attrib["action"], "CallStatus": "in-progress"}
    again = phone.post(f"{house.config.public_url}/twilio/voice", **failed)
    assert last and again.data == last.data
    assert written(house) == before


def test_an_old_turn_changes_nothing_and_takes_no_key_from_the_caller(house: House) -> None:
    phone = Phone(house).dial()
    old = phone.verb.attrib["action"]
    phone.presses("1").presses("1")
    before = written(house)
    phone.post(old, Digits="2")
    assert written(house) == before
    assert phone.presses("427").tag == "Enqueue"


def test_a_turn_after_the_end_changes_nothing(house: House) -> None:
    phone = Phone(house).dial().presses("1")
    phone.hangs_up()
    before = written(house)
    assert phone.presses("1").tag == "Hangup"
    assert written(house) == before
    assert house.call_of(phone.sid).outcome == "left_in_menu"


def test_the_end_may_be_told_twice(house: House) -> None:
    phone = Phone(house).dial()
    assert phone.hangs_up().status_code == 204
    before = written(house)
    assert phone.hangs_up().status_code == 204
    assert written(house) == before


def test_the_end_of_a_call_that_we_never_heard_of_is_no_fault(house: House) -> None:
    assert Phone(house).hangs_up().status_code == 204


@pytest.mark.parametrize("signature", ["", "wrong", "0" * 28, "ä"])
def test_a_request_that_is_not_signed_is_refused_and_logged_without_the_token(
    house: House, caplog: pytest.LogCaptureFixture, signature: str
) -> None:
    headers = {"X-Twilio-Signature": signature} if signature else {}
    with caplog.at_level(logging.WARNING):
        answer = house.http.post("/twilio/voice", data={"CallSid": sid("CA")}, headers=headers)
    assert answer.status_code == 403
    assert "https://calls.example.com/twilio/voice" in caplog.text
    assert "CallSid" in caplog.text
    assert TOKEN not in caplog.text
    assert written(house)[0] == 0


def test_a_signature_over_other_fields_is_refused(house: House) -> None:
    url, form = f"{house.config.public_url}/twilio/voice", {"CallSid": sid("CA"), "From": "+15551230001"}
    signature = house.validator.compute_signature(url, form)
    answer = house.http.post(
        "/twilio/voice", data={**form, "From": "+15559999999"}, headers={"X-Twilio-Signature": signature}
    )
    assert answer.status_code == 403


def test_behind_a_proxy_the_public_address_is_what_was_signed(house: House) -> None:
    form = {"CallSid": sid("CA"), "From": "+15551230001", "To": "+15550000001"}
    answer = signed(house, f"{house.config.public_url}/twilio/voice", form, Host="10.0.0.7:8080")
    assert answer.status_code == 200
    url = "http://10.0.0.7:8080/twilio/voice"
    signature = house.validator.compute_signature(url, form)
    inside = house.http.post(
        "/twilio/voice", data=form, headers={"X-Twilio-Signature": signature, "Host": "10.0.0.7:8080"}
    )
    assert inside.status_code == 403


@pytest.mark.parametrize(
    "public", ["https://calls.example.com:8443", "https://example.com/calls", "http://calls.example.com"]
)
def test_whatever_the_public_address_is_twilio_may_sign_it_with_its_port_or_without(
    sqlite: Database, tmp_path: Path, public: str
) -> None:
    """A proxy may end TLS, change the port, and take a path away."""
    house = House(sqlite, tmp_path, public_url=public)
    scheme, host, path = urlsplit(public)[:3]
    port = 443 if scheme == "https" else 80
    for signed_as in {public, f"{scheme}://{host if ':' in host else f'{host}:{port}'}{path}"}:
        form = {"CallSid": sid("CA"), "From": "+15551230001", "To": "+15550000001"}
        signature = house.validator.compute_signature(f"{signed_as}/twilio/voice", form)
        headers = {"X-Twilio-Signature": signature, "X-Forwarded-Proto": "http", "X-Forwarded-Host": "elsewhere"}
        assert house.http.post("/twilio/voice", data=form, headers=headers).status_code == 200, signed_as


def test_twilios_own_example_of_a_signature_holds() -> None:
    validator = RequestValidator("12345")
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    form = {
        "CallSid": "CA1234567890ABCDE",
        "Digits": "1234",
        "From": "+14158675309",
        "To": "+18005551212",
        "Caller": "+14158675309",
    }
    assert validator.validate(url, form, "RSOYDt4T1cUTdK1PDd93/VVr8B8=")
    assert validator.validate(url.replace(".com/", ".com:443/"), form, "RSOYDt4T1cUTdK1PDd93/VVr8B8=")
    assert not validator.validate(url, {**form, "Digits": "1235"}, "RSOYDt4T1cUTdK1PDd93/VVr8B8=")


def test_a_body_that_is_too_large_is_refused_unread(house: House) -> None:
    form = {"CallSid": sid("CA"), "From": "x" * 100_000}
    assert signed(house, f"{house.config.public_url}/twilio/voice", form).status_code == 413


def test_calls_that_are_not_ours_or_somebody_elses_are_not_found(house: House) -> None:
    phone, other = Phone(house).dial(), Phone(house, "+15551230002").dial()
    assert phone.post(f"{house.config.public_url}/twilio/calls/999/turns/1", Digits="1").status_code == 404
    before = written(house)
    assert phone.post(other.verb.attrib["action"], Digits="1").status_code == 404
    assert phone.post(f"{house.config.public_url}/twilio/legs/tl-unknown").status_code == 404
    assert written(house) == before


@pytest.mark.parametrize("name", ["</Say><Dial>+1900</Dial><Say>", '"/><Redirect>http://evil</Redirect>', "&amp;]]>"])
def test_a_name_cannot_put_verbs_into_the_answer(house: House, name: str) -> None:
    flow_says_the_name(house)
    with house.db.transaction() as session:
        customers.find_or_make(session, "phone", "+15551230001", name).language = "en"
    phone = Phone(house).dial()
    assert phone.last
    document = ET.fromstring(phone.last.text)
    assert {verb.tag for verb in document.iter()} == {"Response", "Say", "Hangup"}
    assert name in "".join(document.itertext())


@pytest.mark.parametrize("field", ["From", "To", "CallerName"])
def test_no_field_of_twilios_is_ever_a_verb(house: House, field: str) -> None:
    form = {"CallSid": sid("CA"), "From": "+15551230001", "To": "x", field: "</Response><Dial>1</Dial>" * 50}
    answer = signed(house, f"{house.config.public_url}/twilio/voice", form)
    assert answer.status_code == 200
    assert b"<Dial" not in answer.data


def test_a_caller_in_the_line_hears_where_they_stand_and_then_music(house: House) -> None:
    phone = Phone(house).dial().presses("1").presses("1").presses("427").waits()
    assert "next in line" in phone.said[0]
    music = phone.said[-1].removeprefix(house.config.public_url)
    assert house.http.get(music).data[:4] == b"RIFF"


def test_where_twilios_queue_is_full_the_caller_waits_all_the_same(house: House) -> None:
    phone = Phone(house).dial().presses("1").presses("1").presses("427")
    answer = phone.post(phone.verb.attrib["action"], QueueResult="queue-full")
    assert "next in line" in answer.text
    assert [verb.tag for verb in ET.fromstring(answer.text)][-2:] == ["Gather", "Redirect"]


@pytest.mark.parametrize(("caller", "shown"), [("client:visitor-1", "+15550000001"), ("+15551230001", None)])
def test_who_is_put_through_from_a_browser_is_shown_by_our_number(house: House, caller: str, shown: str | None) -> None:
    """Twilio would show the caller's own, and a browser has none."""
    bye = {"key": "bye", "kind": "goodbye", "title": "Bye", "prompt": {"en": "Goodbye."}}
    node = {"key": "out", "kind": "transfer", "number": "+15559990000", "failure": "bye"}
    with house.db.transaction() as session:
        definition = {"name": "Out", "languages": ["en"], "start": "out", "nodes": [node, bye]}
        session.add(FlowVersion(flow_key="main", number=2, definition=definition, published_at=now()))
    phone = Phone(house, caller).dial()
    assert (phone.tag, phone.verb.text, phone.verb.get("callerId")) == ("Dial", "+15559990000", shown)


def test_a_message_is_expected_once_however_often_it_is_told(house: House) -> None:
    phone = to_goodbye(house)
    action, recording = phone.verb.attrib["action"], sid("RE")
    assert phone.leaves_message(4, recording).tag == "Hangup"
    phone.post(action, **message(4, recording))
    phone.hangs_up()
    with house.db.reading() as session:
        assert [(row.sid, row.duration_s) for row in session.scalars(select(TwilioRecording))] == [(recording, 4.0)]
    call = house.call_of(phone.sid)
    assert call.outcome == "voicemail"
    assert [kind for kind, _ in house.steps("phone", call.id)].count("VoicemailLeft") == 1


def test_a_message_whose_call_was_told_to_be_over_first_is_still_a_message(house: House) -> None:
    phone = to_goodbye(house)
    action = phone.verb.attrib["action"]
    phone.hangs_up()
    phone.post(action, **{**message(4, sid("RE")), "Digits": "hangup"})
    phone.hangs_up()
    assert house.call_of(phone.sid).outcome == "voicemail"


def test_what_is_no_recording_is_never_fetched(house: House) -> None:
    phone = to_goodbye(house)
    phone.post(phone.verb.attrib["action"], **message(4, "../../etc/passwd"))
    with house.db.reading() as session:
        assert session.scalar(select(TwilioRecording)) is None


def test_a_fault_of_ours_is_tried_once_more_then_the_caller_hears_an_apology(sqlite: Database, tmp_path: Path) -> None:
    house = House(sqlite, tmp_path)
    phone = Phone(house).dial()
    action = phone.verb.attrib["action"]

    def breaks(*_: object) -> None:
        raise OperationalError("SELECT", {}, Exception("the disk is full"))

    event.listen(sqlite.engine, "before_cursor_execute", breaks)
    try:
        (pause, redirect) = ET.fromstring(phone.post(action, Digits="1").text)
        assert (pause.tag, redirect.tag) == ("Pause", "Redirect")
        (say, hangup) = ET.fromstring(phone.post(redirect.text or "", Digits="1").text)
        assert (say.tag, hangup.tag) == ("Say", "Hangup")
        assert "sorry" in (say.text or "")
        assert phone.hangs_up().status_code == 500
    finally:
        event.remove(sqlite.engine, "before_cursor_execute", breaks)
    assert phone.fetch(redirect.text or "", Digits="1").tag == "Gather"


def flow_says_the_name(house: House) -> None:
    """A flow that greets the caller by name and says goodbye."""

    goodbye = {"key": "bye", "kind": "goodbye", "title": "Bye", "prompt": {"en": "Goodbye, {customer_name}."}}
    definition = {"name": "Names", "languages": ["en"], "start": "bye", "nodes": [goodbye]}
    with house.db.transaction() as session:
        session.add(FlowVersion(flow_key="main", number=2, definition=definition, published_at=now()))
