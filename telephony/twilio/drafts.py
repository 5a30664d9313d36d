"""A draft that a supervisor calls over Twilio: turns like a caller's, of which nothing is kept."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, abort, request

from ivr.heard import Recorded
from ivr.turns import Turn
from telephony.draft_calls import DraftCalls
from telephony.twilio.audio import RECORDING
from telephony.twilio.control import TwilioSwitch
from telephony.twilio.forms import field, xml
from telephony.twilio.hearing import as_heard
from telephony.twilio.lookups import LookUps


def add_drafts(
    door: Blueprint,
    drafts: DraftCalls,
    switch: TwilioSwitch,
    lookups: LookUps,
    answer: Callable[[int, int, Turn, str], Response],
) -> None:
    """Routes on the blueprint of the webhooks, which are signed like all of them."""

    @door.post("/drafts/<int:call_id>/turns/<int:turn_number>")
    def draft(call_id: int, turn_number: int) -> Response:
        """What they did. A message that they tried is deleted at Twilio."""
        if not drafts.is_of(field("CallSid"), call_id):
            abort(404)
        if wait := lookups.wait(drafts, call_id, turn_number):
            return xml(wait)
        what = as_heard(request.form)
        if isinstance(what, Recorded) and RECORDING.fullmatch(field("RecordingSid")):
            switch.forget_recording(field("RecordingSid"))
        return answer(call_id, *drafts.heard(call_id, turn_number, what), "drafts")
