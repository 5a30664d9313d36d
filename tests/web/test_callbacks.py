"""The list of who is to be called back: what agents see, what supervisors do, what a visitor may ask for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from acd.models import Callback
from db import Database, now
from ivr.heard import Recorded
from telephony import voicemails
from telephony.models import Call
from telephony.outbound import Outgoing
from tests.web.house import House

NUMBER = "+15551230001"


@pytest.fixture
def calling(house: House) -> House:
    house.calls.outgoing = Outgoing("simulator")
    return house


def test_an_agent_has_a_customer_called_back_once(calling: House) -> None:
    sara = calling.login("sara")
    customer = calling.customer("Leila", phone=NUMBER)
    for _ in range(2):
        answer = sara.post("/callbacks", number=NUMBER, customer_id=customer, queue="orders", note="About the sofa")
    (callback,) = answer.json["open"]
    assert (callback["customer"], callback["state"], callback["asked_by"]) == ("Leila", "waiting", "Sara")
    assert [entry["kind"] for entry in sara.get(f"/customers/{customer}/timeline").json["entries"]] == [
        "CallbackRequested"
    ]
    assert sara.post(f"/callbacks/{callback['id']}/cancel").status_code == 403, "it is nobody's own"
    nadia = calling.login("nadia")
    assert nadia.put(f"/callbacks/{callback['id']}/agent", agent_id=calling.sara).json["open"][0]["agent"]
    assert nadia.post(f"/callbacks/{callback['id']}/now").status_code == 200
    assert nadia.post(f"/callbacks/{callback['id']}/cancel").json["open"] == []
    assert nadia.post(f"/callbacks/{callback['id']}/cancel").status_code == 409


def test_one_that_rings_already_is_cancelled_and_stops_ringing(calling: House) -> None:
    calling.ready(calling.sara)
    nadia = calling.login("nadia")
    (callback,) = nadia.post("/callbacks", number=NUMBER, queue="orders").json["open"]
    calling.calls.due(now())
    calling.match()
    assert calling.switch.places
    nadia.post(f"/callbacks/{callback['id']}/cancel")
    assert not calling.switch.places


def test_who_was_not_reached_is_a_supervisors_task_until_seen(calling: House) -> None:
    nadia = calling.login("nadia")
    (callback,) = nadia.post("/callbacks", number=NUMBER, queue="orders").json["open"]
    with calling.db.transaction() as session:
        row = session.get_one(Callback, callback["id"])
        row.state, row.outcome, row.done_at = "done", "unreached", now()
    (task,) = nadia.get("/callbacks").json["unreached"]
    assert calling.login("sara").post(f"/callbacks/{task['id']}/seen").status_code == 403
    assert nadia.post(f"/callbacks/{task['id']}/seen").json["unreached"] == []


def test_a_time_outside_of_hours_is_refused_and_says_when(calling: House) -> None:
    at = now() + timedelta(days=1)
    refused = calling.login("sara").post("/callbacks", number="+14155550100", at=f"{at:%Y-%m-%d}T10:00:00Z")
    assert (refused.status_code, refused.json["error"]) == (409, "not_then")
    assert "The next time is" in refused.json["message"]


def test_without_a_way_out_nobody_is_promised_a_call(house: House) -> None:
    sara = house.login("sara")
    assert sara.post("/callbacks", number=NUMBER).json["error"] == "no_trunk"
    assert sara.get("/callbacks").json["can_call"] is False


def left_a_message(house: House) -> int:
    call_id = house.dial(NUMBER)
    with house.db.transaction() as session:
        call = session.get_one(Call, call_id)
        house.calls._keep_voicemail(session, call, Recorded("", 7.0))
    return call_id


def test_a_message_waits_in_the_queue_until_somebody_calls_back(calling: House) -> None:
    call_id = left_a_message(calling)
    sara, omid = calling.login("sara"), calling.login("omid")
    (message,) = sara.get("/callbacks").json["voicemails"]
    assert (message["call_id"], message["queue"]["key"], message["can_call_back"]) == (call_id, "orders", True)
    answer = sara.post(f"/voicemails/{call_id}/call-back").json
    assert answer["voicemails"] == []
    assert answer["open"][0]["agent"]["name"] == "Sara"
    assert omid.post(f"/voicemails/{call_id}/call-back").status_code == 409, "nobody is called twice"


def test_a_message_that_was_dealt_with_is_gone(calling: House) -> None:
    call_id = left_a_message(calling)
    sara = calling.login("sara")
    assert sara.post(f"/voicemails/{call_id}/done").json["voicemails"] == []
    since = (now() - timedelta(hours=1)).isoformat().replace("+", "%2B")
    assert sara.get(f"/day?since={since}").json["handled"] == [], "it was no contact of hers"
    with calling.db.reading() as session:
        assert session.scalars(select(Call.id)).all() == [call_id]
    assert voicemails.KIND == "message"


def test_nobody_is_rung_for_a_message_and_no_queue_looks_longer_for_it(calling: House) -> None:
    calling.login("nadia")
    call_id = left_a_message(calling)
    calling.calls.leg_ended("caller-1")
    calling.ready(calling.sara)
    calling.match()
    assert not calling.switch.rings
    (orders, _) = calling.login("nadia").get("/floor").json["queues"]
    assert (orders["waiting"], call_id) == (0, call_id)


def test_a_visitor_asks_to_be_called_and_only_with_their_own_token(calling: House) -> None:
    guest = calling.guest()
    token = guest.post("/visitor/session").json["token"]
    assert guest.post("/visitor/callback", number=NUMBER).status_code == 409
    kept = guest.client.post(
        "/api/v1/visitor/callback", json={"number": NUMBER}, headers={"Authorization": f"Bearer {token}"}
    )
    assert kept.json["number_shown"] == "+1 555-123-0001"
    (callback,) = calling.login("sara").get("/callbacks").json["open"]
    assert callback["source"] == "chat"


def test_a_supervisor_says_who_may_call_out(calling: House, database: Database) -> None:
    assert calling.login("nadia").put(f"/agents/{calling.sara}/dialling", may_dial=False).status_code == 204
    assert calling.login("sara").post("/calls", number=NUMBER).json["error"] == "not_allowed_to"


def test_whom_an_agent_is_to_call_today_stands_in_their_day_and_a_way_out_on_their_desk(calling: House) -> None:
    sara, omid = calling.login("sara"), calling.login("omid")
    customer = calling.customer("Leila", phone=NUMBER)
    since = (now() - timedelta(hours=1)).isoformat().replace("+", "%2B")
    at = (now() + timedelta(hours=3)).isoformat()
    sara.post("/callbacks", number=NUMBER, customer_id=customer, at=at, mine=True, note="The kettle.")
    (due,) = sara.get(f"/day?since={since}").json["callbacks"]
    assert (due["customer"]["name"], due["note"], due["mine"], due["state"]) == (
        "Leila",
        "The kettle.",
        True,
        "waiting",
    )
    assert omid.get(f"/day?since={since}").json["callbacks"] == []
    assert sara.get("/desk").json["can_dial"] is True
    calling.calls.outgoing = None
    assert sara.get("/desk").json["can_dial"] is False
