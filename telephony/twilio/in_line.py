"""Callers in line: what they hear, within Twilio's queue or outside of it, and how they leave it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from flask import Blueprint, Response, request

from telephony.calls import Calls
from telephony.twilio import twiml
from telephony.twilio.control import TwilioSwitch
from telephony.twilio.forms import field, only_theirs, xml
from telephony.twilio.twiml import Addresses
from telephony.waiting import CALL_BACK_KEY

LISTENS_TO_NOTHING = {"redirected", "hangup"}
"""QueueResults after which our answer is not used."""
OUTSIDE = "outside"
"""In the query of a key: who pressed it is in no queue of Twilio's."""


def add_line(door: Blueprint, calls: Calls, switch: TwilioSwitch, addresses: Callable[[int, int], Addresses]) -> None:
    """Routes on the blueprint of the webhooks, which are signed like all of them."""

    @door.post("/calls/<int:call_id>/waiting")
    def waiting(call_id: int) -> Response:
        """What a waiting caller hears next. While nobody can be rung there is nothing to wait for."""
        only_theirs(switch, call_id)
        if switch.out_of_reach or calls.overflows(call_id):
            return xml(twiml.leave())
        return xml(twiml.waiting(calls.waiting(call_id), addresses(call_id, 0)))

    @door.post("/calls/<int:call_id>/line")
    def line(call_id: int) -> Response:
        """A caller who is in no queue of Twilio's (it was full) and in no conference: they wait on all the same.

        Unless nobody can be rung: music without an end would be no better than silence.
        """
        only_theirs(switch, call_id)
        if field("QueueResult") not in LISTENS_TO_NOTHING:
            instead = calls.unreachable(call_id) if switch.out_of_reach else calls.overflowed(call_id)
            if instead:
                turn_number, turn = instead
                return xml(twiml.render(turn, addresses(call_id, turn_number)))
        return xml(twiml.waiting(calls.waiting(call_id), _outside(addresses(call_id, 0))))

    @door.post("/calls/<int:call_id>/keyed")
    def keyed(call_id: int) -> Response:
        """Somebody in line has pressed a key: ours keeps their place, and with every other one they wait on."""
        only_theirs(switch, call_id)
        turn = calls.call_back(call_id) if field("Digits") == CALL_BACK_KEY else calls.waiting(call_id)
        to = addresses(call_id, 0)
        return xml(twiml.waiting(turn, _outside(to) if OUTSIDE in request.args else to))


def _outside(to: Addresses) -> Addresses:
    """Whoever is in no queue of Twilio's has none to leave, and comes back to where they are told of another way."""
    return replace(to, waiting=to.line, keyed=f"{to.keyed}?{OUTSIDE}=1")
