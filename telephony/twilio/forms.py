"""What Twilio's requests have in common: fields, none of them believed to be short or well formed, and TwiML back."""

from __future__ import annotations

from flask import Response, abort, request

from telephony.twilio.control import TwilioSwitch


def seconds(text: str) -> float:
    return float(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0.0


def field(name: str) -> str:
    return request.form.get(name, "")[:160]


def only_theirs(switch: TwilioSwitch, call_id: int) -> None:
    """404, unless Twilio asks about the customer's side of this call."""
    if not switch.is_of(field("CallSid"), call_id):
        abort(404)


def xml(text: str) -> Response:
    return Response(text, mimetype="text/xml")
