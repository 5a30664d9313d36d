"""A third of all callbacks lost, doubled or out of order: each call still has one outcome, and the right one."""

from __future__ import annotations

import os
import random
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from acd.models import Agent
from db import now
from hotline.models import Hotline
from telephony.models import Call
from telephony.twilio.models import TwilioRecording
from telephony.twilio.reconcile import Reconcile
from tests.twilio.cloud import Cloud, until
from tests.twilio.cloud_legs import Caller

CALLS = int(os.environ.get("FAULT_CALLS", "50"))
"""More of them find nothing else, and take their time: FAULT_CALLS=500 for those who doubt it."""
KEYS = {
    "left_in_menu": ("1", "1"),
    "left_in_queue": ("1", "1", "427"),
    "served": ("1", "1", "427"),
    "voicemail": ("1",),
}
HEARD = {"served", "voicemail"}
"""Outcomes of which there is audio."""


@pytest.mark.parametrize("seed", [1])
def test_each_call_has_one_right_outcome_whatever_callback_was_lost(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr("telephony.twilio.reconcile.YOUNG", timedelta(0))
    house, luck = cloud.house, random.Random(seed)
    agent_id = house.agent("Sara", "orders")
    cloud.mail.luck = random.Random(seed)
    compare = Reconcile(house.twilio, house.calls)
    meant: dict[str, str] = {}
    for number in range(CALLS):
        outcome = luck.choice(list(KEYS))
        opened(cloud, outcome != "voicemail")
        caller = cloud.dial(f"+1555124{number:04d}")
        meant[caller.sid] = outcome
        for keys in KEYS[meant[caller.sid]]:
            caller.presses(keys)
        if meant[caller.sid] == "served":
            talk(cloud, compare, caller, agent_id)
        caller.hangs_up()
        if meant[caller.sid] == "served":
            settle(cloud, compare, caller, agent_id)
    cloud.mail.let_go(luck)
    cloud.mail.stop()
    compare.once()
    outcomes = {call_sid: house.call_of(call_sid).outcome for call_sid in meant}
    assert outcomes == meant
    for call_sid in meant:
        steps = [kind for kind, _ in house.steps("phone", house.call_of(call_sid).id)]
        assert steps.count("CallEnded") == 1
    assert set(meant.values()) == set(KEYS)
    assert audio_of(cloud, compare) == {sid for sid, outcome in meant.items() if outcome in HEARD}
    assert house.agent_row(agent_id).presence == "ready"


def opened(cloud: Cloud, now_open: bool) -> None:
    """Whether people are there: who calls when there are none leaves a message."""
    with cloud.house.db.transaction() as session:
        session.execute(update(Hotline).values(hours={} if now_open else {"zone": "UTC"}))


def audio_of(cloud: Cloud, compare: Reconcile) -> set[str]:
    """The calls whose audio is fetched, each once, when they are long over."""
    with cloud.house.db.transaction() as session:
        session.execute(update(Call).values(ended_at=now() - timedelta(minutes=5)))
    compare.once()
    with cloud.house.db.reading() as session:
        rows = session.execute(
            select(TwilioRecording.sid, Call.backend_id).join(Call, Call.id == TwilioRecording.call_id)
        )
        found = [(recording, caller) for recording, caller in rows]
    assert len(found) == len({caller for _, caller in found})
    assert all(cloud.recordings[recording][0] == caller for recording, caller in found)
    return {caller for _, caller in found}


def talk(cloud: Cloud, compare: Reconcile, caller: Caller, agent_id: int) -> None:
    """The agent answers; where that was not told, or that a caller before has left, it is found by comparing."""
    compare.once()
    with cloud.house.db.transaction() as session:
        session.get_one(Agent, agent_id).seen_at = now()
    cloud.house.round()
    until(lambda: cloud.ringing(agent_id), "the agent is not rung")
    softphone = cloud.ringing(agent_id)
    assert softphone
    cloud.answers(softphone)
    compare.once()
    until(lambda: cloud.hears(softphone.sid) == "people", "they do not talk")
    until(lambda: cloud.house.twilio.legs.get(caller.sid).recording_sid, "it is not recorded")


def settle(cloud: Cloud, compare: Reconcile, caller: Caller, agent_id: int) -> None:
    compare.once()
    until(lambda: cloud.house.call_of(caller.sid).outcome is not None)
    until(lambda: cloud.house.agent_row(agent_id).presence == "ready")
