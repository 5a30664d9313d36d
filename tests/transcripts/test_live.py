"""Voices as they are heard live, in four languages, by the real Vosk engine."""

from __future__ import annotations

import os
import queue
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from tests.sounds import RATE, Sound, silence, tone
from tests.voices import LANGUAGES, spoken, tiny_models
from transcripts.engines import Models
from transcripts.live import STREAMS, Live
from transcripts.recognizer import NoRecognizer, RecognizerDied, RecognizerFault, Said
from transcripts.vosk_engine import _Raise

MENUS = {
    "en": ("en-us", ["order", "my order", "refund", "sales", "talk to an agent", "one", "two"]),
    "fa": ("fa", ["سفارش", "شمارهٔ سفارش", "مرجوعی", "فروش", "گفتگو با کارشناس", "یک", "دو"]),
    "ru": ("ru", ["заказ", "мой заказ", "возврат", "отдел продаж", "соедините с оператором", "один", "два"]),
    "th": ("th", ["คำสั่งซื้อ", "คืนสินค้า", "ฝ่ายขาย", "เจ้าหน้าที่", "หนึ่ง", "สอง"]),
}
"""Language → a voice, and what a menu in it may be answered with."""
STRANGE = {"en": "paragraph structure", "fa": "می خواهم", "ru": "здравствуйте", "th": "พรุ่งนี้"}


@pytest.fixture(scope="module")
def live() -> Iterator[Live]:
    live = Live(tiny_models())
    live.warm(LANGUAGES)
    until(lambda: all(live.ready(language) for language in LANGUAGES))
    yield live
    live.close()


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not true():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.02)


def hear(live: Live, language: str, sound: Sound, phrases: Sequence[str] | None) -> list[Said]:
    """Everything that is told of a sound, from a partial word to the last."""
    heard: list[Said | RecognizerFault] = []
    over = threading.Event()
    with live.open(language, RATE, phrases, heard.append) as stream:
        frames = np.concatenate([silence(0.3), sound, silence(2.0)]).astype("<i2").tobytes()
        for at in range(0, len(frames), 1600):
            stream.feed(frames[at : at + 1600])
        # The engine does one thing after another: when it has refused this, all that was before is told.
        live.open(language, RATE, ["zz"], lambda refused: over.set())
        assert over.wait(20)
    for what in heard:
        if isinstance(what, RecognizerFault):
            raise what
    return [what for what in heard if isinstance(what, Said)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_menu_understands_every_one_of_its_answers(live: Live, language: str) -> None:
    voice, menu = MENUS[language]
    heard = [hear(live, language, spoken(answer, voice), menu)[-1].text for answer in menu]
    assert heard == [answer.replace("ٔ", "") for answer in menu]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_menu_has_no_words_for_is_unknown(live: Live, language: str) -> None:
    voice, menu = MENUS[language]
    last = hear(live, language, spoken(STRANGE[language], voice), menu)[-1]
    assert (last.text, last.unknown, last.final) == ("", True, True)


def test_words_come_while_they_are_spoken_and_are_sure_in_the_end(live: Live) -> None:
    heard = hear(live, "en", spoken("talk to an agent"), MENUS["en"][1])
    assert [said.final for said in heard] == [False] * (len(heard) - 1) + [True]
    assert heard[0].text == "talk"
    last = heard[-1]
    assert [word.word for word in last.words] == ["talk", "to", "an", "agent"]
    assert last.confidence > 0.6
    assert 0.2 < last.words[0].start < 0.6


def test_without_a_grammar_any_word_is_heard(live: Live) -> None:
    assert hear(live, "en", spoken("where is my order"), None)[-1].text == "where is my order"


@pytest.mark.parametrize("sound", [silence(3.0), np.random.default_rng(1).normal(0, 60, 24000).astype(np.int16)])
def test_silence_and_noise_are_nothing(live: Live, sound: Sound) -> None:
    assert hear(live, "en", sound, MENUS["en"][1]) == []


def test_a_phrase_with_an_unknown_word_is_not_taken_for_the_rest_of_it(live: Live) -> None:
    last = hear(live, "en", spoken("order"), ["xylophone order", "refund"])[-1]
    assert last.text == ""


def test_words_that_the_model_lacks_are_told_before_anybody_speaks(live: Live) -> None:
    with pytest.raises(RecognizerFault, match="knows none of the words"):
        hear(live, "en", silence(0.1), ["xylophone", "zeppelin"])


@pytest.mark.parametrize("phrases", [["{[", "order"], ['"]', "order"], ["", "order"], ["\x00\n", "order"]])
def test_no_phrase_is_a_way_into_the_engine(live: Live, phrases: list[str]) -> None:
    assert hear(live, "en", spoken("order"), phrases)[-1].text == "order"


def test_a_language_without_a_model_has_no_recognizer(live: Live) -> None:
    assert live.languages(["en", "fa", "de"]) == ["en", "fa"]
    with pytest.raises(NoRecognizer):
        live.open("de", RATE, ["eins"], print)


def test_english_of_pocketsphinx_is_not_offered_to_callers() -> None:
    assert Live(Models({}, Path("/nowhere"))).languages(["en"]) == []


def test_a_process_that_dies_tells_its_voices_and_the_next_is_a_new_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("transcripts.live.AGAIN_S", 0)
    live = Live(tiny_models("en"))
    live.warm(["en"])
    until(lambda: live.ready("en"))
    told: queue.SimpleQueue[Said | RecognizerFault] = queue.SimpleQueue()
    live.open("en", RATE, ["order"], told.put)
    for pid in live.pids():
        os.kill(pid, signal.SIGSEGV)
    assert isinstance(told.get(timeout=10), RecognizerDied)
    live.warm(["en"])
    until(lambda: live.ready("en"))
    assert hear(live, "en", spoken("order"), ["order", "refund"])[-1].text == "order"
    live.close()


def test_one_voice_too_many_is_refused_and_heard_when_there_is_room(live: Live) -> None:
    streams = [live.open("ru", RATE, ["да"], lambda what: None) for _ in range(STREAMS)]
    with pytest.raises(RecognizerFault, match="enough to do"):
        live.open("ru", RATE, ["да"], lambda what: None)
    for stream in streams:
        stream.close()
    live.open("ru", RATE, ["да"], lambda what: None).close()


def test_a_voice_that_the_process_falls_behind_with_is_let_go_of() -> None:
    live = Live(tiny_models("en"))
    live.warm(["en"])
    until(lambda: live.ready("en"))
    told: queue.SimpleQueue[Said | RecognizerFault] = queue.SimpleQueue()
    stream = live.open("en", RATE, ["order"], told.put)
    (pid,) = live.pids()
    os.kill(pid, signal.SIGSTOP)
    stream.feed(bytes(1600))
    time.sleep(2.2)
    os.kill(pid, signal.SIGCONT)
    fault = told.get(timeout=10)
    assert isinstance(fault, RecognizerFault)
    assert "keep up" in str(fault)
    live.close()


def test_a_voice_is_raised_to_the_rate_of_a_model_without_a_mirror_image() -> None:
    pieces = tone(1000, 1.0)
    raise_ = _Raise(2)
    raised = np.frombuffer(b"".join(raise_(piece.tobytes()) for piece in np.array_split(pieces, 50)), "<i2")
    assert len(raised) == 2 * len(pieces)
    spectrum = np.abs(np.fft.rfft(raised[2000:-2000] * np.hanning(len(raised) - 4000)))
    hertz = np.fft.rfftfreq(len(raised) - 4000, 1 / 16000)
    assert abs(hertz[spectrum.argmax()] - 1000) < 2
    assert spectrum[hertz > 4000].max() < spectrum.max() / 300


def test_a_model_that_cannot_be_held_to_words_is_for_recordings_only(tmp_path: Path) -> None:
    (tmp_path / "am").mkdir()
    assert Live(Models({"en": tmp_path}, Path("/nowhere"))).languages(["en"]) == []
