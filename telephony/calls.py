"""The story of a call, in the order in which a call lives. It reads from top to bottom.

Each method is one step: one transaction that writes what happened, and only then what the switch shall do. What
fails between the two is repaired by the clock (`due`) and by asking the switch which channels live (`resync`).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from acd import callbacks, offers
from acd.models import Agent, Offer
from db import now
from hotline import walk
from ivr.heard import HungUp
from telephony import callbacks as calling_back
from telephony import drops, endings, guests, legs, missed, outbound, parking, partings, places, surveys
from telephony.models import Call, Leg
from telephony.port import Ring, SwitchFault
from telephony.waiting import Waiting
from timeline import journeys
from timeline.events import (
    Answered,
    Held,
    Resumed,
)
from timeline.models import Journey

log = logging.getLogger(__name__)

RING_ENDED: dict[str, tuple[Callable[[Session, int], object], str]] = {
    "no_answer": (offers.miss, "missed"),
    "busy": (offers.decline, "declined"),
    "declined": (offers.decline, "declined"),
    "failed": (offers.fail, "failed"),
    "refused": (offers.fail, "failed"),
    "recalled": (offers.recall, "withdrawn"),
}
"""Why a softphone stopped ringing → what it means for the offer, and how the timeline calls it."""


class Calls(Waiting):
    """The steps of every call's story. One for a process; all state is in the database."""

    # An agent is asked.

    def carry_out(self, offer_id: int) -> None:
        """The desk has offered this call to an agent: ring their softphone."""
        with self.db.transaction(first=True) as session:
            offer, call, _agent, queue, _customer = legs.offered(session, offer_id)
            if call.outcome is not None or offer.state != "made":
                return
            ring, dialling = None, None
            if outbound.customer_comes_first(session, call, queue):
                dialling = outbound.agent_is_kept(session, call, offer)
            else:
                ring = legs.offer_rings(session, call, offer, queue.ring_s)
        if ring:
            self.ring(call, ring)
        elif dialling:
            outbound.call_customer(self, call, dialling)

    def ring(self, call: Call, ring: Ring) -> None:
        """Ring a leg that was written down; one that cannot be rung has ended."""
        try:
            self.switches[call.backend].ring(ring)
        except SwitchFault:
            log.exception("call %s: agent %s could not be rung", call.id, ring.agent_id)
            self.ring_ended(ring.channel, "failed")

    def agent_answered(self, channel: str) -> None:
        """The agent's leg is up, may be told twice: bring the caller into the room, if they are still there."""
        with self.db.transaction(first=True) as session:
            leg, call = legs.of_channel(session, channel)
            if leg.joined_at is not None:
                return
            dialling, visit, bring_in = None, None, False
            if legs.not_rung(session, call):
                dialling = outbound.agent_is_there(session, call, leg)
            elif leg.party in guests.PARTIES:
                visit = guests.answered(session, call, leg)
            else:
                caller = legs.caller_leg(session, call)
                if leg.offer_id is None:
                    bring_in = partings.is_back(session, call, leg)
                else:
                    bring_in = self._agent_takes(session, call, leg, caller)
        switch = self.switches[call.backend]
        if dialling:
            outbound.call_customer(self, call, dialling)
        elif visit is not None:
            places.move(self, call, visit)
        elif not bring_in:
            switch.hang_up(channel)
        elif call.state == "talking":
            switch.connect(call.backend_id, legs.room_of(call), caller.audio, "" if call.conference else channel)

    def _agent_takes(self, session: Session, call: Call, leg: Leg, caller: Leg) -> bool:
        assert leg.offer_id is not None
        item = offers.accept(session, leg.offer_id) if call.outcome is None else None
        if item is None:
            return False
        agent = session.get_one(Agent, leg.agent_id)
        waited_for_us = call.direction == "out" and call.answered_at is None
        call.state, call.agent_id, call.answered_at = "talking", agent.id, call.answered_at or now()
        # Who waited too long in one queue was served by another.
        call.queue_key = item.queue_key
        leg.joined_at = now()
        if caller.joined_at is None or waited_for_us:
            caller.joined_at, caller.audio = now(), f"{call.id}-caller.wav16"
        if call.journey_id:
            journeys.touch(session.get_one(Journey, call.journey_id), "phone", agent.id)
        wait_s = (now() - item.queued_at).total_seconds()
        fact = Answered("phone", call.id, agent.name, agent.id, round(wait_s, 1))
        legs.remember(session, call, fact)
        legs.tell(session, call)
        return True

    def ring_ended(self, channel: str, why: str) -> None:
        """The phone was not answered; `why` is one of RING_ENDED. Of a softphone: the caller stays first in line."""
        hang_up: list[Leg] = []
        moved: list[Leg] = []
        with self.db.transaction(first=True) as session:
            leg, call = legs.of_channel(session, channel)
            if leg.left_at is not None:
                return
            leg.left_at = now()
            if leg.party in guests.PARTIES:
                moved = guests.did_not_come(session, call, leg, why)
            elif call.state == "dialling":
                hang_up = outbound.not_reached(session, call, why if leg.party == "caller" else "failed")
            elif leg.offer_id is not None:
                end, told = RING_ENDED.get(why, RING_ENDED["declined"])
                if end(session, leg.offer_id):
                    legs.offer_ended(session, call, leg, told)
        for other in hang_up:
            self.switches[call.backend].hang_up(other.backend_id)
        if moved:
            places.move(self, call, moved)

    def decline(self, offer_id: int, agent_id: int) -> bool:
        """The agent pressed Decline. False where the offer is not theirs."""
        with self.db.reading() as session:
            offer = session.get(Offer, offer_id)
        if offer is None or offer.agent_id != agent_id:
            return False
        self._stop_ring(offer_id, "declined")
        return True

    def missed(self, offer_id: int) -> None:
        """The softphone rang for as long as the queue allows."""
        self._stop_ring(offer_id, "no_answer")

    def stopped(self, offer_id: int) -> None:
        """The desk has ended the offer: the agent's panel is gone."""
        self._stop_ring(offer_id, "failed")

    def _stop_ring(self, offer_id: int, why: str) -> None:
        with self.db.reading() as session:
            found = session.execute(
                select(Leg.backend_id, Call.backend).join(Call, Call.id == Leg.call_id).where(Leg.offer_id == offer_id)
            ).first()
        if found is None:
            # It never came to ringing: the customer is rung first, or we died between the offer and the ring.
            with self.db.transaction() as session:
                (offers.decline if why == "declined" else offers.fail)(session, offer_id)
            return
        channel, backend = found
        self.ring_ended(channel, why)
        self.switches[backend].hang_up(channel)

    # We call.

    def customer_answered(self, channel: str) -> None:
        """Whom we called is there, may be told twice; of any other channel it means nothing."""
        outbound.customer_answered(self, channel)

    # They talk.

    def hold(self, call_id: int, agent_id: int) -> bool:
        """The caller hears music. False where this agent is not talking with them."""
        with self.db.transaction() as session:
            call = self._turned(session, call_id, agent_id, "talking", "held")
            if call is None:
                return False
            fact = Held("phone", call.id, session.get_one(Agent, agent_id).name)
            legs.remember(session, call, fact)
        self.switches[call.backend].hold(call.backend_id)
        return True

    def resume(self, call_id: int, agent_id: int) -> bool:
        """The caller is back in the talk. False where this agent does not hold them."""
        with self.db.transaction() as session:
            call = self._turned(session, call_id, agent_id, "held", "talking")
            if call is None:
                return False
            fact = Resumed("phone", call.id, session.get_one(Agent, agent_id).name)
            legs.remember(session, call, fact)
            caller, partner = legs.caller_leg(session, call), legs.partner(session, call)
        self.switches[call.backend].connect(call.backend_id, legs.room_of(call), caller.audio, partner)
        return True

    def _turned(self, session: Session, call_id: int, agent_id: int, before: str, after: str) -> Call | None:
        won = session.scalar(
            update(Call)
            .where(Call.id == call_id, Call.agent_id == agent_id, Call.state == before, Call.outcome.is_(None))
            .values(state=after)
            .returning(Call.id)
        )
        if not won:
            return None
        call = session.get_one(Call, call_id)
        legs.tell(session, call)
        return call

    # The call ends.

    def hang_up(self, call_id: int, agent_id: int) -> bool:
        """The agent ends the call, for themselves at least. False where it is not theirs, or over."""
        if drops.hung_up(self, call_id, agent_id) or surveys.begin(self, call_id, agent_id):
            return True
        with self.db.transaction(first=True) as session:
            call = session.get_one(Call, call_id)
            how = "no_answer" if call.state == "dialling" else "served"
            living = legs.live_legs(session, call)
            theirs = call.agent_id == agent_id and not surveys.on_their_own(call)
            if not theirs or not endings.end(session, call, how):
                return False
        for leg in living:
            self.switches[call.backend].hang_up(leg.backend_id)
        return True

    def leg_ended(self, channel: str, outcome: str = "") -> None:
        """A channel is gone: the caller hung up, or an agent's softphone went away.

        `outcome` is for a call that ends with it for a reason of its own.
        """
        with self.db.transaction(first=True) as session:
            if (found := legs.find(session, channel)) is None:
                return  # A channel that is no call's leg.
            leg, call = found
            gone_already, leg.left_at = leg.left_at is not None, leg.left_at or now()
            hang_up: list[Leg] = []
            moved: list[Leg] = []
            living: list[Leg] | None = None
            if leg.party == "caller":
                if call.outcome is None and call.state == "ivr":
                    walk.go_on(session, legs.contact_of(call), HungUp(), self._secret)
                endings.end(session, call, outcome or endings.outcome_of(call))
                hang_up = living = legs.live_legs(session, call)
            elif gone_already or call.outcome is not None:
                pass
            elif leg.party in guests.PARTIES:
                moved = guests.left(session, call, leg)
                if call.state == "outside" and not guests.here(session, call):
                    endings.end(session, call, "served")
                    hang_up = legs.live_legs(session, call)
            elif call.state == "dialling":
                hang_up = outbound.not_reached(session, call, outcome or "no_answer")
            elif leg.joined_at is None and leg.offer_id and offers.fail(session, leg.offer_id):
                legs.offer_ended(session, call, leg, "failed")
            elif leg.joined_at and call.state in ("talking", "held"):
                partings.vanished(session, call, leg, drops.patience(self, leg))
            legs.ready_for_recording(session, call, living)
        for other in hang_up:
            self.switches[call.backend].hang_up(other.backend_id)
        if moved:
            places.move(self, call, moved)

    # What the clock and the switch repair.

    def next_deadline(self) -> datetime | None:
        """When the first agent who vanished, or the first to pick somebody up, was waited for long enough, or somebody
        is to be called back."""
        called_back = callbacks.next_deadline(self.db) if self.outgoing else None
        return min(filter(None, (partings.next_deadline(self.db), called_back)), default=None)

    def due(self, moment: datetime) -> None:
        """Callers whose agent did not come back in time, or whom nobody picked up, are brought to somebody else;
        callbacks come into line."""
        calling_back.place(self, moment)
        for call, moved in partings.waited_for(self.db, moment):
            partings.say_sorry(self, call, moved)
        parking.due(self, moment)

    def resync(self, backend: str, live: set[str], since: datetime | None = None) -> None:
        """The switch says which channels live; whatever we missed about the others is made up for now.

        It runs `since` then: callers who came before, and are gone, were lost by it and did not hang up.
        """
        missed.made_up_for(self, backend, live, since)
