"""What we remember of channels at Twilio, and what the story knows of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import Session

from db import Database
from telephony.models import Call, Leg
from telephony.twilio.models import TwilioLeg

BACKEND = "twilio"
MOST_KNOWN = 4096
"""Calls whose CallSid is remembered: more than go on at once in one process."""
OURS = "tl-"
"""Begins the channels that we choose; the others are CallSids."""


_IS_OF = (
    select(Call.id)
    .outerjoin(TwilioLeg, TwilioLeg.channel == Call.backend_id)
    .where(
        Call.id == bindparam("call"),
        Call.backend == BACKEND,
        or_(Call.backend_id == bindparam("sid"), TwilioLeg.call_sid == bindparam("sid")),
    )
)
_MENU_OF = (
    select(Call.turn)
    .join(Leg, Leg.call_id == Call.id)
    .where(Leg.backend_id == bindparam("channel"), Call.backend == BACKEND, Call.state == "ivr", Call.outcome.is_(None))
)
_CALL_OF = (
    select(Call)
    .join(Leg, Leg.call_id == Call.id)
    .where(Leg.backend_id == bindparam("channel"), Call.backend == BACKEND)
)
"""Made once, as they are asked by many webhooks."""


class Legs:
    """Channels, their names at Twilio, and where they are. All of it is in the database."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self._own: set[tuple[str, int]] = set()

    def get(self, channel: str) -> TwilioLeg:
        """What is remembered; of a channel that nothing was done with yet, what follows from its name."""
        return self._known(channel) or _fresh(channel)

    def knows(self, channel: str) -> bool:
        return self._known(channel) is not None

    def taped_there(self, channel: str) -> None:
        """Twilio keeps the audio: there is no file of ours for this leg."""
        with self.db.transaction() as session:
            _taped_there(session, channel)

    def remember(self, channel: str, **values: str) -> None:
        """Change fields of TwilioLeg."""
        with self.db.transaction() as session:
            leg = session.get(TwilioLeg, channel)
            if leg is None:
                leg = _fresh(channel)
                session.add(leg)
                _taped_there(session, channel)
            for name, value in values.items():
                setattr(leg, name, value)

    def channels(self, sids: set[str]) -> set[str]:
        """CallSids as the channels that the story knows."""
        with self.db.reading() as session:
            rows = session.execute(select(TwilioLeg.call_sid, TwilioLeg.channel).where(TwilioLeg.call_sid.in_(sids)))
            names = {row.call_sid: row.channel for row in rows}
        return {names.get(sid, sid) for sid in sids}

    def is_of(self, call_sid: str, call_id: int) -> bool:
        """Whether this is the customer's side of that call: by our ids, however many legs there have been.

        Once it is it stays so, and is not asked again; what is not may become so.
        """
        if (call_sid, call_id) not in self._own:
            with self.db.reading() as session:
                if session.scalar(_IS_OF, {"call": call_id, "sid": call_sid}) is None:
                    return False
            self.are_one(call_sid, call_id)
        return True

    def are_one(self, call_sid: str, call_id: int) -> None:
        """Twilio's call has just come in as ours, or was found to be it."""
        if len(self._own) >= MOST_KNOWN:
            self._own.clear()
        self._own.add((call_sid, call_id))

    def call_of(self, channel: str) -> Call | None:
        """The call that this is a party of."""
        with self.db.reading() as session:
            return session.scalar(_CALL_OF, {"channel": channel})

    def menu_of(self, channel: str) -> dict[str, Any] | None:
        """The turn in which this caller is, if they walk through a menu."""
        with self.db.reading() as session:
            return session.scalar(_MENU_OF, {"channel": channel})

    def unsettle(self, channel: str) -> None:
        """Where the parties of its call are is to be told once more: see `telephony.places`."""
        with self.db.transaction() as session:
            its = select(Leg.call_id).where(Leg.backend_id == channel).scalar_subquery()
            session.execute(update(Call).where(Call.id == its, Call.outcome.is_(None)).values(unsettled=True))

    def streamed(self) -> list[str]:
        """The channels of talks that go on, and are streamed to us."""
        query = (
            select(TwilioLeg.channel)
            .join(Leg, Leg.backend_id == TwilioLeg.channel)
            .join(Call, Call.id == Leg.call_id)
            .where(TwilioLeg.stream_sid != "", Call.state == "talking", Call.outcome.is_(None))
        )
        with self.db.reading() as session:
            return list(session.scalars(query))

    def accompanied(self, call: Call) -> bool:
        """Whether a guest is in the conference with the caller."""
        guest = select(Leg.id).where(Leg.call_id == call.id, Leg.party == "guest", Leg.held.is_(False))
        with self.db.reading() as session:
            return session.scalar(guest.where(Leg.joined_at.is_not(None), Leg.left_at.is_(None)).limit(1)) is not None

    def given_up(self, channel: str) -> bool:
        """Whether the story is through with it."""
        with self.db.reading() as session:
            left = select(Leg.id).where(Leg.backend_id == channel, Leg.left_at.is_not(None))
            return session.scalar(left) is not None

    def _known(self, channel: str) -> TwilioLeg | None:
        with self.db.reading() as session:
            return session.get(TwilioLeg, channel)


def _fresh(channel: str) -> TwilioLeg:
    sid = "" if channel.startswith(OURS) else channel
    return TwilioLeg(channel=channel, call_sid=sid, room="", recording_sid="", stream_sid="")


def _taped_there(session: Session, channel: str) -> None:
    session.execute(update(Leg).where(Leg.backend_id == channel).values(audio=""))
