"""A fifth language, from a folder of data alone, to what a caller hears."""

from __future__ import annotations

import json
import wave
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from config import Config, ConfigError
from hotline import phrases
from house import House
from ivr.languages import LANGUAGES
from ivr.turns import Say
from telephony.prompts import Prompts
from tests.ivr.test_languages import esperanto


@pytest.fixture
def config(tmp_path: Path) -> Iterator[Config]:
    """A configuration that names a folder of the deployer's; what it teaches us is forgotten after the test."""
    before = dict(LANGUAGES)
    folder = tmp_path / "languages"
    folder.mkdir()
    url = f"sqlite:///{tmp_path / 'threadline.db'}"
    yield Config(var=tmp_path, database_url=url, secret_key="for tests only", languages=folder)
    LANGUAGES.clear()
    LANGUAGES.update(before)


def teach(config: Config, **changed: object) -> None:
    assert config.languages
    (config.languages / "eo.json").write_text(json.dumps(esperanto(**changed)), "utf-8")


def test_a_language_of_the_deployers_is_announced_and_spoken_by_its_own_voice(config: Config) -> None:
    teach(config)
    House(config)
    place, wait = phrases.announcement("eo", 3, 300)
    assert (place.text, wait.language) == ("eo You are number 3 in line.", "eo")
    prompts = Prompts(config)
    said, in_english = (prompts.stem(prompt) for prompt in (place, replace(place, language="en")))
    assert said != in_english
    with wave.open(str(said.with_suffix(".wav"))) as sound:
        assert sound.getnframes() > sound.getframerate()


def test_a_faulty_language_stops_the_start_and_names_the_setting(config: Config) -> None:
    teach(config, digits=[])
    with pytest.raises(ConfigError, match=r"LANGUAGES: .*eo\.json: digits"):
        House(config)


def test_a_long_wait_is_told_in_steps_of_five_minutes() -> None:
    assert [phrases.minutes(seconds) for seconds in (61, 600, 601, 901, 1800)] == [2, 10, 15, 20, 30]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "The expected wait is about 2 minutes."),
        ("fa", "زمان انتظار حدود ۲ دقیقه است."),
        ("ru", "Ожидание займёт примерно 2 минуты."),
        ("th", "เวลารอโดยประมาณ 2 นาที"),
    ],
)
def test_whoever_waits_hears_how_long_in_their_language(language: str, said: str) -> None:
    assert phrases.announcement(language, 2, 90)[1] == Say(said, language)


def test_a_voice_is_given_the_words_of_a_number_where_the_text_has_its_figures(config: Config) -> None:
    prompts = Prompts(config)
    assert prompts.stem(Say("Ждать 2 минуты", "ru")) == prompts.stem(Say("Ждать две минуты", "ru"))
