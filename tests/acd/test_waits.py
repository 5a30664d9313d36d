"""Position, expected wait, and the floor, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from acd import desk, line, offers, waits
from acd.models import Queue, WorkItem
from db import now


def worked(center, queue: str, seconds: list[float], ended_ago: float = 60, kind: str = "call") -> None:
    """Work of such lengths was done in a queue."""
    with center.db.transaction() as session:
        for number, length in enumerate(seconds):
            ended = now() - timedelta(seconds=ended_ago)
            taken = ended - timedelta(seconds=length)
            session.add(
                WorkItem(
                    kind=kind,
                    contact_id=9000 + number,
                    queue_key=queue,
                    state="done",
                    queued_at=taken,
                    taken_at=taken,
                    ended_at=ended,
                )
            )


def test_position_counts_those_of_the_kind_who_go_before(center) -> None:
    first, urgent, chat, second = (
        center.comes(),
        center.comes(priority=1),
        center.comes(kind="chat"),
        center.comes(skills=["vip"]),
    )
    elsewhere = center.comes("french")
    with center.db.reading() as session:
        positions = [waits.position(session, item_id) for item_id in (urgent, first, second, chat, elsewhere)]
    assert positions == [1, 2, 3, 1, 1]


def test_who_rings_is_first_and_who_talks_is_no_more_in_line(center) -> None:
    center.agent()
    item_id = center.comes()
    (offered,) = desk.match(center.db)
    with center.db.reading() as session:
        assert waits.position(session, item_id) == 1
    center.do(offers.accept, offered.offer_id)
    with center.db.reading() as session:
        assert waits.position(session, item_id) == 0
        with pytest.raises(LookupError):
            waits.position(session, 4711)


@pytest.mark.parametrize(
    ("queue", "lengths", "agents", "position", "expected"),
    [
        ("general", [60, 60, 60], 1, 1, 90),
        ("general", [30, 60, 90], 2, 4, 180),
        ("french", [60, 60, 60], 1, 2, 120),
        ("general", [60, 60], 1, 1, None),
        ("general", [60, 60, 60], 0, 1, None),
    ],
)
def test_the_expected_wait_rests_on_what_was_measured(center, queue, lengths, agents, position, expected) -> None:
    worked(center, queue, lengths)
    for _ in range(agents):
        center.agent("busy", skills={"fr": 1})
    center.agent("break", skills={"fr": 1})
    with center.db.reading() as session:
        assert waits.expected_wait_s(session, queue, position) == expected


def test_old_work_says_nothing_about_now(center) -> None:
    worked(center, "general", [60] * 5, ended_ago=waits.MEASURED_S + 1)
    center.agent("busy")
    with center.db.reading() as session:
        assert waits.expected_wait_s(session, "general", 1) is None


def test_where_somebody_is_free_nobody_waits(center) -> None:
    center.agent()
    center.agent(voice=False)
    with center.db.reading() as session:
        assert waits.expected_wait_s(session, "general", 1) == 0
        assert waits.expected_wait_s(session, "general", 2) is None


def test_what_was_expected_is_compared_with_what_came_of_it(center) -> None:
    with center.db.transaction() as session:
        session.get_one(Queue, "general").rules = {"short_s": 10}
    for expected, waited, how in (
        (10, 40, "done"),
        (60, 50, "done"),
        (None, 5, "done"),
        (0, 4, "left"),
        (0, 30, "left"),
    ):
        item_id = center.comes()
        with center.db.transaction() as session:
            item = offers.held_item(session, item_id)
            item.state, item.expected_wait_s, item.ended_at = how, expected, now()
            item.queued_at = now() - timedelta(seconds=waited)
            item.taken_at = now() if how == "done" else None
    item_id = center.comes()
    with center.db.transaction() as session:
        gone = offers.held_item(session, item_id)
        gone.state, gone.ended_at, gone.way_out = "left", now(), "message"
    with center.db.reading() as session:
        lately = waits.lately(session)["general"]
    assert (lately.answered, lately.given_up, lately.left_soon, lately.overflowed) == (3, 1, 1, 1)
    assert (lately.promised, lately.error_s, lately.bias_s) == (
        2,
        pytest.approx(20, abs=0.1),
        pytest.approx(10, abs=0.1),
    )


def test_the_first_wait_that_was_told_is_kept_whole(center) -> None:
    item_id = center.comes()
    with center.db.transaction() as session:
        offers.held_item(session, item_id).queued_at = now() - timedelta(seconds=20)
    for told in (40, 5):
        with center.db.transaction() as session:
            waits.promised(session, item_id, told)
    with center.db.reading() as session:
        assert session.get_one(WorkItem, item_id).expected_wait_s == 60


def test_chats_are_served_side_by_side_and_without_wrap_up(center) -> None:
    worked(center, "general", [60, 60, 60], kind="chat")
    center.agent(capacity={"chat": 3})
    with center.db.reading() as session:
        assert waits.expected_wait_s(session, "general", 3, "chat") == 60


def test_the_floor_shows_lines_and_agents(center) -> None:
    center.agent()
    center.taken()
    center.agent(skills={"fr": 2})
    center.agent("wrap_up")
    center.agent(skills={"fr": 2}, seen_at=None)
    center.comes("french", kind="chat")
    center.comes("french")
    with center.db.reading() as session:
        french, general = waits.queue_state(session)
    assert (french.key, french.waiting, french.in_hand, french.ready, french.busy) == (
        "french",
        {"call": 1, "chat": 1},
        {},
        1,
        0,
    )
    assert (general.waiting, general.in_hand, general.ready, general.busy, general.wrap_up) == (
        {},
        {"call": 1},
        1,
        1,
        1,
    )


def test_nobody_waits_longer_than_the_first(center) -> None:
    item_id = center.comes()
    with center.db.transaction() as session:
        offers.held_item(session, item_id).queued_at = now() - timedelta(seconds=90)
    center.comes()
    with center.db.reading() as session:
        assert waits.queue_state(session)[1].longest_wait_s == 90
    center.do(line.withdraw, item_id)
    with center.db.reading() as session:
        assert waits.queue_state(session)[1].longest_wait_s == 0
