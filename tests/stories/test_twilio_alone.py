"""A company with a Twilio account and no switch of its own: the product starts so, and does all that it does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jwt
import pytest
import requests
from twilio.request_validator import RequestValidator

from config import Config, ConfigError
from telephony.twilio import commands
from tests.stories.agent import Panel
from tests.stories.product import Product
from tests.twilio.cloud import Cloud, until
from tests.twilio.cloud_rest import listening
from tests.twilio.contract import DOCUMENT
from tests.twilio.house import ACCOUNT, TOKEN
from tests.web.test_flows_called import FLOW
from web.pages import STATIC

NUMBER = "+15550000001"


class Reached:
    """The product as Twilio sees it: what `Cloud` needs of a house, over HTTP."""

    def __init__(self, product: Product) -> None:
        self.config = Config.from_env(product.environment)
        self.validator = RequestValidator(TOKEN)
        self.site = SimpleNamespace(test_client=lambda: self)

    def post(self, path: str, data: dict[str, str], headers: dict[str, str]) -> Any:
        answer = requests.post(f"{self.config.public_url}{path}", data=data, headers=headers, timeout=20)
        kind = answer.headers.get("Content-Type", "").partition(";")[0]
        return SimpleNamespace(status_code=answer.status_code, text=answer.text, data=answer.content, mimetype=kind)


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    """Twilio, with a product whose only telephones are there."""
    if not DOCUMENT.exists():
        pytest.skip(f"{DOCUMENT.name} is not here to judge by")
    if not (STATIC / "index.html").exists():
        pytest.skip("the browser application is not built: run `make test`")
    with listening() as (server, address):
        settings = {
            "ASTERISK": "0",
            "RECOGNIZERS": "0",
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_NUMBER": NUMBER,
            "TWILIO_API": address,
        }
        with Product(tmp_path_factory.mktemp("alone"), **settings) as product:
            server.cloud = Cloud(Reached(product))
            server.cloud.product = product
            yield server.cloud
            server.cloud.mail.stop()
    assert not server.cloud.breaches


@pytest.fixture
def sara(cloud: Cloud) -> Iterator[Panel]:
    """An agent whose panel has Twilio's phone and no other."""
    panel = Panel(cloud.product, "sara", twilio=True)
    given = panel.ask("POST", "desk/softphone", {"held": 0, "take": True})
    assert (given["kind"], given["twilio"]) == ("twilio", True)
    panel.alive["softphone"] = given["held"]
    with panel:
        yield panel


def test_it_starts_without_asterisk_and_the_doctor_finds_it_well(
    cloud: Cloud, capsys: pytest.CaptureFixture[str]
) -> None:
    product = cloud.product
    assert not any("asterisk -C" in process for process in product.processes())
    assert not (product.var / "asterisk" / "run").exists()
    for command in ("setup", "doctor"):
        assert commands.main([command], cloud.house.config) == 0, capsys.readouterr().out


def test_a_caller_is_served(cloud: Cloud, sara: Panel) -> None:
    caller = cloud.dial("+15551230077")
    for keys in ("1", "1", "427#"):
        caller.presses(keys)
    assert caller.tag == "Enqueue"
    until(lambda: cloud.ringing(sara.id), "the agent is not rung", 30)
    softphone = cloud.ringing(sara.id)
    assert softphone
    cloud.answers(softphone)
    until(lambda: cloud.hears(caller.sid) == "people", "they do not talk", 30)
    call = cloud.product.newest_call()
    assert call
    sara.ask("POST", f"calls/{call.id}/hold")
    until(lambda: cloud.hears(caller.sid) == "music", "the caller is not held", 30)
    sara.ask("POST", f"calls/{call.id}/resume")
    until(lambda: cloud.hears(caller.sid) == "people", "the caller is not back", 30)
    caller.hangs_up()
    until(lambda: cloud.product.call(call.id).outcome == "served", "the call has no end", 30)
    sara.wrap_up(call.id)


def test_an_agent_calls_out(cloud: Cloud, sara: Panel) -> None:
    sara.ask("POST", "calls", {"number": "+15551230088"})
    until(lambda: cloud.ringing(sara.id), "the agent's own phone does not ring", 30)
    cloud.answers(cloud.ringing(sara.id))
    until(lambda: cloud.rings("+15551230088"), "nobody is called", 30)
    called = cloud.rings("+15551230088")
    assert called
    cloud.answers(called)
    call = cloud.product.newest_call()
    assert call
    until(lambda: cloud.product.call(call.id).state == "talking", "they do not talk", 30)
    cloud.ends(called.sid)
    until(lambda: cloud.product.call(call.id).outcome == "served", "the call has no end", 30)
    sara.wrap_up(call.id)


def test_a_supervisor_calls_a_draft_over_twilio(cloud: Cloud) -> None:
    mina = Panel(cloud.product, "mina")
    made = mina.ask("POST", "flows/main/draft/calls", {"definition": FLOW, "facts": {}, "language": "en"})
    credentials = made["credentials"]
    granted = jwt.decode(credentials["password"], options={"verify_signature": False})["grants"]["voice"]
    ticket = granted["outgoing"]["params"]["token"]
    assert (credentials["kind"], credentials["target"]) == ("twilio", "")
    before = cloud.product.newest_call()
    caller = cloud.dial("client:visitor-1", token=ticket)
    assert caller.said[0] == "Orders or a message?"
    caller.presses("2")
    assert caller.tag == "Record"
    recording = "RE" + "0e" * 16
    cloud.recordings[recording] = ("the message", "completed")
    caller.leaves_message(3, recording)
    until(lambda: recording not in cloud.recordings, "what was said into a draft is kept at Twilio", 30)
    place = f"flows/main/draft/calls/{made['id']}"
    assert [each["kind"] for each in mina.ask("GET", place)["heard"]] == ["Digits", "Recorded"]
    caller.hangs_up()
    until(lambda: mina.ask("GET", place)["state"] == "over", "the draft call has no end", 30)
    after = cloud.product.newest_call()
    assert (before and before.id) == (after and after.id), "nobody else knows of it"
    # Its ticket is used up, and nobody else's call is the draft's.
    assert cloud.dial("client:visitor-2", token=ticket).tag == "Hangup"
    stranger = requests.post(
        re.sub("/api.*", "", cloud.house.config.public_url) + f"/twilio/drafts/{made['id']}/turns/1", timeout=20
    )
    assert stranger.status_code == 403


def test_a_visitor_who_calls_from_the_website_gets_a_token_for_that_one_call(cloud: Cloud) -> None:
    asked = requests.post(f"{cloud.product.url}/api/v1/phone", json={}, timeout=20)
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
