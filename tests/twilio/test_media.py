"""Talks are streamed to us while they go on: the right words of the right speaker, whatever becomes of the stream."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from werkzeug.serving import make_server

from db import Database
from telephony import live_words
from telephony.live_words import LiveWords
from telephony.twilio import audio
from telephony.twilio.audio import Source
from telephony.twilio.places import Places
from telephony.twilio.streaming import token_of
from tests.story import SECRET
from tests.twilio.cloud import Cloud, until
from tests.twilio.cloud_rest import listening
from tests.twilio.contract import DOCUMENT
from tests.twilio.house import ACCOUNT, TOKEN, House
from tests.twilio.test_story import Talk, kinds, talking
from tests.voices import spoken, tiny_models
from transcripts import worker
from transcripts.engines import free
from transcripts.live import Live
from transcripts.models import Transcript
from transcripts.process import RecognizerProcess

QUESTION, ANSWER = "four two seven", "where is my order"


@pytest.fixture(scope="module")
def live() -> Iterator[Live]:
    live = Live(tiny_models("en"), choose=free)
    live.warm(["en"])
    until(lambda: live.ready("en"), seconds=30)
    yield live
    live.close()


@pytest.fixture
def cloud(sqlite: Database, tmp_path: Path, live: Live) -> Iterator[Cloud]:
    """A cloud that streams: our WebSockets have a real server."""
    if not DOCUMENT.exists():
        pytest.skip(f"{DOCUMENT.name} is not here to judge by")
    with listening() as (server, address):
        house = House(sqlite, tmp_path / "var", api=address, words=LiveWords(sqlite, live))
        server.cloud = Cloud(house)
        web = make_server("127.0.0.1", 0, house.site, threaded=True)
        server.cloud.media.address = f"ws://127.0.0.1:{web.server_port}"
        threading.Thread(target=web.serve_forever, args=(0.05,), daemon=True).start()
        yield server.cloud
        server.cloud.mail.stop()
        web.shutdown()
    assert not server.cloud.breaches


def streaming(cloud: Cloud) -> Talk:
    talk = talking(cloud)
    until(lambda: cloud.media.of(talk.caller.sid), "the talk is not streamed", 30)
    return talk


def sentences(cloud: Cloud, talk: Talk) -> list[tuple[str, str]]:
    with cloud.house.db.reading() as session:
        said = live_words.so_far(session, cloud.house.call(talk.id))
    return [(each["speaker"], each["text"]) for each in said]


def test_what_caller_and_agent_say_is_read_while_they_talk_and_afterwards(cloud: Cloud) -> None:
    talk, house, media = streaming(cloud), cloud.house, cloud.media
    media.says(talk.softphone.sid, spoken(QUESTION))
    until(lambda: ("agent", QUESTION) in sentences(cloud, talk), "the agent is not heard", 30)
    media.says(talk.caller.sid, spoken(ANSWER))
    until(lambda: ("caller", ANSWER) in sentences(cloud, talk), "the caller is not heard", 30)
    assert sentences(cloud, talk) == [("agent", QUESTION), ("caller", ANSWER)]
    talk.caller.hangs_up()
    source = Source(ACCOUNT, TOKEN, house.twilio.http.api)
    folder = house.config.var / "recordings"
    until(lambda: audio.fetch_one(house.calls, folder, source), "no recording comes", 30)
    recognizer = RecognizerProcess()
    try:
        worker.work_one(house.db, folder, worker.recognizing(recognizer, tiny_models("en")))
    finally:
        recognizer.close()
    assert "TranscriptWritten" in kinds(cloud, talk.id)
    with house.db.reading() as session:
        written = session.scalars(select(Transcript)).one()
    assert [(part["speaker"], part["text"]) for part in written.segments] == [("agent", QUESTION), ("caller", ANSWER)]


@pytest.mark.parametrize("told", [True, False])
def test_a_stream_that_breaks_off_is_asked_for_again_and_words_go_on(cloud: Cloud, told: bool) -> None:
    talk = streaming(cloud)
    cloud.mail.lost |= set() if told else {f"/twilio/calls/{talk.id}/streams"}
    until(lambda: cloud.house.twilio.legs.get(talk.caller.sid).stream_sid, "nobody knows that it is streamed", 30)
    (first,) = cloud.media.of(talk.caller.sid)
    first.breaks = True
    until(lambda: [each for each in cloud.media.of(talk.caller.sid) if each is not first], "no stream comes again", 30)
    cloud.media.says(talk.caller.sid, spoken(ANSWER))
    until(lambda: ("caller", ANSWER) in sentences(cloud, talk), "the caller is not heard any more", 30)


def test_who_hears_music_is_not_listened_to(cloud: Cloud) -> None:
    talk, calls = streaming(cloud), cloud.house.calls
    assert calls.hold(talk.id, talk.agent_id)
    until(lambda: not cloud.media.of(talk.caller.sid), "they are heard in the music", 30)
    assert calls.resume(talk.id, talk.agent_id)
    until(lambda: cloud.media.of(talk.caller.sid), "they are not heard again", 30)


def test_a_new_process_has_the_talks_streamed_to_itself(cloud: Cloud) -> None:
    talk = streaming(cloud)
    (before,) = cloud.media.of(talk.caller.sid)
    until(cloud.house.twilio.legs.streamed, "nobody knows that it is streamed", 30)
    cloud.house.twilio.streams_anew()
    until(lambda: before.over.is_set() and cloud.media.of(talk.caller.sid), "it is not streamed anew", 30)


def test_a_stream_that_nobody_signed_or_of_no_call_is_refused(cloud: Cloud, caplog: pytest.LogCaptureFixture) -> None:
    talk = streaming(cloud)
    places = Places(cloud.house.config.public_url)
    token = token_of(talk.id, SECRET)
    assert refused(cloud, places.media(talk.id, token), "forged") == 403
    assert refused(cloud, places.media(talk.id, "0" * 32)) == 404
    assert refused(cloud, places.media(talk.id + 1, token_of(talk.id + 1, SECRET))) == 404
    logged = [record.getMessage() for record in caplog.records if record.name == "telephony.twilio.media"]
    assert len(logged) == 3 and not any(token in line for line in logged)
    talk.caller.hangs_up()
    until(lambda: cloud.house.call(talk.id).outcome, "the call does not end", 30)
    assert refused(cloud, places.media(talk.id, token)) == 404


def refused(cloud: Cloud, url: str, signature: str = "") -> int:
    """With which status this handshake is answered."""
    signature = signature or cloud.house.validator.compute_signature(url, {})
    path = urlsplit(url).path
    headers = {"X-Twilio-Signature": signature}
    with pytest.raises(InvalidStatus) as refusal, connect(f"{cloud.media.address}{path}", additional_headers=headers):
        pass
    return refusal.value.response.status_code


def test_a_stream_of_another_call_is_closed(cloud: Cloud) -> None:
    talk = streaming(cloud)
    other = cloud.dial("+15551230002")
    (stream,) = cloud.media.of(talk.caller.sid)
    strange = cloud.media.start(other.sid, stream.url, "https://calls.example.com/twilio/calls/0/streams")
    cloud.mail.lost.add("/twilio/calls/0/streams")
    until(strange.over.is_set, "it is heard", 30)
    assert not strange.stopping.is_set()
