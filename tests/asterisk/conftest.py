"""A real Asterisk for the tests of this folder, once for all of them, on ports and in a folder of its own."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from config import Config, ConfigError
from ivr.heard import Heard, LookedUp
from ivr.turns import Enqueue, Hangup, LookUp, Play, Turn
from telephony.asterisk.configuration import Installation
from telephony.asterisk.dialogue import Dialogue
from telephony.asterisk.process import AsteriskProcess
from telephony.asterisk.switch import AsteriskSwitch
from telephony.prompts import Prompts
from tests import sip
from tests.sounds import RATE, tone

Tones = Callable[..., Play]
"""tones(hertz, seconds) → the prompt."""


def free_ports(how_many: int) -> list[int]:
    probes = [socket.socket() for _ in range(how_many)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def config_in(folder: Path) -> Config:
    sip_port, ami, agi, http, speech, trunk = free_ports(6)
    first = 20000 + sip_port % 20 * 250
    return Config(
        var=folder,
        database_url=f"sqlite:///{folder}/threadline.db",
        secret_key="secret",
        sip_port=sip_port,
        ami_port=ami,
        agi_port=agi,
        speech_port=speech,
        asterisk_http_port=http,
        rtp_ports=(first, first + 249),
        sip_trunk=("127.0.0.1", trunk),
    )


@pytest.fixture(scope="session")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    config = config_in(tmp_path_factory.mktemp("asterisk"))
    try:
        Installation.find(config)
    except ConfigError as missing:
        pytest.skip(str(missing))
    if not sip.available():
        pytest.skip("no baresip to call with")
    return config


@pytest.fixture(scope="session")
def process(config: Config) -> Iterator[AsteriskProcess]:
    process = AsteriskProcess(config)
    process.start()
    yield process
    process.stop()


class Story:
    """The story of a call, for tests: says what it is told to say, and remembers what it heard.

    `script` is what follows what was heard: `script[Digits("1")] = Turn(...)`; everything else repeats the first turn.
    """

    def __init__(self) -> None:
        self.first: Turn = Turn((), Hangup())
        self.script: dict[Heard, Turn | Callable[[], Turn]] = {}
        self.announcement = Turn((), Enqueue("main"))
        self.kept = Turn((), Hangup())
        self.told: list[tuple[Any, ...]] = []
        self.calls: dict[str, int] = {}
        self.arrivals: dict[int, dict[str, str]] = {}
        self.turns: dict[int, Turn] = {}
        self._news = threading.Condition()

    def arrived(self, backend: str, backend_id: str, **who: str) -> tuple[int, int, Turn]:
        with self._news:
            call = self.calls.setdefault(backend_id, len(self.calls) + 1)
            self.arrivals[call] = who | {"channel": backend_id}
            self.turns.setdefault(call, self.first)
        self._tell("arrived", call)
        return call, 0, self.turns[call]

    def heard(self, call_id: int, turn_number: int | None, heard: Heard) -> tuple[int, Turn]:
        self._tell("heard", heard)
        if turn_number is None:
            return 0, self.turns[call_id]
        known = self.script.get(heard, self.script.get(type(heard), self.first))  # type: ignore[call-overload]
        turn = known() if callable(known) else known
        self.turns[call_id] = turn
        return turn_number + 1, turn

    def look_up(self, wish: LookUp) -> LookedUp:
        self.told.append(("look_up", wish))
        return LookedUp(True, wish.connection)

    def waiting(self, call_id: int) -> Turn:
        self._tell("waiting", call_id)
        return self.announcement

    def overflowed(self, call_id: int) -> tuple[int, Turn] | None:
        return None

    def call_back(self, call_id: int) -> Turn:
        self._tell("call_back", call_id)
        return self.kept

    def agent_answered(self, channel: str) -> None:
        self._tell("agent_answered", channel)

    def customer_answered(self, channel: str) -> None:
        self._tell("customer_answered", channel)

    def ring_ended(self, channel: str, why: str) -> None:
        self._tell("ring_ended", channel, why)

    def leg_ended(self, channel: str) -> None:
        self._tell("leg_ended", channel)

    def resync(self, backend: str, live: set[str], since: datetime | None = None) -> None:
        self._tell("resync", frozenset(live))

    def _tell(self, *what: Any) -> None:
        with self._news:
            self.told.append(what)
            self._news.notify_all()

    def wait_for(self, *what: Any, timeout: float = 10.0) -> tuple[Any, ...]:
        """Wait until something that begins so was told."""
        with self._news:
            found = lambda: next((told for told in self.told if told[: len(what)] == what), None)  # noqa: E731
            if not self._news.wait_for(found, timeout):
                raise TimeoutError(f"no {what} within {timeout} s, only {self.told}")
            return found()  # type: ignore[return-value]

    def channel(self, call_id: int = 1) -> str:
        return self.arrivals[call_id]["channel"]


@pytest.fixture
def story() -> Story:
    return Story()


@pytest.fixture(scope="session")
def prompts(config: Config) -> Prompts:
    return Prompts(config)


@pytest.fixture
def switch(config: Config, process: AsteriskProcess, story: Story) -> Iterator[AsteriskSwitch]:
    switch = AsteriskSwitch(config)
    switch.start(story)
    story.wait_for("resync")
    story.told.clear()
    yield switch
    for channel in switch.live():
        switch.hang_up(channel)
    switch.stop()


@pytest.fixture
def dialogue(config: Config, story: Story, switch: AsteriskSwitch, prompts: Prompts) -> Iterator[Dialogue]:
    dialogue = Dialogue(config, story, switch, prompts)
    dialogue.start()
    yield dialogue
    dialogue.stop()


@pytest.fixture
def tones(prompts: Prompts) -> Callable[..., Play]:
    """An uploaded prompt that is a tone, so that a test knows which one was heard."""

    def make(hertz: float, seconds: float = 1.0) -> Play:
        return Play(prompts.keep(tone(hertz, seconds), RATE), f"{hertz} Hz", "en")

    return make


@pytest.fixture
def phone(tmp_path: Path) -> Iterator[sip.Phone]:
    with sip.Phone.start(tmp_path / "caller", "+14155550100") as phone:
        yield phone


@pytest.fixture
def hotline(config: Config, dialogue: Dialogue) -> str:
    """The address to dial."""
    return f"sip:1000@127.0.0.1:{config.sip_port}"


@pytest.fixture
def agent(config: Config, switch: AsteriskSwitch, tmp_path: Path) -> Iterator[sip.Phone]:
    """The desk phone of agent 7, registered; it picks up by itself."""
    login = switch.agent_credentials(7, phone=True)
    server = f"127.0.0.1:{config.sip_port}"
    with sip.Phone.registered(tmp_path / "agent", login.username, login.password, server, answers=True) as phone:
        yield phone


def eventually(check: Callable[[], bool], timeout: float = 5.0) -> None:
    deadline = time.monotonic() + timeout
    while not check():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.02)
