"""Recordings of the stand-in over REST, and their sound, asked and answered as Twilio's document says."""

from __future__ import annotations

import io
import wave
from typing import Any

import numpy as np

from tests.twilio.cloud import Cloud, Refusal
from tests.twilio.cloud_account import Act, Form, page
from tests.twilio.house import ACCOUNT


def recording(cloud: Cloud, recording_sid: str) -> dict[str, Any]:
    of, status = cloud.recordings[recording_sid]
    source = "RecordVerb" if recording_sid in cloud.messages else "StartCallRecordingAPI"
    about = {"sid": recording_sid, "account_sid": ACCOUNT, "call_sid": of, "status": status, "source": source}
    return {**about, "channels": 2, "duration": "1" if status == "completed" else None}


def list_call_recording(cloud: Cloud, path: dict[str, str], _query: Form) -> tuple[int, Any]:
    found = [each for each, (of, _) in cloud.recordings.items() if of == path["CallSid"]]
    return 200, page("recordings", [recording(cloud, each) for each in found])


def create_call_recording(cloud: Cloud, path: dict[str, str], form: Form) -> tuple[int, Any]:
    if cloud.calls[path["CallSid"]].status != "in-progress":
        raise Refusal(400, 21220, "The call is not in progress")
    made = cloud.record(path["CallSid"], form["RecordingStatusCallback"][0])
    cloud.loses_answer()
    return 201, recording(cloud, made)


def update_call_recording(cloud: Cloud, path: dict[str, str], form: Form) -> tuple[int, Any]:
    now = [each for each, (of, status) in cloud.recordings.items() if of == path["CallSid"] and status != "completed"]
    if not now:
        raise Refusal(404, 20404, "There is no recording in progress")
    cloud.recordings[now[0]] = (path["CallSid"], form["Status"][0])
    return 200, recording(cloud, now[0])


def delete_recording(cloud: Cloud, path: dict[str, str], _form: Form) -> tuple[int, Any]:
    if cloud.recordings.pop(path["Sid"], None) is None:
        raise Refusal(404, 20404, "There is no such recording")
    return 204, None


OF_RECORDINGS: dict[str, Act] = {
    "CreateCallRecording": create_call_recording,
    "ListCallRecording": list_call_recording,
    "UpdateCallRecording": update_call_recording,
    "DeleteRecording": delete_recording,
}


def sound(cloud: Cloud, call_sid: str) -> bytes:
    """What was said and heard in this call, in stereo; a second of something where nobody streamed it."""
    heard = cloud.media.heard.get(call_sid)
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(2)
        out.setframerate(8000)
        out.writeframes(np.concatenate(heard).tobytes() if heard else b"\1\0\2\0" * 8000)
    return file.getvalue()
