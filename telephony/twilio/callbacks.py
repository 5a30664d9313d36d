"""What Twilio tells without asking: how calls, legs and recordings end. In any order, and more than once."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from telephony.calls import Calls
from telephony.draft_calls import DraftCalls
from telephony.twilio import audio
from telephony.twilio.control import TwilioSwitch
from telephony.twilio.forms import field, only_theirs, seconds

OVER = {"completed", "busy", "failed", "no-answer", "canceled"}
NOT_TAKEN = {"busy": "busy", "no-answer": "no_answer", "failed": "failed", "canceled": "no_answer"}
"""CallStatus of a telephone that was never answered → why."""
BROWSER = "client:"
"""Begins the addresses of browsers at Twilio. Nobody else calls a draft."""
SETTLES_S = 10
"""A message may be reported after its call's end. So long a call that was being recorded is given no outcome."""


def add_callbacks(door: Blueprint, calls: Calls, switch: TwilioSwitch, drafts: DraftCalls) -> None:
    """Routes on the blueprint of the webhooks, which are signed like all of them."""

    @door.post("/status")
    def status() -> Response:
        """A caller's call is over. It may be said twice, or before anything else is."""
        channel = field("CallSid")
        if field("CallStatus") in OVER:
            if switch.leaves_message(channel):
                switch.look_again(channel, SETTLES_S)
            else:
                calls.leg_ended(channel)
            if field("From").startswith(BROWSER):
                drafts.leg_ended(channel)
        return Response(status=204)

    def customer_is_there(channel: str) -> None:
        calls.customer_answered(channel)
        switch.greet(channel)

    whose_phone = {
        "legs": (calls.agent_answered, switch.agent_gone),
        "called": (customer_is_there, calls.leg_ended),
    }
    # Of a telephone that we have rung, an agent's or a customer's: what an answer means, and an end.

    @door.post("/<any(legs, called):whose>/<channel>")
    def leg(whose: str, channel: str) -> Response:
        """What becomes of somebody whom we ring; in any order, and more than once."""
        if not switch.legs.knows(channel):
            abort(404)
        status, (answered, gone) = field("CallStatus"), whose_phone[whose]
        switch.heard_of(channel, field("CallSid"), over=status in OVER)
        if status == "in-progress":
            answered(channel)
        elif status in OVER:
            if status in NOT_TAKEN:
                calls.ring_ended(channel, NOT_TAKEN[status])
            gone(channel)
        return Response(status=204)

    @door.post("/calls/<int:call_id>/recorded")
    def recorded(call_id: int) -> Response:
        """The recording of a talk is complete at Twilio, and can be fetched."""
        only_theirs(switch, call_id)
        if field("RecordingStatus") == "completed":
            audio.expect(calls.db, call_id, field("RecordingSid"), seconds(field("RecordingDuration")))
        return Response(status=204)
