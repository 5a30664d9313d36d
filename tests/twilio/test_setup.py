"""`twilio setup` points the number at us, and says what it did; the site lets Twilio in."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import jwt
import pytest

from channels.chat import Chat
from config import Config, ConfigError
from telephony.prompts import Prompts
from telephony.simulator.switch import SimulatedSwitch
from telephony.twilio import commands
from telephony.twilio.webhooks import webhooks
from tests.story import SECRET
from tests.twilio.cloud import Cloud
from tests.twilio.house import ACCOUNT, PUBLIC, TOKEN, House
from tests.twilio.phone import Phone, sid
from web import guard
from web.rooms import Rooms
from web.site import make_site


def told(cloud: Cloud, capsys: pytest.CaptureFixture[str], code: int = 0, **other: str | None) -> str:
    """What `twilio setup` prints, in an installation that differs so."""
    assert commands.main(["setup"], replace(cloud.house.config, **other), cloud.house.twilio.http) == code
    return capsys.readouterr().out


def test_the_number_is_pointed_at_us(cloud: Cloud, capsys: pytest.CaptureFixture[str]) -> None:
    said = told(cloud, capsys)
    (number,) = cloud.numbers.values()
    assert (number["voice_url"], number["status_callback"]) == (f"{PUBLIC}/twilio/voice", f"{PUBLIC}/twilio/status")
    assert number["voice_fallback_url"] == f"{PUBLIC}/twilio/voice"
    assert number["sms_url"] == f"{PUBLIC}/twilio/texts"
    assert "“Parsa Home” is active" in said
    assert "trial" not in said


def test_done_twice_it_makes_nothing_twice(cloud: Cloud, capsys: pytest.CaptureFixture[str]) -> None:
    told(cloud, capsys)
    said = told(cloud, capsys)
    assert (len(cloud.keys), len(cloud.applications)) == (1, 1)
    assert [key for key in cloud.keys if f"{key} is there" in said]


def test_at_a_new_address_browsers_calls_come_there_too(cloud: Cloud, capsys: pytest.CaptureFixture[str]) -> None:
    told(cloud, capsys)
    said = told(cloud, capsys, public_url="https://new.example.com")
    (number,), (application,) = cloud.numbers.values(), cloud.applications.values()
    assert number["voice_url"] == application["voice_url"] == "https://new.example.com/twilio/voice"
    assert f"Until now it was answered by {PUBLIC}/twilio/voice" in said


def test_what_was_deleted_at_twilio_is_made_again(cloud: Cloud, capsys: pytest.CaptureFixture[str]) -> None:
    told(cloud, capsys)
    cloud.keys.clear()
    cloud.applications.clear()
    told(cloud, capsys)
    (key,), (application,) = cloud.keys, cloud.applications
    claims = jwt.decode(cloud.house.twilio.caller_credentials("x").password, options={"verify_signature": False})
    assert (claims["iss"], claims["grants"]["voice"]["outgoing"]["application_sid"]) == (key, application)


def test_a_folder_that_was_lost_needs_a_new_key_and_no_second_application(
    cloud: Cloud, capsys: pytest.CaptureFixture[str]
) -> None:
    told(cloud, capsys)
    shutil.rmtree(cloud.house.config.var / "twilio")
    told(cloud, capsys)
    assert (len(cloud.keys), len(cloud.applications)) == (2, 1)


def test_a_number_of_somebody_else_is_refused_by_its_variable(cloud: Cloud, capsys: pytest.CaptureFixture[str]) -> None:
    said = told(cloud, capsys, 1, twilio_number="+19995550000")
    assert "+15550000001" in said
    assert "TWILIO_NUMBER=+19995550000 is none of this account's" in said
    assert not cloud.applications


def test_an_account_without_a_number_is_told_where_to_get_one(cloud: Cloud, capsys: pytest.CaptureFixture[str]) -> None:
    cloud.numbers.clear()
    assert "Buy one in Twilio's console first" in told(cloud, capsys, 1, twilio_number=None)


def test_of_several_numbers_one_is_to_be_named(cloud: Cloud, capsys: pytest.CaptureFixture[str]) -> None:
    assert "Write TWILIO_NUMBER=+15550000001 into your settings" in told(cloud, capsys, twilio_number=None)
    cloud.numbers["PN"] = {"sid": sid("PN"), "phone_number": "+15550000002", "friendly_name": "Another"}
    assert "Set TWILIO_NUMBER to the one" in told(cloud, capsys, 1, twilio_number=None)


def test_a_number_that_a_trunk_answers_is_left_to_it(cloud: Cloud, capsys: pytest.CaptureFixture[str]) -> None:
    (number,) = cloud.numbers.values()
    number["trunk_sid"] = trunk = sid("TK")
    assert f"belongs to {trunk}" in told(cloud, capsys, 1)
    assert number.get("voice_url") is None


def test_what_callers_would_notice_is_said(cloud: Cloud, capsys: pytest.CaptureFixture[str]) -> None:
    cloud.account_type = "Trial"
    assert "It is a trial" in told(cloud, capsys)
    assert "is not https" in told(cloud, capsys, public_url="http://calls.example.com")


@pytest.mark.parametrize("address", ["http://127.0.0.1:8080", "http://localhost", "https://10.0.0.7", "http://calls"])
def test_an_address_of_this_network_alone_is_told(
    cloud: Cloud, capsys: pytest.CaptureFixture[str], address: str
) -> None:
    assert "Twilio cannot ask us anything" in told(cloud, capsys, public_url=address)


def test_wrong_credentials_are_told(cloud: Cloud, capsys: pytest.CaptureFixture[str]) -> None:
    said = told(cloud, capsys, 1, twilio_auth_token="wrong")
    assert "Twilio does not let us in. Copy TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN" in said


def test_a_twilio_that_cannot_be_reached_is_told(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    config = replace(house.config, twilio_api="http://127.0.0.1:9")
    assert commands.main(["setup"], config, house.twilio.http) == 1
    assert "nothing answers at http://127.0.0.1:9" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "value"),
    [("TWILIO_ACCOUNT_SID", "SK" + "0a" * 16), ("TWILIO_NUMBER", "0155 500 001"), ("PUBLIC_URL", "calls.example.com")],
)
def test_a_setting_that_cannot_be_meant_is_refused_at_the_start(tmp_path: Path, name: str, value: str) -> None:
    whole = {"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN, "THREADLINE_VAR": str(tmp_path)}
    assert Config.from_env({**whole, "TWILIO_NUMBER": "+1 (555) 000-0001"}).twilio_number == "+15550000001"
    with pytest.raises(ConfigError, match=name):
        Config.from_env({**whole, name: value})


def test_without_credentials_nothing_is_asked(house: House) -> None:
    with pytest.raises(ConfigError, match="TWILIO_ACCOUNT_SID"):
        commands.main(["setup"], replace(house.config, twilio_account_sid=None))


def test_the_real_site_lets_twilio_in_by_its_signature_alone(house: House) -> None:
    chat = Chat(house.db, SECRET)
    rooms = Rooms(
        config=house.config,
        db=house.db,
        calls=house.calls,
        chat=chat,
        switch=SimulatedSwitch(),
        recognizers=lambda: [],
    )
    house.site = make_site(rooms)
    guard.open_door(house.site, webhooks(house.config, house.calls, Prompts(house.config), house.twilio))
    assert Phone(house).dial().presses("1").tag == "Gather"
    assert house.site.test_client().post("/twilio/voice").status_code == 403
    assert house.site.test_client().get("/twilio/music.wav").status_code == 200
