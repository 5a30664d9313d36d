"""What agents are, and what falls due by itself, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from acd import clock, desk, line, offers, presence
from acd.models import Agent
from acd.policy import LIVENESS_S
from db import now


def test_a_call_ends_in_a_wrap_up_and_then_in_ready(center) -> None:
    agent = center.agent()
    item_id, _ = center.taken()
    center.do(line.finish, item_id)
    wrapping = center.who(agent)
    assert wrapping.presence == "wrap_up"
    assert 29 < (wrapping.wrap_up_until - now()).total_seconds() <= 30
    assert center.do(presence.end_wrap_up, agent).presence == "ready"
    assert center.who(agent).wrap_up_until is None


def test_a_queue_without_wrap_up_frees_at_once(center) -> None:
    agent = center.agent(skills={"fr": 1})
    item_id, _ = center.taken("french")
    center.do(line.finish, item_id)
    assert center.who(agent).presence == "ready"


def test_a_chat_has_no_wrap_up(center) -> None:
    agent = center.agent()
    item_id, _ = center.taken(kind="chat")
    center.do(line.finish, item_id)
    assert center.who(agent).presence == "ready"


def test_who_served_last_is_asked_last(center) -> None:
    first, second = center.agent(), center.agent()
    for expected in (first, second, first):
        item_id = center.comes(kind="chat")
        (offered,) = desk.match(center.db)
        center.do(offers.accept, offered.offer_id)
        assert offered.agent_id == expected
        center.do(line.finish, item_id)


def test_a_break_asked_for_during_a_call_comes_after_the_wrap_up(center) -> None:
    agent = center.agent()
    item_id, _ = center.taken()
    assert center.do(presence.set_presence, agent, "break", "lunch").presence == "busy"
    center.do(line.finish, item_id)
    assert center.who(agent).presence == "wrap_up"
    center.do(presence.end_wrap_up, agent)
    assert (center.who(agent).presence, center.who(agent).reason) == ("break", "lunch")
    center.ready(agent)
    assert (center.who(agent).presence, center.who(agent).reason) == ("ready", "")


def test_a_wish_can_be_taken_back(center) -> None:
    agent = center.agent()
    item_id, _ = center.taken()
    center.do(presence.set_presence, agent, "offline")
    center.ready(agent)
    center.do(line.finish, item_id)
    assert center.do(presence.end_wrap_up, agent).presence == "ready"


def test_a_break_asked_for_while_it_rings_comes_after_the_call(center) -> None:
    agent = center.agent()
    item_id = center.comes()
    (offered,) = desk.match(center.db)
    center.do(presence.set_presence, agent, "break", "lunch")
    center.do(offers.accept, offered.offer_id)
    assert center.who(agent).presence == "busy"
    center.do(line.finish, item_id)
    center.do(presence.end_wrap_up, agent)
    assert (center.who(agent).presence, center.who(agent).reason) == ("break", "lunch")


@pytest.mark.parametrize("unaskable", ["busy", "wrap_up", "asleep", ""])
def test_only_some_presences_can_be_asked_for(center, unaskable) -> None:
    with pytest.raises(ValueError, match="not a presence"):
        center.do(presence.set_presence, center.agent(), unaskable)


def test_strangers_are_refused(center) -> None:
    for step, more in ((presence.set_presence, ["ready"]), (presence.seen, []), (presence.end_wrap_up, [])):
        with pytest.raises(LookupError):
            center.do(step, 4711, *more)


def test_to_be_ready_is_a_sign_of_life(center) -> None:
    agent = center.agent("offline", seen_at=None)
    item_id = center.comes()
    center.ready(agent)
    assert center.match() == [(item_id, agent)]


def test_a_heartbeat_is_written_when_it_says_something_new(center) -> None:
    agent = center.agent()
    assert center.do(presence.seen, agent) is False
    center.silent(agent, 4)
    assert center.do(presence.seen, agent) is True
    assert center.do(presence.seen, agent) is False


def test_a_panel_that_comes_back_wakes_the_desk(center) -> None:
    agent = center.agent()
    center.silent(agent)
    item_id = center.comes()
    assert center.match() == []
    rings = center.db.bell.rings
    center.do(presence.seen, agent)
    assert center.db.bell.rings == rings + 1
    assert center.match() == [(item_id, agent)]


def test_nothing_is_due_in_an_empty_house(center) -> None:
    assert clock.due(center.db, now()) == clock.Due((), (), (), ())
    assert clock.next_deadline(center.db, now()) is None


def test_a_ring_falls_due(center) -> None:
    center.agent()
    center.comes()
    (offered,) = desk.match(center.db)
    assert clock.due(center.db, offered.ring_until - timedelta(seconds=1)).missed == ()
    assert clock.due(center.db, offered.ring_until).missed == (offered.offer_id,)
    center.do(offers.miss, offered.offer_id)
    assert clock.due(center.db, offered.ring_until).missed == ()


def test_a_wrap_up_falls_due(center) -> None:
    agent = center.agent()
    item_id, _ = center.taken()
    center.do(line.finish, item_id)
    until = center.who(agent).wrap_up_until
    assert clock.due(center.db, until - timedelta(seconds=1)).wrapped_up == ()
    assert clock.due(center.db, until).wrapped_up == (agent,)


def test_the_clock_does_not_cut_a_later_wrap_up_short(center) -> None:
    agent = center.agent()
    item_id, _ = center.taken()
    center.do(line.finish, item_id)
    until = center.who(agent).wrap_up_until
    center.do(presence.end_wrap_up, agent, until - timedelta(seconds=1))
    assert center.who(agent).presence == "wrap_up"
    center.do(presence.end_wrap_up, agent, until)
    assert center.who(agent).presence == "ready"


def test_a_silent_panel_falls_due_unless_its_agent_is_on_a_call(center) -> None:
    heard = now()
    talking = center.agent()
    center.taken()
    idle, resting, away = (center.agent(presence_, seen_at=heard) for presence_ in ("ready", "break", "offline"))
    center.silent(talking)
    later = heard + timedelta(seconds=LIVENESS_S + 1)
    assert clock.due(center.db, heard).gone == ()
    gone = clock.due(center.db, later).gone
    assert sorted(gone) == [idle, resting]
    assert talking not in gone
    assert away not in gone


def test_silence_that_nobody_could_hear_is_not_the_panels(center) -> None:
    """We were away: every panel was silent to us, and has the usual time to be heard of again."""
    agent = center.agent()
    center.silent(agent)
    back = now()
    soon, then = back + timedelta(seconds=LIVENESS_S), back + timedelta(seconds=LIVENESS_S, milliseconds=1)
    assert clock.due(center.db, soon, back).gone == ()
    assert clock.next_deadline(center.db, soon, back) == then
    assert clock.due(center.db, then, back).gone == (agent,)


def test_a_panel_heard_of_at_the_last_moment_is_not_lost(center) -> None:
    agent = center.agent()
    center.comes()
    ((item_id, _),) = center.match()
    assert center.do(offers.lost, agent) == []
    assert (center.who(agent).presence, center.item(item_id).state) == ("ready", "offered")


def test_the_next_deadline_is_the_first_of_all(center) -> None:
    agent = center.agent(seen_at=now() + timedelta(hours=1))
    moment = now()
    seen = center.who(agent).seen_at
    assert clock.next_deadline(center.db, moment) == seen + timedelta(seconds=LIVENESS_S, milliseconds=1)
    center.comes()
    (offered,) = desk.match(center.db)
    assert clock.next_deadline(center.db, moment) == offered.ring_until
    choosy = center.item(center.comes(preferred_agent_id=agent, prefer_s=5))
    assert clock.next_deadline(center.db, moment) == choosy.prefer_until
    assert clock.next_deadline(center.db, choosy.prefer_until) == offered.ring_until
    center.do(offers.accept, offered.offer_id)
    center.do(line.finish, offered.item_id)
    assert clock.next_deadline(center.db, choosy.prefer_until) == center.who(agent).wrap_up_until


def test_a_panel_that_is_back_soon_is_what_it_was_before(center) -> None:
    for presence_, reason in (("ready", ""), ("break", "lunch")):
        agent = center.agent(presence_, reason=reason)
        center.silent(agent)
        center.do(offers.lost, agent)
        assert (center.who(agent).presence, center.who(agent).reason) == presence.GONE
        center.do(presence.seen, agent)
        assert (center.who(agent).presence, center.who(agent).reason) == (presence_, reason)


def test_after_a_long_time_away_one_says_oneself_that_one_is_ready(center) -> None:
    agent = center.agent()
    center.silent(agent)
    center.do(offers.lost, agent)
    with center.db.transaction() as session:
        session.get_one(Agent, agent).presence_at = now() - timedelta(seconds=presence.COMES_BACK_S + 1)
    center.do(presence.seen, agent)
    assert (center.who(agent).presence, center.who(agent).reason) == presence.GONE
    assert center.do(presence.set_presence, agent, "offline").reason == "", "and may go offline by themselves"


def test_a_silent_panel_does_not_cut_a_wrap_up_short(center) -> None:
    agent = center.agent()
    item_id, _ = center.taken()
    center.do(line.finish, item_id)
    center.silent(agent)
    assert clock.due(center.db, now()).gone == ()
    center.do(presence.end_wrap_up, agent)
    assert clock.due(center.db, now()).gone == (agent,)


def test_a_call_that_rings_where_nobody_can_talk_falls_due(center) -> None:
    agent = center.agent()
    center.comes()
    (offered,) = desk.match(center.db)
    assert clock.due(center.db, now()).unheard == ()
    center.do(presence.seen, agent, False)
    assert clock.due(center.db, now()).unheard == (offered.offer_id,)
    center.do(offers.fail, offered.offer_id)
    assert (center.who(agent).presence, center.who(agent).reason) == ("break", "device")
