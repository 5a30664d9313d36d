"""Putting a call's recording together from the files of its legs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from config import Config
from db import Database, now
from telephony.models import Call, Leg
from telephony.recordings import RecordingFault, put_together
from tests.sounds import first_heard, read_wav, seconds_of, tone, write_wav
from timeline import book, customers
from timeline.models import Consent
from transcripts.models import Recording


@pytest.fixture
def config(tmp_path: Path, database: Database) -> Config:
    (tmp_path / "recordings").mkdir()
    return Config(var=tmp_path, database_url=database.url, secret_key="secret")


def ended_call(database: Database, **legs: tuple[str, float]) -> int:
    """A call that ended a minute ago; each leg has a file and the second in which it joined."""
    began = now() - timedelta(minutes=2)
    with database.transaction() as session:
        customer = customers.make(session)
        call = Call(
            backend="asterisk",
            backend_id="1",
            customer_id=customer.id,
            arrived_at=began,
            ended_at=began,
            outcome="served",
            state="ended",
            path=[],
        )
        session.add(call)
        session.flush()
        for name, (audio, second) in legs.items():
            session.add(
                Leg(
                    call_id=call.id,
                    party="caller" if name == "caller" else "agent",
                    backend_id=name,
                    audio=audio,
                    joined_at=began + timedelta(seconds=second),
                    left_at=began + timedelta(minutes=1),
                )
            )
        return call.id


def the_recording(database: Database) -> Recording | None:
    with database.reading() as session:
        return session.scalar(select(Recording))


def test_the_caller_is_on_the_left_and_all_agents_on_the_right_each_in_their_time(
    database: Database, config: Config
) -> None:
    folder = config.var / "recordings"
    write_wav(folder / "c.wav", tone(700, 3))
    write_wav(folder / "a.wav", tone(1100, 1))
    write_wav(folder / "b.wav", tone(1300, 1))
    call = ended_call(database, caller=("c.wav", 1), ann=("a.wav", 0.5), bob=("b.wav", 2.5))
    assert put_together(database, config)
    row = the_recording(database)
    assert row and row.transcript_state == "waiting"
    sound, rate = read_wav(folder / row.path)
    left, right = sound[:, 0], sound[:, 1]
    assert row.duration_s == pytest.approx(3.5, abs=0.05)
    assert first_heard(left, 700, rate) == pytest.approx(0.5, abs=0.1)
    assert first_heard(right, 1100, rate) == pytest.approx(0.0, abs=0.1)
    assert first_heard(right, 1300, rate) == pytest.approx(2.0, abs=0.1)
    assert seconds_of(left, 1100, rate) == seconds_of(right, 700, rate) == 0
    assert [file.name for file in folder.iterdir()] == [row.path]
    with database.reading() as session:
        assert [step.kind for step in book.steps(session, "phone", call)] == ["RecordingKept"]
    assert not put_together(database, config)


def test_a_crash_before_the_files_were_deleted_makes_no_second_recording(database: Database, config: Config) -> None:
    folder = config.var / "recordings"
    write_wav(folder / "c.wav", tone(700, 1))
    call = ended_call(database, caller=("c.wav", 0))
    put_together(database, config)
    write_wav(folder / "c.wav", tone(700, 1))
    with database.transaction() as session:
        session.scalars(select(Leg)).one().audio = "c.wav"
    assert put_together(database, config)
    assert not (folder / "c.wav").exists()
    with database.reading() as session:
        assert len(session.scalars(select(Recording)).all()) == 1
        assert len(book.steps(session, "phone", call)) == 1


def test_a_call_with_a_leg_that_lives_is_left_alone(database: Database, config: Config) -> None:
    write_wav(config.var / "recordings/c.wav", tone(700, 1))
    ended_call(database, caller=("c.wav", 0))
    with database.transaction() as session:
        session.scalars(select(Leg)).one().left_at = None
    assert not put_together(database, config)


def test_a_file_whose_header_was_never_finished_is_read_to_its_end(database: Database, config: Config) -> None:
    file = config.var / "recordings/c.wav"
    write_wav(file, tone(700, 2))
    data = bytearray(file.read_bytes())
    data[4:8] = data[40:44] = bytes(4)
    file.write_bytes(data)
    ended_call(database, caller=("c.wav", 0))
    with pytest.raises(RecordingFault, match="still being written"):
        put_together(database, config)
    with database.transaction() as session:
        session.scalars(select(Leg)).one().left_at = now() - timedelta(hours=1)
    put_together(database, config)
    row = the_recording(database)
    assert row and row.duration_s == pytest.approx(2.0, abs=0.05)


def test_a_message_left_before_the_talk_is_kept_in_the_recording(database: Database, config: Config) -> None:
    folder = config.var / "recordings"
    write_wav(folder / "m.wav", tone(900, 1), 16000)
    write_wav(folder / "c.wav", tone(700, 1))
    call_id = ended_call(database, caller=("c.wav", 10))
    with database.transaction() as session:
        call = session.get_one(Call, call_id)
        session.add(
            Recording(
                call_id=call_id,
                customer_id=call.customer_id,
                path="m.wav",
                language="en",
                started_at=call.arrived_at,
                duration_s=1.0,
                transcript_state="done",
            )
        )
    put_together(database, config)
    row = the_recording(database)
    assert row and row.transcript_state == "waiting" and row.duration_s == pytest.approx(11.0, abs=0.05)
    assert not (folder / "m.wav").exists()


def test_a_call_that_nobody_answered_has_no_recording_and_is_not_asked_about_again(
    database: Database, config: Config
) -> None:
    ended_call(database, caller=("never.wav", 0))
    assert put_together(database, config)
    assert the_recording(database) is None
    assert not put_together(database, config)


def test_an_agent_who_heard_it_ring_has_talked_with_nobody(database: Database, config: Config) -> None:
    file = config.var / "recordings/a.wav"
    write_wav(file, tone(500, 1.0))
    ended_call(database, agent=("a.wav", 0))
    assert put_together(database, config)
    assert the_recording(database) is None
    assert not file.exists()


def test_a_recording_that_cannot_be_made_costs_no_file(database: Database, config: Config) -> None:
    file = config.var / "recordings/c.wav"
    file.write_bytes(b"this is no sound, " * 10)
    call = ended_call(database, caller=("c.wav", 0))
    with pytest.raises(RecordingFault):
        put_together(database, config)
    assert file.exists()
    assert not put_together(database, replace(config), but={call})


def test_where_two_were_on_the_right_side_it_is_known_who_spoke_when(database: Database, config: Config) -> None:
    folder = config.var / "recordings"
    for name in ("caller", "sara", "daniel"):
        write_wav(folder / f"{name}.wav", tone(500, 1.0))
    call_id = ended_call(database, caller=("caller.wav", 0), sara=("sara.wav", 2), daniel=("daniel.wav", 5))
    with database.transaction() as session:
        for leg in session.scalars(select(Leg).where(Leg.call_id == call_id, Leg.party == "agent")):
            leg.number = leg.backend_id
    assert put_together(database, config)
    made = the_recording(database)
    assert made and made.voices == [
        {"name": "sara", "spans": [[2.0, 3.0]]},
        {"name": "daniel", "spans": [[5.0, 6.0]]},
    ]


@pytest.mark.parametrize("given", [True, False])
def test_of_whoever_refused_recordings_nothing_is_made_and_no_voice_stays(
    database: Database, config: Config, given: bool
) -> None:
    folder = config.var / "recordings"
    write_wav(folder / "c.wav", tone(700, 1))
    write_wav(folder / "a.wav", tone(1100, 1))
    call = ended_call(database, caller=("c.wav", 0), ann=("a.wav", 0))
    with database.transaction() as session:
        row = session.get_one(Call, call)
        row.answered_at = row.arrived_at
        session.add(Consent(customer_id=row.customer_id, purpose="recording", given=given, by="Sara", at=now()))
    assert put_together(database, config)
    assert not put_together(database, config)
    with database.reading() as session:
        kinds = [step.kind for step in book.steps(session, "phone", call)]
    assert (the_recording(database) is not None, kinds) == ((True, ["RecordingKept"]) if given else (False, []))
    assert [file.name for file in folder.iterdir()] == ([f"call-{call}.wav"] if given else [])
