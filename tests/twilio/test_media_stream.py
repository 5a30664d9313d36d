"""Twilio's stream messages as sound: holes are silence of their length, and nothing that comes breaks anything."""

from __future__ import annotations

import base64
import json
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.twilio.media_stream import LONGEST_SILENCE_MS, MediaStream, NotUnderstood, decode
from tests.twilio.cloud_media import mu_law

FRAME = base64.b64encode(b"\x00" * 160).decode()
"""20 ms of the loudest there is."""
START = {
    "event": "start",
    "sequenceNumber": "1",
    "streamSid": "MZ1",
    "start": {"callSid": "CA1", "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1}},
}


def begun() -> MediaStream:
    stream = MediaStream()
    stream.take(json.dumps({"event": "connected", "protocol": "Call", "version": "1.0.0"}))
    stream.take(json.dumps(START))
    return stream


def frame(number: int, at_ms: int, track: str = "inbound", payload: str = FRAME) -> str:
    media = {"track": track, "chunk": "1", "timestamp": str(at_ms), "payload": payload}
    return json.dumps({"event": "media", "sequenceNumber": str(number), "streamSid": "MZ1", "media": media})


def test_each_track_is_its_own_speaker() -> None:
    stream = begun()
    assert stream.take(frame(2, 0))[0] == "caller"
    assert stream.take(frame(3, 0, "outbound"))[0] == "agent"
    assert (stream.sid, stream.call_sid, stream.frames, stream.missed) == ("MZ1", "CA1", 2, 0)


def test_frames_that_never_came_are_silence_of_their_length() -> None:
    stream = begun()
    stream.take(frame(2, 0))
    _, sound = stream.take(frame(7, 100))
    samples = np.frombuffer(sound, "<i2")
    assert (len(samples), stream.missed) == (640 + 160, 4)
    assert not samples[:640].any() and samples[640:].all()


def test_a_hole_of_an_hour_is_a_pause_and_not_an_hour_of_work() -> None:
    stream = begun()
    stream.take(frame(2, 0))
    _, sound = stream.take(frame(3, 3_600_000))
    assert len(sound) == (LONGEST_SILENCE_MS * 8 + 160) * 2


def test_a_frame_that_comes_too_late_is_left_out_and_a_little_jitter_is_none() -> None:
    stream = begun()
    for number, at_ms in enumerate((0, 25, 38, 61), start=2):
        assert len(stream.take(frame(number, at_ms))[1]) == 320
    stream.take(frame(6, 500))
    assert stream.take(frame(7, 100)) == ("caller", b"")
    assert stream.tracks["caller"].late == 1


def test_keys_marks_and_the_stop_are_understood() -> None:
    stream = begun()
    stream.take(json.dumps({"event": "dtmf", "sequenceNumber": "2", "dtmf": {"track": "inbound_track", "digit": "5"}}))
    stream.take(json.dumps({"event": "mark", "sequenceNumber": "3", "mark": {"name": "m"}}))
    stream.take(json.dumps({"event": "stop", "sequenceNumber": "4", "stop": {"callSid": "CA1"}}))
    assert (stream.keys, stream.ended, stream.missed) == ("5", True, 0)


@pytest.mark.parametrize(
    "message",
    [
        "",
        "[]",
        "{",
        '{"event": "media"}',
        '{"event": "dance", "sequenceNumber": "2"}',
        frame(2, 0, "sideways"),
        frame(2, 0, payload="no base64!"),
        frame(2, 0, payload="AAAA" * 50_000),
        json.dumps(START | {"sequenceNumber": "-1"}),
        json.dumps(START),
    ],
)
def test_what_is_no_message_of_twilios_is_said_to_be_none(message: str) -> None:
    with pytest.raises(NotUnderstood):
        begun().take(message)


NAMES = st.sampled_from(["event", "media", "start", "sequenceNumber", "payload", "timestamp", "track"])
ANYTHING = st.recursive(st.none() | st.text() | st.integers(), lambda part: st.dictionaries(NAMES, part), max_leaves=8)


@settings(max_examples=25)
@given(ANYTHING)
def test_nothing_but_not_understood_is_ever_raised(message: object) -> None:
    with suppress(NotUnderstood):
        begun().take(json.dumps(message))


def test_mu_law_comes_back_as_it_went() -> None:
    sound = (np.sin(np.arange(800) / 5) * 20000).astype(np.int16)
    back = np.frombuffer(decode(mu_law(sound)), "<i2").astype(int)
    assert np.abs(back - sound).max() < 700
