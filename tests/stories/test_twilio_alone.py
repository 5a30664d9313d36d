"""A company with a Twilio account and no switch of its own: the product starts so, and does all that it does."""

from __future__ import annotations

import re
from pathlib import Path

import jwt
import pytest
import requests

from config import Config, ConfigError
from telephony.twilio import commands
from tests.stories.agent import Panel
from tests.stories.stages.twilio import NUMBER, Clouded, Twilio
from tests.twilio.cloud import until
from tests.twilio.house import ACCOUNT, TOKEN
from tests.web.test_flows_called import FLOW


def test_it_starts_without_asterisk_and_the_doctor_finds_it_well(
    alone: Clouded, capsys: pytest.CaptureFixture[str]
) -> None:
    product = alone.product
    assert not any("asterisk -C" in process for process in product.processes())
    assert not (product.var / "asterisk" / "run").exists()
    for command in ("setup", "doctor"):
        assert commands.main([command], alone.house.config) == 0, capsys.readouterr().out


def test_a_supervisor_calls_a_draft_over_twilio(alone: Clouded) -> None:
    mina = Panel(alone.product, "mina")
    made = mina.ask("POST", "flows/main/draft/calls", {"definition": FLOW, "facts": {}, "language": "en"})
    credentials = made["credentials"]
    granted = jwt.decode(credentials["password"], options={"verify_signature": False})["grants"]["voice"]
    ticket = granted["outgoing"]["params"]["token"]
    assert (credentials["kind"], credentials["target"]) == ("twilio", "")
    before = alone.product.newest_call()
    caller = alone.dial("client:visitor-1", token=ticket)
    assert caller.said[0] == "Orders or a message?"
    caller.presses("2")
    assert caller.tag == "Record"
    recording = "RE" + "0e" * 16
    alone.recordings[recording] = ("the message", "completed")
    caller.leaves_message(3, recording)
    until(lambda: recording not in alone.recordings, "what was said into a draft is kept at Twilio", 30)
    place = f"flows/main/draft/calls/{made['id']}"
    assert [each["kind"] for each in mina.ask("GET", place)["heard"]] == ["Digits", "Recorded"]
    caller.hangs_up()
    until(lambda: mina.ask("GET", place)["state"] == "over", "the draft call has no end", 30)
    after = alone.product.newest_call()
    assert (before and before.id) == (after and after.id), "nobody else knows of it"
    # Its ticket is used up, and nobody else's call is the draft's.
    assert alone.dial("client:visitor-2", token=ticket).tag == "Hangup"
    stranger = requests.post(
        re.sub("/api.*", "", alone.house.config.public_url) + f"/twilio/drafts/{made['id']}/turns/1", timeout=20
    )
    assert stranger.status_code == 403


def test_callers_live_through_a_crash_of_ours_wherever_they_are(alone: Clouded) -> None:
    product = alone.product
    with Twilio(alone) as stage, stage.agent("sara") as sara:
        talks = stage.waiting("+15557770101")
        sara.picks_up()
        stage.a_moment_passes(talks)
        queues, leaves = stage.waiting("+15557770102"), stage.waiting("+15557770103")
        asks = stage.telephone("+15557770104").dials().presses("1", "1")
        product.kill()
        stage.hear_each_other(talks, sara)
        leaves.hangs_up()
        product.start()
        leaves.ends_as("left_in_queue")
        asks.presses("427#").is_("queued")
        stage.hear_each_other(talks, sara)
        sara.does("hang-up", talks)
        talks.ends_as("served")
        assert "AgentLost" not in talks.kinds
        sara.says_how_it_ended(talks)
        for waited in (queues, asks):
            sara.picks_up()
            stage.hear_each_other(waited, sara)
            waited.hangs_up()
            waited.ends_as("served")
            sara.says_how_it_ended(waited)
        sara.is_("ready")


def test_a_visitor_who_calls_from_the_website_gets_a_token_for_that_one_call(alone: Clouded) -> None:
    asked = requests.post(f"{alone.product.url}/api/v1/phone", json={}, timeout=20)
    assert asked.status_code == 200, asked.text
    assert asked.json()["kind"] == "twilio"


def test_without_asterisk_twilio_has_to_be_set_whole(tmp_path: Path) -> None:
    base = {"THREADLINE_VAR": str(tmp_path), "ASTERISK": "0"}
    with pytest.raises(ConfigError, match="TWILIO_ACCOUNT_SID"):
        Config.from_env(base)
    whole = {"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN, "TWILIO_NUMBER": NUMBER}
    assert not Config.from_env(base | whole).asterisk
    with pytest.raises(ConfigError, match="SIP_TRUNK"):
        Config.from_env(base | whole | {"SIP_TRUNK": "sip.example"})
    with pytest.raises(ConfigError, match="TWILIO_API"):
        Config.from_env(base | whole | {"TWILIO_API": "somewhere"})
