"""More than two in a call, on a real Asterisk: who hears whom, who hears music, and who hears in secret."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config import Config
from ivr.turns import Enqueue, Hangup, Turn
from telephony.asterisk.switch import AsteriskSwitch
from telephony.port import Ring
from tests.asterisk.conftest import Story, Tones
from tests.sip import Phone, loud_seconds, seconds_of, tone

CALLER, SARA, DANIEL = 700, 1100, 1500
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


def ring(switch: AsteriskSwitch, story: Story, agent_id: int, beside: str = "", how: str = "") -> str:
    channel = f"tl-{agent_id}-{time.monotonic_ns():x}"
    switch.ring(Ring(channel, agent_id, 77, ROOM, "", "", "+14155550100", 10, beside=beside, how=how))
    story.wait_for("agent_answered", channel)
    return channel


def hears(who: Phone, since: int, hertz: float) -> bool:
    return seconds_of(who.heard()[since:], hertz) > 0.3


def test_aside_together_and_alone_with_the_caller(
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
    sara, daniel, mina = desk_phone(21), desk_phone(22), desk_phone(23)
    first = ring(switch, story, 21)
    caller = story.channel()
    switch.connect(caller, ROOM, "")
    everybody = (phone, CALLER), (sara, SARA), (daniel, DANIEL)

    def who_hears_whom() -> set[tuple[str, str]]:
        """Everybody speaks at once: (who hears, whom). Music counts as `music`."""
        time.sleep(0.5)
        ears = {"caller": phone, "sara": sara, "daniel": daniel, "mina": mina}
        since = {name: len(ear.heard()) for name, ear in ears.items()}
        for who, hertz in everybody:
            who.speak(tone(hertz, 1.0, 0.2), wait=False)
        time.sleep(1.4)
        voices = {"caller": CALLER, "sara": SARA, "daniel": DANIEL}
        heard = {(n, v) for n, ear in ears.items() for v, hertz in voices.items() if hears(ear, since[n], hertz)}
        quiet = [n for n in ears if not any(name == n for name, _ in heard)]
        return heard | {(n, "music") for n in quiet if loud_seconds(ears[n].heard()[since[n] :]) > 0.5}

    second = ring(switch, story, 22)
    switch.hold(caller)
    assert who_hears_whom() == {("caller", "music"), ("sara", "daniel"), ("daniel", "sara")}
    switch.hold(second)
    switch.resume(caller, ROOM)
    assert who_hears_whom() == {("daniel", "music"), ("sara", "caller"), ("caller", "sara")}
    switch.resume(second, ROOM)
    names = ("caller", "sara", "daniel")
    assert who_hears_whom() == {(a, b) for a in names for b in names if a != b}
    switch.hold(second)
    listener = ring(switch, story, 23, beside=first, how="listen")
    assert {pair for pair in who_hears_whom() if pair[0] == "mina"} == {("mina", "sara"), ("mina", "caller")}

    def speaks_alone() -> set[str]:
        time.sleep(0.5)
        ears = {"caller": phone, "sara": sara}
        since = {name: len(ear.heard()) for name, ear in ears.items()}
        mina.speak(tone(1900, 1.0, 0.2))
        time.sleep(0.3)
        return {name for name, ear in ears.items() if hears(ear, since[name], 1900)}

    assert speaks_alone() == set()
    switch.listen(listener, first, ROOM, "whisper")
    assert speaks_alone() == {"sara"}
    switch.listen(listener, first, ROOM, "barge")
    assert speaks_alone() == {"caller", "sara"}
    switch.listen(listener, first, ROOM, "listen")
    switch.resume(second, ROOM)
    switch.hang_up(first)
    story.wait_for("leg_ended", listener)
    names = ("caller", "daniel")
    assert {pair for pair in who_hears_whom() if pair[0] != "mina"} == {(a, b) for a in names for b in names if a != b}

    story.turns[1] = Turn((tones(900, 1.0),), Hangup())
    since = len(phone.heard())
    switch.talk(caller)
    story.wait_for("leg_ended", caller)
    assert seconds_of(phone.heard()[since:], 900) > 0.7
