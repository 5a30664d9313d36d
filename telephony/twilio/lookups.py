"""A flow's look-ups in the company's own system, made beside the webhooks: no request of Twilio's waits for them.

The look-up begins with the answer that carries its turn, while the caller hears the turn's prompts. Twilio then comes
back every second, with how often it has, until the story has gone on. What a process that died was asking is asked
once more when it should have been known.
"""

from __future__ import annotations

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from flask import request

from ivr.heard import Heard, LookedUp
from ivr.turns import LookUp, Turn
from telephony.twilio import twiml
from telephony.twilio.forms import seconds
from telephony.twilio.twiml import TIMES

log = logging.getLogger(__name__)

AT_ONCE = 32
"""Look-ups. Others wait until one is over."""
LATE = 3
"""So many seconds after its time a look-up is believed to be lost."""


class Story(Protocol):
    """The part of `Calls` and `DraftCalls` that is asked here."""

    def wished(self, call_id: int, turn_number: int) -> LookUp | None:
        """The look-up that this turn waits for."""

    def look_up(self, wish: LookUp) -> LookedUp:
        """What the company's system says."""

    def heard(self, call_id: int, turn_number: int | None, heard: Heard) -> tuple[int, Turn]:
        """The story goes on."""


class LookUps:
    """Those of one process."""

    def __init__(self, public_url: str) -> None:
        self._public_url = public_url
        self._lock = threading.Lock()
        self._asked: set[tuple[Story, int, int]] = set()
        self._threads = ThreadPoolExecutor(AT_ONCE, "look-up")

    def begin(self, story: Story, call_id: int, turn_number: int, turn: Turn) -> None:
        """Where the turn ends in a look-up: ask, unless that is being done."""
        key = (story, call_id, turn_number)
        with self._lock:
            if not isinstance(turn.ending, LookUp) or key in self._asked:
                return
            self._asked.add(key)
        self._threads.submit(self._ask, *key, turn.ending)

    def wait(self, story: Story, call_id: int, turn_number: int) -> str | None:
        """TwiML by which this request comes back later; None where it is one that need not."""
        if TIMES not in request.args or not (wish := story.wished(call_id, turn_number)):
            return None
        times = int(seconds(request.args[TIMES]))
        if times > wish.timeout_s + LATE:
            times = 0
            self.begin(story, call_id, turn_number, Turn((), wish))
        return twiml.come_back(f"{self._public_url}{request.path}?{TIMES}={times + 1}")

    def _ask(self, story: Story, call_id: int, turn_number: int, wish: LookUp) -> None:
        try:
            story.heard(call_id, turn_number, story.look_up(wish))
        except Exception:
            log.exception("call %s: a look-up by %s could not be told", call_id, wish.connection)
        finally:
            with self._lock:
                self._asked.discard((story, call_id, turn_number))
