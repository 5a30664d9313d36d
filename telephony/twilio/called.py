"""Calling back over Twilio: who asks for it in line, what becomes of whom we call, and what they hear first."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, abort

from ivr.turns import Hangup, Turn
from telephony.callers import CALL_BACK_KEY
from telephony.calls import Calls
from telephony.twilio import twiml
from telephony.twilio.callbacks import NOT_TAKEN, OVER
from telephony.twilio.control import TwilioSwitch
from telephony.twilio.forms import field
from telephony.twilio.twiml import Addresses


def add_called(door: Blueprint, calls: Calls, switch: TwilioSwitch, addresses: Callable[[int, int], Addresses]) -> None:
    """Routes on the blueprint of the webhooks, which are signed like all of them."""

    @door.post("/called/<channel>")
    def called(channel: str) -> Response:
        """What becomes of somebody whom we call; in any order, and more than once."""
        if not switch.legs.knows(channel):
            abort(404)
        status = field("CallStatus")
        switch.heard_of(channel, field("CallSid"), over=status in OVER)
        if status == "in-progress":
            calls.customer_answered(channel)
            switch.greet(channel)
        elif status in OVER:
            if status in NOT_TAKEN:
                calls.ring_ended(channel, NOT_TAKEN[status])
            calls.leg_ended(channel)
        return Response(status=204)

    @door.post("/calls/<int:call_id>/keyed")
    def keyed(call_id: int) -> Response:
        """Somebody in line has pressed a key: ours keeps their place, and with every other one they wait on."""
        if not switch.is_of(field("CallSid"), call_id):
            abort(404)
        turn = calls.call_back(call_id) if field("Digits") == CALL_BACK_KEY else calls.waiting(call_id)
        return Response(twiml.waiting(turn, addresses(call_id, 0)), mimetype="text/xml")

    @door.post("/calls/<int:call_id>/greeting")
    def greeting(call_id: int) -> Response:
        """Said to them alone, beside whoever is in the conference."""
        if not switch.is_of(field("CallSid"), call_id):
            abort(404)
        text = twiml.said(Turn(calls.greeting(call_id), Hangup()), addresses(call_id, 0))
        return Response(text, mimetype="text/xml")
