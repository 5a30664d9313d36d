"""Ringing an agent, and the talk of two: who hears whom, and what each leg's own file holds."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import Config
from ivr.turns import Enqueue, Turn
from telephony.asterisk.switch import AsteriskSwitch
from telephony.port import Ring
from telephony.recordings import is_closed
from tests.asterisk.conftest import Story, eventually
from tests.sip import Phone
from tests.sounds import first_heard, loud_seconds, read_wav, seconds_of, tone

CALLER, AGENT = 700, 1100


def ring(channel: str, agent_id: int = 7, timeout_s: int = 10) -> Ring:
    room, audio = f"call-{channel}", f"{channel}.wav16"
    return Ring(channel, agent_id, 1, room, audio, 'Ann "A" <x>', "+14155550100", timeout_s, apart=True)


@pytest.fixture
def waiting(phone: Phone, hotline: str, story: Story) -> Phone:
    """A caller in the queue."""
    story.first = Turn((), Enqueue("main"))
    phone.dial(hotline)
    story.wait_for("arrived")
    return phone


@pytest.fixture
def talking(
    waiting: Phone, agent: Phone, switch: AsteriskSwitch, story: Story, request: pytest.FixtureRequest
) -> Iterator[str]:
    """Caller and agent, alone; the agent's channel."""
    channel = f"leg-{abs(hash(request.node.name)):x}"
    switch.ring(ring(channel))
    story.wait_for("agent_answered", channel)
    switch.connect(story.channel(), f"call-{channel}", f"{channel}-caller.wav16", channel)
    time.sleep(0.5)
    yield channel


def leg(config: Config, name: str):
    file = config.var / "recordings" / f"{name}.wav16"
    eventually(lambda: is_closed(file))
    return read_wav(file)


def test_an_agent_is_rung_and_answers(agent: Phone, switch: AsteriskSwitch, story: Story) -> None:
    switch.ring(ring("leg-answers"))
    story.wait_for("agent_answered", "leg-answers")
    agent.hang_up()
    story.wait_for("leg_ended", "leg-answers")


def test_each_hears_the_other_and_each_file_holds_one_voice(
    talking: str, waiting: Phone, agent: Phone, switch: AsteriskSwitch, story: Story, config: Config
) -> None:
    waiting.speak(tone(CALLER, 1.0))
    agent.speak(tone(AGENT, 1.0))
    time.sleep(0.3)
    waiting.hang_up()
    story.wait_for("leg_ended", story.channel())
    switch.hang_up(talking)
    story.wait_for("leg_ended", talking)
    assert 0.8 < seconds_of(agent.heard(), CALLER) < 1.2 and seconds_of(agent.heard(), AGENT) == 0
    assert 0.8 < seconds_of(waiting.heard(), AGENT) < 1.2 and seconds_of(waiting.heard(), CALLER) == 0
    callers, rate = leg(config, f"{talking}-caller")
    agents, _ = leg(config, talking)
    assert 0.8 < seconds_of(callers, CALLER, rate) < 1.2 and seconds_of(callers, AGENT, rate) == 0
    assert 0.8 < seconds_of(agents, AGENT, rate) < 1.2 and seconds_of(agents, CALLER, rate) == 0


def test_on_hold_the_caller_hears_music_and_nobody_hears_or_records_the_caller(
    talking: str, waiting: Phone, agent: Phone, switch: AsteriskSwitch, story: Story, config: Config
) -> None:
    caller = story.channel()
    switch.hold(caller)
    time.sleep(0.3)
    before = len(waiting.heard())
    waiting.speak(tone(CALLER, 1.0))
    agent.speak(tone(AGENT, 1.0))
    held = waiting.heard()[before:]
    assert loud_seconds(held) > 1.0 and seconds_of(held, AGENT) == 0
    switch.connect(caller, f"call-{talking}", "", talking)
    time.sleep(0.3)
    waiting.speak(tone(900, 1.0))
    time.sleep(0.3)
    waiting.hang_up()
    story.wait_for("leg_ended", caller)
    assert seconds_of(agent.heard(), CALLER) == 0
    assert seconds_of(agent.heard(), 900) > 0.8
    callers, rate = leg(config, f"{talking}-caller")
    assert seconds_of(callers, CALLER, rate) == 0
    assert seconds_of(callers, 900, rate) > 0.8


def test_the_files_stay_in_step_through_a_hold(
    talking: str, waiting: Phone, agent: Phone, switch: AsteriskSwitch, story: Story, config: Config
) -> None:
    caller = story.channel()
    waiting.speak(tone(CALLER, 0.5), wait=False)
    agent.speak(tone(AGENT, 0.5))
    switch.hold(caller)
    time.sleep(1.5)
    switch.connect(caller, f"call-{talking}", "", talking)
    time.sleep(0.5)
    waiting.speak(tone(900, 0.5), wait=False)
    agent.speak(tone(1300, 0.5))
    time.sleep(0.3)
    switch.hang_up(caller)
    switch.hang_up(talking)
    story.wait_for("leg_ended", talking)
    callers, rate = leg(config, f"{talking}-caller")
    agents, _ = leg(config, talking)
    apart_caller = first_heard(callers, 900, rate) - first_heard(callers, CALLER, rate)
    apart_agent = first_heard(agents, 1300, rate) - first_heard(agents, AGENT, rate)
    assert abs(apart_caller - apart_agent) <= 0.3


def test_a_file_stays_in_step_while_its_leg_sends_no_sound_at_all(
    talking: str, waiting: Phone, agent: Phone, switch: AsteriskSwitch, story: Story, config: Config
) -> None:
    waiting.speak(tone(CALLER, 0.5), wait=False)
    agent.speak(tone(AGENT, 0.5))
    with agent.frozen():
        time.sleep(1.5)
    waiting.speak(tone(900, 0.5), wait=False)
    agent.speak(tone(1300, 0.5))
    time.sleep(0.3)
    switch.hang_up(story.channel())
    switch.hang_up(talking)
    story.wait_for("leg_ended", talking)
    callers, rate = leg(config, f"{talking}-caller")
    agents, _ = leg(config, talking)
    apart_caller = first_heard(callers, 900, rate) - first_heard(callers, CALLER, rate)
    apart_agent = first_heard(agents, 1300, rate) - first_heard(agents, AGENT, rate)
    assert abs(apart_caller - apart_agent) <= 0.3


def test_a_caller_whose_agent_is_gone_hears_music(
    talking: str, waiting: Phone, agent: Phone, switch: AsteriskSwitch, story: Story
) -> None:
    agent.hang_up()
    story.wait_for("leg_ended", talking)
    time.sleep(0.3)
    before = len(waiting.heard())
    time.sleep(1.5)
    assert loud_seconds(waiting.heard()[before:]) > 0.8
    assert ("leg_ended", story.channel()) not in story.told
    switch.wait(story.channel())
    waiting.hang_up()
    story.wait_for("leg_ended", story.channel())


def test_it_is_counted_whether_sound_comes_from_somebody(
    talking: str, agent: Phone, switch: AsteriskSwitch, story: Story
) -> None:
    def grows() -> bool:
        before = switch.sounds(talking)
        time.sleep(0.3)
        return before is not None and (switch.sounds(talking) or 0) > before

    assert grows()
    with agent.frozen():
        eventually(lambda: not grows())
    agent.hang_up()
    story.wait_for("leg_ended", talking)
    assert switch.sounds(talking) is None


def test_who_does_not_answer_declines_or_is_not_there_is_told_apart(
    config: Config, switch: AsteriskSwitch, story: Story, tmp_path: Path
) -> None:
    login = switch.agent_credentials(8, phone=True)
    server = f"127.0.0.1:{config.sip_port}"
    with Phone.registered(tmp_path / "shy", login.username, login.password, server) as shy:
        switch.ring(ring("leg-missed", 8, timeout_s=2))
        # On a busy machine the ring may come late: not before it has rung is it a ring that was missed.
        shy.wait_for("CALL_INCOMING")
        story.wait_for("ring_ended", "leg-missed", "no_answer")
        shy.wait_for("CALL_CLOSED")
        switch.ring(ring("leg-declined", 8))
        shy.wait_for("CALL_INCOMING")
        shy.hang_up()
        # This phone's way to decline is to say that it is busy.
        story.wait_for("ring_ended", "leg-declined", "busy")
    switch.ring(ring("leg-nobody", 4711))
    story.wait_for("ring_ended", "leg-nobody", "failed")


def test_a_ring_that_is_taken_back_at_once_does_not_ring_on(agent: Phone, switch: AsteriskSwitch, story: Story) -> None:
    switch.ring(ring("leg-taken-back"))
    switch.hang_up("leg-taken-back")
    story.wait_for("leg_ended", "leg-taken-back", timeout=3)


def test_the_ring_carries_the_callers_name_without_what_sip_could_misread(
    config: Config, switch: AsteriskSwitch, story: Story, tmp_path: Path
) -> None:
    login = switch.agent_credentials(9, phone=True)
    with Phone.registered(tmp_path / "nine", login.username, login.password, f"127.0.0.1:{config.sip_port}") as phone:
        switch.ring(ring("leg-name", 9))
        incoming = phone.wait_for("CALL_INCOMING")
        assert "+14155550100" in incoming["peeruri"]
        switch.hang_up("leg-name")
        story.wait_for("leg_ended", "leg-name")


def test_a_new_login_ends_the_one_before(config: Config, switch: AsteriskSwitch, tmp_path: Path) -> None:
    old = switch.agent_credentials(10, phone=True)
    new = switch.agent_credentials(10, phone=True)
    server = f"127.0.0.1:{config.sip_port}"
    with Phone.registered(tmp_path / "new", new.username, new.password, server):
        pass
    with pytest.raises(TimeoutError):
        Phone.registered(tmp_path / "old", old.username, old.password, server, patience_s=2)
