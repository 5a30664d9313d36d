"""ask_date: a day, however it is keyed in or told."""

from __future__ import annotations

from typing import Any

import pytest

from ivr.facts import Facts
from ivr.heard import Digits, Heard, Spoken
from ivr.state import State

from .small import QUESTION, choice, flow, said, talk, ways

DAY: dict[str, Any] = {
    "key": "day",
    "kind": "ask_date",
    "prompt": {"en": "Which day?"},
    "answer": "day",
    "next": "person",
    **QUESTION,
}


@pytest.mark.parametrize(
    ("heard", "order"),
    [
        (Digits("03052026"), "dmy"),
        (Digits("05032026#"), "mdy"),
        (Digits("20260503"), "ymd"),
        (Spoken("on 3 May 2026 please"), "dmy"),
        (Spoken("3.5.2026"), "dmy"),
        (Spoken("5/3/2026"), "mdy"),
        (Spoken("2026-05-03"), "dmy"),
        (Spoken("۱۳ اردیبهشت ۱۴۰۵"), "dmy"),
        (Digits("13021405"), "dmy"),
        (Spoken("3 พฤษภาคม 2569"), "dmy"),
        (Spoken("3 мая 2026"), "dmy"),
    ],
)
def test_a_day_is_understood_in_the_calendar_that_its_year_belongs_to(heard: Heard, order: str) -> None:
    state, _ = talk(flow({**DAY, "order": order}), heard)
    assert state.answers["day"].value == "2026-05-03"


@pytest.mark.parametrize("heard", [Digits("31022026"), Digits("3"), Spoken("soon"), Spoken("3 May"), Spoken("9 9 9")])
def test_what_is_no_day_is_no_answer(heard: Heard) -> None:
    assert ways(talk(flow(DAY), heard)[0]) == ["no_match"]


def test_a_day_may_have_to_lie_ahead() -> None:
    ahead, today = flow({**DAY, "when": "future"}), Facts(today="2026-11-22")
    assert ways(talk(ahead, Digits("03052026"), facts=today)[0]) == ["no_match"]
    assert talk(ahead, Digits("22112026"), facts=today)[0].answers["day"].value == "2026-11-22"


def test_a_day_is_read_back_as_the_language_writes_it() -> None:
    confirm = {"prompt": {"en": "{value}, right?"}, "yes": choice("1", "Yes"), "no": choice("2", "No")}
    _, turn = talk(flow({**DAY, "confirm": confirm}), Digits("03052026"))
    assert said(turn)[0] == "May 3rd, 2026, right?"
    persian = flow({**DAY, "prompt": {"en": "?", "fa": "؟"}}, languages=["en", "fa"])
    assert "۱۴۰۵" in talk(persian, Digits("03052026"), state=State(language="fa"))[0].answers["day"].label
