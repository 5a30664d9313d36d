"""Audio that is still at Twilio comes to us, once, whole, and in the end."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from config import Config
from db import now
from telephony.models import Call
from telephony.twilio import audio
from telephony.twilio.audio import Source
from telephony.twilio.models import TwilioRecording
from tests.twilio.cloud import Cloud, until
from tests.twilio.house import ACCOUNT, TOKEN
from tests.twilio.phone import sid
from timeline.models import Consent
from transcripts.models import Recording


@pytest.fixture
def expected(cloud: Cloud) -> str:
    """A recording of a call that is told of, and that Twilio has."""
    caller = cloud.dial()
    recording = sid("RE")
    cloud.recordings[recording] = (caller.sid, "completed")
    audio.expect(cloud.house.db, cloud.house.call_of(caller.sid).id, recording, 1.0)
    assert not fetch(cloud), "the call goes on"
    caller.hangs_up()
    until(lambda: cloud.house.call_of(caller.sid).outcome, "the call has no end")
    return recording


def fetch(cloud: Cloud, token: str = TOKEN, delete: bool = False) -> bool:
    source = Source(ACCOUNT, token, cloud.house.twilio.http.api, delete)
    return audio.fetch_one(cloud.house.calls, folder(cloud), source)


def folder(cloud: Cloud) -> Path:
    return cloud.house.config.var / "recordings"


def row(cloud: Cloud) -> TwilioRecording:
    with cloud.house.db.reading() as session:
        return session.scalars(select(TwilioRecording)).one()


def make_due(cloud: Cloud) -> None:
    with cloud.house.db.transaction() as session:
        session.execute(update(TwilioRecording).values(retry_at=now()))


def test_a_recording_is_fetched_and_waits_for_its_transcript(cloud: Cloud, expected: str) -> None:
    assert fetch(cloud)
    assert not fetch(cloud)
    with cloud.house.db.reading() as session:
        kept = session.scalars(select(Recording)).one()
    assert (kept.path, kept.duration_s, kept.transcript_state) == (f"{expected}.wav", 1.0, "waiting")
    assert (folder(cloud) / kept.path).read_bytes()[:4] == b"RIFF"
    assert (row(cloud).state, len(row(cloud).sha256)) == ("done", 64)
    assert expected in cloud.recordings


def test_of_a_message_it_is_not_told_a_second_time_that_it_is_here(cloud: Cloud, expected: str) -> None:
    assert fetch(cloud)
    assert "RecordingKept" not in [kind for kind, _ in cloud.house.steps("phone", row(cloud).call_id)]


def test_one_that_is_not_there_yet_is_fetched_later(cloud: Cloud, expected: str) -> None:
    there = cloud.recordings.pop(expected)
    assert fetch(cloud)
    assert (row(cloud).state, row(cloud).tries, row(cloud).fault) == ("waiting", 1, "Twilio answered 404")
    assert not fetch(cloud)
    assert not list(folder(cloud).iterdir())
    cloud.recordings[expected] = there
    make_due(cloud)
    assert fetch(cloud)
    assert row(cloud).state == "done"


def test_one_that_never_comes_is_given_up_and_says_why(cloud: Cloud, expected: str) -> None:
    for _ in range(len(audio.NEXT_TRY) + 1):
        make_due(cloud)
        assert fetch(cloud, token="wrong")
    assert (row(cloud).state, row(cloud).fault) == ("failed", "Twilio answered 401")
    assert not fetch(cloud)


def test_a_worker_who_died_over_one_leaves_it_to_the_next(cloud: Cloud, expected: str) -> None:
    with cloud.house.db.transaction() as session:
        session.execute(update(TwilioRecording).values(state="busy", claimed_at=now()))
    assert not fetch(cloud)
    with cloud.house.db.transaction() as session:
        session.execute(update(TwilioRecording).values(claimed_at=now() - audio.STALE - timedelta(seconds=1)))
    assert fetch(cloud)
    assert row(cloud).state == "done"


def test_what_is_no_sound_is_not_kept(cloud: Cloud, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.twilio.cloud_rest.sound", lambda: b"<html>not a sound</html>")
    assert fetch(cloud)
    assert row(cloud).state == "waiting"
    assert not list(folder(cloud).iterdir())


def test_a_recording_of_an_unknown_name_is_left_aside(cloud: Cloud) -> None:
    audio.expect(cloud.house.db, 1, "RE/../../x", 1.0)
    assert not fetch(cloud)


def test_one_that_is_safely_here_is_deleted_at_twilio_and_its_checksum_kept(cloud: Cloud, expected: str) -> None:
    assert fetch(cloud, delete=True)
    assert expected not in cloud.recordings
    kept = (folder(cloud) / f"{expected}.wav").read_bytes()
    assert (row(cloud).state, row(cloud).sha256) == ("done", hashlib.sha256(kept).hexdigest())


def test_what_twilio_would_not_delete_is_tried_again_without_fetching_it_again(cloud: Cloud, expected: str) -> None:
    cloud.refusing = "DELETE"
    assert fetch(cloud, delete=True)
    assert (row(cloud).state, "Twilio has it still" in row(cloud).fault) == ("waiting", True)
    with cloud.house.db.reading() as session:
        assert session.scalars(select(Recording)).one()
    cloud.refusing, cloud.asked = "", []
    make_due(cloud)
    assert fetch(cloud, delete=True)
    assert cloud.asked == [f"DELETE /Recordings/{expected}.json"]
    assert (row(cloud).state, row(cloud).fault, len(row(cloud).sha256)) == ("done", "", 64)
    assert expected not in cloud.recordings


def test_one_that_is_gone_at_twilio_already_is_deleted_all_the_same(cloud: Cloud, expected: str) -> None:
    cloud.refusing = "DELETE"
    assert fetch(cloud, delete=True)
    del cloud.recordings[expected]
    cloud.refusing = ""
    make_due(cloud)
    assert fetch(cloud, delete=True)
    assert row(cloud).state == "done"


def test_nothing_is_deleted_unless_it_was_asked_for(tmp_path: Path) -> None:
    env = {"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN, "THREADLINE_VAR": str(tmp_path)}
    assert not Source.of(Config.from_env(env)).delete
    assert Source.of(Config.from_env({**env, "TWILIO_DELETE_RECORDINGS": "1"})).delete


def test_the_talk_of_whoever_refused_recordings_is_not_fetched_and_not_left_at_twilio(
    cloud: Cloud, expected: str
) -> None:
    with cloud.house.db.transaction() as session:
        call = session.scalars(select(Call)).one()
        call.answered_at = now()
        session.add(Consent(customer_id=call.customer_id, purpose="recording", given=False, by="Sara", at=now()))
    assert fetch(cloud)
    assert expected not in cloud.recordings and row(cloud).state == "done"
    assert not folder(cloud).exists() or not list(folder(cloud).iterdir())
    with cloud.house.db.reading() as session:
        assert session.scalars(select(Recording)).all() == []


def test_a_talk_that_comes_after_a_message_is_put_beside_it_and_once(cloud: Cloud, expected: str) -> None:
    assert fetch(cloud)
    call_id, later = row(cloud).call_id, sid("RE")
    with cloud.house.db.reading() as session:
        message = session.scalars(select(Recording)).one()
    ended_at = message.started_at + timedelta(seconds=message.duration_s + 3)
    cloud.recordings[later] = (later, "completed")
    audio.expect(cloud.house.db, call_id, later, 1.0, ended_at)
    assert fetch(cloud)
    with cloud.house.db.transaction() as session:
        both = session.scalars(select(Recording)).one()
        # A worker that died before it settled comes again.
        session.execute(update(TwilioRecording).where(TwilioRecording.sid == later).values(state="waiting", sha256=""))
    assert both.duration_s == pytest.approx(message.duration_s + 3, abs=0.1)
    assert both.transcript_state == "waiting"
    assert fetch(cloud)
    assert [file.name for file in folder(cloud).iterdir()] == [both.path]
    with cloud.house.db.reading() as session:
        assert session.scalars(select(Recording)).one().duration_s == both.duration_s
