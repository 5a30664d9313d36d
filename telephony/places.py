"""Where each party of a call is to be, and how the switch is brought to agree with what was written.

A step that moves several parties writes it down whole, `unsettled`, and then tells the switch one by one. Where we die
in between, `settle` tells it again: what each party's place is follows from the rows alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlalchemy import or_, select, update

from db import Database
from telephony import legs
from telephony.models import Call, Leg
from telephony.port import Switch

if TYPE_CHECKING:
    from telephony.calls import Calls


def move(calls: Calls, call: Call, moved: Iterable[Leg]) -> None:
    """Tell the switch where these parties are now, as the rows were committed. Raises SwitchFault."""
    switch = calls.switches[call.backend]
    # Who leaves goes last, so that nobody is alone in between.
    for leg in sorted(moved, key=lambda leg: leg.left_at is not None):
        if leg.left_at is not None:
            switch.hang_up(leg.backend_id)
        elif leg.party == "caller":
            _place_caller(switch, call, leg, calls.db)
        elif leg.held:
            switch.hold(leg.backend_id)
        else:
            switch.connect(leg.backend_id, legs.room_of(call), leg.audio)
    with calls.db.transaction() as session:
        session.execute(update(Call).where(Call.id == call.id).values(unsettled=False))


def _place_caller(switch: Switch, call: Call, leg: Leg, db: Database) -> None:
    state = call.state
    if state == "outside":
        state = "talking" if _somebody_is_in(db, call) else "held"
    if state == "talking":
        with db.reading() as session:
            partner = legs.partner(session, call)
        switch.connect(leg.backend_id, legs.room_of(call), leg.audio, partner)
    elif state in ("held", "parked"):
        switch.hold(leg.backend_id)
    elif state == "queued":
        switch.wait(leg.backend_id)
    elif state == "ivr":
        switch.talk(leg.backend_id)


def _somebody_is_in(db: Database, call: Call) -> bool:
    with db.reading() as session:
        return any(leg.joined_at and not leg.held for leg in legs.live_legs(session, call) if leg.party == "guest")


def settle(calls: Calls, backend: str, live: set[str]) -> None:
    """Make up for what a crash has left undone, given the channels that live."""
    over = or_(Leg.left_at.is_not(None), Call.outcome.is_not(None))
    gone = select(Leg.backend_id).join(Call, Call.id == Leg.call_id).where(Leg.backend_id.in_(live), over)
    with calls.db.reading() as session:
        stuck = session.scalars(gone.where(Call.backend == backend)).all()
        open_calls = session.scalars(
            select(Call).where(Call.backend == backend, Call.outcome.is_(None), Call.unsettled.is_(True))
        ).all()
        parties = {call.id: session.scalars(select(Leg).where(Leg.call_id == call.id)).all() for call in open_calls}
    for channel in stuck:
        calls.switches[backend].hang_up(channel)
    for call in open_calls:
        move(calls, call, [leg for leg in parties[call.id] if leg.backend_id in live and _has_a_place(leg)])


def _has_a_place(leg: Leg) -> bool:
    """Who rings is no party yet, and listeners are where their own ring has put them."""
    return leg.left_at is None and (leg.party == "caller" or (leg.joined_at is not None and leg.party != "listener"))
