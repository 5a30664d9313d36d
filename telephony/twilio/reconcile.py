"""Our open calls compared with what lives at Twilio, at start and every few minutes: no callback is needed twice.

What Twilio lists is believed about the living; that something is gone is believed only when Twilio says so of that one
call. So a call that arrives while we ask is never ended by mistake.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from db import now
from telephony import places
from telephony.calls import Calls
from telephony.legs import room_of
from telephony.models import Call, Leg
from telephony.port import SwitchFault
from telephony.twilio import recorded
from telephony.twilio.callbacks import SETTLES_S
from telephony.twilio.conferences import GONE
from telephony.twilio.control import TwilioSwitch
from telephony.twilio.legs import BACKEND, OURS
from telephony.twilio.models import TwilioLeg
from telephony.twilio.rest import FUSE_COOLS_S

log = logging.getLogger(__name__)

EVERY_S = 180.0
YOUNG = timedelta(seconds=30)
"""A leg that we ring, and that is younger than this, may be on its way. A caller who came is there, or gone."""
AUDIO_AT_START, AUDIO_AFTERWARDS = timedelta(days=1), timedelta(hours=1)
"""So old are the talks whose recordings are looked for: when we begin, while we may have been away, and later."""


@dataclass(frozen=True)
class _Open:
    """A leg that we believe to live."""

    channel: str
    party: str
    joined: bool
    over: bool
    """Its call has had its outcome."""
    since: datetime


class Reconcile:
    """`run` compares, again and again; `once` does it one time."""

    def __init__(self, switch: TwilioSwitch, calls: Calls) -> None:
        self._switch, self._calls = switch, calls
        self._wake = threading.Condition()
        self._soon: dict[str, float] = {}
        self._everything = time.monotonic()
        """When everything is compared next."""
        self._behind = False
        """Twilio has not done all that it was asked for."""
        self._audio_since = now() - AUDIO_AT_START
        switch.look_again, switch.is_behind = self.look_again, self.is_behind

    def look_again(self, channel: str, in_s: float) -> None:
        """Look at this one channel after so many seconds."""
        with self._wake:
            self._soon[channel] = time.monotonic() + in_s
            self._wake.notify()

    def is_behind(self) -> None:
        """Twilio did not answer: it is asked again soon, and told where everybody is."""
        with self._wake:
            self._behind = True
            self._everything = min(self._everything, time.monotonic() + FUSE_COOLS_S)

    def run(self, stop: threading.Event) -> None:
        """Until `stop` is set; it is noticed within a second."""
        while not stop.is_set():
            try:
                if time.monotonic() >= self._everything:
                    # While it fails it is asked often: what follows is caught up on at once.
                    self._everything = time.monotonic() + FUSE_COOLS_S
                    self.once()
                    self._everything = time.monotonic() + (FUSE_COOLS_S if self._behind else EVERY_S)
                self._once_of(self._due())
            except SwitchFault as fault:
                self._behind = True
                log.warning("calls could not be compared: %s", fault)
            except SQLAlchemyError:
                log.exception("the database did not answer; calls are compared later")
            with self._wake:
                self._wake.wait(1.0)

    def once(self) -> None:
        """Make up for every callback that was lost. Raises SwitchFault."""
        legs = [leg for leg in self._open() if not leg.channel.startswith(OURS) or leg.since < now() - YOUNG]
        if legs or self._behind or self._switch.out_of_reach:
            live = self._switch.live()
            self._behind = False  # Unless what is asked for now fails as well.
            self._make_up(legs, live)
            places.settle(self._calls, BACKEND, live)
        self._bring_in()
        recorded.talks(self._switch, self._calls, self._audio_since)
        self._audio_since = now() - AUDIO_AFTERWARDS

    def _due(self) -> set[str]:
        with self._wake:
            due = {channel for channel, at in self._soon.items() if at <= time.monotonic()}
            for channel in due:
                del self._soon[channel]
            return due

    def _once_of(self, channels: set[str]) -> None:
        if channels:
            self._make_up([leg for leg in self._open() if leg.channel in channels], set())

    def _make_up(self, legs: Sequence[_Open], live: set[str]) -> None:
        for leg in legs:
            rings = leg.channel.startswith(OURS) and not leg.joined
            if leg.channel in live and not rings and not leg.over:
                continue
            status = self._switch.conferences.status(leg.channel)
            if status == GONE:
                self._gone(leg)
            elif leg.over:
                self._switch.hang_up(leg.channel)
            elif rings and status == "in-progress":
                customer = leg.party == "caller"
                (self._calls.customer_answered if customer else self._calls.agent_answered)(leg.channel)

    def _gone(self, leg: _Open) -> None:
        log.info("channel %s was gone, and nobody had told us", leg.channel)
        if leg.party != "caller":
            self._switch.agent_gone(leg.channel)
        elif self._switch.leaves_message(leg.channel) and not recorded.message(self._switch, self._calls, leg.channel):
            self.look_again(leg.channel, SETTLES_S)
        else:
            self._calls.leg_ended(leg.channel)

    def _bring_in(self) -> None:
        """Callers who are talking, as we wrote down, and of whom Twilio was never told."""
        with self._calls.db.reading() as session:
            calls = session.scalars(
                select(Call).where(
                    Call.backend == BACKEND,
                    Call.state == "talking",
                    Call.outcome.is_(None),
                    Call.answered_at < now() - YOUNG,
                )
            ).all()
            rows = session.execute(select(TwilioLeg.channel, TwilioLeg.room).where(TwilioLeg.room != ""))
            placed = {(channel, room) for channel, room in rows}
        for call in calls:
            if (call.backend_id, room_of(call)) not in placed:
                self._switch.connect(call.backend_id, room_of(call), "")

    def _open(self) -> list[_Open]:
        since = func.coalesce(Leg.rang_at, Call.arrived_at)
        with self._calls.db.reading() as session:
            rows = session.execute(
                select(Leg, Call.outcome, since)
                .join(Call, Call.id == Leg.call_id)
                .where(Call.backend == BACKEND, Leg.left_at.is_(None))
            ).all()
        return [
            _Open(
                channel=leg.backend_id,
                party=leg.party,
                joined=leg.joined_at is not None,
                over=outcome is not None,
                since=at,
            )
            for leg, outcome, at in rows
        ]
