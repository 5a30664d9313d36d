"""The house of the web's tests with a hotline at Twilio beside the other, whose API key was made before."""

from __future__ import annotations

import json
from dataclasses import replace

from telephony.twilio.control import TwilioSwitch
from tests.web.house import House

ACCOUNT = "AC" + "0a" * 16
KEY = {"sid": "SK" + "0c" * 16, "secret": "a secret of the key, long enough to sign", "application": "AP" + "0d" * 16}


def with_twilio(house: House) -> House:
    """The same house; Twilio itself is out of reach."""
    house.config = replace(
        house.config,
        public_url="https://calls.example.com",
        twilio_account_sid=ACCOUNT,
        twilio_auth_token="a token of the tests",
        twilio_number="+15550000001",
    )
    kept = house.var / "twilio" / f"{ACCOUNT}.json"
    kept.parent.mkdir(parents=True)
    kept.write_text(json.dumps(KEY), "utf-8")
    house.calls.switches = {**house.calls.switches, "twilio": TwilioSwitch(house.config, house.db)}
    house.site = house.make_site()
    return house
