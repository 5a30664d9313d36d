"""The stage without a telephone: the whole product in this process, but for a simulated switch."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Self

import acd.loop
import demo
from channels import by_phone
from channels.chat import Chat
from channels.conversations import Conversations
from channels.smtp import Listener
from config import Config
from db import Database
from ivr.heard import Digits, Heard, Recorded, Silence, Started
from ivr.turns import Enqueue, Gather, Hangup, Record, Turn
from telephony import recordings
from telephony.calls import Calls
from telephony.outbound import Outgoing
from telephony.simulator.switch import SimulatedSwitch
from tests.sounds import tone, write_wav
from tests.stories.product import Product, free_ports
from tests.stories.served import served
from tests.stories.stages import MUSIC, Party, Stage, Telephone, Worker, passed
from web.rooms import Rooms
from web.site import make_site

_channels = count(1)


class World(SimulatedSwitch):
    """The simulated switch with somebody who reports, later, what became of what was asked; and keeps what is said."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.news: SimpleQueue[tuple[str, str]] = SimpleQueue()
        self._folder = folder

    def hang_up(self, channel: str) -> None:
        super().hang_up(channel)
        self.news.put(("gone", channel))

    def talk(self, channel: str) -> None:
        super().talk(channel)
        self.news.put(("asked", channel))

    def answer(self, channel: str) -> None:
        super().answer(channel)
        self._keep((self.rings.get(channel) or self.dialled[channel]).audio)

    def connect(self, channel: str, room: str, audio: str, partner: str = "") -> None:
        super().connect(channel, room, audio, partner)
        self._keep(audio)

    def _keep(self, audio: str) -> None:
        """What listeners say is nobody's to keep."""
        if not audio:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        write_wav(self._folder / audio, tone(700, 0.5))

    def heard_by(self, channel: str) -> set[str] | None:
        """The channels that this one hears; None where it is music."""
        place = self.places[channel]
        kind, _, whose = place.partition(":")
        if kind in ("listen", "whisper"):
            return {whose, *(self.heard_by(whose) or ())} - {channel}
        if place in ("held", "line"):
            return None
        together = {other for other, where in self.places.items() if where == place and other != channel}
        return together | {other for other, where in self.places.items() if where == f"whisper:{channel}"}


class Rehearsal(Product):
    """The demo company, in this process. It looks as the product does from outside."""

    def __init__(self, folder: Path, database: Database) -> None:
        self.var, self.db, self.log = folder / "var", database, folder / "log"
        self.log.touch()
        self.ports = {"SMTP": free_ports(1)[0]}
        self.config = Config(
            var=self.var,
            database_url=database.url,
            secret_key="a secret of the tests",
            smtp_listen=("127.0.0.1", self.ports["SMTP"]),
        )
        self.world = World(self.var / "recordings")
        chat = Chat(database, self.config.secret_key)
        self.calls = Calls(
            database,
            {"simulator": self.world},
            self.config.secret_key,
            "US",
            in_line=by_phone.in_line,
            outgoing=Outgoing("simulator"),
        )
        conversations = Conversations(database)
        self.performers = {"call": self.calls, "chat": conversations, "email": conversations}
        rooms = Rooms(self.config, database, self.calls, chat, self.world, recognizers=lambda: [])
        self.site = make_site(rooms)
        self.asked: dict[str, Caller] = {}
        self._stop, self._open = threading.Event(), ExitStack()

    def __enter__(self) -> Self:
        self.var.mkdir(parents=True, exist_ok=True)
        demo.seed(self.db, self.var)
        self.url = self._open.enter_context(served(self))
        self._open.enter_context(Listener(self.db, self.config))
        works: list[tuple[Any, ...]] = [
            (acd.loop.run, self.db, self.performers, self._stop),
            (recordings.run, self.db, self.config, self._stop),
            (self._report,),
        ]
        self._threads = [threading.Thread(target=work, args=with_what, daemon=True) for work, *with_what in works]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_fault: object) -> None:
        self._stop.set()
        self.db.bell.ring(None)
        self.world.news.put(("over", ""))
        for thread in self._threads:
            thread.join(10)
        self._open.close()

    def _report(self) -> None:
        while (news := self.world.news.get())[0] != "over":
            what, channel = news
            if what == "gone":
                self.calls.leg_ended(channel)
            else:
                self.asked[channel].does(None, Started())


class Caller(Telephone):
    product: Rehearsal

    def dials(self, token: str = "") -> Self:
        self.channel = f"caller-{next(_channels)}"
        self.product.asked[self.channel] = self
        self.product.world.dial_in(self.channel)
        self.id, *asked = self.product.calls.arrived(
            "simulator",
            self.channel,
            channel_name="",
            from_address=self.number,
            to_address="hotline",
            token=token,
        )
        self._hears(*asked)
        return self

    def answers(self) -> Self:
        dialling = self._rung()
        self.product.world.answer(self.channel)
        self.id = dialling.call_id
        self.product.calls.customer_answered(self.channel)
        return self

    def is_busy(self) -> None:
        self._rung()
        self.product.world.drop(self.channel)
        self.product.calls.ring_ended(self.channel, "busy")

    def _rung(self) -> Any:
        world = self.product.world

        def rings() -> Any:
            return [each for each in list(world.dialled.values()) if world.places.get(each.channel) == "ringing"]

        (dialling,) = self.product.wait_until(rings, 20, "the customer is called")
        assert dialling.number == self.number
        self.channel = dialling.channel
        return dialling

    def does(self, number: int | None, heard: Heard) -> None:
        self._hears(*self.product.calls.heard(self.id, number, heard))

    def _hears(self, number: int, turn: Turn) -> None:
        self.turn_number, self.turn = number, turn
        if isinstance(turn.ending, Enqueue):
            self.product.world.wait(self.channel)
        elif isinstance(turn.ending, Hangup):
            self.product.world.drop(self.channel)
            self.product.calls.leg_ended(self.channel)

    def presses(self, *keys: str) -> Self:
        for each in keys:
            self.product.wait_until(lambda: isinstance(self.turn.ending, Gather), 20, "the caller is asked")
            self.does(self.turn_number, Digits(each.removesuffix(self.turn.ending.finish)))
        return self

    def is_silent(self) -> Self:
        self.does(self.turn_number, Silence())
        return self

    def would_rather_be_called(self) -> None:
        self._hears(0, self.product.calls.call_back(self.id))

    def waits_in_vain(self) -> None:
        assert isinstance(self.turn.ending, Enqueue)
        self._hears(*self.product.wait_until(lambda: self.product.calls.overflowed(self.id), 20, "it is too long"))

    def leaves_message(self) -> None:
        assert isinstance(self.turn.ending, Record)
        write_wav(self.product.var / "recordings" / f"{self.id}-message.wav", tone(700, 2.0))
        self.does(self.turn_number, Recorded(f"{self.id}-message.wav", 2.0))

    def hangs_up(self) -> None:
        self.product.world.drop(self.channel)
        self.product.calls.leg_ended(self.channel)


class Agent(Worker):
    _product: Rehearsal

    def answers_the_ring(self) -> None:
        world = self._product.world

        def rings() -> bool:
            return any(
                ring.agent_id == self.id and world.places.get(channel) == "ringing"
                for channel, ring in list(world.rings.items())
            )

        self._product.wait_until(rings, 20, f"{self.name}'s softphone rings")
        self.channel = world.ringing(self.id).channel
        world.answer(self.channel)
        self._product.calls.agent_answered(self.channel)

    def vanishes(self) -> None:
        self._product.world.drop(self.channel)
        self._product.calls.leg_ended(self.channel)


class Simulator(Stage):
    product: Rehearsal

    def telephone(self, number: str) -> Caller:
        return Caller(self.product, number)

    def agent(self, login: str) -> Agent:
        return Agent(self.product, login)

    def hear(self, expected: Mapping[Party, frozenset[str]]) -> None:
        world = self.product.world
        names = {each.channel: each.name for each in expected}

        def so() -> bool:
            return all(self._heard(world, each.channel, names) == whom for each, whom in expected.items())

        self.product.wait_until(so, 10, f"they hear {expected.values()}, in {world.places} as {names}")

    @staticmethod
    def _heard(world: World, channel: str, names: Mapping[str, str]) -> frozenset[str]:
        if channel not in world.places:
            return frozenset()
        heard = world.heard_by(channel)
        return MUSIC if heard is None else frozenset(names.get(each, each) for each in heard)

    def a_moment_passes(self, telephone: Telephone) -> None:
        passed(self.product, telephone)
