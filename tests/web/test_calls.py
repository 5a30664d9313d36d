"""A call's page: its story, its recording in pieces, the shape of its voices, and who listened."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import select

from acd.models import Agent
from db import now
from telephony.models import Call, Leg
from telephony.outbound import Outgoing
from telephony.recordings import peaks_of
from tests.web.house import House
from transcripts.models import Recording, Transcript
from web import peaks
from web.models import Looked

RATE = 8000


def tone(seconds: float, loudness: float) -> np.ndarray:
    return (np.sin(np.arange(int(seconds * RATE)) / 5) * loudness * 32767).astype("<i2")


def write(file: Path, left: np.ndarray, right: np.ndarray) -> None:
    file.parent.mkdir(exist_ok=True)
    with wave.open(str(file), "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(np.column_stack((left, right)).tobytes())


def recorded(house: House, path: str = "one.wav", party: str = "agent") -> int:
    """A call of two seconds: the caller speaks in the first, the agent in the second. Returns its id.

    `party` is what Sara was in it.
    """
    call_id = house.dial()
    quiet = tone(1, 0)
    file = house.var / "recordings" / "one.wav"
    write(file, np.concatenate((tone(1, 0.5), quiet)), np.concatenate((quiet, tone(1, 1.0))))
    with house.db.transaction() as session:
        call = session.get_one(Call, call_id)
        who = {"call_id": call_id, "agent_id": house.sara, "backend_id": f"sara-{call_id}", "joined_at": now()}
        session.add(Leg(party=party, **who))
        session.add(
            Recording(
                call_id=call_id,
                customer_id=call.customer_id,
                path=path,
                language="en",
                started_at=now(),
                duration_s=2.0,
                transcript_state="done",
            )
        )
        session.add(
            Transcript(
                call_id=call_id,
                engine="vosk",
                model="tiny",
                language="en",
                duration_s=2.0,
                text="hello",
                segments=[
                    {
                        "speaker": "caller",
                        "start": 0.1,
                        "end": 0.9,
                        "text": "hello",
                        "words": [{"word": "hello", "start": 0.1, "end": 0.9, "confidence": 0.98}],
                    }
                ],
                created_at=now(),
            )
        )
    return call_id


def looks(house: House) -> list[str]:
    with house.db.reading() as session:
        return list(session.scalars(select(Looked.what).order_by(Looked.id)))


def test_a_call_tells_its_whole_story(everywhere: House) -> None:
    call = everywhere.talk(everywhere.sara)
    detail = everywhere.login("sara").get(f"/calls/{call}").json
    assert [step["kind"] for step in detail["steps"]] == ["CallArrived", "Queued", "Offered", "Answered"]
    assert detail["agents"] == [{"id": everywhere.sara, "name": "Sara"}]
    assert detail["hotline"] == "Parsa Home"
    assert detail["recording"] is None
    assert detail["transcript"] is None


def test_a_transcript_comes_with_its_words_and_who_read_it_is_noted(house: House) -> None:
    call = recorded(house)
    detail = house.login("sara").get(f"/calls/{call}").json
    assert detail["transcript"]["engine"] == "vosk"
    assert detail["transcript"]["segments"][0]["words"][0]["confidence"] == 0.98
    assert detail["recording"] == {"duration_s": 2.0, "may_hear": True}
    assert looks(house) == [f"transcript:{call}"]


def test_the_whole_recording_is_a_wav_file(house: House) -> None:
    call = recorded(house)
    answer = house.login("sara").get(f"/calls/{call}/audio")
    assert answer.mimetype == "audio/wav"
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.data == (house.var / "recordings" / "one.wav").read_bytes()


@pytest.mark.parametrize(("asked", "begin", "end"), [("0-43", 0, 44), ("100-199", 100, 200), ("-50", -50, None)])
def test_a_player_gets_the_piece_that_it_asks_for(house: House, asked: str, begin: int, end: int | None) -> None:
    call = recorded(house)
    whole = (house.var / "recordings" / "one.wav").read_bytes()
    answer = house.login("sara").get(f"/calls/{call}/audio", headers={"Range": f"bytes={asked}"})
    assert answer.status_code == 206
    assert answer.data == whole[begin:end]
    assert answer.headers["Content-Range"].endswith(f"/{len(whole)}")


@pytest.mark.parametrize(
    ("hears", "own", "anothers", "message"),
    [("own", 200, 403, 200), ("all", 200, 200, 200), ("none", 403, 403, 403)],
)
def test_agents_listen_to_what_their_supervisor_says(
    everywhere: House, hears: str, own: int, anothers: int, message: int
) -> None:
    skills = {"skills": {}, "capacity": {}}
    mine, others, left = (recorded(everywhere, party=party) for party in ("agent", "listener", "listener"))
    with everywhere.db.transaction() as session:
        session.get_one(Call, left).outcome = "voicemail"
    nadia = everywhere.login("nadia")
    assert nadia.put(f"/agents/{everywhere.sara}/skills", **skills, hears=hears).json["hears"] == hears
    sara = everywhere.login("sara")
    for call, status in ((mine, own), (others, anothers), (left, message)):
        assert sara.get(f"/calls/{call}/audio").status_code == status
        assert sara.get(f"/calls/{call}/peaks").status_code == status
        detail = sara.get(f"/calls/{call}").json
        assert detail["recording"] == {"duration_s": 2.0, "may_hear": status == 200}
        assert detail["transcript"]["segments"]
        assert nadia.get(f"/calls/{call}/audio").status_code == 200


def test_who_may_not_listen_leaves_no_trace_of_having_listened(house: House) -> None:
    call = recorded(house)
    assert house.login("omid").get(f"/calls/{call}/audio").json["error"] == "may_not_listen"
    assert looks(house) == []


def test_a_piece_past_the_end_is_refused(house: House) -> None:
    call = recorded(house)
    answer = house.login("sara").get(f"/calls/{call}/audio", headers={"Range": "bytes=99999999-"})
    assert answer.status_code == 416
    assert answer.json["error"] == "bad_range"


def test_whoever_listens_is_noted_once_however_many_pieces_they_ask_for(house: House) -> None:
    call = recorded(house)
    sara, nadia = house.login("sara"), house.login("nadia")
    for piece in ("0-99", "100-199", "200-299"):
        sara.get(f"/calls/{call}/audio", headers={"Range": f"bytes={piece}"})
    nadia.get(f"/calls/{call}/audio", headers={"Range": "bytes=5-"})
    assert looks(house) == [f"recording:{call}"] * 2


@pytest.mark.parametrize("path", ["../threadline.db", "/etc/passwd", "gone.wav", "."])
def test_a_recording_is_never_looked_for_elsewhere(house: House, path: str) -> None:
    call = recorded(house, path)
    panel = house.login("sara")
    assert panel.get(f"/calls/{call}/audio").status_code == 404
    assert panel.get(f"/calls/{call}/peaks").status_code == 404


def test_peaks_draw_the_two_voices_apart(house: House) -> None:
    call = recorded(house)
    shape = house.login("sara").get(f"/calls/{call}/peaks", query_string={"points": 20}).json
    assert shape["duration_s"] == 2.0
    assert len(shape["left"]) == len(shape["right"]) == 20
    assert all(0.45 <= loud <= 0.55 for loud in shape["left"][:10])
    assert all(loud == 0 for loud in shape["left"][10:] + shape["right"][:10])
    assert all(loud > 0.95 for loud in shape["right"][10:])


def test_peaks_are_kept_beside_the_recording_until_it_changes(house: House) -> None:
    call = recorded(house)
    panel = house.login("sara")
    file = house.var / "recordings" / "one.wav"
    first = panel.get(f"/calls/{call}/peaks").json
    kept = peaks_of(file)
    assert kept.parent == file.parent
    np.save(kept, np.zeros((2, 100), np.uint8))
    assert max(panel.get(f"/calls/{call}/peaks").json["left"]) == 0
    kept.write_bytes(b"half a fi")
    assert panel.get(f"/calls/{call}/peaks").json == first


def test_a_recording_of_one_voice_has_a_silent_right_side(tmp_path: Path) -> None:
    file = tmp_path / "voicemail.wav"
    with wave.open(str(file), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(tone(0.5, 0.8).tobytes())
    shape = peaks.of(file, 10)
    assert min(shape.left) > 0.7
    assert shape.right == [0] * 10


@pytest.mark.parametrize("frames", [0, 1, 7, 4000, 4001, 1_500_000])
def test_peaks_of_any_length_have_no_more_columns_than_asked_for(tmp_path: Path, frames: int) -> None:
    file = tmp_path / "any.wav"
    samples = np.full(frames, -32768, "<i2")
    write(file, samples, samples)
    shape = peaks.of(file, 800)
    assert len(shape.left) == len(shape.right) == min(frames, 800)
    assert all(loud == 1.0 for loud in shape.left + shape.right)


def test_a_file_that_is_no_recording_is_said_so(house: House) -> None:
    call = recorded(house)
    (house.var / "recordings" / "one.wav").write_bytes(b"not a recording")
    answer = house.login("sara").get(f"/calls/{call}/peaks")
    assert (answer.status_code, answer.json["error"]) == (409, "bad_audio")


def test_an_agent_calls_a_customer_and_has_them_on_the_desk(house: House) -> None:
    house.calls.outgoing = Outgoing("simulator")
    sara = house.login("sara")
    sara.post("/desk/alive", microphone=True, registered=True)
    customer = house.customer("Leila", phone="+15551230007")
    answer = sara.post("/calls", number="(555) 123-0007", customer_id=customer)
    (contact,) = answer.json["contacts"]
    assert (contact["state"], contact["customer"]["id"]) == ("dialling", customer)
    assert sara.get(f"/customers/{customer}/timeline").json["entries"] == [], "nobody was rung yet"
    assert sara.post("/calls", number="+15551230008").json["error"] == "not_free"


def test_a_call_that_may_not_be_made_is_refused_with_a_sentence(house: House) -> None:
    sara = house.login("sara")
    assert sara.post("/calls", number="+15551230007").json["error"] == "no_trunk"
    house.calls.outgoing = Outgoing("simulator")
    sara.post("/desk/alive", microphone=True, registered=True)
    assert sara.post("/calls", number="+19002345678").json["error"] == "costly_number"
    assert sara.post("/calls", number="+15551230007", customer_id=999).status_code == 404
    with house.db.transaction() as session:
        session.get_one(Agent, house.sara).may_dial = False
    assert sara.post("/calls", number="+15551230007").json["error"] == "not_allowed_to"


def test_an_agent_who_calls_again_and_again_is_slowed_down(house: House) -> None:
    house.calls.outgoing = Outgoing("simulator")
    sara = house.login("sara")
    for number in range(6):
        sara.post("/desk/alive", microphone=True, registered=True)
        (contact,) = sara.post("/calls", number=f"+1555123000{number}").json["contacts"]
        sara.post(f"/calls/{contact['id']}/hang-up")
        sara.post(f"/contacts/call/{contact['id']}/wrap-up", disposition="other")
    assert sara.post("/calls", number="+15551230009").json["error"] == "too_many"
