"""An agent who answers and drops the call at once does not lose the caller."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db import Database, now
from ivr.turns import Enqueue
from telephony import partings
from telephony.drops import AT_ONCE, COMES_BACK
from tests.story import Company
from tests.telephony.talks import answers, kinds, talking, waiting


@pytest.fixture
def company(database: Database) -> Company:
    company = Company(database)
    company.calls.at_once = AT_ONCE
    return company


def drops(company: Company, agent_id: int, call_id: int, how: str) -> None:
    if how == "button":
        assert company.calls.hang_up(call_id, agent_id)
    else:
        channel = next(ring.channel for ring in company.switch.rings.values() if ring.agent_id == agent_id)
        company.switch.drop(channel)
        company.calls.leg_ended(channel)
        assert company.call(call_id).state == "parted", "their panel may come back by itself"
        company.calls.due(now() + COMES_BACK)


@pytest.mark.parametrize("how", ["button", "phone"])
def test_a_caller_who_is_dropped_at_once_hears_an_apology_and_is_first_in_line(company: Company, how: str) -> None:
    caller, sara = talking(company)
    later = waiting(company, "+15551230002")
    drops(company, sara, caller.id, how)
    assert (caller.row.state, caller.row.outcome, caller.row.answered_at) == ("queued", None, None)
    assert caller.place == "menu", "where the turn of their call is said"
    _, _, turn = company.calls.arrived(
        "simulator", caller.channel, channel_name="", from_address="+15551230001", to_address="hotline"
    )
    assert "We are sorry" in turn.prompts[0].text
    assert turn.ending == Enqueue("orders")
    (offer,) = company.offers()
    assert (offer.state, offer.reasons["ended"]) == ("dropped", "dropped")
    assert 0 <= offer.reasons["talked_s"] < 2
    agent = company.agent_row(sara)
    assert (agent.presence, agent.reason) == ("break", "dropped")
    assert company.switch.places.keys() == {caller.channel, later.channel}

    daniel = company.agent("Daniel", "orders")
    company.round()
    assert company.switch.ringing(daniel).call_id == caller.id
    answers(company, daniel)
    company.calls.at_once = timedelta(0)
    assert company.calls.hang_up(caller.id, daniel)
    assert caller.row.outcome == "served"
    told = [kind for kind in kinds(company, caller.id) if kind in ("Answered", "OfferEnded", "BackInLine", "CallEnded")]
    assert told == ["Answered", "OfferEnded", "BackInLine", "Answered", "CallEnded"]


def test_after_some_seconds_hanging_up_ends_the_call(company: Company) -> None:
    caller, sara = talking(company)
    company.calls.at_once = timedelta(0)
    assert company.calls.hang_up(caller.id, sara)
    assert caller.row.outcome == "served"


def test_a_panel_that_is_reloaded_at_once_has_dropped_nobody(company: Company) -> None:
    caller, sara = talking(company)
    (channel,) = (ring.channel for ring in company.switch.rings.values())
    partings.panel_left(company.calls, sara)
    company.calls.leg_ended(channel)
    assert partings.rejoin(company.calls, caller.id, sara)
    answers(company, sara)
    company.calls.due(now() + COMES_BACK)
    assert (caller.row.state, caller.row.agent_id) == ("talking", sara)


@pytest.mark.parametrize(("crashed", "state"), [(True, "parted"), (False, "talking")])
def test_a_browser_that_crashed_gives_its_caller_music_and_one_that_is_still_heard_keeps_its_call(
    company: Company, crashed: bool, state: str
) -> None:
    caller, sara = talking(company)
    (channel,) = (ring.channel for ring in company.switch.rings.values())
    if crashed:
        company.switch.silent.add(channel)
    partings.panel_cut(company.calls, sara, look_again_s=0)
    assert (channel in company.switch.places) is not crashed
    if crashed:
        company.calls.leg_ended(channel)
    assert caller.row.state == state


def test_what_rings_is_no_call_that_could_fall_silent(company: Company) -> None:
    waiting(company)
    sara = company.agent("Sara", "orders")
    company.round()
    channel = company.switch.ringing(sara).channel
    company.switch.silent.add(channel)
    partings.panel_cut(company.calls, sara, look_again_s=0)
    assert company.switch.places[channel] == "ringing"


def test_a_dropped_caller_who_leaves_was_not_served(company: Company) -> None:
    caller, sara = talking(company)
    drops(company, sara, caller.id, "phone")
    caller.hangs_up()
    assert caller.row.outcome == "left_in_queue"
