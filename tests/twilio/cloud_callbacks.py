"""What the stand-in tells us unasked: the forms of its callbacks, as Twilio documents them. `Mail` carries them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.twilio.house import ACCOUNT
from tests.twilio.phone import message, signed

if TYPE_CHECKING:
    from tests.twilio.cloud import Cloud
    from tests.twilio.cloud_legs import Caller, Softphone

EVENTS = {"initiated": "initiated", "ringing": "ringing", "in-progress": "answered"}
"""CallStatus → the event that asks to hear of it; every other status is `completed`."""


def progress(cloud: Cloud, leg: Softphone) -> None:
    """The status callback of a leg that we rang, if it was asked for."""
    if EVENTS.get(leg.status, "completed") not in leg.events:
        return
    form = {
        "AccountSid": ACCOUNT,
        "CallSid": leg.sid,
        "CallStatus": leg.status,
        "To": leg.identity if leg.identity.startswith("+") else f"client:{leg.identity}",
        "From": cloud.house.config.twilio_number or "",
        "Direction": "outbound-api",
        "SequenceNumber": str(leg.sequence),
        "CallbackSource": "call-progress-events",
    }
    leg.sequence += 1
    cloud.mail.send(leg.callback, form)


def over(cloud: Cloud, caller: Caller) -> None:
    """A caller's call is over, which is told where the number itself says."""
    form = {**caller.about, "CallStatus": caller.status, "CallDuration": "12"}
    cloud.mail.send(f"{cloud.house.config.public_url}/twilio/status", form)


def judged(cloud: Cloud, leg: Softphone, answered_by: str) -> None:
    form = {"AccountSid": ACCOUNT, "CallSid": leg.sid, "AnsweredBy": answered_by, "MachineDetectionDuration": "2400"}
    cloud.mail.send(leg.judged, form)


def recorded(cloud: Cloud, recording: str, call_sid: str) -> None:
    form = {
        "AccountSid": ACCOUNT,
        "CallSid": call_sid,
        "RecordingSid": recording,
        "RecordingStatus": "completed",
        "RecordingDuration": "1",
        "RecordingChannels": "2",
        "RecordingSource": "StartCallRecordingAPI",
    }
    cloud.mail.send(cloud.recorded_at[call_sid], form)


def left_message(cloud: Cloud, caller: Caller, recording: str) -> None:
    """Who hangs up while they speak after the tone has left a message, of which Twilio tells before the end."""
    form = {**caller.about, "CallStatus": "completed", **message(1, recording), "Digits": "hangup"}
    cloud.mail.send(caller.verb.attrib["action"], form)


def announced(cloud: Cloud, leg: Softphone, url: str) -> str:
    """The document that is said to this leg alone; it is fetched at once."""
    form = {"AccountSid": ACCOUNT, "CallSid": leg.sid, "CallStatus": leg.status}
    return signed(cloud.house, url, form).text
