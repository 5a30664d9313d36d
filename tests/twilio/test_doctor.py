"""`twilio doctor` asks as Twilio does, over the public address, and says what callers would notice."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import request
from sqlalchemy import delete, select
from werkzeug.serving import make_server

from config import Config
from db import Database
from hotline.models import Hotline
from telephony.live_words import LiveWords
from telephony.models import Call
from telephony.twilio import commands
from telephony.twilio.doctor import Answer, Doctor
from tests.twilio.cloud import Cloud
from tests.twilio.house import House
from timeline.models import Entry
from transcripts.engines import Models
from transcripts.live import Live


class _Late:
    """The site, which is made when its address is known."""

    def __init__(self, houses: list[House]) -> None:
        self._houses = houses

    def __call__(self, environ: dict[str, Any], start: Any) -> Any:
        return self._houses[0].site(environ, start)


@contextmanager
def open_to_the_world(database: Database, var: Path) -> Iterator[House]:
    """A House that is reached over real HTTP, at the address that it knows itself by."""
    houses: list[House] = []
    server = make_server("127.0.0.1", 0, _Late(houses), threaded=True)
    words = LiveWords(database, Live(Models({}, var)))
    houses.append(House(database, var, public_url=f"http://127.0.0.1:{server.server_port}", words=words))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield houses[0]
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


@pytest.fixture
def reached(sqlite: Database, tmp_path: Path) -> Iterator[House]:
    with open_to_the_world(sqlite, tmp_path / "var") as house:
        yield house


def examined(config: Config) -> list[Answer]:
    return list(Doctor(config).examine())


def test_a_healthy_house_is_fine_and_every_webhook_was_asked(reached: House, monkeypatch: pytest.MonkeyPatch) -> None:
    # However busy the machine of the tests is.
    monkeypatch.setattr("telephony.twilio.doctor.SLOW_MS", float("inf"))
    asked: set[str] = set()
    reached.site.before_request(lambda: asked.add(request.endpoint or ""))
    answers = examined(reached.config)
    assert [str(answer) for answer in answers if answer.wrong] == []
    webhooks = {rule.endpoint for rule in reached.site.url_map.iter_rules() if rule.endpoint.startswith("twilio.")}
    # The language menu's Persian words are played: English has a voice of Twilio's.
    assert asked == webhooks
    assert "Gather Say “Welcome" in str(answers[1]) or "Say “Welcome" in str(answers[1])


def test_the_call_that_it_makes_is_over_when_it_is_through(reached: House) -> None:
    examined(reached.config)
    with reached.db.reading() as session:
        (call,) = session.scalars(select(Call))
        assert (call.outcome, call.from_address) == ("left_in_menu", "")
        assert session.scalars(select(Entry).where(Entry.kind == "CallEnded")).one()


def test_a_house_that_answers_nobody_is_told(reached: House) -> None:
    with reached.db.transaction() as session:
        session.execute(delete(Hotline))
    answers = examined(reached.config)
    assert "Is there a hotline?" in str(answers[1])


def test_a_wrong_token_at_twilio_is_told(cloud: Cloud, capsys: pytest.CaptureFixture[str]) -> None:
    config = replace(cloud.house.config, twilio_auth_token="another")
    assert commands.main(["doctor"], config, cloud.house.twilio.http) == 1
    assert "Twilio does not let us in" in capsys.readouterr().out


def test_a_wrong_token_is_told_with_what_to_do(reached: House) -> None:
    answers = examined(replace(reached.config, twilio_auth_token="another"))
    assert (answers[1].status, "PUBLIC_URL" in answers[1].wrong) == (403, True)


def test_a_house_that_cannot_be_reached_is_told_once(reached: House) -> None:
    answers = examined(replace(reached.config, public_url="http://127.0.0.1:9"))
    assert len(answers) == 2
    assert "Nothing answers there" in answers[1].wrong


def test_an_address_that_leads_elsewhere_is_told(reached: House) -> None:
    answers = examined(replace(reached.config, public_url=f"{reached.config.public_url}/elsewhere"))
    assert "404" in str(answers[1])
    assert "does PUBLIC_URL lead to Threadline" in answers[1].wrong


def test_the_command_looks_at_the_number_too_and_fails_until_all_is_well(
    cloud: Cloud,
    sqlite_template: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("telephony.twilio.doctor.SLOW_MS", float("inf"))
    own = shutil.copy(sqlite_template, tmp_path / "outside.db")
    with open_to_the_world(Database(f"sqlite:///{own}"), tmp_path / "outside") as house:
        http = cloud.house.twilio.http
        assert commands.main(["doctor"], house.config, http) == 1
        assert "run `twilio setup`" in capsys.readouterr().out
        assert commands.main(["setup"], house.config, http) == 0
        assert commands.main(["doctor"], house.config, http) == 0
    told = capsys.readouterr().out
    assert f"asks {house.config.public_url}/twilio/voice" in told
    assert "Twilio cannot ask us anything" in told, "the test's own address is no other machine's"
    assert str(house.config.twilio_auth_token) not in told
