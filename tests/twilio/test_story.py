"""A whole call on Twilio: menu, line, agent, hold, and its end, told as the same story as on every other backend."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta

import jwt
import pytest
from sqlalchemy import update

from acd.models import Agent
from db import now
from telephony import partings, wrap_ups
from telephony.models import Call
from telephony.twilio import audio
from telephony.twilio.audio import Source
from telephony.twilio.reconcile import Reconcile
from tests.twilio.cloud import Cloud, until
from tests.twilio.cloud_legs import Caller, Softphone
from tests.twilio.house import ACCOUNT, TOKEN

GOOD = [
    "CallArrived",
    "JourneyOpened",
    "AnswerGiven",
    "AnswerGiven",
    "Queued",
    "Offered",
    "Answered",
]


@dataclass
class Talk:
    caller: Caller
    agent_id: int
    softphone: Softphone
    id: int


def ringing(cloud: Cloud) -> Talk:
    house = cloud.house
    caller = cloud.dial()
    caller.presses("1").presses("1").presses("427").waits()
    agent_id = house.agent("Sara", "orders")  # A panel that was silent for 5 s is not rung, however slow a test is.
    house.round()
    until(lambda: cloud.ringing(agent_id), "the agent is not rung")
    softphone = cloud.ringing(agent_id)
    assert softphone
    return Talk(caller, agent_id, softphone, house.call_of(caller.sid).id)


def talking(cloud: Cloud) -> Talk:
    talk = ringing(cloud)
    cloud.answers(talk.softphone)
    until(lambda: cloud.hears(talk.caller.sid) == "people", "they do not talk")
    return talk


def kinds(cloud: Cloud, call_id: int) -> list[str]:
    return [kind for kind, _ in cloud.house.steps("phone", call_id)]


def test_the_whole_story_of_a_call_that_goes_well(cloud: Cloud) -> None:
    talk, house = talking(cloud), cloud.house
    assert talk.softphone.about == {"call": str(talk.id), "leg": talk.softphone.label}
    assert house.calls.hold(talk.id, talk.agent_id)
    until(lambda: cloud.hears(talk.caller.sid) == "music")
    until(lambda: [status for _, status in cloud.recordings.values()] == ["paused"])
    assert house.calls.resume(talk.id, talk.agent_id)
    until(lambda: cloud.hears(talk.caller.sid) == "people")
    assert house.calls.hang_up(talk.id, talk.agent_id)
    until(lambda: {cloud.hears(talk.caller.sid), cloud.hears(talk.softphone.sid)} == {"completed"})
    until(lambda: house.agent_row(talk.agent_id).presence == "ready")
    assert house.call(talk.id).outcome == "served"
    assert wrap_ups.wrapped_up(house.calls.db, talk.id, talk.agent_id, "solved", "Sent it again.")
    assert kinds(cloud, talk.id) == [*GOOD, "Held", "Resumed", "CallEnded", "WrappedUp"]


def test_the_talk_is_recorded_on_two_channels_and_fetched(cloud: Cloud) -> None:
    talk, house = talking(cloud), cloud.house
    until(lambda: cloud.recordings)
    talk.caller.hangs_up()
    folder = house.config.var / "recordings"
    source = Source(ACCOUNT, TOKEN, house.twilio.http.api, delete=True)
    until(lambda: audio.fetch_one(house.calls, folder, source))
    (kept,) = folder.iterdir()
    assert kept.name.startswith("RE")
    assert not cloud.recordings
    assert "RecordingKept" in kinds(cloud, talk.id)
    assert not audio.fetch_one(house.calls, folder, source)


@pytest.mark.parametrize("luck", range(4))
def test_callbacks_that_come_twice_late_and_in_disorder_change_nothing(cloud: Cloud, luck: int) -> None:
    cloud.mail.copies = 2
    talk, house = talking(cloud), cloud.house
    cloud.mail.holding = True
    house.calls.hang_up(talk.id, talk.agent_id)
    until(lambda: {cloud.hears(talk.caller.sid), cloud.hears(talk.softphone.sid)} == {"completed"})
    cloud.mail.let_go(random.Random(luck))
    cloud.mail.stop()
    assert house.call(talk.id).outcome == "served"
    assert [kind for kind in kinds(cloud, talk.id) if kind != "RecordingKept"] == [*GOOD, "CallEnded"]
    assert house.agent_row(talk.agent_id).presence == "ready"


def test_nobody_answers_and_the_caller_stays_in_line(cloud: Cloud) -> None:
    talk = ringing(cloud)
    cloud.ends(talk.softphone.sid, "no-answer")
    until(lambda: cloud.house.offers()[0].state == "missed")
    assert cloud.hears(talk.caller.sid) == "line"
    assert cloud.house.agent_row(talk.agent_id).presence == "break"


def test_a_caller_who_hangs_up_while_it_rings_stops_the_ringing(cloud: Cloud) -> None:
    talk = ringing(cloud)
    talk.caller.hangs_up()
    until(lambda: cloud.hears(talk.softphone.sid) == "canceled")
    assert cloud.house.call(talk.id).outcome == "left_in_queue"
    until(lambda: cloud.house.agent_row(talk.agent_id).presence == "ready")


def test_an_agent_who_answers_a_caller_long_gone_is_free_again(cloud: Cloud) -> None:
    talk = ringing(cloud)
    cloud.mail.holding = True
    talk.caller.hangs_up()
    cloud.mail.holding = False
    cloud.answers(talk.softphone)
    until(lambda: cloud.hears(talk.softphone.sid) == "completed", "the agent sits in silence")
    assert cloud.house.call(talk.id).outcome is not None
    until(lambda: cloud.house.agent_row(talk.agent_id).presence == "ready")


def test_a_caller_who_hangs_up_was_served_even_if_the_agents_leg_is_told_of_first(cloud: Cloud) -> None:
    talk = talking(cloud)
    cloud.mail.lost.add("/twilio/status")
    talk.caller.hangs_up()
    until(lambda: cloud.house.call(talk.id).outcome is not None)
    assert cloud.house.call(talk.id).outcome == "served"
    assert "AgentLost" not in kinds(cloud, talk.id)


def test_an_agent_whose_tab_is_gone_leaves_music_and_comes_back(cloud: Cloud) -> None:
    talk, house = talking(cloud), cloud.house
    cloud.ends(talk.softphone.sid)
    until(lambda: cloud.hears(talk.caller.sid) == "music", "the caller hears silence")
    assert partings.rejoin(house.calls, talk.id, talk.agent_id)
    until(lambda: cloud.ringing(talk.agent_id))
    back = cloud.ringing(talk.agent_id)
    assert back and back.about["answer"] == "auto"
    cloud.answers(back)
    until(lambda: cloud.hears(talk.caller.sid) == "people")
    assert house.call(talk.id).state == "talking"
    assert len(cloud.recordings) == 1


def test_an_agent_who_never_comes_back_loses_no_caller(cloud: Cloud) -> None:
    talk, house = talking(cloud), cloud.house
    cloud.ends(talk.softphone.sid)
    until(lambda: house.call(talk.id).state == "parted")
    daniel = house.agent("Daniel", "orders")
    with house.db.transaction() as session:
        session.execute(update(Call).values(parted_until=now() - timedelta(seconds=1)))
    house.round()
    until(lambda: cloud.ringing(daniel))
    rung = cloud.ringing(daniel)
    assert rung
    cloud.answers(rung)
    until(lambda: house.call(talk.id).agent_id == daniel)
    until(lambda: cloud.hears(talk.caller.sid) == "people")
    assert cloud.hears(rung.sid) == "people"


def test_twilio_in_haste_is_asked_again(cloud: Cloud) -> None:
    cloud.trouble.extend([429, 429])
    talk = talking(cloud)
    assert cloud.house.call(talk.id).state == "talking"


def test_a_ring_that_twilio_cannot_make_keeps_the_caller_in_line(cloud: Cloud) -> None:
    house = cloud.house
    house.agent("Sara", "orders")
    caller = cloud.dial()
    caller.presses("1").presses("1").presses("427")
    cloud.trouble.append(500)
    house.round()
    until(lambda: house.offers()[0].state == "failed")
    assert cloud.hears(caller.sid) == "line"
    assert house.call_of(caller.sid).state == "queued"


@pytest.mark.parametrize("late", [False, True])
def test_a_ring_whose_answer_was_lost_rings_on_for_nobody(cloud: Cloud, late: bool) -> None:
    house, cloud.answers_lost, cloud.mail.holding = cloud.house, 1, late
    caller = cloud.dial()
    caller.presses("1").presses("1").presses("427")
    agent_id = house.agent("Sara", "orders")
    house.round()
    until(lambda: house.offers()[0].state == "failed")
    cloud.mail.let_go(random.Random(1))
    rung = [leg for leg in cloud.calls.values() if isinstance(leg, Softphone)]
    until(lambda: [leg.status for leg in rung] == ["canceled"], "the lost one still rings")
    with house.db.transaction() as session:
        session.execute(update(Agent).values(presence="ready", reason="", seen_at=now()))
    house.round()
    until(lambda: cloud.ringing(agent_id), "the agent is not rung again")
    softphone = cloud.ringing(agent_id)
    assert softphone
    cloud.answers(softphone)
    until(lambda: cloud.hears(caller.sid) == "people", "they do not talk")
    assert kinds(cloud, house.call_of(caller.sid).id).count("Answered") == 1


def test_what_twilio_never_told_is_found_by_comparing(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("telephony.twilio.reconcile.YOUNG", timedelta(0))
    talk, house = ringing(cloud), cloud.house
    compare = Reconcile(house.twilio, house.calls)
    cloud.mail.holding = True
    cloud.answers(talk.softphone)
    compare.once()
    until(lambda: cloud.hears(talk.caller.sid) == "people", "the answer was lost with its callback")
    other = cloud.dial("+15551230002")
    other.presses("1")
    cloud.ends(talk.caller.sid)
    compare.once()
    assert house.call(talk.id).outcome == "served"
    assert house.call_of(other.sid).outcome is None
    other.hangs_up()
    compare.once()
    assert house.call_of(other.sid).outcome == "left_in_menu"
    assert house.agent_row(talk.agent_id).presence == "ready"


def test_a_caller_who_left_a_moment_ago_while_we_were_away_is_found_by_comparing(cloud: Cloud) -> None:
    house, caller = cloud.house, cloud.dial()
    cloud.mail.lost.add("/twilio/status")
    caller.hangs_up()
    Reconcile(house.twilio, house.calls).once()
    assert house.call_of(caller.sid).outcome == "left_in_menu"


def test_softphones_get_tokens_of_their_own(cloud: Cloud) -> None:
    house = cloud.house
    agent = house.twilio.agent_credentials(7)
    claims = jwt.decode(agent.password, "a secret of the key, long enough to sign", algorithms=["HS256"])
    assert claims["grants"] == {"identity": "agent-7", "voice": {"incoming": {"allow": True}}}
    assert (agent.kind, agent.uri, agent.expires_s) == ("twilio", "client:agent-7", 900)
    assert 0 < claims["exp"] - now().timestamp() <= 900 and claims["sub"] == ACCOUNT
    assert jwt.get_unverified_header(agent.password)["cty"] == "twilio-fpa;v=1"
    visitor = house.twilio.caller_credentials("a ticket")
    claims = jwt.decode(visitor.password, "a secret of the key, long enough to sign", algorithms=["HS256"])
    assert claims["grants"]["voice"]["outgoing"]["params"] == {"token": "a ticket"}
    assert [each for each in cloud.asked if each.startswith("POST")] == ["POST /Keys.json", "POST /Applications.json"]
