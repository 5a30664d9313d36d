"""The first part of a call's story: the caller arrives, walks through the menu, and comes into line.

How they wait there stands in `telephony.waiting`, and what happens once an agent is asked in `telephony.calls`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from acd import candidates
from acd.models import WorkItem
from db import Database, now
from hotline import lookups, phrases, tickets, walk
from hotline.tickets import Ticket
from hotline.walk import Contact
from ivr.heard import DialEnded, Heard, LookedUp, Recorded
from ivr.turns import Callback, Enqueue, Hangup, LookUp, Record, Turn
from telephony import callbacks, endings, legs, voicemails
from telephony.drops import AT_ONCE
from telephony.models import Call, Leg
from telephony.outbound import Outgoing
from telephony.port import Switch
from timeline import book, customers, phones
from timeline.events import CallArrived, VoicemailLeft
from timeline.models import Customer, Journey

COMES_BACK = timedelta(seconds=30)
"""How long a caller hears music for an agent whose softphone vanished, before somebody else is asked; an operator
may choose otherwise."""


_CALL = select(Call).where(Call.id == bindparam("call"))
_KNOWN = select(Call).where(Call.backend == bindparam("backend"), Call.backend_id == bindparam("id"))


class Callers:
    """The steps that a caller takes alone. All state is in the database."""

    def __init__(
        self,
        db: Database,
        switches: Mapping[str, Switch],
        secret: str,
        region: str,
        comes_back: timedelta = COMES_BACK,
        at_once: timedelta = AT_ONCE,
        in_line: Callable[[Session, int], None] = lambda session, journey_id: None,
        outgoing: Outgoing | None = None,
        senders: tuple[str, ...] = (),
    ) -> None:
        """An agent who is gone within `at_once` has answered nobody: see `telephony.drops`. `in_line` hears, in the
        caller's own step, for which journey they wait: in no chat as well, says house.py.

        `outgoing` is the way out; without one nobody is called. `senders` are the ways by which flows can send
        messages: `sms`, `email`.
        """
        self.db = db
        self.switches = switches
        self._secret = secret
        self.region = region
        self.outgoing = outgoing
        self.comes_back = comes_back
        self.at_once = at_once
        self._in_line = in_line
        self._senders = senders

    # The call arrives.

    def arrived(
        self, backend: str, backend_id: str, *, channel_name: str, from_address: str, to_address: str, token: str = ""
    ) -> tuple[int, int, Turn]:
        """A caller is there. Returns the call's id, the number of the turn, and the first Turn.

        The same call that arrives again (our process was away) goes on where it stopped.
        """
        # Nothing is asked for in here that was written in here: it is written at the end, in few statements.
        with self.db.transaction() as session, session.no_autoflush:
            known = session.scalar(_KNOWN, {"backend": backend, "id": backend_id})
            if known:
                return known.id, known.turn_number, self._again(known)
            ticket = tickets.read(token, self._secret) or Ticket()
            number = ticket.number or phones.e164(from_address, self.region) or ""
            hotline = walk.find_hotline(session, ticket.hotline or to_address)
            customer = self._who_calls(session, ticket, number)
            call = Call(
                backend=backend,
                backend_id=backend_id,
                channel_name=channel_name,
                customer_id=customer.id,
                from_address=number,
                to_address=to_address[:80],
                arrived_at=now(),
                path=[],
                conference=not self.switches[backend].joins_two,
            )
            session.add(call)
            session.flush()
            session.add(Leg(call_id=call.id, party="caller", backend_id=backend_id))
            book.seen(session, call.customer_id)
            legs.remember(session, call, CallArrived("phone", call.id, number, to_address, hotline.name))
            resumed = session.get(Journey, ticket.journey_id) if ticket.journey_id else None
            turn = walk.begin(session, self._contact(call), hotline, resumed)
            meant = self._meant(session, call, turn)
            let_go = callbacks.let_go(session)
        self.hang_up_all(let_go)
        return call.id, call.turn_number, meant

    def _who_calls(self, session: Session, ticket: Ticket, number: str) -> Customer:
        known = session.get(Customer, ticket.customer_id) if ticket.customer_id else None
        if known:
            return known
        return customers.who_comes(session, "phone", number, "phone")

    # The caller walks through the menu.

    def heard(self, call_id: int, turn_number: int | None, heard: Heard) -> tuple[int, Turn]:
        """What the caller did. Returns the number of the next turn, and the Turn.

        A report about an old turn changes nothing, and gets the present turn again; so does a number of None.
        """
        with self.db.transaction() as session:
            call = session.scalars(_CALL, {"call": call_id}).one()
            if turn_number != call.turn_number or call.outcome is not None:
                return call.turn_number, self._again(call)
            if isinstance(heard, Recorded):
                self._keep_voicemail(session, call, heard)
            answer = self._walk(session, call, heard)
            if isinstance(heard, Recorded) and call.closing == "failed":
                # Nobody could be reached, and they have left a message all the same.
                call.closing = "voicemail"
            let_go = callbacks.let_go(session)
        self.hang_up_all(let_go)
        return answer

    def look_up(self, wish: LookUp) -> LookedUp:
        """Ask the company's own system, for as long as the flow allows: outside of every transaction."""
        return lookups.perform(self.db, wish)

    def wished(self, call_id: int, turn_number: int) -> LookUp | None:
        """The look-up that this turn waits for, if it is the present one and waits for one."""
        with self.db.reading() as session:
            call = session.get_one(Call, call_id)
            if turn_number != call.turn_number or call.outcome is not None or not call.turn:
                return None
            ending = Turn.from_json(call.turn).ending
            return ending if isinstance(ending, LookUp) else None

    def _again(self, call: Call) -> Turn:
        """The turn in which the call stands now, as it was said."""
        if call.outcome is not None:
            return Turn((), Hangup())
        if call.state in ("ivr", "queued") and call.turn:
            return Turn.from_json(call.turn)
        return Turn((), Enqueue(call.queue_key or ""))

    def _contact(self, call: Call) -> Contact:
        called_back = callbacks.can_call_back(self.outgoing, self.region, call)
        needs = self.needs(call.backend)
        return replace(legs.contact_of(call), senders=self._senders, called_back=called_back, needs=needs)

    def needs(self, backend: str) -> tuple[str, ...]:
        """What a call over this backend asks of its agent: where calls come by several ways, the phone of this one."""
        return (candidates.phone(backend),) if len(self.switches) > 1 else ()

    def _walk(self, session: Session, call: Call, heard: Heard) -> tuple[int, Turn]:
        # Nothing is asked for in there that was written in there: it is written at once, when something else is.
        with session.no_autoflush:
            turn = walk.go_on(session, self._contact(call), heard, self._secret)
            meant = self._meant(session, call, turn)
        return call.turn_number, meant

    def _meant(self, session: Session, call: Call, turn: Turn, tried: frozenset[str] = frozenset()) -> Turn:
        """Write down the turn, and what its ending means for the call. `tried` are queues that did not take them."""
        call.turn = turn.to_json()
        if isinstance(turn.ending, Enqueue):
            since = callbacks.take_kept_place(session, call) or now()
            call.state, call.queue_key, call.queued_at = "queued", turn.ending.queue, since
            item = walk.join_line(session, self._contact(call), turn.ending, since)
            call.queue_key = item.queue_key
            if item.way_out:
                return self._overflow(session, call, item, tried)
            if call.journey_id:
                self._in_line(session, call.journey_id)
        elif isinstance(turn.ending, Callback):
            wish = turn.ending
            if not callbacks.ask_in_menu(session, self, call, wish):
                failed = walk.go_on(session, self._contact(call), DialEnded("failed"), self._secret)
                return self._meant(session, call, failed)
            endings.closes_as(call, "callback")
        elif isinstance(turn.ending, Hangup):
            endings.closes_as(call, endings.CLOSING[turn.ending.why])
        return turn

    def _keep_voicemail(self, session: Session, call: Call, heard: Recorded) -> None:
        if heard.audio:
            legs.keep_recording(
                session, call, heard.audio, now() - timedelta(seconds=heard.duration_s), heard.duration_s
            )
        fact = VoicemailLeft("phone", call.id, round(heard.duration_s, 1))
        legs.remember(session, call, fact)
        voicemails.keep(session, call)

    def enter_flow(self, session: Session, call: Call, flow_key: str) -> None:
        """A caller who was with an agent walks through this flow. Raises LookupError where it was never published."""
        self._meant(session, call, walk.begin_again(session, self._contact(call), flow_key))

    def hang_up_all(self, channels: Iterable[tuple[str, str]]) -> None:
        """Each channel with its backend."""
        for backend, channel in channels:
            self.switches[backend].hang_up(channel)

    def _overflow(self, session: Session, call: Call, item: WorkItem, tried: frozenset[str]) -> Turn:
        """Out of this line: to where the flow goes, or straight to leaving a message."""
        endings.withdraw(session, call, item)
        return self._elsewhere(session, call, {*tried, item.queue_key, *item.been}, message=item.way_out == "message")

    def _elsewhere(
        self, session: Session, call: Call, tried: Collection[str] | None = None, *, message: bool = False
    ) -> Turn:
        """A caller whom no agent takes goes where the flow says: into another queue as well, if `tried` are those that
        did not take them. Where the flow says nothing, or with `message`, they are asked for a message."""
        call.state, call.queued_at = "ivr", None
        turn = walk.go_on(session, self._contact(call), DialEnded("failed"), self._secret)
        in_line = isinstance(turn.ending, Enqueue) and (tried is None or turn.ending.queue in tried)
        if message or in_line or isinstance(turn.ending, Hangup):
            call.flow_state = {**(call.flow_state or {}), "ended": "fault"}
            turn = Turn((phrases.say("unreachable", call.language),), Record())
        return self._meant(session, call, turn, frozenset(tried or ()))
