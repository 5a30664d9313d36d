"""Audio that lies at Twilio though nobody told us: found by asking for it, as for calls that are gone."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from sqlalchemy import and_, exists, or_, select

from db import now
from ivr.heard import Recorded
from telephony.calls import Calls
from telephony.models import Call
from telephony.twilio import audio
from telephony.twilio.conferences import CURRENT
from telephony.twilio.control import TwilioSwitch
from telephony.twilio.forms import seconds
from telephony.twilio.legs import BACKEND
from telephony.twilio.models import TwilioLeg, TwilioRecording

log = logging.getLogger(__name__)

TOLD_BY = timedelta(minutes=2)
"""So long after a call Twilio has surely told of its recording, if it does."""

UNKNOWN = ("in-progress", "processing")
"""Statuses of a recording of which Twilio does not know yet how long it is."""


def message(switch: TwilioSwitch, calls: Calls, channel: str) -> bool:
    """A caller is gone who was leaving a message: where Twilio has one, it was left. False where it has not made up its
    mind yet. Raises SwitchFault."""
    call = switch.legs.call_of(channel)
    found = [each for each in switch.conferences.recordings(channel) if each.source == "RecordVerb"]
    if not (call and found):
        return True
    if found[-1].status in UNKNOWN:
        return False
    if duration_s := seconds(found[-1].duration or ""):
        log.info("call %s has left a message, and nobody had told us", call.id)
        audio.expect(calls.db, call.id, found[-1].sid, duration_s)
        calls.heard(call.id, call.turn_number, Recorded("", duration_s))
    return True


def talks(switch: TwilioSwitch, calls: Calls, since: datetime) -> None:
    """Talks that ended `since` then, and whose recordings we expect in vain. Raises SwitchFault."""
    told = exists().where(
        or_(
            TwilioRecording.sid == TwilioLeg.recording_sid,
            and_(TwilioLeg.recording_sid == CURRENT, TwilioRecording.call_id == Call.id),
        )
    )
    over = Call.ended_at.between(since, now() - TOLD_BY)
    missed = (
        select(Call.id, Call.backend_id, Call.ended_at)
        .join(TwilioLeg, TwilioLeg.channel == Call.backend_id)
        .where(Call.backend == BACKEND, over, TwilioLeg.recording_sid != "", ~told)
    )
    with calls.db.reading() as session:
        rows = session.execute(missed).all()
    for call_id, channel, ended_at in rows:
        for each in switch.conferences.recordings(channel):
            if each.status == "completed":
                log.info("call %s was recorded, and nobody had told us", call_id)
                audio.expect(calls.db, call_id, each.sid, seconds(each.duration or ""), ended_at)
