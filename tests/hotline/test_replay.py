"""Real contacts, walked again through a draft."""

from __future__ import annotations

from hotline import replay
from hotline.replay import Landing
from tests.hotline.callers import DEMO, Callers, changed, led_elsewhere

BUSY_MORNING = (
    ("1", "1", "427"),
    ("1", "2", "88"),
    ("1", "3"),
    ("1", "9", "silence", "3"),
    ("1", "silence", "silence", "silence"),
    ("1", "1", "*"),
    ("1", "0"),
    ("1", "hangup"),
    ("2", "1", "5#"),
    ("hangup",),
    ("1",),
)


def test_an_unchanged_draft_changes_nothing_for_anybody(callers: Callers) -> None:
    for does in BUSY_MORNING:
        callers.call(*does)
    assert callers.replay(DEMO) == replay.Replayed(len(BUSY_MORNING), ())


def test_one_seeded_change_lists_exactly_the_calls_that_it_affects(callers: Callers) -> None:
    ids = {callers.call(*does): does for does in BUSY_MORNING}
    found = callers.replay(led_elsewhere("main", "3", "service"))
    affected = {id for id, does in ids.items() if does[1:] and does[-1] == "3"}
    assert {each.contact_id for each in found.differing} == affected
    assert len(affected) == 2
    for each in found.differing:
        assert each.was == Landing("general", "enqueue general")
        assert each.would == Landing("service", "enqueue service")


def test_other_words_lead_nobody_elsewhere(few: Callers) -> None:
    few.call("1", "1", "427")
    assert few.replay(changed("orders", prompt={"en": "Wait.", "fa": "صبر کنید."})).differing == ()


def test_the_turn_is_told_in_which_a_caller_would_leave_the_old_way(few: Callers) -> None:
    call_id = few.call("1", "1", "427")
    (found,) = few.replay(changed("order_number", min=4)).differing
    assert (found.contact_id, found.turn, found.would.node) == (call_id, 4, "order_number")


def test_callers_of_an_older_version_are_compared_with_what_is_live_now(callers: Callers) -> None:
    callers.call("1", "3")
    newer = led_elsewhere("main", "3", "service")
    callers.publish(newer)
    callers.call("1", "3")
    assert callers.replay(newer).differing == ()
    assert len(callers.replay(DEMO).differing) == 2


def test_only_the_last_calls_are_walked(few: Callers) -> None:
    for _ in range(3):
        few.call("1", "3")
    last = few.call("1", "3")
    found = few.replay(led_elsewhere("main", "3", "service"), calls=1)
    assert (found.walked, [each.contact_id for each in found.differing]) == (1, [last])


def test_a_replay_in_a_process_of_its_own_finds_the_same(callers: Callers) -> None:
    for does in BUSY_MORNING:
        callers.call(*does)
    draft = led_elsewhere("main", "3", "service")
    assert replay.apart(callers.db.url, "main", draft, 100) == callers.replay(draft)
