"""Transfers, consults and supervisors on Twilio: everybody is a participant of the one conference, or hears music."""

from __future__ import annotations

from telephony import consults, listening, transfers
from telephony.models import Call
from tests.twilio.cloud import Cloud, until
from tests.twilio.cloud_legs import Softphone
from tests.twilio.test_story import kinds, talking


def rung(cloud: Cloud, agent_id: int) -> Softphone:
    until(lambda: cloud.ringing(agent_id), "the agent is not rung")
    leg = cloud.ringing(agent_id)
    assert leg
    cloud.answers(leg)
    return leg


def call(cloud: Cloud, call_id: int) -> Call:
    return cloud.house.call(call_id)


def test_a_consult_a_conference_and_a_warm_transfer(cloud: Cloud) -> None:
    talk, calls = talking(cloud), cloud.house.calls
    caller, sara = talk.caller.sid, talk.softphone.sid
    daniel = cloud.house.agent("Daniel")
    consults.ask_agent(calls, talk.id, talk.agent_id, daniel)
    guest = rung(cloud, daniel).sid
    until(lambda: "GuestJoined" in kinds(cloud, talk.id))
    until(lambda: cloud.hears(caller) == "music" and cloud.voices(sara) == {guest})
    consults.toggle(calls, talk.id, talk.agent_id)
    until(lambda: cloud.hears(guest) == "music" and cloud.voices(sara) == {caller})
    consults.together(calls, talk.id, talk.agent_id)
    until(lambda: cloud.voices(caller) == {sara, guest})
    consults.complete(calls, talk.id, talk.agent_id)
    until(lambda: cloud.hears(sara) == "completed" and cloud.voices(caller) == {guest})
    assert (call(cloud, talk.id).state, call(cloud, talk.id).agent_id) == ("talking", daniel)
    assert calls.hang_up(talk.id, daniel)
    until(lambda: cloud.hears(caller) == cloud.hears(guest) == "completed")
    until(lambda: cloud.house.agent_row(daniel).presence == "ready")
    assert call(cloud, talk.id).outcome == "served"


def test_blind_to_an_agent_and_on_to_a_number(cloud: Cloud) -> None:
    talk, calls = talking(cloud), cloud.house.calls
    daniel = cloud.house.agent("Daniel")
    transfers.to_agent(calls, talk.id, talk.agent_id, daniel)
    until(lambda: cloud.hears(talk.caller.sid) == "line")
    second = rung(cloud, daniel)
    until(lambda: cloud.voices(talk.caller.sid) == {second.sid})
    until(lambda: cloud.hears(talk.softphone.sid) == "completed")
    transfers.to_number(calls, talk.id, daniel, "+15550009999")
    until(lambda: cloud.rings("+15550009999"))
    outside = cloud.rings("+15550009999")
    assert outside
    cloud.answers(outside)
    until(lambda: cloud.hears(second.sid) == "completed" and cloud.voices(talk.caller.sid) == {outside.sid})
    cloud.ends(outside.sid)
    until(lambda: cloud.hears(talk.caller.sid) == "completed")
    assert call(cloud, talk.id).outcome == "served"


def test_back_into_the_menu(cloud: Cloud) -> None:
    talk = talking(cloud)
    transfers.to_flow(cloud.house.calls, talk.id, talk.agent_id, "main")
    until(lambda: talk.caller.tag == "Gather", "they hear no menu")
    until(lambda: cloud.hears(talk.softphone.sid) == "completed")


def test_a_supervisor_listens_whispers_and_joins(cloud: Cloud) -> None:
    talk, calls = talking(cloud), cloud.house.calls
    caller, sara = talk.caller.sid, talk.softphone.sid
    mina = cloud.house.agent("Mina")
    listening.listen(calls, talk.id, mina, "listen")
    ear = rung(cloud, mina).sid
    until(lambda: cloud.voices(ear) == {caller, sara})
    assert ear not in cloud.voices(caller) | cloud.voices(sara)
    listening.listen(calls, talk.id, mina, "whisper")
    until(lambda: ear in cloud.voices(sara))
    assert ear not in cloud.voices(caller)
    listening.listen(calls, talk.id, mina, "barge")
    until(lambda: ear in cloud.voices(caller) & cloud.voices(sara))
    listening.stop(calls, mina)
    until(lambda: cloud.hears(ear) == "completed")
    assert call(cloud, talk.id).state == "talking"
