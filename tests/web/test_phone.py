"""The test phone's interface."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hotline import tickets
from hotline.tickets import Ticket
from telephony.port import Credentials, SwitchFault
from telephony.simulator.switch import SimulatedSwitch
from tests.web.house import House
from web.limits import limiter


@pytest.fixture(autouse=True)
def uncounted(house: House) -> None:
    """Every test begins with nothing tried yet."""
    limiter.reset()


def demo(house: House) -> House:
    house.config = replace(house.config, demo=True)
    house.site = house.make_site()
    return house


def ticket_of(house: House, credentials: dict[str, str]) -> Ticket | None:
    """The simulated switch gives the token back as the password."""
    return tickets.read(credentials["password"], house.config.secret_key)


def test_anybody_can_call_as_nobody_in_particular(house: House) -> None:
    credentials = house.guest().post("/phone").json
    assert credentials["target"] == "sip:hotline@simulator"
    assert ticket_of(house, credentials) == Ticket()


def test_in_the_demo_company_one_calls_as_somebody_it_knows(house: House) -> None:
    credentials = demo(house).guest().post("/phone", as_number="+1 555 010 0142").json
    assert ticket_of(house, credentials) == Ticket(number="+15550100142")


def test_elsewhere_nobody_calls_as_somebody_else(house: House) -> None:
    answer = house.guest().post("/phone", as_number="+15550100142")
    assert answer.status_code == 403
    assert answer.json["error"] == "no_demo"


@pytest.mark.parametrize("number", ["Nora", "12", "+1 555 010 0142\r\nX: y", "+" + "1" * 199])
def test_what_is_no_number_is_refused(house: House, number: str) -> None:
    assert demo(house).guest().post("/phone", as_number=number).status_code == 400


def test_the_page_knows_whom_it_calls_and_as_whom(house: House) -> None:
    assert house.guest().get("/phone").json == {"company": "Parsa Home", "number": "+1 555-123-0000", "callers": []}
    callers = demo(house).guest().get("/phone").json["callers"]
    assert callers[0] == {"name": "Nora Lindqvist", "number": "+15550100142", "shown": "+1 555-010-0142"}


def test_a_switch_that_is_away_is_told_in_a_sentence(house: House) -> None:
    class Away(SimulatedSwitch):
        def caller_credentials(self, token: str) -> Credentials:
            raise SwitchFault("Asterisk is away.")

    house.switch = Away()
    house.site = house.make_site()
    answer = house.guest().post("/phone")
    assert answer.status_code == 503
    assert "phone system" in answer.json["message"]


def test_one_address_calls_only_so_often(house: House) -> None:
    answers = [house.guest().post("/phone").status_code for _ in range(13)]
    assert answers == [200] * 12 + [429]
