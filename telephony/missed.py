"""What became of channels while nobody told us: made up for when the switch says which of them live."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from telephony import guests, places
from telephony.models import Call, Leg

if TYPE_CHECKING:
    from telephony.calls import Calls


def made_up_for(calls: Calls, backend: str, live: set[str], since: datetime | None) -> None:
    """See `Calls.resync`."""
    with calls.db.reading() as session:
        open_legs = session.execute(
            select(Leg.backend_id, Leg.party, Leg.offer_id, Leg.joined_at, Call.state, Call.arrived_at)
            .join(Call, Call.id == Leg.call_id)
            .where(Call.backend == backend, Call.outcome.is_(None), Leg.left_at.is_(None))
            # A caller who is gone has ended the call; their agent did not vanish from it.
            .order_by(Leg.party.desc(), Leg.id)
        ).all()
    for channel, party, offer_id, joined_at, state, arrived_at in open_legs:
        dialling = state == "dialling"
        if channel not in live:
            calls.leg_ended(channel, "failed" if dialling or (since and arrived_at < since) else "")
        elif (offer_id or dialling or party in guests.PARTIES) and joined_at is None:
            # Whether it was answered while we were away is not known; ringing anew is.
            calls.ring_ended(channel, "recalled")
            calls.switches[backend].hang_up(channel)
    places.settle(calls, backend, live)
