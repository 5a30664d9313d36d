"""How an offer ends, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from acd import desk, line, offers
from acd.models import PresenceChange
from db import now


@pytest.fixture
def ringing(center):
    """(offer, item, agent): one call rings."""
    agent = center.agent()
    item_id = center.comes()
    (offered,) = desk.match(center.db)
    return offered.offer_id, item_id, agent


def test_accepted_it_is_taken_and_the_agent_busy(center, ringing) -> None:
    offer, item_id, agent = ringing
    item = center.do(offers.accept, offer)
    assert (item.id, item.state, item.agent_id) == (item_id, "taken", agent)
    assert item.taken_at is not None
    assert center.who(agent).presence == "busy"
    assert center.offer(offer).state == "accepted"


def test_a_chat_does_not_make_busy(center) -> None:
    center.agent()
    _, agent = center.taken(kind="chat")
    assert center.who(agent).presence == "ready"


def test_it_ends_once(center, ringing) -> None:
    offer, _, _ = ringing
    assert center.do(offers.miss, offer)
    for step in (offers.accept, offers.decline, offers.miss, offers.fail):
        assert center.do(step, offer) is None
    assert center.offer(offer).state == "missed"


def test_an_unknown_offer_is_refused(center) -> None:
    with pytest.raises(LookupError):
        center.do(offers.accept, 4711)


@pytest.mark.parametrize(
    ("step", "state", "reason"), [(offers.miss, "missed", "missed"), (offers.fail, "failed", "device")]
)
def test_unanswered_the_caller_stays_first_and_the_sleeper_is_asked_no_more(
    center, ringing, step, state, reason
) -> None:
    offer, item_id, agent = ringing
    center.comes()
    queued_at = center.item(item_id).queued_at
    item = center.do(step, offer)
    assert (item.state, item.agent_id, item.queued_at, item.excluded) == ("waiting", None, queued_at, [agent])
    assert center.offer(offer).state == state
    assert (center.who(agent).presence, center.who(agent).reason) == ("break", reason)
    helper = center.agent()
    assert center.match() == [(item_id, helper)]


def test_a_sleeper_who_wakes_up_is_asked_again_at_once(center, ringing) -> None:
    offer, item_id, agent = ringing
    center.do(offers.miss, offer)
    assert center.match() == []
    center.ready(agent)
    assert center.match() == [(item_id, agent)]


def test_a_preferred_agent_who_sleeps_is_preferred_no_more(center) -> None:
    friend, other = center.agent(), center.agent()
    item_id = center.comes(preferred_agent_id=friend)
    (offered,) = desk.match(center.db)
    center.do(offers.miss, offered.offer_id)
    assert center.match() == [(item_id, other)]


def test_declined_it_goes_to_somebody_else_and_the_agent_to_the_next(center, ringing) -> None:
    offer, item_id, agent = ringing
    follower = center.comes()
    center.do(offers.decline, offer, "in a meeting")
    assert center.offer(offer).reasons["ended"] == "in a meeting"
    assert center.who(agent).presence == "ready"
    assert center.match() == [(follower, agent)]
    helper = center.agent()
    assert center.match() == [(item_id, helper)]


def test_declined_it_does_not_ring_at_the_same_agent_at_once_even_if_alone(center, ringing) -> None:
    offer, item_id, agent = ringing
    center.do(offers.decline, offer)
    assert center.match() == []
    with center.db.transaction() as session:
        offers.held_item(session, item_id).prefer_until = now()
    assert center.match() == [(item_id, agent)]


def test_when_the_panel_is_gone_its_offers_fail_and_the_agent_is_offline(center, ringing) -> None:
    offer, item_id, agent = ringing
    center.silent(agent)
    (failed,) = center.do(offers.lost, agent)
    assert (failed.id, failed.state) == (offer, "failed")
    assert (center.who(agent).presence, center.who(agent).reason) == ("offline", "gone")
    assert center.item(item_id).state == "waiting"
    assert center.do(offers.lost, agent) == []


def test_a_panel_that_goes_during_a_call_does_not_end_it(center) -> None:
    agent = center.agent()
    item_id, _ = center.taken()
    center.silent(agent)
    assert center.do(offers.lost, agent) == []
    assert (center.who(agent).presence, center.item(item_id).state) == ("busy", "taken")


def test_answering_and_leaving_at_the_same_time_has_one_winner(center) -> None:
    for _ in range(10):
        agent = center.agent()
        item_id = center.comes()
        (offered,) = desk.match(center.db)
        with ThreadPoolExecutor(2) as pool:
            answer = pool.submit(center.do, offers.accept, offered.offer_id)
            leave = pool.submit(center.do, line.withdraw, item_id)
        taken, withdrawn = answer.result(), leave.result()
        assert (taken is None) != (withdrawn is None)
        assert center.item(item_id).state == ("taken" if taken else "left")
        center.silent(agent)


def test_presences_are_remembered(center, ringing) -> None:
    offer, item_id, agent = ringing
    center.do(offers.accept, offer)
    center.do(line.finish, item_id)
    with center.db.reading() as session:
        history = session.scalars(select(PresenceChange.presence).where(PresenceChange.agent_id == agent)).all()
    assert history == ["busy", "wrap_up"]


def test_a_ring_that_the_panel_never_heard_blames_the_device_and_not_the_person(center, ringing) -> None:
    offer, _, agent = ringing
    center.silent(agent)
    center.do(offers.miss, offer)
    assert (center.offer(offer).state, center.offer(offer).reasons["ended"]) == ("failed", "device")
    assert (center.who(agent).presence, center.who(agent).reason) == ("break", "device")
