"""What a message says: values are anybody's, and never lead where its author did not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.written import LINK, misleading, written

from .small import BYE, faults

TRACK = "Dear {name}, track it: https://shop.example/{order}?by={name} Thank you."


def test_a_value_within_a_link_is_a_part_of_its_address() -> None:
    said = written(TRACK, {"name": "Sara", "order": "number 4/2"}, {"name": "S&ra#?", "order": "../4/2"})
    assert said == "Dear Sara, track it: https://shop.example/..%2F4%2F2?by=S%26ra%23%3F Thank you."


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("https://evil.example/x", "evil. example/x"),
        ("Win at www.evil.example", "Win at evil. example"),
        ("one\r\nBcc: all@x", "one Bcc: all@x"),
        ("a\u202eb\x00c", "a b c"),
        ("3.50 at 12:30", "3.50 at 12:30"),
        ("x" * 999, "x" * 200),
        ("{order}", "{order}"),
    ],
)
def test_a_value_beside_a_link_is_words_alone(value: str, said: str) -> None:
    assert written("{name}", {"name": value, "order": "4"}, {}) == said


@given(st.text(), st.text())
def test_no_value_makes_another_link_or_another_host(name: str, order: str) -> None:
    values = {"name": name, "order": order}
    links = LINK.findall(written(TRACK, values, values))
    assert len(links) == 1 and links[0].startswith("https://shop.example/")


@pytest.mark.parametrize(
    "text",
    [
        "javascript://x/%0aalert(1)",
        "file:///etc/passwd",
        "https://{host}/x",
        "https://shop.example{tail}/x",
        "https://shop.example@evil.example/",
        "https:///x",
        "HTTPS://{a}",
    ],
)
def test_a_link_that_misleads_is_a_fault_of_the_flow(text: str) -> None:
    assert len(list(misleading(text))) == 1
    node: dict[str, Any] = {"key": "link", "kind": "message", "by": "sms", "next": "bye", "failure": "person"}
    assert "the link" in faults({**node, "text": {"en": f"See {text}"}}, BYE)


def test_an_honest_link_is_none() -> None:
    assert list(misleading(f"{TRACK} http://shop.example:8080/a_{{order}}#x")) == []
