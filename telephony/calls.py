"""The story of a call, in the order in which a call lives. It reads from top to bottom.

Each method is one step: one transaction that writes what happened, and only then what the switch shall do. What
fails between the two is repaired by the clock (`due`) and by asking the switch which channels live (`resync`).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from acd import line, offers, presence, waits
from acd.models import Agent, Offer, Queue, WorkItem
from db import Database, now, signal
from hotline import phrases, tickets, walk
from hotline.tickets import Ticket
from ivr.heard import DialEnded, Heard, HungUp, Recorded
from ivr.turns import Enqueue, Hangup, Record, Turn
from telephony import legs
from telephony.models import Call, Leg
from telephony.port import Ring, Switch, SwitchFault
from timeline import book, customers, journeys, phones
from timeline.events import (
    AgentBack,
    AgentLost,
    Answered,
    BackInLine,
    CallArrived,
    CallEnded,
    Held,
    Offered,
    RecordingKept,
    Resumed,
    VoicemailLeft,
    WrappedUp,
)
from timeline.models import Customer, Journey
from transcripts.models import Recording

log = logging.getLogger(__name__)

COMES_BACK = timedelta(seconds=30)
"""How long a caller hears music for an agent whose softphone vanished, before somebody else is asked; an operator
may choose otherwise."""

CLOSING = {"goodbye": "self_served", "voicemail": "voicemail", "fault": "failed"}
"""Why a flow hangs up → the outcome of a call that ends so."""


RING_ENDED: dict[str, tuple[Callable[[Session, int], object], str]] = {
    "no_answer": (offers.miss, "missed"),
    "busy": (offers.decline, "declined"),
    "declined": (offers.decline, "declined"),
    "failed": (offers.fail, "failed"),
    "recalled": (offers.recall, "withdrawn"),
}
"""Why a softphone stopped ringing → what it means for the offer, and how the timeline calls it."""


class Calls:
    """The steps of every call's story. One for a process; all state is in the database."""

    def __init__(
        self,
        db: Database,
        switches: Mapping[str, Switch],
        secret: str,
        region: str,
        comes_back: timedelta = COMES_BACK,
    ) -> None:
        self.db = db
        self.switches = switches
        self._secret = secret
        self._region = region
        self._comes_back = comes_back

    # The call arrives.

    def arrived(
        self, backend: str, backend_id: str, *, channel_name: str, from_address: str, to_address: str, token: str = ""
    ) -> tuple[int, int, Turn]:
        """A caller is there. Returns the call's id, the number of the turn, and the first Turn.

        The same call that arrives again (our process was away) goes on where it stopped.
        """
        with self.db.transaction() as session:
            known = session.scalar(select(Call).where(Call.backend == backend, Call.backend_id == backend_id))
            if known:
                return known.id, known.turn_number, self._again(known)
            ticket = tickets.read(token, self._secret) or Ticket()
            number = ticket.number or phones.e164(from_address, self._region) or ""
            hotline = walk.find_hotline(session, ticket.hotline or to_address)
            call = Call(
                backend=backend,
                backend_id=backend_id,
                channel_name=channel_name,
                customer_id=self._who_calls(session, ticket, number).id,
                from_address=number,
                to_address=to_address[:80],
                arrived_at=now(),
                path=[],
            )
            session.add(call)
            session.flush()
            session.add(Leg(call_id=call.id, party="caller", backend_id=backend_id))
            book.seen(session, call.customer_id)
            legs.remember(session, call, CallArrived("phone", call.id, number, to_address, hotline.name))
            resumed = session.get(Journey, ticket.journey_id) if ticket.journey_id else None
            turn = walk.begin(session, legs.contact_of(call), hotline, resumed)
            return call.id, call.turn_number, self._meant(session, call, turn)

    def _who_calls(self, session: Session, ticket: Ticket, number: str) -> Customer:
        known = session.get(Customer, ticket.customer_id) if ticket.customer_id else None
        if known:
            return known
        return customers.find_or_make(session, "phone", number) if number else customers.make(session)

    # The caller walks through the menu.

    def heard(self, call_id: int, turn_number: int | None, heard: Heard) -> tuple[int, Turn]:
        """What the caller did. Returns the number of the next turn, and the Turn.

        A report about an old turn changes nothing, and gets the present turn again; so does a number of None.
        """
        with self.db.transaction() as session:
            call = session.get_one(Call, call_id)
            if turn_number != call.turn_number or call.outcome is not None:
                return call.turn_number, self._again(call)
            if isinstance(heard, Recorded):
                self._keep_voicemail(session, call, heard)
            answer = self._walk(session, call, heard)
            if isinstance(heard, Recorded) and call.closing == "failed":
                # Nobody could be reached, and they have left a message all the same.
                call.closing = "voicemail"
            return answer

    def is_of(self, backend: str, backend_id: str, call_id: int) -> bool:
        """Whether this is the call that the backend knows by that id."""
        with self.db.reading() as session:
            call = session.get(Call, call_id)
            return call is not None and (call.backend, call.backend_id) == (backend, backend_id)

    def _again(self, call: Call) -> Turn:
        """The turn in which the call stands now, as it was said."""
        if call.outcome is not None:
            return Turn((), Hangup())
        if call.state in ("ivr", "queued") and call.turn:
            return Turn.from_json(call.turn)
        return Turn((), Enqueue(call.queue_key or ""))

    def _walk(self, session: Session, call: Call, heard: Heard) -> tuple[int, Turn]:
        turn = walk.go_on(session, legs.contact_of(call), heard, self._secret)
        return call.turn_number, self._meant(session, call, turn)

    def _meant(self, session: Session, call: Call, turn: Turn) -> Turn:
        """Write down the turn, and what its ending means for the call."""
        call.turn = turn.to_json()
        if isinstance(turn.ending, Enqueue):
            call.state, call.queue_key, call.queued_at = "queued", turn.ending.queue, now()
            walk.join_line(session, legs.contact_of(call), turn.ending)
        elif isinstance(turn.ending, Hangup):
            call.closing = CLOSING[turn.ending.why]
        return turn

    def _keep_voicemail(self, session: Session, call: Call, heard: Recorded) -> None:
        if heard.audio:
            legs.keep_recording(
                session, call, heard.audio, now() - timedelta(seconds=heard.duration_s), heard.duration_s
            )
        fact = VoicemailLeft("phone", call.id, round(heard.duration_s, 1))
        legs.remember(session, call, fact)

    # The caller waits.

    def waiting(self, call_id: int) -> Turn:
        """What a waiting caller hears between two pieces of music; the ending Enqueue means: wait on."""
        with self.db.reading() as session:
            call = session.get_one(Call, call_id)
            if call.outcome is not None:
                return Turn((), Hangup())
            item = legs.item_of(session, call) if call.state == "queued" else None
            if item is None or item.state == "taken":
                return Turn((), Enqueue(call.queue_key or ""))
            position = waits.position(session, item.id)
            expected = waits.expected_wait_s(session, item.queue_key, position)
            return Turn(phrases.announcement(call.language, position, expected), Enqueue(item.queue_key))

    def unreachable(self, call_id: int) -> tuple[int, Turn] | None:
        """Nobody can be rung now. A caller in line goes where the flow says, or else is asked for a message.

        None where they do not wait, or somebody has taken them already.
        """
        with self.db.transaction() as session:
            call = session.get_one(Call, call_id)
            item = legs.item_of(session, call)
            if call.outcome is not None or call.state != "queued" or item is None or item.state == "taken":
                return None
            ringing = self._withdraw(session, call, item)
            call.state, call.queued_at = "ivr", None
            turn = walk.go_on(session, legs.contact_of(call), DialEnded("failed"), self._secret)
            if isinstance(turn.ending, Hangup | Enqueue):
                call.flow_state = {**(call.flow_state or {}), "ended": "fault"}
                turn = Turn((phrases.say("unreachable", call.language),), Record())
            answer = call.turn_number, self._meant(session, call, turn)
        if ringing:
            self.switches[call.backend].hang_up(ringing.backend_id)
        return answer

    # An agent is asked.

    def carry_out(self, offer_id: int) -> None:
        """The desk has offered this call to an agent: ring their softphone."""
        with self.db.transaction(first=True) as session:
            offer = session.get_one(Offer, offer_id)
            item = session.get_one(WorkItem, offer.item_id)
            call = session.get_one(Call, item.contact_id)
            if call.outcome is not None or offer.state != "made":
                return
            seconds = session.get_one(Queue, item.queue_key).ring_s
            ring = legs.new_agent_leg(session, call, offer.agent_id, offer.id, seconds)
            agent = session.get_one(Agent, offer.agent_id)
            fact = Offered("phone", call.id, agent.name, agent.id, offer.id)
            legs.remember(session, call, fact)
        self._ring(call, ring)

    def _ring(self, call: Call, ring: Ring) -> None:
        try:
            self.switches[call.backend].ring(ring)
        except SwitchFault:
            log.exception("call %s: agent %s could not be rung", call.id, ring.agent_id)
            self.ring_ended(ring.channel, "failed")

    def agent_answered(self, channel: str) -> None:
        """The agent's leg is up, may be told twice: bring the caller into the room, if they are still there."""
        with self.db.transaction(first=True) as session:
            leg = session.scalars(select(Leg).where(Leg.backend_id == channel)).one()
            call = session.get_one(Call, leg.call_id)
            if leg.joined_at is not None:
                return
            caller = legs.caller_leg(session, call)
            if leg.offer_id is None:
                bring_in = self._agent_is_back(session, call, leg)
            else:
                bring_in = self._agent_takes(session, call, leg, caller)
        switch = self.switches[call.backend]
        if not bring_in:
            switch.hang_up(channel)
        else:
            switch.connect(call.backend_id, legs.room_of(call), caller.audio)

    def _agent_takes(self, session: Session, call: Call, leg: Leg, caller: Leg) -> bool:
        assert leg.offer_id is not None
        if call.outcome is not None or offers.accept(session, leg.offer_id) is None:
            return False
        agent = session.get_one(Agent, leg.agent_id)
        call.state, call.agent_id, call.answered_at = "talking", agent.id, call.answered_at or now()
        leg.joined_at = now()
        if caller.joined_at is None:
            caller.joined_at, caller.audio = now(), f"{call.id}-caller.wav16"
        if call.journey_id:
            journeys.touch(session.get_one(Journey, call.journey_id), "phone", agent.id)
        wait_s = (now() - (call.queued_at or call.arrived_at)).total_seconds()
        fact = Answered("phone", call.id, agent.name, agent.id, round(wait_s, 1))
        legs.remember(session, call, fact)
        legs.tell(session, call)
        return True

    def ring_ended(self, channel: str, why: str) -> None:
        """The softphone was not answered; `why` is one of RING_ENDED. The caller stays first in line."""
        with self.db.transaction(first=True) as session:
            leg = session.scalars(select(Leg).where(Leg.backend_id == channel)).one()
            if leg.left_at is not None:
                return
            leg.left_at = now()
            if leg.offer_id is None:
                return
            call = session.get_one(Call, leg.call_id)
            end, told = RING_ENDED.get(why, RING_ENDED["declined"])
            if end(session, leg.offer_id):
                legs.offer_ended(session, call, leg, told)

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
            # It never came to ringing: we died between the offer and the ring.
            with self.db.transaction() as session:
                offers.miss(session, offer_id)
            return
        channel, backend = found
        self.ring_ended(channel, why)
        self.switches[backend].hang_up(channel)

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
        self.switches[call.backend].resume(call.backend_id, legs.room_of(call))
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

    # The agent's softphone vanishes, and comes back.

    def _agent_vanished(self, session: Session, call: Call, leg: Leg) -> None:
        """The caller, alone in the room, hears music by itself; the agent has some time to come back."""
        call.state, call.parted_until = "parted", now() + self._comes_back
        agent = session.get_one(Agent, leg.agent_id)
        legs.remember(session, call, AgentLost("phone", call.id, agent.name))
        # The desk's loop sleeps until the next deadline that it knows: this one is new.
        signal(session, "desk", "work", why="parted")
        legs.tell(session, call)

    def rejoin(self, call_id: int, agent_id: int) -> bool:
        """The agent's panel is there again, and asks to be rung back into its call."""
        with self.db.transaction() as session:
            call = session.get_one(Call, call_id)
            if call.agent_id != agent_id or call.state not in ("talking", "held", "parted"):
                return False
            stale = session.scalars(
                select(Leg).where(Leg.call_id == call_id, Leg.party == "agent", Leg.left_at.is_(None))
            ).all()
            for leg in stale:
                leg.left_at = now()
            if call.state != "parted":
                self._agent_vanished(session, call, stale[-1] if stale else legs.last_agent_leg(session, call))
            ring = legs.new_agent_leg(session, call, agent_id, None, 15)
        for leg in stale:
            self.switches[call.backend].hang_up(leg.backend_id)
        self._ring(call, ring)
        return True

    def _agent_is_back(self, session: Session, call: Call, leg: Leg) -> bool:
        if call.outcome is not None or call.state != "parted" or call.agent_id != leg.agent_id or leg.left_at:
            return False
        call.state, call.parted_until = "talking", None
        leg.joined_at = now()
        agent = session.get_one(Agent, leg.agent_id)
        legs.remember(session, call, AgentBack("phone", call.id, agent.name))
        legs.tell(session, call)
        return True

    # The call ends.

    def hang_up(self, call_id: int, agent_id: int) -> bool:
        """The agent ends the call. False where it is not theirs, or over."""
        with self.db.transaction(first=True) as session:
            call = session.get_one(Call, call_id)
            if call.agent_id != agent_id or not self._end(session, call, "served"):
                return False
            living = legs.live_legs(session, call)
        for leg in living:
            self.switches[call.backend].hang_up(leg.backend_id)
        return True

    def leg_ended(self, channel: str) -> None:
        """A channel is gone: the caller hung up, or an agent's softphone went away."""
        with self.db.transaction(first=True) as session:
            leg = session.scalar(select(Leg).where(Leg.backend_id == channel))
            if leg is None:
                return
            call = session.get_one(Call, leg.call_id)
            gone_already, leg.left_at = leg.left_at is not None, leg.left_at or now()
            hang_up: list[Leg] = []
            if leg.party == "caller":
                if call.outcome is None and call.state == "ivr":
                    walk.go_on(session, legs.contact_of(call), HungUp(), self._secret)
                self._end(session, call, legs.outcome_of(call))
                hang_up = legs.live_legs(session, call)
            elif gone_already or call.outcome is not None:
                pass
            elif leg.joined_at is None and leg.offer_id and offers.fail(session, leg.offer_id):
                legs.offer_ended(session, call, leg, "failed")
            elif leg.joined_at and call.state in ("talking", "held"):
                self._agent_vanished(session, call, leg)
            legs.ready_for_recording(session, call)
        for other in hang_up:
            self.switches[call.backend].hang_up(other.backend_id)

    def _end(self, session: Session, call: Call, outcome: str) -> bool:
        """Give the call its one outcome. False where it has one."""
        won = session.scalar(
            update(Call)
            .where(Call.id == call.id, Call.outcome.is_(None))
            .values(outcome=outcome, state="ended", ended_at=now(), parted_until=None)
            .returning(Call.id)
        )
        if not won:
            return False
        item = legs.item_of(session, call)
        if item and item.state == "taken":
            line.finish(session, item.id)
        elif item:
            self._withdraw(session, call, item)
        talk_s = (now() - call.answered_at).total_seconds() if call.answered_at else 0.0
        duration_s = (now() - call.arrived_at).total_seconds()
        fact = CallEnded("phone", call.id, outcome, round(duration_s, 1), round(talk_s, 1))
        legs.remember(session, call, fact)
        if call.journey_id:
            journeys.touch(session.get_one(Journey, call.journey_id), "phone")
        legs.tell(session, call)
        return True

    def _withdraw(self, session: Session, call: Call, item: WorkItem) -> Leg | None:
        """Out of the line. Returns the softphone's leg that rings for it."""
        withdrawn = line.withdraw(session, item.id)
        leg = session.scalar(select(Leg).where(Leg.offer_id == withdrawn.id)) if withdrawn else None
        if leg:
            legs.offer_ended(session, call, leg, "withdrawn")
        return leg

    def recording_came(self, call_id: int, path: str, started_at: datetime, duration_s: float) -> bool:
        """Audio that a backend kept for us is a file within the recordings folder now. False where we have it."""
        with self.db.transaction() as session:
            call = session.get_one(Call, call_id)
            if session.scalar(select(Recording.id).where(Recording.call_id == call.id)):
                return False
            legs.keep_recording(session, call, path, started_at, duration_s)
            fact = RecordingKept("phone", call.id, round(duration_s, 1))
            legs.remember(session, call, fact)
        return True

    def wrapped_up(self, call_id: int, agent_id: int, disposition: str, note: str) -> bool:
        """The agent says how it ended, and is free again."""
        with self.db.transaction() as session:
            call = session.get_one(Call, call_id)
            if call.agent_id != agent_id or call.outcome is None:
                return False
            call.disposition, call.note = disposition, note
            agent = session.get_one(Agent, agent_id)
            fact = WrappedUp("phone", call.id, agent.name, disposition, note)
            legs.remember(session, call, fact)
            if call.journey_id and disposition == "solved":
                journeys.close(session.get_one(Journey, call.journey_id), disposition)
            presence.end_wrap_up(session, agent_id)
            legs.tell(session, call)
        return True

    # What the clock and the switch repair.

    def next_deadline(self) -> datetime | None:
        """When the first agent who vanished has been waited for long enough."""
        with self.db.reading() as session:
            return session.scalar(select(func.min(Call.parted_until)).where(Call.outcome.is_(None)))

    def due(self, moment: datetime) -> None:
        """Callers whose agent did not come back in time are first in line again."""
        parted = select(Call).where(Call.outcome.is_(None), Call.parted_until <= moment)
        with self.db.reading() as session:
            if session.scalar(parted.limit(1)) is None:
                return
        with self.db.transaction() as session:
            over = session.scalars(parted).all()
            for call in over:
                item = legs.item_of(session, call)
                assert item is not None, "a call that was answered has a work item"
                line.back_in_line(session, item.id, reason="agent_lost")
                call.state, call.parted_until, call.agent_id = "queued", None, None
                fact = BackInLine("phone", call.id, queue=item.queue_key, why="agent_lost")
                legs.remember(session, call, fact)
                legs.tell(session, call)
        for call in over:
            self.switches[call.backend].wait(call.backend_id)

    def resync(self, backend: str, live: set[str]) -> None:
        """The switch says which channels live; whatever we missed about the others is made up for now."""
        with self.db.reading() as session:
            open_legs = session.execute(
                select(Leg.backend_id, Leg.offer_id, Leg.joined_at)
                .join(Call, Call.id == Leg.call_id)
                .where(Call.backend == backend, Call.outcome.is_(None), Leg.left_at.is_(None))
                # A caller who is gone has ended the call; their agent did not vanish from it.
                .order_by(Leg.party.desc(), Leg.id)
            ).all()
        for channel, offer_id, joined_at in open_legs:
            if channel not in live:
                self.leg_ended(channel)
            elif offer_id and joined_at is None:
                # Whether it was answered while we were away is not known; ringing anew is.
                self.ring_ended(channel, "recalled")
                self.switches[backend].hang_up(channel)
