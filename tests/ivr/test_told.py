"""What a letter tells, in the words that a flow knows."""

from __future__ import annotations

import json

import pytest

from ivr.flow import read
from ivr.heard import Spoken
from ivr.state import State
from ivr.told import beside, told
from tests.story import FLOW

DEMO = read(json.loads(FLOW.read_text("utf-8")))


@pytest.mark.parametrize(
    ("subject", "text", "topic", "number"),
    [
        ("My order", "Where is order 4711? It was to come on 3 May.", "order", "4711"),
        ("Question", "The order number is 4711, thank you.", "order", "4711"),
        ("Refund", "My order #12 came broken.", "service", "12"),
        ("سفارش", "سفارش ۴۷۱۱ نرسیده است.", "order", "4711"),
        ("Order", "I would like to order 2 more chairs.", "order", None),
        ("Orders", "Order 4711 or order 4712?", "order", None),
        ("Hello", "Is somebody else there?", "", None),
        ("Order", "order 123456789", "order", None),
        ("", "", "", None),
    ],
)
def test_a_letter_tells_its_topic_and_number(subject: str, text: str, topic: str, number: str | None) -> None:
    found = told(DEMO, subject, text, "en")
    assert found.topic == topic
    assert found.answers["order_number"].value == number if number else "order_number" not in found.answers


def test_the_topic_is_the_menus_answer_too_with_its_labels() -> None:
    found = told(DEMO, "My order", "", "fa")
    assert (found.answers["reason"].value, found.answers["reason"].label) == ("order", "سفارش")
    assert found.topic_labels == {"en": "an order", "fa": "سفارش"}


def test_a_number_beside_an_answer_is_not_asked_again() -> None:
    state = beside(DEMO, State(language="en"), Spoken("where is my order 4711?"))
    assert state.answers["order_number"].value == "4711"
