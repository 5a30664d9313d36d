"""One story, three stages: the simulator, Asterisk, and the stand-in for Twilio.

A story (tests/stories/tales.py) speaks of telephones and of agents at their panels, and knows no backend. What an agent
does is asked of the REST interface on every stage. A stage says how a telephone rings there, and who hears whom.
"""

from __future__ import annotations

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any, Self

from sqlalchemy import select

from telephony.drops import AT_ONCE
from telephony.models import Call, Leg
from tests.stories.agent import Panel
from tests.stories.product import Product
from transcripts.models import Recording

MUSIC = frozenset({"music"})
NOBODY = frozenset[str]()


class Telephone(ABC):
    """A customer's. `id` is the call that it is in, or was in last."""

    name = "customer"

    def __init__(self, product: Product, number: str) -> None:
        self.product, self.number, self.id = product, number, 0

    @abstractmethod
    def dials(self, token: str = "") -> Self:
        """Call the hotline; returns when the call has arrived."""

    @abstractmethod
    def answers(self) -> Self:
        """Pick up when we call; returns when it has rung and was picked up."""

    @abstractmethod
    def is_busy(self) -> None:
        """Whoever calls it now is told that it is busy."""

    @abstractmethod
    def presses(self, *keys: str) -> Self:
        """Each when the question before it was asked; returns when the last was understood."""

    @abstractmethod
    def is_silent(self) -> Self:
        """Until the time to answer has gone by."""

    @abstractmethod
    def would_rather_be_called(self) -> None:
        """Press the key that a caller in line is offered."""

    @abstractmethod
    def waits_in_vain(self) -> None:
        """Wait in line until the queue's rules bring them out of it."""

    @abstractmethod
    def leaves_message(self) -> None:
        """Speak after the tone, and press the key that ends it."""

    @abstractmethod
    def hangs_up(self) -> None: ...

    @property
    def row(self) -> Call:
        return self.product.call(self.id)

    @property
    def kinds(self) -> list[str]:
        return self.product.kinds("phone", self.id)

    def is_(self, state: str) -> Self:
        self.product.wait_until(lambda: self.row.state == state, 30, f"the call is {state}")
        return self

    def came_to(self, kind: str, times: int = 1) -> None:
        """Wait until this is a step of the call."""
        self.product.wait_until(lambda: self.kinds.count(kind) == times, 30, f"{kind} is a step, {times} times")

    def ends_as(self, outcome: str) -> None:
        self.product.wait_until(lambda: self.row.outcome, 30, "the call has an outcome")
        assert self.row.outcome == outcome
        assert self.kinds.count("CallEnded") == 1

    def message_was_kept(self) -> None:
        """The call is over, and what was said after the tone is here."""
        self.ends_as("voicemail")
        self.product.wait_until(self._is_recorded, 30, "the message is here")

    def _is_recorded(self) -> bool:
        with self.product.db.reading() as session:
            return session.scalar(select(Recording.id).where(Recording.call_id == self.id)) is not None

    def was_served(self, *by: Worker) -> None:
        """The talk is over and its recording kept; each of these agents says how it ended."""
        self.ends_as("served")
        self.came_to("RecordingKept")
        for agent in by:
            agent.says_how_it_ended(self)


class Worker(Panel):
    """`with stage.agent("sara") as sara:` is ready for calls. What they do is a request to our REST interface."""

    def __init__(self, product: Product, login: str, **alive: object) -> None:
        super().__init__(product, login, **alive)
        self.name = login

    @abstractmethod
    def answers_the_ring(self) -> None:
        """The softphone rings, and is answered."""

    def picks_up(self) -> None:
        """The softphone rings, is answered, and the product knows."""
        self.answers_the_ring()
        self._product.wait_until(self._is_in_a_call, 20, f"{self.name} has answered")

    def _is_in_a_call(self) -> bool:
        theirs = select(Leg).where(Leg.agent_id == self.id).order_by(Leg.id.desc()).limit(1)
        with self._product.db.reading() as session:
            return session.scalars(theirs).one().joined_at is not None

    @abstractmethod
    def vanishes(self) -> None:
        """The softphone is gone from the call, and nobody has pressed anything."""

    def does(self, what: str, telephone: Telephone, **how: str) -> None:
        """One of the things that can be done with a call: hold, resume, consult, park …"""
        self.ask("POST", f"calls/{telephone.id}/{what}", how or None)

    def says_how_it_ended(self, telephone: Telephone, note: str = "", disposition: str = "solved") -> None:
        self.ask("POST", f"contacts/call/{telephone.id}/wrap-up", {"disposition": disposition, "note": note})

    def listens(self, telephone: Telephone, how: str) -> None:
        """Or does so in another way: listen, whisper, barge."""
        self.ask("PUT", f"calls/{telephone.id}/listening", {"how": how})

    def takes_what_is_written(self) -> int:
        """Accept the chat or letter that is offered at the desk. Returns the conversation's id."""
        offered = lambda: self.ask("GET", "desk")["offers"]  # noqa: E731
        (offer,) = self._product.wait_until(offered, 20, f"{self.name} is offered it")
        self.ask("POST", f"offers/{offer['id']}/accept")
        return int(offer["contact"]["id"])

    def closes(self, channel: str, conversation_id: int) -> None:
        """What was written is solved."""
        self.ask("POST", f"conversations/{conversation_id}/close")
        self.ask("POST", f"contacts/{channel}/{conversation_id}/wrap-up", {"disposition": "solved", "note": ""})

    def freezes(self) -> None:
        """The panel says nothing more, not even goodbye."""
        self._over.set()
        self._panel.join()

    def is_(self, presence: str) -> None:
        self._product.wait_until(lambda: self.presence() == presence, 30, f"{self.name} is {presence}")


Party = Telephone | Worker


class Stage(ABC):
    """`with stage:` plays one story. What it started is over after it."""

    def __init__(self, product: Product) -> None:
        self.product = product
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *fault: Any) -> None:
        self._open.close()
        self.product.empty_the_line()

    @abstractmethod
    def telephone(self, number: str) -> Telephone: ...

    @abstractmethod
    def agent(self, login: str) -> Worker: ...

    @abstractmethod
    def hear(self, expected: Mapping[Party, frozenset[str]]) -> None:
        """From now on each of these hears exactly those, by their names, or MUSIC. Raises AssertionError."""

    @abstractmethod
    def a_moment_passes(self, telephone: Telephone) -> None:
        """Whoever talks with this one has done so for longer than AT_ONCE."""

    def hear_each_other(self, *parties: Party) -> None:
        names = frozenset(each.name for each in parties)
        self.hear({each: names - {each.name} for each in parties})

    def waiting(self, number: str, keys: tuple[str, ...] = ("1", "1", "427#")) -> Telephone:
        """Somebody who has said what it is about, and waits in line; for an order, if they say nothing else."""
        return self.telephone(number).dials().presses(*keys).is_("queued")


IDS = ("id", "contact_id", "journey_id", "agent_id", "offer_id", "callback", "message")
SECONDS = ("duration_s", "talk_s", "wait_s", "waited_s", "recording_s")
TIMES = ("at", "arrived_at", "answered_at", "ended_at", "due_at", "next_at")
OURS = ("to_address",)
"""What was dialled: each backend is reached by a name or number of its own."""
CODE = re.compile(r"\d{6}")
"""A continue code that was typed: each is another one."""
NORMALISED = {
    **dict.fromkeys(IDS, lambda value: value and "id"),
    **dict.fromkeys(SECONDS, lambda value: None if value is None else "seconds"),
    **dict.fromkeys(TIMES, lambda value: value and "time"),
    "text": lambda value: "a code" if CODE.fullmatch(value) else value,
}
"""Field → how its value is read. It is all that may differ between two tellings of one story, apart from `OURS` of
a call that comes in."""


def told(product: Product, telephone: Telephone) -> str:
    """The whole timeline of whoever has this telephone, as the REST interface gives it: a line of JSON for each of its
    lines, the oldest first, and after a call for each of its steps."""
    reader = Panel(product, "mina")
    stream = reader.ask("GET", f"customers/{telephone.row.customer_id}/timeline?limit=100")
    assert stream["next"] is None
    lines = []
    for entry in reversed(stream["entries"]):
        lines.append(normal(entry))
        if entry["call"]:
            lines += [normal(step) for step in reader.ask("GET", f"calls/{entry['contact_id']}")["steps"]]
    return "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)


def normal(value: Any, name: str = "", kind: str = "") -> Any:
    if name in NORMALISED:
        return NORMALISED[name](value)
    if name in OURS and kind == "CallArrived":
        return "ours"
    if isinstance(value, dict):
        inside = value.get("kind", kind)
        return {key: normal(each, key, inside) for key, each in value.items()}
    if isinstance(value, list):
        return [normal(each) for each in value]
    return value


def passed(product: Product, telephone: Telephone) -> None:
    """Whoever talks with this one answered a while ago."""
    with product.db.transaction() as session:
        for leg in session.query(Leg).filter_by(call_id=telephone.id, left_at=None):
            if leg.joined_at:
                leg.joined_at -= AT_ONCE
