"""How we speak with Twilio's REST interface when it is slow, busy or gone."""

from __future__ import annotations

import pytest

from telephony.port import Ring, SwitchFault
from telephony.twilio import rest
from telephony.twilio.control import TwilioSwitch
from telephony.twilio.rest import client, twilio_speaks
from tests.twilio.cloud import Cloud, until
from tests.twilio.contract import Breach, contract
from tests.twilio.house import ACCOUNT, House
from tests.twilio.phone import Phone

BASE = f"/2010-04-01/Accounts/{ACCOUNT}"


def keys(cloud: Cloud) -> None:
    with twilio_speaks():
        cloud.house.rest.new_keys.create(friendly_name="Threadline")


def conferences(cloud: Cloud) -> None:
    with twilio_speaks():
        cloud.house.rest.conferences.list(friendly_name="call-1", status="in-progress", limit=1)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_asking_is_repeated_until_it_is_answered(cloud: Cloud, status: int) -> None:
    cloud.trouble.extend([status, status])
    conferences(cloud)
    assert len(cloud.asked) == 3


def test_what_makes_something_is_not_asked_for_twice_when_it_may_have_been_done(cloud: Cloud) -> None:
    cloud.trouble.append(500)
    with pytest.raises(SwitchFault) as fault:
        keys(cloud)
    assert not fault.value.permanent
    assert len(cloud.asked) == 1


def test_what_makes_something_is_asked_for_again_when_it_was_refused_for_haste(cloud: Cloud) -> None:
    cloud.trouble.append(429)
    keys(cloud)
    assert len(cloud.asked) == 2


@pytest.mark.parametrize(("wanted", "waited"), [("2", 2.0), ("600", rest.LONGEST_PAUSE_S), ("tomorrow", 0.01)])
def test_twilio_is_left_alone_for_as_long_as_it_asks_within_reason(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch, wanted: str, waited: float
) -> None:
    slept: list[float] = []
    monkeypatch.setattr("telephony.twilio.rest.time.sleep", slept.append)
    cloud.trouble.append(429)
    cloud.retry_after = wanted
    conferences(cloud)
    # Other threads sleep, too.
    assert any(0.8 * waited <= pause <= 1.2 * waited for pause in slept)


def test_a_refusal_is_permanent(cloud: Cloud) -> None:
    with pytest.raises(SwitchFault) as fault, twilio_speaks():
        cloud.house.rest.calls("CA" + "f" * 32).fetch()
    assert fault.value.permanent
    assert len(cloud.asked) == 1


def test_twilio_is_left_alone_for_a_while_when_it_does_not_answer(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    cloud.trouble.extend([500] * 3 * rest.FUSE_BLOWS)
    for _ in range(rest.FUSE_BLOWS + 3):
        with pytest.raises(SwitchFault):
            conferences(cloud)
    assert len(cloud.asked) == 3 * rest.FUSE_BLOWS
    monkeypatch.setattr("telephony.twilio.rest.time.monotonic", lambda: float("inf"))
    conferences(cloud)


def test_a_twilio_that_is_not_there_is_a_fault_that_may_pass(house: House) -> None:
    with pytest.raises(SwitchFault) as fault:
        house.twilio.live()
    assert not fault.value.permanent


def test_while_twilio_is_gone_a_ring_fails_and_the_webhooks_go_on(house: House) -> None:
    house.agent("Sara", "orders")
    phone = Phone(house).dial().presses("1").presses("1").presses("427")
    house.round()
    until(lambda: house.offers()[0].state == "failed")
    assert "next in line" in phone.waits().said[0]


def test_a_switch_that_was_not_started_rings_nobody(house: House) -> None:
    switch = TwilioSwitch(house.config, house.db)
    with pytest.raises(SwitchFault):
        switch.ring(Ring("tl-1", 1, 1, "call-1", "", "", "", 20))


def test_the_token_is_never_in_a_fault(house: House) -> None:
    with pytest.raises(SwitchFault) as fault, twilio_speaks():
        client(house.config, rest.Patient("http://127.0.0.1:9", pauses_s=())).calls.list(limit=1)
    assert str(house.config.twilio_auth_token) not in str(fault.value)


@pytest.mark.parametrize(
    ("method", "path", "query", "form"),
    [
        ("POST", "/Nothing.json", {}, {}),
        ("DELETE", "/Conferences.json", {}, {}),
        ("GET", "/Conferences.json", {"Name": ["call-1"]}, {}),
        ("GET", "/Calls.json", {"Status": ["talking"]}, {}),
        ("POST", "/Conferences/call-1/Participants.json", {}, {"To": ["client:x"]}),
        ("POST", "/Conferences/call-1/Participants/CA1.json", {}, {"Hold": ["true"]}),
        ("POST", f"/Conferences/CF{'0' * 32}/Participants/CA1.json", {}, {"Hold": ["perhaps"]}),
        ("POST", f"/Conferences/CF{'0' * 32}/Participants/CA1.json", {}, {"Hold": ["true"], "HoldUrl": ["/held"]}),
        ("POST", f"/Calls/CA{'0' * 32}.json", {}, {"Status": ["over"]}),
    ],
)
def test_the_judge_knows_what_twilio_does_not(
    cloud: Cloud, method: str, path: str, query: dict[str, list[str]], form: dict[str, list[str]]
) -> None:
    with pytest.raises(Breach):
        contract().request(method, BASE + path, query, form)
