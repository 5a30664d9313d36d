"""`twilio setup` points the number at us, and says what it did; the site lets Twilio in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from channels.chat import Chat
from config import ConfigError
from telephony.prompts import Prompts
from telephony.simulator.switch import SimulatedSwitch
from telephony.twilio import commands
from telephony.twilio.webhooks import webhooks
from tests.story import SECRET
from tests.twilio.cloud import Cloud
from tests.twilio.house import PUBLIC, House
from tests.twilio.phone import Phone
from web import guard
from web.rooms import Rooms
from web.site import make_site


def test_the_number_is_pointed_at_us(cloud: Cloud, capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.main(["setup"], cloud.house.config, cloud.house.twilio.http) == 0
    (number,) = cloud.numbers.values()
    assert (number["voice_url"], number["status_callback"]) == (f"{PUBLIC}/twilio/voice", f"{PUBLIC}/twilio/status")
    assert "Parsa Home is active" in capsys.readouterr().out


def test_a_number_of_somebody_else_is_refused_by_its_variable(cloud: Cloud) -> None:
    config = replace(cloud.house.config, twilio_number="+19995550000")
    with pytest.raises(ConfigError, match="TWILIO_NUMBER"):
        commands.main(["setup"], config, cloud.house.twilio.http)


def test_wrong_credentials_are_told(cloud: Cloud, capsys: pytest.CaptureFixture[str]) -> None:
    config = replace(cloud.house.config, twilio_auth_token="wrong")
    assert commands.main(["setup"], config, cloud.house.twilio.http) == 1
    assert "401" in capsys.readouterr().out


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
