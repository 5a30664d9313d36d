"""What a caller did in a turn, as Twilio tells it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ivr.heard import DialEnded, Digits, Heard, Recorded, Silence, Spoken
from telephony.twilio.forms import seconds

DIALED = {"completed": "answered", "answered": "answered", "busy": "busy", "no-answer": "no_answer"}
LONGEST_SPEECH = 400
"""Characters that are read of what was said."""
KEYS = set("0123456789*#ABCD")


def as_heard(form: Mapping[str, str]) -> Heard:
    """What Twilio's fields say that the caller did."""
    if "RecordingSid" in form:
        # Where the file is to be is known when it has been fetched.
        return Recorded("", seconds(form.get("RecordingDuration", "")))
    if "DialCallStatus" in form:
        return DialEnded(DIALED.get(form["DialCallStatus"], "failed"))
    # The key that ended the input (FinishedOnKey) is no part of it: where it is a choice, it ends nothing.
    keys = "".join(key for key in form.get("Digits", "") if key in KEYS)[:64]
    said = " ".join(form.get("SpeechResult", "").split())[:LONGEST_SPEECH]
    if said and not keys:
        return Spoken(said, _confidence(form.get("Confidence", "")))
    return Digits(keys) if keys else Silence()


def _confidence(text: str) -> float:
    """0 to 1. Some of Twilio's recognizers say 0.0 or nothing, which tells nothing: then it counts as sure."""
    return float(text) or 1.0 if re.fullmatch(r"0(\.[0-9]{1,18})?|1(\.0{1,18})?", text) else 1.0
