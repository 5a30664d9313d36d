"""The builder of tiny models: small steps of it, and a whole model that is only good enough to be loaded."""

from __future__ import annotations

import ctypes
import json
from pathlib import Path

import numpy as np
import pytest
import vosk

from tests.voices import LANGUAGES, MODELS
from tools.tinyvosk.build import build
from tools.tinyvosk.corpus import Language, lexicon, speak
from tools.tinyvosk.espeak import Espeak, Manner
from tools.tinyvosk.network import Network, padded
from tools.tinyvosk.sound import CEPS, mfcc


@pytest.fixture(scope="module")
def espeak() -> Espeak:
    try:
        ctypes.CDLL("libespeak-ng.so.1")
    except OSError:
        pytest.skip("no libespeak-ng.so.1 to build models with")
    return Espeak()


def test_each_phoneme_belongs_to_the_word_it_is_heard_in(espeak: Espeak) -> None:
    spoken = espeak.say(["cancel", "my", "order"], Manner("en-us", 150, 50, 50))
    assert spoken
    assert [phone.name for phone in spoken.phones if phone.word == 1] == ["m", "aI"]
    assert [phone.start for phone in spoken.phones] == sorted(phone.start for phone in spoken.phones)


def test_thai_phonemes_stay_with_our_words_and_not_espeaks(espeak: Espeak) -> None:
    spoken = espeak.say(["ฝ่ายขาย", "หนึ่ง"], Manner("th", 150, 50, 50))
    assert spoken
    assert "".join(phone.name for phone in spoken.phones if phone.word == 0).startswith("fsjakhas")
    assert len([phone for phone in spoken.phones if phone.word == 1]) > 4


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_word_of_a_list_is_pronounced_and_is_in_the_committed_model(espeak: Espeak, code: str) -> None:
    language = Language(code)
    known = lexicon(language, speak(language, 600, 1))
    assert set(known) == set(language.words)
    words = (MODELS / code / "graph/words.txt").read_text("utf-8").split()[::2]
    assert words[2:] == language.words


def test_the_network_learns() -> None:
    dice = np.random.default_rng(2)
    network = Network(16, 3, np.zeros(CEPS), np.ones(CEPS), dice)
    frames, outputs = padded(dice.normal(0, 1, (300, CEPS)).astype(np.float32))
    labels = np.full(len(network.forward(frames)), -1)
    labels[:outputs] = np.arange(outputs) // 10 % 3
    losses = [network.learn(frames, labels, 0.01)[0] for _ in range(60)]
    assert losses[-1] < losses[0] / 5


def test_features_tell_a_low_tone_from_a_high_one() -> None:
    at = np.arange(800) / 8000
    low, high = (mfcc(8000 * np.sin(2 * np.pi * hertz * at)) for hertz in (400, 2500))
    assert low.shape == (8, CEPS)
    assert low[4, 1] > 20 > -20 > high[4, 1]


def test_a_built_model_is_taken_by_the_real_engine(espeak: Espeak, tmp_path: Path) -> None:
    build("fa", tmp_path, utterances=480, hidden=16, epochs=1, tell=lambda line: None)
    vosk.SetLogLevel(-1)
    recognizer = vosk.KaldiRecognizer(vosk.Model(str(tmp_path)), 8000, '["سفارش", "[unk]"]')
    recognizer.AcceptWaveform(bytes(16000))
    assert json.loads(recognizer.FinalResult())["text"] in ("", "[unk]")


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_committed_model_is_small(code: str) -> None:
    assert sum(file.stat().st_size for file in (MODELS / code).rglob("*")) < 2_000_000
