"""An agent who answers on Twilio and drops the call at once does not lose the caller."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from db import now
from telephony.drops import AT_ONCE, COMES_BACK
from telephony.models import Leg
from tests.twilio.cloud import Cloud, until
from tests.twilio.test_story import Talk, kinds, talking


def by_the_button(cloud: Cloud, talk: Talk) -> None:
    cloud.house.calls.at_once = timedelta(minutes=5)  # However slow the machine is, this was at once.
    assert cloud.house.calls.hang_up(talk.id, talk.agent_id)


def by_the_phone(cloud: Cloud, talk: Talk) -> None:
    calls = cloud.house.calls
    cloud.ends(talk.softphone.sid)
    until(lambda: cloud.house.call(talk.id).state == "parted", "the panel may come back by itself")
    with calls.db.transaction() as session:
        leg = session.scalars(select(Leg).where(Leg.call_id == talk.id, Leg.party == "agent")).one()
        assert leg.left_at
        leg.joined_at = leg.left_at - AT_ONCE / 2
    calls.due(now() + calls.comes_back + COMES_BACK)


@pytest.mark.parametrize("drops", [by_the_button, by_the_phone])
def test_a_caller_who_is_dropped_at_once_is_first_in_line_and_the_next_agent_has_them(cloud: Cloud, drops) -> None:
    talk, house = talking(cloud), cloud.house
    drops(cloud, talk)
    until(lambda: cloud.hears(talk.caller.sid) == "line", "the caller waits again")
    assert house.call(talk.id).outcome is None
    assert house.offers()[0].state == "dropped"
    agent = house.agent_row(talk.agent_id)
    assert (agent.presence, agent.reason) == ("break", "dropped")

    daniel = house.agent("Daniel", "orders")
    house.round()
    until(lambda: cloud.ringing(daniel), "the next agent is rung")
    softphone = cloud.ringing(daniel)
    assert softphone
    cloud.answers(softphone)
    until(lambda: cloud.voices(talk.caller.sid) == {softphone.sid}, "they talk")
    house.calls.at_once = timedelta(0)
    assert house.calls.hang_up(talk.id, daniel)
    until(lambda: cloud.hears(talk.caller.sid) == "completed")
    assert house.call(talk.id).outcome == "served"
    told = [each for each in kinds(cloud, talk.id) if each in ("Answered", "OfferEnded", "BackInLine", "CallEnded")]
    assert told == ["Answered", "OfferEnded", "BackInLine", "Answered", "CallEnded"]
