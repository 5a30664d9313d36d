"""An agent calls somebody: the agent's telephone first, then the customer's, and one outcome however it goes."""

from __future__ import annotations

import pytest

from db import Database
from hotline.numbers import NotDiallable
from telephony import outbound
from telephony.outbound import CannotDial, Outgoing
from tests.story import Company
from timeline import customers, journeys

NUMBER = "+15551230001"


@pytest.fixture
def company(database: Database) -> Company:
    company = Company(database)
    company.calls.outgoing = Outgoing("simulator")
    return company


def dialling(company: Company) -> tuple[int, int, str]:
    """A call on its way: its id, the agent, and the customer's channel, which rings."""
    agent_id = company.agent("Sara", "orders")
    call_id = outbound.dial(company.calls, agent_id, "(555) 123-0001")
    company.switch.answer(ring := company.switch.ringing(agent_id).channel)
    company.calls.agent_answered(ring)
    return call_id, agent_id, company.switch.dialling(NUMBER).channel


def test_the_agent_is_rung_first_and_then_the_customer_with_them_alone(company: Company) -> None:
    agent_id = company.agent("Sara", "orders")
    call_id = outbound.dial(company.calls, agent_id, "555 123 0001")
    ring = company.switch.ringing(agent_id)
    assert (ring.caller_number, ring.auto_answer) == (NUMBER, True)
    assert not company.switch.dialled, "nobody is called for an agent who is not there"
    company.switch.answer(ring.channel)
    company.calls.agent_answered(ring.channel)
    asked = company.switch.dialling(NUMBER)
    company.switch.answer(asked.channel)
    company.calls.customer_answered(asked.channel)
    assert company.switch.places == dict.fromkeys((ring.channel, asked.channel), f"pair:{ring.channel}")
    assert (company.call(call_id).state, company.agent_row(agent_id).presence) == ("talking", "busy")
    company.switch.drop(asked.channel)
    company.calls.leg_ended(asked.channel)
    assert company.call(call_id).outcome == "served"
    assert not company.switch.places
    assert [kind for kind, _ in company.steps("phone", call_id)] == ["CallPlaced", "Answered", "CallEnded"]


def test_who_is_called_by_number_is_the_customer_who_calls_from_it(company: Company) -> None:
    caller = company.dial(NUMBER)
    caller.hangs_up()
    call_id, _, _ = dialling(company)
    assert company.call(call_id).customer_id == caller.row.customer_id


def test_a_call_goes_on_with_what_its_agent_has_in_hand_of_them(company: Company) -> None:
    agent_id = company.agent("Sara", "orders")
    with company.db.transaction() as session:
        nora = customers.make(session, "Nora", [("phone", NUMBER)])
        letter = journeys.start(session, nora.id, "email", "order")
        journeys.touch(letter, "email", agent_id)
        journeys.start(session, nora.id, "chat", "service")
        wanted, customer_id = letter.id, nora.id
    call_id = outbound.dial(company.calls, agent_id, NUMBER, customer_id)
    assert company.call(call_id).journey_id == wanted, "the letter's, though something newer is open"


@pytest.mark.parametrize(
    ("why", "outcome"),
    [
        ("no_answer", "no_answer"),
        ("busy", "busy"),
        ("declined", "busy"),
        ("refused", "refused"),
        ("failed", "failed"),
    ],
)
def test_a_call_that_is_not_answered_has_one_outcome_and_frees_the_agent(
    company: Company, why: str, outcome: str
) -> None:
    call_id, agent_id, channel = dialling(company)
    company.calls.ring_ended(channel, why)
    company.calls.leg_ended(channel)
    assert company.call(call_id).outcome == outcome
    assert company.agent_row(agent_id).presence == "ready"
    assert [kind for kind, _ in company.steps("phone", call_id)].count("CallEnded") == 1


def test_an_agent_who_hangs_up_while_it_rings_stops_the_ringing(company: Company) -> None:
    call_id, agent_id, channel = dialling(company)
    assert company.calls.hang_up(call_id, agent_id)
    assert channel not in company.switch.places
    assert company.call(call_id).outcome == "no_answer"


def test_a_softphone_that_vanishes_while_it_rings_stops_the_ringing(company: Company) -> None:
    call_id, agent_id, _ = dialling(company)
    (agents,) = company.switch.rings
    company.switch.drop(agents)
    company.calls.leg_ended(agents)
    assert not company.switch.places
    assert company.call(call_id).outcome == "no_answer"
    assert company.agent_row(agent_id).presence == "ready"


def test_a_softphone_that_cannot_be_rung_ends_the_call(company: Company) -> None:
    agent_id = company.agent("Sara", "orders")
    company.switch.unreachable.add(agent_id)
    call_id = outbound.dial(company.calls, agent_id, NUMBER)
    assert company.call(call_id).outcome == "failed"
    assert company.agent_row(agent_id).presence == "ready"


def test_a_provider_that_is_away_ends_the_call(company: Company) -> None:
    company.switch.no_trunk = True
    agent_id = company.agent("Sara", "orders")
    call_id = outbound.dial(company.calls, agent_id, NUMBER)
    company.switch.answer(ring := company.switch.ringing(agent_id).channel)
    company.calls.agent_answered(ring)
    assert company.call(call_id).outcome == "failed"
    assert not company.switch.places


def test_what_was_written_down_and_never_dialled_ends_when_the_switch_is_asked(company: Company) -> None:
    call_id, agent_id, channel = dialling(company)
    company.switch.drop(channel)  # We died before the call went out: the switch knows of no such channel.
    company.calls.resync("simulator", company.switch.live())
    assert company.call(call_id).outcome == "failed"
    assert not company.switch.places
    assert company.agent_row(agent_id).presence == "ready"


def test_an_answer_that_nobody_heard_is_found_when_the_switch_is_asked(company: Company) -> None:
    call_id, _, channel = dialling(company)
    company.switch.answer(channel)
    company.calls.customer_answered(channel)
    company.calls.customer_answered(channel)
    company.calls.resync("simulator", company.switch.live())
    assert company.call(call_id).state == "talking"


def test_nobody_in_line_is_offered_to_an_agent_who_calls(company: Company) -> None:
    dialling(company)
    company.dial("+15551230009").presses("1", "1", "427")
    company.round()
    assert company.offers() == []


def test_an_agent_with_a_call_makes_no_second_one(company: Company) -> None:
    _, agent_id, _ = dialling(company)
    with pytest.raises(CannotDial, match="not_free"):
        outbound.dial(company.calls, agent_id, "+15551230002")


def test_without_a_way_out_nobody_is_called(company: Company) -> None:
    company.calls.outgoing = None
    with pytest.raises(CannotDial, match="no_trunk"):
        outbound.dial(company.calls, company.agent("Sara"), NUMBER)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("911", "bad_number"),
        ("call me", "bad_number"),
        ("+1 900 234 5678", "costly_number"),
        ("+1 876 555 1234", "not_allowed"),
        ("+44 20 7946 0000", "not_allowed"),
    ],
)
def test_a_number_that_may_not_be_called_is_refused_and_leaves_nothing(
    company: Company, number: str, code: str
) -> None:
    agent_id = company.agent("Sara")
    with pytest.raises(NotDiallable) as refused:
        outbound.dial(company.calls, agent_id, number)
    assert refused.value.code == code
    assert company.agent_row(agent_id).presence == "ready"


def test_an_operator_allows_countries_and_beginnings_of_numbers(company: Company) -> None:
    company.calls.outgoing = Outgoing("simulator", ("US", "GB", "+4930"))
    assert outbound.dial(company.calls, company.agent("Sara"), "+44 20 7946 0000")
    assert outbound.dial(company.calls, company.agent("Omid"), "+49 30 12345678")
    with pytest.raises(NotDiallable):
        outbound.dial(company.calls, company.agent("Lena"), "+49 89 12345678")
