"""More than two in a call, on a real Asterisk: who hears whom, who hears music, and who hears in secret."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from config import Config
from ivr.turns import Enqueue, Hangup, Turn
from telephony.asterisk.switch import AsteriskSwitch
from telephony.mixing import read_mono
from telephony.port import Ring
from telephony.recordings import is_closed
from tests.asterisk.conftest import Story, Tones, eventually
from tests.sip import Phone
from tests.sounds import loud_seconds, seconds_of, tone

ROOM = "call-77"


@pytest.fixture
def desk_phone(config: Config, switch: AsteriskSwitch, tmp_path: Path) -> Iterator[Callable[[int], Phone]]:
    """desk_phone(9) → the telephone of agent 9, which picks up by itself."""
    phones: list[Phone] = []

    def start(agent_id: int) -> Phone:
        login = switch.agent_credentials(agent_id, phone=True)
        server = f"127.0.0.1:{config.sip_port}"
        folder = tmp_path / f"agent-{agent_id}"
        phones.append(Phone.registered(folder, login.username, login.password, server, answers=True))
        return phones[-1]

    yield start
    for phone in phones:
        phone.close()


def ring(
    switch: AsteriskSwitch, story: Story, agent_id: int, beside: str = "", how: str = "", apart: bool = False
) -> str:
    channel = f"tl-{agent_id}-{time.monotonic_ns():x}"
    switch.ring(Ring(channel, agent_id, 77, ROOM, "", "", "+14155550100", 10, beside=beside, how=how, apart=apart))
    story.wait_for("agent_answered", channel)
    return channel


@dataclass
class Ears:
    """Phones by name, and the tone by which each is known."""

    phones: dict[str, Phone]
    tones: dict[str, float]

    def hear(self, *speakers: str) -> set[tuple[str, str]]:
        """These speak at once. Returns (who hears, whom); whoever hears only music hears `music`."""
        time.sleep(0.4)
        since = {name: len(phone.heard()) for name, phone in self.phones.items()}
        for name in speakers:
            self.phones[name].speak(tone(self.tones[name], 0.6, 0.2), wait=False)
        time.sleep(1.0)
        new = {name: phone.heard()[since[name] :] for name, phone in self.phones.items()}
        heard = {(n, who) for n, sound in new.items() for who in speakers if seconds_of(sound, self.tones[who]) > 0.25}
        deaf = set(new) - {name for name, _ in heard}
        # Music has quiet passages; silence has no loud ones.
        return heard | {(name, "music") for name in deaf if loud_seconds(new[name]) > 0.1}


def everybody_hears_everybody(*names: str) -> set[tuple[str, str]]:
    return {(a, b) for a in names for b in names if a != b}


def test_aside_together_and_heard_in_secret(
    config: Config,
    phone: Phone,
    hotline: str,
    story: Story,
    switch: AsteriskSwitch,
    desk_phone: Callable[[int], Phone],
    tones: Tones,
) -> None:
    story.first = Turn((), Enqueue("main"))
    phone.dial(hotline)
    story.wait_for("arrived")
    phones = {"caller": phone, "sara": desk_phone(21), "daniel": desk_phone(22), "mina": desk_phone(23)}
    ears = Ears(phones, {"caller": 700, "sara": 1100, "daniel": 1500, "mina": 1900})
    talk = ("caller", "sara", "daniel")
    # Two are alone with each other, and need no room.
    caller, sara = story.channel(), ring(switch, story, 21, apart=True)
    switch.connect(caller, ROOM, "", sara)
    assert ears.hear("caller", "sara") == {*everybody_hears_everybody("caller", "sara")}
    mina = ring(switch, story, 23, beside=sara, how="listen")
    secret = {*everybody_hears_everybody("caller", "sara"), ("mina", "sara"), ("mina", "caller")}
    assert ears.hear("caller", "sara", "mina") == secret
    switch.listen(mina, sara, ROOM, "whisper", "")
    assert ears.hear("caller", "sara", "mina") == {*secret, ("sara", "mina")}
    switch.hang_up(mina)
    story.wait_for("leg_ended", mina)
    # A third one comes: both are brought to where everybody is.
    daniel = ring(switch, story, 22)
    switch.connect(caller, ROOM, "")
    switch.connect(sara, ROOM, "")
    assert ears.hear(*talk) == everybody_hears_everybody(*talk)
    switch.hold(caller)
    assert ears.hear(*talk) == {("caller", "music"), *everybody_hears_everybody("sara", "daniel")}
    switch.hold(daniel)
    switch.connect(caller, ROOM, "")
    mina = ring(switch, story, 23, beside=sara, how="listen")
    heard = {("daniel", "music"), *everybody_hears_everybody("caller", "sara"), ("mina", "sara"), ("mina", "caller")}
    assert ears.hear(*talk, "mina") == heard
    switch.listen(mina, sara, ROOM, "whisper", "")
    assert ears.hear(*talk, "mina") == {*heard, ("sara", "mina")}
    switch.connect(daniel, ROOM, "")
    switch.listen(mina, sara, ROOM, "barge", "1-mina.wav16")
    assert ears.hear(*talk, "mina") == everybody_hears_everybody(*talk, "mina")
    switch.listen(mina, sara, ROOM, "listen", "1-mina.wav16")
    switch.hang_up(sara)
    story.wait_for("leg_ended", mina)
    joined = config.var / "recordings" / "1-mina.wav16"
    eventually(lambda: is_closed(joined))
    samples, rate = read_mono(joined)
    assert 0.4 < seconds_of(samples, 1900, rate) < 1.5, "what everybody heard of her is kept, and nothing else"
    assert everybody_hears_everybody("caller", "daniel") == ears.hear("caller", "daniel")

    story.turns[1] = Turn((tones(900, 0.6),), Hangup())
    since = len(phone.heard())
    switch.talk(caller)
    story.wait_for("leg_ended", caller)
    assert seconds_of(phone.heard()[since:], 900) > 0.4
