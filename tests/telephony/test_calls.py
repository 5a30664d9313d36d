"""The story of a call on the simulated switch, on SQLite and PostgreSQL: every way in which it can go."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from acd.models import Offer
from db import Database, now
from hotline.models import Hotline
from ivr.heard import Recorded
from ivr.turns import Gather, Hangup
from telephony import wrap_ups
from tests.story import Company
from tests.telephony.talks import alone, kinds, talking_on, waiting


@pytest.fixture
def company(database: Database) -> Company:
    return Company(database)


def test_the_whole_story_of_a_call_that_goes_well(company: Company) -> None:
    caller, agent_id, agents_channel = talking_on(company)
    assert caller.place == f"pair:{agents_channel}" == company.switch.places[agents_channel]
    assert company.agent_row(agent_id).presence == "busy"
    assert company.calls.hang_up(caller.id, agent_id)
    assert not company.switch.places
    company.calls.leg_ended(caller.channel)
    company.calls.leg_ended(agents_channel)
    assert (caller.row.outcome, caller.row.state) == ("served", "ended")
    assert company.agent_row(agent_id).presence == "ready"
    assert wrap_ups.wrapped_up(company.db, caller.id, agent_id, "solved", "Sent it again.")
    assert kinds(company, caller.id) == [
        "CallArrived",
        "JourneyOpened",
        "AnswerGiven",
        "AnswerGiven",
        "Queued",
        "Offered",
        "Answered",
        "CallEnded",
        "WrappedUp",
    ]


def test_the_next_caller_with_the_same_number_is_the_same_customer(company: Company) -> None:
    first, second = company.dial("+1 555-123-0001"), company.dial("(555) 123 0001")
    assert first.row.customer_id == second.row.customer_id


def test_hidden_numbers_are_different_customers(company: Company) -> None:
    assert company.dial("anonymous").row.customer_id != company.dial("").row.customer_id


def test_a_call_that_arrives_twice_goes_on_where_it_stands(company: Company) -> None:
    caller = company.dial().presses("1", "1")
    asked = caller.says
    call_id, _, turn = company.calls.arrived(
        "simulator", caller.channel, channel_name="", from_address="+15551230001", to_address="hotline"
    )
    assert call_id == caller.id
    assert " ".join(prompt.text for prompt in turn.prompts) in asked
    assert len(company.entries(caller.row.customer_id)) == len(company.steps("phone", caller.id))


def test_a_report_about_an_old_turn_changes_nothing(company: Company) -> None:
    caller = company.dial().presses("1")
    before = caller.row.flow_state
    caller.number = 1
    caller.presses("2")
    assert isinstance(caller.turn.ending, Gather)
    assert caller.row.flow_state == before


@pytest.mark.parametrize("keys", [(), ("1",), ("1", "1")])
def test_hanging_up_in_the_menu_has_one_outcome(company: Company, keys: tuple[str, ...]) -> None:
    caller = company.dial().presses(*keys)
    caller.hangs_up()
    company.calls.leg_ended(caller.channel)
    assert caller.row.outcome == "left_in_menu"
    assert kinds(company, caller.id).count("CallEnded") == 1


def test_hanging_up_in_the_line_leaves_it(company: Company) -> None:
    caller = waiting(company)
    caller.hangs_up()
    assert caller.row.outcome == "left_in_queue"
    company.agent("Sara", "orders")
    company.round()
    assert not company.offers()


def test_hanging_up_while_it_rings_stops_the_ringing(company: Company) -> None:
    agent_id = company.agent("Sara", "orders")
    caller = waiting(company)
    company.round()
    caller.hangs_up()
    assert not company.switch.places
    assert [offer.state for offer in company.offers()] == ["withdrawn"]
    assert company.agent_row(agent_id).presence == "ready"
    assert caller.row.outcome == "left_in_queue"


def test_an_agent_who_answers_just_too_late_gets_no_dead_air(company: Company) -> None:
    agent_id = company.agent("Sara", "orders")
    caller = waiting(company)
    company.round()
    ring = company.switch.ringing(agent_id)
    company.switch.answer(ring.channel)
    caller.hangs_up()
    company.calls.agent_answered(ring.channel)
    assert not company.switch.places
    assert caller.row.outcome == "left_in_queue"


def test_nobody_answers_and_the_caller_stays_first(company: Company) -> None:
    sara = company.agent("Sara", "orders")
    caller = waiting(company)
    company.round()
    later = waiting(company, "+15551230002")
    ring = company.switch.ringing(sara)
    company.switch.drop(ring.channel)
    company.calls.ring_ended(ring.channel, "no_answer")
    assert (company.agent_row(sara).presence, company.agent_row(sara).reason) == ("break", "missed")
    daniel = company.agent("Daniel", "orders")
    company.round()
    assert company.switch.ringing(daniel).call_id == caller.id
    assert later.row.state == "queued"


def test_a_decline_brings_the_caller_to_somebody_else(company: Company) -> None:
    sara, daniel = company.agent("Sara", "orders"), company.agent("Daniel", "orders")
    caller = waiting(company)
    company.round()
    (offer,) = company.offers()
    other = daniel if offer.agent_id == sara else sara
    assert not company.calls.decline(offer.id, other)
    assert company.calls.decline(offer.id, offer.agent_id)
    company.round()
    assert company.switch.ringing(other).call_id == caller.id


def test_a_softphone_that_cannot_be_rung_loses_no_caller(company: Company) -> None:
    sara = company.agent("Sara", "orders")
    company.switch.unreachable.add(sara)
    caller = waiting(company)
    company.round()
    assert caller.row.state == "queued"
    assert company.offers()[0].state == "failed"
    daniel = company.agent("Daniel", "orders")
    company.round()
    assert company.switch.ringing(daniel).call_id == caller.id


def test_the_clock_ends_a_ring_that_the_switch_forgot(company: Company) -> None:
    agent_id = company.agent("Sara", "orders")
    caller = waiting(company)
    company.round()
    with company.db.transaction() as session:
        session.execute(update(Offer).values(ring_until=now() - timedelta(seconds=1)))
    company.round()
    assert company.offers()[0].state == "missed"
    assert set(company.switch.places) == {caller.channel}
    assert company.agent_row(agent_id).presence == "break"


def test_hold_and_resume_are_the_agents_alone(company: Company) -> None:
    caller, agent_id, agents_channel = talking_on(company)
    stranger = company.agent("Daniel", "orders")
    assert not company.calls.hold(caller.id, stranger)
    assert company.calls.hold(caller.id, agent_id)
    assert (caller.place, company.switch.places[agents_channel]) == ("held", "apart")
    assert not company.calls.hold(caller.id, agent_id)
    assert company.calls.resume(caller.id, agent_id)
    assert alone(company, caller)
    assert not company.calls.hang_up(caller.id, stranger)


def test_a_caller_who_leaves_as_the_agent_answers_strands_nobody(company: Company) -> None:
    agent_id = company.agent("Sara", "orders")
    caller = waiting(company)
    company.round()
    ring = company.switch.ringing(agent_id)
    company.switch.answer(ring.channel)
    company.switch.drop(caller.channel)
    company.calls.agent_answered(ring.channel)
    company.calls.leg_ended(caller.channel)
    assert caller.row.outcome == "served"
    assert not company.switch.places
    assert company.agent_row(agent_id).presence == "ready"


def test_a_voicemail_is_kept_and_waits_for_its_transcript(company: Company) -> None:
    with company.db.transaction() as session:
        session.execute(update(Hotline).values(hours={"zone": "UTC"}))
    caller = company.dial().presses("1")
    while not isinstance(caller.turn.ending, Hangup):
        caller.does(Recorded("voicemail-1.wav", 3.2))
    caller.hangs_up()
    assert caller.row.outcome == "voicemail"
    assert "VoicemailLeft" in kinds(company, caller.id)


def test_waiting_callers_hear_where_they_stand(company: Company) -> None:
    first, second = waiting(company), waiting(company, "+15551230002")
    assert "next in line" in company.calls.waiting(first.id).prompts[0].text
    assert "number 2" in company.calls.waiting(second.id).prompts[0].text
    first.hangs_up()
    assert company.calls.waiting(first.id).ending == Hangup()
