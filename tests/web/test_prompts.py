from __future__ import annotations

import wave
from io import BytesIO
from pathlib import Path

import av
import numpy as np
import pytest
from werkzeug.test import TestResponse

from ivr.turns import Play
from telephony import decode, uploads
from telephony.prompts import Prompts
from tests.web.house import House, Panel

RATE = 48000
FORMATS = {"wav": "pcm_s16le", "mp3": "libmp3lame", "ogg": "libopus", "webm": "libopus", "mp4": "aac", "flac": "flac"}


def voice(seconds: float, loud: float) -> np.ndarray:
    """Something that rises and falls as speech does."""
    at = np.arange(int(seconds * RATE)) / RATE
    return (loud * np.sin(2 * np.pi * 220 * at) * np.abs(np.sin(2 * np.pi * 3 * at))).astype(np.float32)


def encoded(sound: np.ndarray, ending: str = "wav") -> bytes:
    """The sound as a file of this kind."""
    file = BytesIO()
    with av.open(file, "w", format=ending) as out:
        stream = out.add_stream(FORMATS[ending], rate=RATE, layout="mono")
        resampler = av.AudioResampler(format=stream.format.name, layout="mono", rate=RATE)
        frame = av.AudioFrame.from_ndarray(sound.reshape(1, -1), format="flt", layout="mono")
        frame.sample_rate = RATE
        for piece in (*resampler.resample(frame), *resampler.resample(None)):
            piece.pts = None
            out.mux(stream.encode(piece))
        out.mux(stream.encode(None))
    return file.getvalue()


def send(panel: Panel, data: bytes, title: str = "hello.wav") -> TestResponse:
    return panel.client.post(
        "/api/v1/prompts/audio", data={"file": (BytesIO(data), title)}, headers={"X-CSRF-Token": panel.csrf}
    )


@pytest.mark.parametrize("ending", FORMATS)
def test_an_upload_of_any_common_format_becomes_a_prompt(everywhere: House, ending: str) -> None:
    nadia = everywhere.login("nadia")
    answer = send(nadia, encoded(voice(2, 0.3), ending), f"hello.{ending}")
    assert answer.status_code == 201, answer.text
    kept = answer.json
    assert kept["duration_s"] == pytest.approx(2, abs=0.1)
    assert (kept["title"], kept["uploaded_by"]) == (f"hello.{ending}", "Nadia")
    heard = nadia.get(f"/prompts/audio/{kept['name']}")
    with wave.open(BytesIO(heard.data)) as sound:
        assert (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) == (16000, 1, 2)
        assert sound.getnframes() / 16000 == pytest.approx(kept["duration_s"], abs=0.001)


@pytest.mark.parametrize("loud", [0.02, 0.1, 0.9])
def test_all_uploads_are_as_loud_as_one_another(house: House, loud: float) -> None:
    kept = send(house.login("nadia"), encoded(voice(3, loud))).json
    assert kept["loudness"] == pytest.approx(decode.TARGET_LUFS, abs=0.5)
    assert kept["loudness_before"] != kept["loudness"]


def test_loudness_is_measured_as_the_ebu_says() -> None:
    """EBU Tech 3341, first case: a tone of 1 kHz at -23 dBFS in two channels is -23 LUFS; in one, 3 LU less."""
    at = np.arange(20 * decode.RATE) / decode.RATE
    tone = (10 ** (-23 / 20) * np.sin(2 * np.pi * 1000 * at)).astype(np.float32)
    assert decode.loudness(tone) == pytest.approx(-26.0, abs=0.1)


def test_no_peak_goes_beyond_full_scale(house: House) -> None:
    sound = voice(3, 0.02)
    sound[RATE : RATE + 200] = 0.9
    nadia = house.login("nadia")
    name = send(nadia, encoded(sound)).json["name"]
    with wave.open(BytesIO(nadia.get(f"/prompts/audio/{name}").data)) as played:
        samples = np.frombuffer(played.readframes(played.getnframes()), "<i2")
    assert np.abs(samples.astype(int)).max() <= 32767 * 0.95


def test_the_same_sound_is_kept_once(house: House) -> None:
    nadia, data = house.login("nadia"), encoded(voice(1, 0.3))
    first, again = send(nadia, data, "a.wav").json, send(nadia, data, "b.wav").json
    assert first == again
    assert [one["name"] for one in nadia.get("/prompts/audio").json["audio"]] == [first["name"]]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_audio"),
        (b"GIF89a, and then no sound at all", "not_audio"),
        (b"RIFF\xff\xff\xff\xffWAVEfmt ", "not_audio"),
        (b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n", "not_audio"),
        (b"ffconcat version 1.0\nfile /etc/passwd\n", "not_audio"),
        (encoded(np.zeros(RATE, np.float32)), "silent"),
        (encoded(voice(decode.LONGEST_S + 2, 0.3), "mp3"), "too_long"),
    ],
    ids=["empty", "picture", "half a header", "playlist", "list of files", "silence", "an hour"],
)
def test_what_is_no_prompt_is_refused_in_a_sentence(house: House, data: bytes, code: str) -> None:
    answer = send(house.login("nadia"), data)
    assert (answer.status_code, answer.json["error"]) == (400, code)
    assert answer.json["message"].endswith(".")
    assert not list((house.var / "prompts").rglob("*.wav"))


def test_a_file_that_is_too_large_is_refused_unread(house: House) -> None:
    answer = send(house.login("nadia"), b"\0" * (uploads.LARGEST + (1 << 17)))
    assert (answer.status_code, answer.json["error"]) == (413, "too_large")


def test_only_uploads_may_be_large(house: House) -> None:
    answer = house.login("nadia").post("/prompts/speak", text="a" * (2 << 20), language="en")
    assert answer.status_code == 413


def test_an_upload_is_what_a_caller_hears(house: House) -> None:
    name = send(house.login("nadia"), encoded(voice(1, 0.3))).json["name"]
    prompts = Prompts(house.config)
    stem = prompts.stem(Play(name, "Hello", "en"))
    assert stem == prompts.folder / "audio" / name
    for ending, rate in ((".wav", 8000), (".wav16", 16000)):
        with wave.open(str(stem.with_suffix(ending))) as sound:
            assert sound.getframerate() == rate


@pytest.mark.parametrize("language", ["en", "fa", "ru", "th"])
def test_text_is_spoken_at_once(house: House, language: str) -> None:
    answer = house.login("nadia").post("/prompts/speak", text="1 {customer_name} 2", language=language)
    assert (answer.status_code, answer.mimetype) == (200, "audio/wav")
    with wave.open(BytesIO(answer.data)) as sound:
        assert sound.getnframes() > sound.getframerate() / 2


def test_a_language_without_a_voice_is_named(house: House) -> None:
    answer = house.login("nadia").post("/prompts/speak", text="Bonjour", language="fr")
    assert (answer.status_code, answer.json["error"]) == (400, "unknown_language")
    assert "en, fa, ru, th" in answer.json["message"]


@pytest.mark.parametrize("name", ["a" * 64, "..", "A" * 64])
def test_a_recording_that_there_is_not_is_not_found(house: House, name: str) -> None:
    assert house.login("nadia").get(f"/prompts/audio/{name}").status_code in (400, 404)


def test_agents_do_not_record_prompts(house: House) -> None:
    sara = house.login("sara")
    assert send(sara, encoded(voice(1, 0.3))).status_code == 403
    assert sara.post("/prompts/speak", text="Hello", language="en").status_code == 403


def test_a_title_is_cut_and_kept_as_text(house: House, tmp_path: Path) -> None:
    kept = send(house.login("nadia"), encoded(voice(1, 0.3)), f"../../{'x' * 300}.wav").json
    assert len(kept["title"]) <= uploads.LONGEST_TITLE
    assert not list(tmp_path.parent.glob("x*"))
