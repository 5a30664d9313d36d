"""What breaks, and what the caller notices of it: as little as can be."""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from config import Config, ConfigError
from ivr.heard import Digits
from ivr.turns import Enqueue, Gather, Hangup, Turn
from telephony.asterisk import wire
from telephony.asterisk.dialogue import Dialogue
from telephony.asterisk.process import AsteriskProcess, _Visit
from telephony.asterisk.switch import AsteriskSwitch
from telephony.prompts import Prompts
from tests.asterisk.conftest import Story, Tones, config_in, eventually
from tests.sip import ROOT, Phone
from tests.sounds import loud_seconds, seconds_of


@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\0"])
def test_a_value_with_a_line_break_is_refused(switch: AsteriskSwitch, break_: str) -> None:
    with pytest.raises(ValueError, match="line break"):
        switch.ami.act("Setvar", Variable="X", Value=f"1{break_}Action: Logoff")


def test_an_event_says_nothing_that_a_callers_name_put_into_it() -> None:
    name = "Eve\u2028Uniqueid: 42\x0bCause: 17"
    packet = f"Event: Hangup\r\nCallerIDName: {name}\r\nUniqueid: 1.1\r\nCause: 16".encode()
    assert wire.parse(packet) == {"Event": "Hangup", "CallerIDName": name, "Uniqueid": "1.1", "Cause": "16"}


@pytest.mark.parametrize("room", ["call-1,x", "failed", "call-1&call-2", "call-${CHANNEL}", "../call-1"])
def test_a_room_that_is_no_plain_name_is_refused(switch: AsteriskSwitch, room: str) -> None:
    with pytest.raises(ValueError, match="plain"):
        switch.connect("1.1", room, "")


def test_what_is_asked_of_a_channel_that_is_gone_is_refused_and_logged_and_no_fault(
    switch: AsteriskSwitch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    switch.connect("1.1", "call-1", "")
    switch.hang_up("1.1")
    switch.live()  # Answered in order, so what was told before has been refused by now.
    assert "refused" in caplog.text


def test_a_caller_in_the_queue_lives_through_a_lost_connection_and_is_found_again(
    phone: Phone, hotline: str, story: Story, switch: AsteriskSwitch
) -> None:
    story.first = Turn((), Enqueue("main"))
    phone.dial(hotline)
    story.wait_for("arrived")
    switch.ami.drop()
    live = story.wait_for("resync")[1]
    assert story.channel() in live
    phone.hang_up()
    story.wait_for("leg_ended", story.channel())


def test_a_fault_in_the_story_does_not_deafen_us(
    phone: Phone, hotline: str, story: Story, switch: AsteriskSwitch, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = story.leg_ended

    def fault(channel: str) -> None:
        told(channel)
        raise RuntimeError("a fault that this test makes")

    monkeypatch.setattr(story, "leg_ended", fault)
    for number in (1, 2):
        story.first = Turn((), Hangup())
        phone.dial(hotline)
        phone.wait_for("CALL_CLOSED")
        eventually(lambda n=number: n in story.arrivals)
        story.wait_for("leg_ended", story.channel(number))


def test_a_caller_whose_dialogue_dies_in_mid_prompt_hears_it_out_then_music_and_goes_on_where_they_were(
    phone: Phone, config: Config, switch: AsteriskSwitch, story: Story, prompts: Prompts, tones: Tones
) -> None:
    prompt = tones(500, 1.0)
    ports = [str(config.agi_port), str(config.ami_port)]
    command = [sys.executable, "-m", "tests.asterisk.dying", str(config.var), *ports, prompt.audio]
    child = subprocess.Popen(command, cwd=ROOT)
    try:
        eventually(lambda: _listens(config.agi_port), 15)
        phone.dial(f"sip:1000@127.0.0.1:{config.sip_port}")
        eventually(lambda: seconds_of(phone.heard(), 500) > 0.3)
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait()
    time.sleep(1.0)
    before = len(phone.heard())
    time.sleep(2.0)
    away = phone.heard()[before:]
    assert loud_seconds(away) > 0.8 and seconds_of(away, 500) < 0.3
    story.turns[1] = Turn((tones(800),), Gather(timeout_s=9))
    story.script[Digits("1")] = Turn((), Hangup())
    dialogue = Dialogue(config, story, switch, prompts)
    dialogue.start()
    try:
        eventually(lambda: seconds_of(phone.heard(), 800) > 0.5)
        phone.press("1")
        phone.wait_for("CALL_CLOSED")
    finally:
        dialogue.stop()
    assert story.arrivals == {}, "it is the same call, not another"


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_asterisk_is_adopted_started_again_when_it_dies_and_stopped_at_the_end(tmp_path: Path) -> None:
    config = config_in(tmp_path)
    first = AsteriskProcess(config)
    first.start()
    second = AsteriskProcess(config)
    second.start()
    try:
        assert second.adopted and second.pid == first.pid
        first._stop.set()  # The first process of ours is dead.
        died = second.pid
        os.kill(died, signal.SIGKILL)
        eventually(lambda: second.pid != died, 15)
        with _Visit(config) as visit:
            assert visit.booted.wait(15), "it is ready for calls again"
    finally:
        second.stop()
    assert not _listens(config.ami_port)


def test_a_port_in_use_is_named_with_its_setting(tmp_path: Path) -> None:
    config = config_in(tmp_path)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", config.ami_port))
        taken.listen()
        with pytest.raises(ConfigError, match=f"port {config.ami_port} .* set AMI_PORT"):
            AsteriskProcess(config).start()
