"""What Twilio tells without asking: how calls, legs and recordings end. In any order, and more than once."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from telephony.calls import Calls
from telephony.twilio import audio
from telephony.twilio.control import TwilioSwitch
from telephony.twilio.forms import field, seconds

OVER = {"completed", "busy", "failed", "no-answer", "canceled"}
NOT_TAKEN = {"busy": "busy", "no-answer": "no_answer", "failed": "failed", "canceled": "no_answer"}
"""CallStatus of an agent's leg that was never answered → why."""
SETTLES_S = 10
"""A message may be reported after its call's end. So long a call that was being recorded is given no outcome."""


def add_callbacks(door: Blueprint, calls: Calls, switch: TwilioSwitch) -> None:
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
        return Response(status=204)

    @door.post("/legs/<channel>")
    def leg(channel: str) -> Response:
        """What becomes of an agent's leg that we have rung; in any order, and more than once."""
        if not switch.legs.knows(channel):
            abort(404)
        status = field("CallStatus")
        switch.heard_of(channel, field("CallSid"), over=status in OVER)
        if status == "in-progress":
            calls.agent_answered(channel)
        elif status in OVER:
            if status in NOT_TAKEN:
                calls.ring_ended(channel, NOT_TAKEN[status])
            switch.agent_gone(channel)
        return Response(status=204)

    @door.post("/calls/<int:call_id>/recorded")
    def recorded(call_id: int) -> Response:
        """The recording of a talk is complete at Twilio, and can be fetched."""
        if not switch.is_of(field("CallSid"), call_id):
            abort(404)
        if field("RecordingStatus") == "completed":
            audio.expect(calls.db, call_id, field("RecordingSid"), seconds(field("RecordingDuration")))
        return Response(status=204)
