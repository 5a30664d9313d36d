"""The panel's second phone, at Twilio: its tokens, and what a call over Twilio asks of an agent."""

from __future__ import annotations

import jwt
import pytest

from acd import desk
from acd.models import Agent
from db import now
from tests.web.house import House
from tests.web.twilio_house import ACCOUNT, KEY, with_twilio


def test_the_panel_gets_a_short_token_that_lets_it_be_rung_and_nothing_else(house: House) -> None:
    panel = with_twilio(house).login("sara")
    phone = panel.post("/desk/softphone").json
    assert phone["twilio"]
    given = panel.post("/desk/softphone/twilio", softphone=phone["held"]).json
    claims = jwt.decode(given["token"], KEY["secret"], algorithms=["HS256"])
    assert (claims["iss"], claims["sub"]) == (KEY["sid"], ACCOUNT)
    assert claims["grants"] == {"identity": f"agent-{house.sara}", "voice": {"incoming": {"allow": True}}}
    assert given["expires_s"] == 900 and 0 < claims["exp"] - now().timestamp() <= 900


def test_a_panel_without_the_softphone_gets_no_token(house: House) -> None:
    older, newer = with_twilio(house).login("sara"), house.login("sara")
    first = older.post("/desk/softphone").json["held"]
    newer.post("/desk/softphone")
    refused = older.post("/desk/softphone/twilio", softphone=first)
    assert (refused.status_code, refused.json["error"]) == (409, "phone_elsewhere")


def test_a_house_without_twilio_has_no_second_phone(house: House) -> None:
    panel = house.login("sara")
    phone = panel.post("/desk/softphone").json
    assert not phone["twilio"]
    refused = panel.post("/desk/softphone/twilio", softphone=phone["held"])
    assert (refused.status_code, refused.json["error"]) == (404, "no_twilio")


@pytest.mark.parametrize(
    ("works", "phones"),
    [
        ({"registered": True, "twilio": False}, "asterisk"),
        ({"registered": True, "twilio": True}, "asterisk twilio"),
        ({"registered": False, "twilio": True}, "twilio"),
    ],
)
def test_the_heartbeat_says_which_phones_work(house: House, works: dict[str, bool], phones: str) -> None:
    panel = with_twilio(house).login("sara")
    panel.post("/desk/alive", microphone=True, **works)
    with house.db.reading() as session:
        agent = session.get_one(Agent, house.sara)
    assert (agent.voice, agent.phones) == (True, phones)


def test_a_call_goes_to_an_agent_who_has_the_phone_over_which_it_comes(house: House) -> None:
    with_twilio(house)
    for who, agent_id, twilio in (("sara", house.sara, False), ("omid", house.omid, True)):
        house.ready(agent_id)
        house.login(who).post("/desk/alive", microphone=True, registered=True, twilio=twilio)
    house.calls.arrived("twilio", "CA" + "0" * 32, channel_name="", from_address="+15551230001", to_address="")
    assert [offered.agent_id for offered in desk.match(house.db)] == [house.omid]


def test_the_panel_may_speak_with_twilio_only_where_calls_come_over_it(house: House) -> None:
    assert "twilio.com" not in house.guest().client.get("/login").headers["Content-Security-Policy"]
    policy = with_twilio(house).guest().client.get("/login").headers["Content-Security-Policy"]
    assert "wss://*.twilio.com" in policy and "media-src 'self' blob: https://sdk.twilio.com" in policy
