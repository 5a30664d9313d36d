"""say, set, fork, hours, language, to_queue, voicemail, goodbye."""

from __future__ import annotations

from typing import Any

import pytest

from ivr.engine import advance
from ivr.facts import Answer, Facts
from ivr.heard import DialEnded, Digits, Recorded, Silence, Spoken, Started
from ivr.state import Message, State
from ivr.turns import Enqueue, Hangup, Play, Record, Say

from .small import BYE, flow, menu, option, retry, said, talk, ways


def test_what_is_said_on_the_way_comes_before_the_question() -> None:
    hello = {"key": "hello", "kind": "say", "prompt": {"en": "Hello {customer_name}, welcome."}, "next": "menu"}
    _, turn = talk(flow(hello, menu(option("1"))), facts=Facts(customer_name="Sara"))
    assert said(turn) == ["Hello Sara, welcome.", "What now?"]


def test_a_name_that_is_not_known_leaves_no_gap() -> None:
    hello = {"key": "hello", "kind": "say", "prompt": {"en": "Hello {customer_name}, welcome."}, "next": "bye"}
    assert said(talk(flow(hello, BYE))[1])[0] == "Hello, welcome."


def test_an_expected_wait_is_told_in_its_plural_form() -> None:
    wait = {"key": "wait", "kind": "say", "prompt": {"ru": "Ждать {expected_wait}."}, "next": "person"}
    _, turn = talk(flow(wait, languages=["ru"]), facts=Facts(expected_wait_s=125))
    assert said(turn) == ["Ждать 2 минуты."]


def test_set_writes_an_answer_down() -> None:
    sets = {"key": "set", "kind": "set", "answer": "tier", "value": "gold", "label": {"en": "Gold"}, "next": "bye"}
    state, _ = talk(flow({**sets, "topic": True}, BYE))
    assert (state.answers, state.topic) == ({"tier": Answer("gold", "Gold")}, "gold")


def fork(**case: Any) -> Any:
    return flow({"key": "fork", "kind": "fork", "cases": [{**case, "next": "bye"}], "otherwise": "person"}, BYE)


@pytest.mark.parametrize(
    ("case", "facts", "holds"),
    [
        ({"on": "facts.open_now", "eq": True}, Facts(), True),
        ({"on": "facts.open_now", "eq": True}, Facts(open_now=False), False),
        ({"on": "facts.agents_ready", "eq": True}, Facts(agents_ready=1), False),
        ({"on": "facts.agents_ready", "eq": 1}, Facts(agents_ready=1), True),
        ({"on": "facts.channel", "in": ["chat", "sms"]}, Facts(channel="chat"), True),
        ({"on": "facts.channel", "in": ["chat", "sms"]}, Facts(), False),
        ({"on": "facts.caller", "present": True}, Facts(caller="+1555"), True),
        ({"on": "facts.caller", "present": True}, Facts(), False),
        ({"on": "facts.caller", "present": False}, Facts(), True),
        ({"on": "facts.queue_length", "at_least": 5}, Facts(queue_length=5), True),
        ({"on": "facts.queue_length", "at_most": 0}, Facts(queue_length=1), False),
        ({"on": "facts.expected_wait_s", "at_most": 60}, Facts(), False),
        ({"on": "facts.vip", "eq": "yes"}, Facts(extra={"vip": "yes"}), True),
        ({"on": "facts.extra", "present": True}, Facts(extra={"vip": "yes"}), False),
        ({"on": "answers.reason", "eq": "order"}, Facts(), True),
        ({"on": "answers.nothing", "present": True}, Facts(), False),
        ({"on": "facts.has_open_journey", "eq": False}, Facts(), True),
    ],
)
def test_a_fork_takes_the_case_that_holds(case: dict[str, Any], facts: Facts, holds: bool) -> None:
    state, _ = talk(fork(**case), facts=facts, state=State(answers={"reason": Answer("order", "An order")}))
    assert (state.ended == "goodbye") is holds


def test_hours_fork_on_whether_we_are_open() -> None:
    hours = flow({"key": "hours", "kind": "hours", "open": "person", "closed": "bye"}, BYE)
    assert isinstance(talk(hours)[1].ending, Enqueue)
    assert isinstance(talk(hours, facts=Facts(open_now=False))[1].ending, Hangup)


TONGUES = {
    "key": "language",
    "kind": "language",
    "prompt": {"en": "English: 1.", "fa": "فارسی: ۲."},
    "options": [
        {"key": "1", "language": "en", "label": {"en": "English"}},
        {"key": "2", "language": "fa", "label": {"fa": "فارسی"}, "words": {"en": ["persian"]}},
    ],
    "next": "bye",
    "no_input": retry("bye", 0),
    "no_match": retry("bye", 0),
}
LAST = {"key": "bye", "kind": "goodbye", "prompt": {"en": "Goodbye.", "fa": "خدانگهدار."}}
SPEAKS = flow(TONGUES, LAST, languages=["en", "fa"])


def test_each_language_is_offered_in_itself() -> None:
    _, turn = talk(SPEAKS)
    assert turn.prompts == (Say("English: 1.", "en"), Say("فارسی: ۲.", "fa"))
    assert [option.label for option in turn.ending.options] == ["English", "فارسی"]


@pytest.mark.parametrize("heard", [Digits("2"), Spoken("Persian"), Spoken("فارسي"), Spoken("۲")])
def test_everything_after_is_in_the_language_chosen(heard: Digits | Spoken) -> None:
    state, turn = talk(SPEAKS, heard)
    assert turn.prompts == (Say("خدانگهدار.", "fa"),)
    assert (state.language, state.language_chosen) == ("fa", True)


def test_a_known_language_is_spoken_and_not_asked_for() -> None:
    state, turn = talk(SPEAKS, facts=Facts(language="fa"))
    assert (said(turn), ways(state)[0]) == (["خدانگهدار."], "known")


def test_a_language_that_the_flow_does_not_speak_is_asked_for() -> None:
    assert talk(SPEAKS, facts=Facts(language="th"))[0].node == "language"


def test_without_a_choice_the_hotlines_language_is_spoken() -> None:
    assert said(talk(SPEAKS, Silence(), state=State(language="fa"))[1]) == ["خدانگهدار."]
    assert said(talk(SPEAKS, Silence(), state=State(language="xx"))[1]) == ["Goodbye."]


def test_the_chosen_language_stays_when_the_known_one_differs() -> None:
    always = flow({**TONGUES, "always": True, "next": "person"}, LAST, languages=["en", "fa"])
    state, _ = talk(always, Digits("2"), facts=Facts(language="en"))
    assert advance(always, state, Started(), Facts(language="en"))[0].language == "fa"


QUEUE = {"key": "person", "kind": "to_queue", "queue": "orders", "skills": ["returns", "{language}"], "priority": 3}


def test_a_queue_gets_its_skills_and_priority() -> None:
    _, turn = talk(flow({**QUEUE, "prompt": {"en": "One moment."}}))
    assert (said(turn), turn.ending) == (["One moment."], Enqueue("orders", ("returns", "en"), 3))


@pytest.mark.parametrize("heard", [Started(), Digits("5"), Spoken("hello"), Silence()])
def test_whoever_waits_goes_on_waiting_whatever_is_heard(heard: Any) -> None:
    state, turn = talk(flow(QUEUE), heard)
    assert (said(turn), turn.ending) == ([], Enqueue("orders", ("returns", "en"), 3))
    assert ways(state) == ["next"]


def test_a_queue_has_a_way_on_after_the_talk_and_one_where_nobody_was_reached() -> None:
    after = flow({**QUEUE, "next": "bye", "failure": "menu"}, menu(option("1", "bye")), BYE)
    assert talk(after, DialEnded("answered"))[0].ended == "goodbye"
    assert talk(after, DialEnded("failed"))[0].node == "menu"
    assert talk(flow(QUEUE), DialEnded("answered"))[1].ending == Hangup("goodbye")
    assert talk(flow(QUEUE), DialEnded("no_answer"))[1].ending == Hangup("fault")


BOX = {
    "key": "box",
    "kind": "voicemail",
    "prompt": {"en": "Leave a message."},
    "thanks": {"en": "Thank you."},
    "nothing": {"en": "Nothing there."},
    "max_s": 60,
}


def test_a_message_is_recorded_and_thanked_for() -> None:
    state, turn = talk(flow(BOX), Recorded("m.wav", 4.2))
    assert (said(turn), turn.ending) == (["Thank you."], Hangup("voicemail"))
    assert (state.message, state.ended) == (Message("m.wav", 4.2), "voicemail")
    assert talk(flow(BOX))[1].ending == Record(max_s=60)


@pytest.mark.parametrize("heard", [Spoken(" my fridge is warm "), Digits("427")])
def test_in_a_chat_the_message_is_written(heard: Spoken | Digits) -> None:
    state, _ = talk(flow(BOX), heard)
    assert state.message is not None
    assert state.message.text in ("my fridge is warm", "427")


@pytest.mark.parametrize("heard", [Silence(), Recorded("m.wav", 0.3), Spoken("  ")])
def test_an_empty_message_is_asked_for_once_more(heard: Any) -> None:
    state, turn = talk(flow(BOX), heard)
    assert (said(turn), turn.ending) == (["Nothing there.", "Leave a message."], Record(max_s=60))
    state, turn = talk(flow(BOX), heard, heard)
    assert (turn.ending, state.message) == (Hangup("goodbye"), None)


def test_a_voicemail_may_go_on() -> None:
    state, turn = talk(flow({**BOX, "next": "bye"}, BYE), Recorded("m.wav", 4))
    assert (said(turn), state.ended) == (["Thank you.", "Goodbye."], "goodbye")


def test_goodbye_hangs_up() -> None:
    assert talk(flow(BYE))[1].ending == Hangup("goodbye")


def test_an_uploaded_recording_is_played_with_its_words() -> None:
    sha = "a" * 64
    hello = {"key": "hello", "kind": "say", "prompt": {"en": {"audio": sha, "text": "Hello."}}, "next": "bye"}
    first = talk(flow(hello, BYE))[1].prompts[0]
    assert (first.audio, first.text, first.language) == (sha, "Hello.", "en")


def test_a_prompt_may_be_recorded_in_one_language_and_read_out_in_another() -> None:
    both = {"en": {"audio": "a" * 64, "text": "Hello."}, "fa": "سلام"}
    one = flow({"key": "hello", "kind": "say", "prompt": both, "next": "person"}, languages=["en", "fa"])
    assert [type(talk(one, state=State(language=code))[1].prompts[0]) for code in ("en", "fa")] == [Play, Say]


def test_where_the_editor_draws_a_node_is_kept_and_means_nothing_to_callers() -> None:
    drawn = flow(BYE, layout={"bye": [40, -80]})
    assert drawn.layout == {"bye": (40, -80)} and drawn.model_dump(mode="json")["layout"] == {"bye": [40, -80]}
    assert talk(drawn) == talk(flow(BYE))
