"""What Twilio did not tell us, or we could not tell Twilio, is made up for when the two are compared."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from db import now
from hotline.models import Hotline
from telephony.models import Call
from telephony.port import SwitchFault
from telephony.twilio.models import TwilioRecording
from telephony.twilio.reconcile import Reconcile
from tests.twilio.cloud import Cloud, until
from tests.twilio.cloud_legs import Caller, Softphone
from tests.twilio.test_story import Talk, kinds, talking


@pytest.fixture
def compare(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Reconcile:
    monkeypatch.setattr("telephony.twilio.reconcile.YOUNG", timedelta(0))
    return Reconcile(cloud.house.twilio, cloud.house.calls)


def goes(cloud: Cloud) -> None:
    """Nobody at Twilio answers, nor does it tell us anything."""
    cloud.refusing = "GET POST DELETE"
    cloud.mail.holding = True


def comes_back(cloud: Cloud, compare: Reconcile) -> None:
    """What it wanted to tell us meanwhile is lost for good."""
    with pytest.raises(SwitchFault):
        compare.once()
    cloud.refusing, cloud.mail.holding = "", False
    cloud.house.twilio.http._fuse._blown_until = 0.0
    compare.once()


def another(cloud: Cloud, name: str, number: str) -> Talk:
    """A second talk, beside the first."""
    house = cloud.house
    caller = cloud.dial(number)
    caller.presses("1").presses("1").presses("427")
    agent_id = house.agent(name, "orders")
    house.round()
    until(lambda: cloud.ringing(agent_id), f"{name} is not rung")
    softphone = cloud.ringing(agent_id)
    assert softphone
    cloud.answers(softphone)
    until(lambda: cloud.hears(caller.sid) == "people", "they do not talk")
    return Talk(caller, agent_id, softphone, house.call_of(caller.sid).id)


def test_after_ten_minutes_without_twilio_all_are_where_they_were_meant_to_be(cloud: Cloud, compare: Reconcile) -> None:
    house = cloud.house
    kept, left, ended = talking(cloud), another(cloud, "Daniel", "+15551230002"), another(cloud, "Mina", "+15551230003")
    until(lambda: len(cloud.recordings) == 3)
    goes(cloud)
    assert house.calls.hold(kept.id, kept.agent_id)
    left.caller.hangs_up()
    assert house.calls.hang_up(ended.id, ended.agent_id)
    until(lambda: house.twilio.http._fuse._failures >= 3, "Twilio was not asked")
    assert cloud.hears(kept.caller.sid) == "people", "Twilio has not heard of the hold"
    assert cloud.hears(ended.caller.sid) == "people", "nor that the third call is over"
    assert house.call(kept.id).outcome is None, "calls that are in go on"
    comes_back(cloud, compare)
    until(lambda: cloud.hears(kept.caller.sid) == "music", "they hear what is not for them")
    until(lambda: cloud.hears(ended.caller.sid) == "completed", "they sit in silence")
    until(lambda: cloud.hears(ended.softphone.sid) == "completed")
    assert [house.call(each.id).outcome for each in (kept, left, ended)] == [None, "served", "served"]
    assert house.calls.resume(kept.id, kept.agent_id)
    until(lambda: cloud.hears(kept.caller.sid) == "people")
    kept.caller.hangs_up()
    until(lambda: house.call(kept.id).outcome == "served")
    for each in (kept, left, ended):
        assert kinds(cloud, each.id).count("CallEnded") == 1
        until(lambda each=each: house.agent_row(each.agent_id).presence == "ready", "somebody is kept by nobody")


def test_one_request_that_was_lost_is_made_up_for_without_any_outage(cloud: Cloud, compare: Reconcile) -> None:
    talk, house = talking(cloud), cloud.house
    until(lambda: cloud.recordings)
    cloud.trouble.extend([500] * 3)
    assert house.calls.hold(talk.id, talk.agent_id)
    until(lambda: house.call(talk.id).unsettled, "nobody knows that it failed")
    assert (cloud.hears(talk.caller.sid), house.twilio.out_of_reach) == ("people", False)
    compare.once()
    until(lambda: cloud.hears(talk.caller.sid) == "music")
    assert not house.call(talk.id).unsettled


def test_whoever_could_not_be_hung_up_is_when_twilio_answers_again(cloud: Cloud, compare: Reconcile) -> None:
    talk, house = talking(cloud), cloud.house
    until(lambda: cloud.recordings)
    cloud.refusing = "POST"
    assert house.calls.hang_up(talk.id, talk.agent_id)
    until(lambda: compare._behind)
    cloud.refusing = ""
    compare.once()
    until(lambda: {cloud.hears(talk.caller.sid), cloud.hears(talk.softphone.sid)} == {"completed"})
    assert not compare._behind


def recorded(cloud: Cloud, compare: Reconcile) -> list[tuple[str, float]]:
    """The audio that is expected when the calls are long over and everything was compared."""
    with cloud.house.db.transaction() as session:
        long_ago = now() - timedelta(minutes=5)
        session.execute(update(Call).where(Call.outcome.is_not(None)).values(ended_at=long_ago))
    compare.once()
    compare.once()
    with cloud.house.db.reading() as session:
        return [(each.sid, each.duration_s) for each in session.scalars(select(TwilioRecording))]


def test_a_recording_of_which_nobody_told_us_is_fetched_all_the_same(cloud: Cloud, compare: Reconcile) -> None:
    talk = talking(cloud)
    until(lambda: cloud.house.twilio.legs.get(talk.caller.sid).recording_sid)
    cloud.mail.lost.add(f"/twilio/calls/{talk.id}/recorded")
    talk.caller.hangs_up()
    until(lambda: cloud.house.call(talk.id).outcome == "served")
    (recording,) = cloud.recordings
    assert recorded(cloud, compare) == [(recording, 1.0)]


def test_a_talk_whose_recording_may_run_is_not_recorded_twice(cloud: Cloud, compare: Reconcile) -> None:
    house, cloud.mail.holding = cloud.house, False
    talk = talks_with_a_lost_answer(cloud)
    until(lambda: house.call(talk.id).unsettled)
    compare.once()
    until(lambda: house.twilio.legs.get(talk.caller.sid).recording_sid)
    (recording,) = cloud.recordings
    assert house.twilio.legs.get(talk.caller.sid).recording_sid == recording


def talks_with_a_lost_answer(cloud: Cloud) -> Talk:
    """They talk, and what Twilio said of the recording that it began was lost."""
    house = cloud.house
    caller = cloud.dial()
    caller.presses("1").presses("1").presses("427")
    agent_id = house.agent("Sara", "orders")
    house.round()
    until(lambda: cloud.ringing(agent_id))
    softphone = cloud.ringing(agent_id)
    assert isinstance(softphone, Softphone)
    cloud.answers_lost = 1
    cloud.answers(softphone)
    until(lambda: cloud.hears(caller.sid) == "people")
    return Talk(caller, agent_id, softphone, house.call_of(caller.sid).id)


def before_the_tone(cloud: Cloud) -> Caller:
    with cloud.house.db.transaction() as session:
        session.execute(update(Hotline).values(hours={"zone": "UTC"}))
    caller = cloud.dial()
    caller.presses("1")
    assert caller.tag == "Record"
    return caller


def test_a_message_of_which_nobody_told_us_is_a_message(cloud: Cloud, compare: Reconcile) -> None:
    caller = before_the_tone(cloud)
    cloud.mail.lost.add(caller.verb.attrib["action"].removeprefix(cloud.house.config.public_url))
    caller.hangs_up()
    compare.once()
    call = cloud.house.call_of(caller.sid)
    assert call.outcome == "voicemail"
    assert kinds(cloud, call.id).count("VoicemailLeft") == 1
    assert recorded(cloud, compare) == [(*cloud.messages, 1.0)]


def test_a_message_that_twilio_still_works_on_is_waited_for(cloud: Cloud, compare: Reconcile) -> None:
    caller = before_the_tone(cloud)
    cloud.mail.lost.add(caller.verb.attrib["action"].removeprefix(cloud.house.config.public_url))
    caller.hangs_up()
    (message,) = cloud.messages
    cloud.recordings[message] = (caller.sid, "processing")
    compare.once()
    assert cloud.house.call_of(caller.sid).outcome is None
    cloud.recordings[message] = (caller.sid, "completed")
    compare.once()
    assert cloud.house.call_of(caller.sid).outcome == "voicemail"


def test_who_said_nothing_after_the_tone_has_left_no_message(cloud: Cloud, compare: Reconcile) -> None:
    caller = before_the_tone(cloud)
    cloud.ends(caller.sid)
    compare.once()
    assert cloud.house.call_of(caller.sid).outcome == "left_in_menu"
