"""Somebody is asked into a call: aside, together with the caller, or instead of the agent; and supervisors listen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from db import Database, now
from telephony import consults, listening, parking, partings
from telephony.models import Call, Leg
from telephony.transfers import NotNow
from tests.story import Company
from tests.telephony.talks import alone, answers, ignores, in_room, kinds, talking, waiting


@pytest.fixture
def company(database: Database) -> Company:
    return Company(database)


def legs_of(company: Company, call_id: int) -> dict[int | None, str]:
    with company.db.reading() as session:
        return {leg.agent_id: leg.party for leg in session.scalars(select(Leg).where(Leg.call_id == call_id))}


def test_a_warm_transfer_aside_and_back_and_then_the_second_agent_has_the_caller(company: Company) -> None:
    caller, sara = talking(company)
    daniel = company.agent("Daniel")
    consults.ask_agent(company.calls, caller.id, sara, daniel, "Knows about kettles?")
    assert (caller.place, company.agent_row(daniel).presence) == ("held", "busy")
    guest = answers(company, daniel)
    assert (caller.place, in_room(company, caller)) == ("held", 2)
    consults.toggle(company.calls, caller.id, sara)
    assert (company.switch.places[guest], caller.place) == ("held", f"call-{caller.id}")
    consults.toggle(company.calls, caller.id, sara)
    assert (caller.place, in_room(company, caller)) == ("held", 2)
    consults.complete(company.calls, caller.id, sara)
    assert company.switch.places == dict.fromkeys((caller.channel, guest), f"call-{caller.id}")
    assert (caller.row.state, caller.row.agent_id) == ("talking", daniel)
    assert company.agent_row(sara).presence == "ready"
    assert company.calls.hang_up(caller.id, daniel)
    assert not company.switch.places
    for channel in (caller.channel, guest):
        company.calls.leg_ended(channel)
    assert company.agent_row(daniel).presence == "ready"
    assert (caller.row.outcome, kinds(company, caller.id).count("CallEnded")) == ("served", 1)


def test_three_and_more_hear_each_other_and_the_agent_may_leave_them(company: Company) -> None:
    caller, sara = talking(company)
    others = [company.agent("Daniel"), company.agent("Omid")]
    for other in others:
        consults.ask_agent(company.calls, caller.id, sara, other)
        answers(company, other)
        consults.together(company.calls, caller.id, sara)
    assert in_room(company, caller) == 4
    consults.complete(company.calls, caller.id, sara)
    assert in_room(company, caller) == 3
    assert legs_of(company, caller.id) == {None: "caller", sara: "agent", others[0]: "agent", others[1]: "guest"}
    caller.hangs_up()
    assert not company.switch.places
    assert {company.agent_row(each).presence for each in (sara, *others)} == {"ready"}
    assert caller.row.outcome == "served"


@pytest.mark.parametrize("come", [True, False])
def test_the_agent_takes_the_caller_back_whether_the_other_came_or_not(company: Company, come: bool) -> None:
    caller, sara = talking(company)
    daniel = company.agent("Daniel")
    consults.ask_agent(company.calls, caller.id, sara, daniel)
    if come:
        answers(company, daniel)
    else:
        with pytest.raises(NotNow):
            consults.complete(company.calls, caller.id, sara)
    consults.take_back(company.calls, caller.id, sara)
    # Whoever came has made it a conference, and it stays one.
    assert (len(company.switch.places), in_room(company, caller)) == (2, 2) if come else alone(company, caller)
    assert company.agent_row(daniel).presence == "ready"


def test_whoever_is_asked_and_does_not_come_leaves_the_agent_with_the_caller_on_hold(company: Company) -> None:
    caller, sara = talking(company)
    daniel = company.agent("Daniel")
    consults.ask_agent(company.calls, caller.id, sara, daniel)
    ignores(company, daniel)
    assert (caller.place, company.agent_row(daniel).presence) == ("held", "ready")
    consults.ask_agent(company.calls, caller.id, sara, daniel)
    consults.leave(company.calls, caller.id, daniel)
    with company.db.reading() as session:
        whys = session.scalars(select(Leg.how).where(Leg.party == "guest").order_by(Leg.id)).all()
    assert whys == ["missed", "declined"]
    assert company.calls.resume(caller.id, sara)
    assert alone(company, caller)


def test_a_caller_who_leaves_during_a_consult_strands_nobody(company: Company) -> None:
    caller, sara = talking(company)
    daniel, omid = company.agent("Daniel"), company.agent("Omid")
    consults.ask_agent(company.calls, caller.id, sara, daniel)
    guest = answers(company, daniel)
    consults.ask_agent(company.calls, caller.id, sara, omid)
    caller.hangs_up()
    company.calls.leg_ended(guest)
    assert not company.switch.places
    assert {company.agent_row(each).presence for each in (sara, daniel, omid)} == {"ready"}
    assert caller.row.outcome == "served"


def test_an_agent_who_vanishes_in_a_consult_comes_back_into_it_or_the_guest_has_the_caller(company: Company) -> None:
    caller, sara = talking(company)
    daniel = company.agent("Daniel")
    consults.ask_agent(company.calls, caller.id, sara, daniel)
    guest = answers(company, daniel)
    partings.panel_left(company.calls, sara)
    for channel in list(company.switch.gone):
        company.calls.leg_ended(channel)
    assert (caller.row.state, caller.place) == ("parted", "held")
    assert partings.rejoin(company.calls, caller.id, sara)
    channel = answers(company, sara)
    assert (caller.row.state, caller.place, in_room(company, caller)) == ("held", "held", 2)
    company.switch.drop(channel)
    company.calls.leg_ended(channel)
    with company.db.transaction() as session:
        session.execute(update(Call).values(parted_until=now() - timedelta(seconds=1)))
    company.round()
    assert company.switch.places == dict.fromkeys((caller.channel, guest), f"call-{caller.id}")
    assert (caller.row.state, caller.row.agent_id) == ("talking", daniel)


def test_after_we_were_away_a_guest_who_is_gone_is_free_and_one_who_rang_is_rung_no_more(company: Company) -> None:
    caller, sara = talking(company)
    daniel, omid = company.agent("Daniel"), company.agent("Omid")
    consults.ask_agent(company.calls, caller.id, sara, daniel)
    company.switch.drop(answers(company, daniel))
    consults.ask_agent(company.calls, caller.id, sara, omid)
    company.calls.resync("simulator", company.switch.live())
    assert {company.agent_row(each).presence for each in (daniel, omid)} == {"ready"}
    assert (len(company.switch.places), caller.row.state) == (2, "held")


def test_a_parked_caller_is_picked_up_by_anybody_and_once(company: Company) -> None:
    caller, sara = talking(company)
    parking.park(company.calls, caller.id, sara, "Wants the workshop.")
    assert (caller.place, caller.row.state, company.agent_row(sara).presence) == ("held", "parked", "ready")
    daniel = company.agent("Daniel", presence="break")
    parking.pick_up(company.calls, caller.id, daniel)
    with pytest.raises(NotNow):
        parking.pick_up(company.calls, caller.id, sara)
    assert company.switch.ringing(daniel).auto_answer
    answers(company, daniel)
    assert (caller.row.state, caller.row.agent_id, alone(company, caller)) == ("talking", daniel, True)


def test_a_parked_caller_whom_nobody_picks_up_comes_back_to_the_agent_who_parked_them(company: Company) -> None:
    caller, sara = talking(company)
    later = waiting(company, "+15551230002")
    parking.park(company.calls, caller.id, sara)
    assert company.calls.next_deadline() == caller.row.parked_until
    company.agent("Daniel")
    with company.db.transaction() as session:
        session.execute(update(Call).where(Call.id == caller.id).values(parked_until=now() - timedelta(seconds=1)))
    company.calls.due(now())
    assert company.switch.ringing(sara).call_id == caller.id, "ahead of whoever waits"
    answers(company, sara)
    assert (caller.row.agent_id, later.row.state) == (sara, "queued")
    assert caller.row.parked_until is None


def test_a_parked_caller_who_hangs_up_has_an_outcome(company: Company) -> None:
    caller, sara = talking(company)
    parking.park(company.calls, caller.id, sara)
    caller.hangs_up()
    assert (caller.row.outcome, company.calls.next_deadline()) == ("left_in_queue", None)
    with pytest.raises(NotNow):
        parking.pick_up(company.calls, caller.id, sara)


def test_a_supervisor_listens_whispers_and_joins_and_it_is_written_down(company: Company) -> None:
    caller, sara = talking(company)
    mina = company.agent("Mina", presence="offline")
    agents = next(channel for channel in company.switch.places if channel.startswith("tl-"))
    listening.listen(company.calls, caller.id, mina, "listen")
    channel = answers(company, mina)
    assert company.switch.places[channel] == f"listen:{agents}"
    assert company.agent_row(mina).presence == "busy"
    listening.listen(company.calls, caller.id, mina, "whisper")
    assert company.switch.places[channel] == f"whisper:{agents}"
    listening.listen(company.calls, caller.id, mina, "barge")
    with company.db.reading() as session:
        heard = session.scalars(select(Leg).where(Leg.party == "listener")).one()
    assert heard.audio and heard.taped_at, "what everybody hears is recorded, from then on"
    assert in_room(company, caller) == 3
    listening.stop(company.calls, mina)
    assert (channel in company.switch.places, company.agent_row(mina).presence) == (False, "offline")
    told = [data["how"] for kind, data in company.steps("phone", caller.id) if kind == "ListenedIn"]
    assert told == ["listen", "whisper", "barge"]
    assert company.calls.hang_up(caller.id, sara)


def test_nobody_listens_to_an_agent_who_does_not_talk_or_to_themselves(company: Company) -> None:
    caller, sara = talking(company)
    mina = company.agent("Mina")
    with pytest.raises(NotNow):
        listening.listen(company.calls, caller.id, sara, "listen")
    caller.hangs_up()
    with pytest.raises(NotNow):
        listening.listen(company.calls, caller.id, mina, "listen")


def test_a_listener_goes_when_the_call_does(company: Company) -> None:
    caller, _ = talking(company)
    mina = company.agent("Mina")
    listening.listen(company.calls, caller.id, mina, "listen")
    answers(company, mina)
    caller.hangs_up()
    assert not company.switch.places
    assert company.agent_row(mina).presence == "ready"
