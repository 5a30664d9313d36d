"""An item's life in line, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from acd import desk, line, offers, presence
from db import now


def test_the_longest_waiting_rings_at_the_longest_idle(center) -> None:
    idle, later = center.agent(), center.agent()
    first, second, third = center.comes(), center.comes(), center.comes()
    assert center.match() == [(first, idle), (second, later)]
    assert center.item(third).state == "waiting"
    assert center.match() == []


def test_a_contact_stands_in_line_once(center) -> None:
    with center.db.transaction() as session:
        one = line.enqueue(session, "call", 77, "general", customer_id=None)
        again = line.enqueue(session, "call", 77, "french", customer_id=None)
        chat = line.enqueue(session, "chat", 77, "general", customer_id=None)
        assert again.id == one.id != chat.id


def test_it_stands_there_once_even_if_queued_by_many_at_the_same_time(center) -> None:
    def queue(_: int) -> int:
        with center.db.transaction() as session:
            return line.enqueue(session, "call", 77, "general", customer_id=None).id

    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(queue, range(12)))) == 1


def test_it_can_come_again_after_it_was_done(center) -> None:
    center.agent()
    item_id, _ = center.taken()
    center.do(line.finish, item_id)
    contact = center.item(item_id).contact_id
    with center.db.transaction() as session:
        assert line.enqueue(session, "call", contact, "general", customer_id=None).id != item_id


def test_unknown_kinds_and_queues_are_refused(center) -> None:
    with pytest.raises(ValueError, match="fax"):
        center.comes(kind="fax")
    with pytest.raises(LookupError, match="nowhere"):
        center.comes("nowhere")


def test_skills_of_the_item_and_of_its_queue_are_needed(center) -> None:
    center.agent(skills={"fr": 3})
    center.agent(skills={"vip": 3})
    both = center.agent(skills={"fr": 1, "vip": 1})
    item_id = center.comes("french", skills=["vip"])
    assert center.match() == [(item_id, both)]


def test_a_line_that_nobody_can_serve_blocks_no_other(center) -> None:
    for _ in range(5):
        center.comes("french")
    plain = center.comes()
    agent = center.agent()
    assert center.match() == [(plain, agent)]


def test_a_chat_is_offered_up_to_the_capacity_and_not_during_a_call(center) -> None:
    agent = center.agent(capacity={"call": 1, "chat": 2})
    chats = [center.comes(kind="chat") for _ in range(3)]
    assert center.match() == [(chats[0], agent), (chats[1], agent)]
    call = center.comes()
    assert center.match() == [(call, agent)]
    center.do(line.withdraw, chats[0])
    assert center.match() == []


def test_the_preferred_agent_is_waited_for_while_on_a_call(center) -> None:
    friend = center.agent()
    talk, _ = center.taken("general")
    wanted = center.comes(preferred_agent_id=friend)
    other = center.agent()
    plain = center.comes()
    assert center.match() == [(plain, other)]
    center.do(line.finish, talk)
    center.do(line.finish, talk)
    assert center.who(friend).presence == "wrap_up"
    assert center.match() == []
    center.do(presence.end_wrap_up, friend)
    assert center.match() == [(wanted, friend)]


def test_a_preference_that_is_over_binds_nobody(center) -> None:
    friend = center.agent()
    center.taken()
    other = center.agent()
    item_id = center.comes(preferred_agent_id=friend, prefer_s=0)
    assert center.match() == [(item_id, other)]


@pytest.mark.parametrize("there", [{"presence_": "break"}, {"seen_at": None}])
def test_a_preference_for_somebody_who_is_not_there_is_dropped(center, there) -> None:
    away = center.agent(**there)
    item_id = center.comes(preferred_agent_id=away)
    assert center.item(item_id).preferred_agent_id is None
    assert center.item(center.comes(preferred_agent_id=4711)).preferred_agent_id is None


def test_when_the_preferred_one_goes_away_others_are_asked(center) -> None:
    friend = center.agent()
    item_id = center.comes(preferred_agent_id=friend)
    center.do(presence.set_presence, friend, "break")
    other = center.agent()
    assert center.match() == [(item_id, other)]


def test_a_caller_who_left_is_offered_to_nobody(center) -> None:
    item_id = center.comes()
    assert center.do(line.withdraw, item_id) is None
    center.agent()
    assert center.match() == []
    assert center.item(item_id).state == "left"


def test_a_caller_who_leaves_while_it_rings_stops_the_ring_and_frees_the_agent(center) -> None:
    agent = center.agent()
    item_id, follower = center.comes(), center.comes()
    (offered,) = desk.match(center.db)
    withdrawn = center.do(line.withdraw, item_id)
    assert (withdrawn.id, withdrawn.state) == (offered.offer_id, "withdrawn")
    assert center.do(offers.accept, offered.offer_id) is None
    assert center.match() == [(follower, agent)]


def test_what_is_taken_is_finished_and_not_withdrawn(center) -> None:
    center.agent()
    item_id, _ = center.taken()
    assert center.do(line.withdraw, item_id) is None
    assert center.item(item_id).state == "taken"
    assert center.do(line.finish, item_id).state == "done"
    assert center.do(line.finish, item_id) is None


def test_who_lost_their_agent_is_first_in_line(center) -> None:
    agent = center.agent()
    older = center.comes(priority=5)
    center.do(line.withdraw, older)
    lost, _ = center.taken()
    center.comes(priority=5)
    assert center.do(line.back_in_line, lost).state == "waiting"
    assert center.do(line.back_in_line, lost) is None
    assert (center.who(agent).presence, center.who(agent).reason) == ("break", "gone")
    helper = center.agent()
    assert center.match() == [(lost, helper)]


def test_an_agent_whose_panel_is_gone_too_is_offline(center) -> None:
    agent = center.agent()
    lost, _ = center.taken()
    center.silent(agent)
    center.do(line.back_in_line, lost)
    assert center.who(agent).presence == "offline"


def test_an_offer_carries_what_the_ringing_needs(center) -> None:
    agent = center.agent()
    item_id = center.comes()
    (offered,) = desk.match(center.db)
    kept = center.offer(offered.offer_id)
    assert (offered.kind, offered.contact_id, offered.queue_key) == ("call", 1, "general")
    assert 19 < (offered.ring_until - now()).total_seconds() <= 20
    assert (kept.item_id, kept.agent_id, kept.state) == (item_id, agent, "made")
    assert kept.reasons == offered.reasons
    assert kept.reasons["why"] == "longest_idle"
