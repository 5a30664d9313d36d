"""Recordings wait in the database, and each is written down once."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from db import now, signal
from tests.transcripts.sounds import joined, silence, write_wav
from timeline import book
from transcripts import models, worker
from transcripts.audio import BadAudio
from transcripts.engines import Models
from transcripts.models import Recording
from transcripts.process import Interrupted, RecognizerProcess
from transcripts.recognizer import NoRecognizer, RecognizerDied, Word
from transcripts.transcribe import Segment, Transcript

HELLO = Transcript("vosk", "tiny", "en", 2.0, (Segment("caller", 0, 1, "hello", (Word("hello", 0, 1, 0.9),)),))


def says(transcript):
    return lambda path, language, progress: transcript


def fails(fault):
    def recognize(path, language, progress):
        raise fault

    return recognize


def add(db, call_id=1, path="1.wav", **values):
    fields = {"customer_id": 1, "language": "en", "started_at": now(), "duration_s": 2.0} | values
    with db.transaction() as session:
        recording = Recording(call_id=call_id, path=path, **fields)
        session.add(recording)
        signal(session, worker.TOPIC, "RecordingKept")
        session.flush()
        return recording.id


def read(db, recording_id):
    with db.reading() as session:
        return session.get_one(Recording, recording_id)


def test_a_recording_becomes_a_transcript_and_a_line_on_the_timeline(db, tmp_path):
    recording = read(db, add(db, call_id=7))
    assert worker.work_one(db, tmp_path, says(HELLO))
    with db.reading() as session:
        transcript = session.scalars(select(models.Transcript)).one()
        (fact,) = book.steps(session, "phone", 7)
    assert (transcript.call_id, transcript.engine, transcript.model, transcript.text) == (7, "vosk", "tiny", "hello")
    assert transcript.segments == HELLO.as_json()["segments"]
    assert fact.data == {"engine": "vosk", "model": "tiny", "words": 1}
    assert read(db, recording.id).transcript_state == "done"


def test_without_a_recording_there_is_nothing_to_do(db, tmp_path):
    assert not worker.work_one(db, tmp_path, fails(AssertionError()))


def test_a_recording_without_a_recognizer_waits_and_is_not_lost(db, tmp_path):
    recording = add(db, language="fa")
    for _ in range(8):
        assert worker.work_one(db, tmp_path, fails(NoRecognizer("none yet")))
        assert not worker.work_one(db, tmp_path, fails(AssertionError()))
        with db.transaction() as session:
            worker.model_arrived(session, "fa")
    waiting = read(db, recording)
    assert (waiting.transcript_state, waiting.transcript_fault, waiting.transcript_tries) == ("waiting", "none yet", 0)
    worker.work_one(db, tmp_path, says(HELLO))
    assert (read(db, recording).transcript_state, read(db, recording).transcript_fault) == ("done", "")


def test_a_fault_is_tried_again_later_and_not_at_once(db, tmp_path):
    recording = add(db)
    worker.work_one(db, tmp_path, fails(RecognizerDied("signal 11")))
    waiting = read(db, recording)
    assert (waiting.transcript_state, waiting.transcript_fault) == ("waiting", "signal 11")
    assert waiting.transcript_retry_at > now() + timedelta(seconds=50)
    assert not worker.work_one(db, tmp_path, says(HELLO))


def test_a_recording_that_kills_every_recognizer_fails_in_the_end(db, tmp_path):
    recording = add(db)
    for _ in range(len(worker.NEXT_TRY) + 1):
        assert worker.work_one(db, tmp_path, fails(RecognizerDied("signal 11")))
        with db.transaction() as session:
            session.get_one(Recording, recording).transcript_retry_at = None
    assert read(db, recording).transcript_state == "failed"
    assert not worker.work_one(db, tmp_path, says(HELLO))


def test_bad_audio_fails_for_good_with_its_reason(db, tmp_path):
    recording = add(db)
    worker.work_one(db, tmp_path, fails(BadAudio("1.wav is empty.")))
    assert (read(db, recording).transcript_state, read(db, recording).transcript_fault) == ("failed", "1.wav is empty.")


def test_a_missing_file_is_looked_for_again(db, tmp_path):
    recording = add(db)
    worker.work_one(db, tmp_path, fails(FileNotFoundError("1.wav")))
    assert read(db, recording).transcript_state == "waiting"


def test_a_claim_of_a_worker_that_died_is_taken_back(db, tmp_path):
    recording = add(db, transcript_state="busy", transcript_claimed_at=now() - timedelta(minutes=16))
    assert worker.work_one(db, tmp_path, says(HELLO))
    assert read(db, recording).transcript_state == "done"


def test_a_fresh_claim_of_another_worker_is_left_alone(db, tmp_path):
    add(db, transcript_state="busy", transcript_claimed_at=now() - timedelta(minutes=14))
    assert not worker.work_one(db, tmp_path, says(HELLO))


def test_long_work_keeps_its_claim(db, tmp_path):
    recording = add(db)

    def recognize(path, language, progress):
        with db.transaction() as session:
            row = session.get_one(Recording, recording)
            row.transcript_claimed_at = old = row.transcript_claimed_at - timedelta(minutes=10)
        claim = worker._Claim(db, read(db, recording))
        claim.renew(0.5)
        assert read(db, recording).transcript_claimed_at > old + timedelta(minutes=9)
        return HELLO

    worker.work_one(db, tmp_path, recognize)


def test_what_was_taken_back_from_a_slow_worker_is_not_written_twice(db, tmp_path):
    add(db, call_id=7)

    def slow(path, language, progress):
        with db.transaction() as session:
            session.scalars(select(Recording)).one().transcript_claimed_at = now() - timedelta(hours=1)
        worker.work_one(db, tmp_path, says(HELLO))
        return HELLO

    worker.work_one(db, tmp_path, slow)
    with db.reading() as session:
        assert len(book.steps(session, "phone", 7)) == 1


def test_two_workers_never_take_the_same_recording(db, tmp_path):
    for call in range(12):
        add(db, call_id=call, path=f"{call}.wav")
    taken, lock = [], threading.Lock()

    def recognize(path, language, progress):
        with lock:
            taken.append(path.name)
        return HELLO

    def work():
        while worker.work_one(db, tmp_path, recognize):
            pass

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted(f"{call}.wav" for call in range(12))


def test_the_loop_wakes_for_a_new_recording_and_stops_when_told(db, tmp_path):
    stop, heard = threading.Event(), threading.Event()

    def recognize(path, language, progress):
        heard.set()
        return HELLO

    thread = threading.Thread(target=worker.run, args=(db, tmp_path, recognize, stop))
    thread.start()
    add(db)
    assert heard.wait(10)
    stop.set()
    db.bell.ring(None)
    thread.join(10)
    assert not thread.is_alive()


def test_work_that_our_end_interrupts_is_due_at_the_next_start_and_counts_as_no_try(db, tmp_path):
    recording = add(db)
    worker.work_one(db, tmp_path, fails(Interrupted("stopped")))
    assert (read(db, recording).transcript_state, read(db, recording).transcript_tries) == ("waiting", 0)
    worker.work_one(db, tmp_path, says(HELLO))
    assert read(db, recording).transcript_state == "done"


def test_the_loop_sleeps_until_the_next_try_is_due(db, tmp_path):
    assert worker._until_due(db) is None
    add(db, transcript_retry_at=now() + timedelta(seconds=90))
    assert worker._until_due(db) == pytest.approx(90, abs=5)


def test_the_real_engine_writes_a_call_with_both_speakers(db, say, tiny, tmp_path):
    write_wav(
        tmp_path / "9.wav", joined(silence(1), say("yes please"), silence(4)), joined(silence(4), say("thank you"))
    )
    recording = add(db, call_id=9, path="9.wav")
    with RecognizerProcess() as process:
        recognize = worker.recognizing(process, Models({"en": tiny.folder}, tmp_path / "models"))
        worker.work_one(db, tmp_path, recognize)
    with db.reading() as session:
        transcript = session.scalars(select(models.Transcript)).one()
    assert [(segment["speaker"], segment["text"]) for segment in transcript.segments] == [
        ("caller", "yes please"),
        ("agent", "thank you"),
    ]
    assert read(db, recording).transcript_state == "done"
