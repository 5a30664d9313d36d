"""A flow asks the company's own system, and no webhook waits for it: Twilio comes back until the answer is there."""

from __future__ import annotations

import threading
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from hotline import versions
from hotline.versions import Wish
from ivr.heard import LookedUp
from ivr.turns import LookUp
from telephony.twilio import lookups
from tests.twilio.cloud import until
from tests.twilio.house import House
from tests.twilio.phone import Phone

FLOW: dict[str, Any] = {
    "name": "Shop",
    "languages": ["en"],
    "start": "ask",
    "operator": "people",
    "facts": ["state"],
    "nodes": [
        {
            "key": "ask",
            "kind": "look_up",
            "connection": "orders",
            "prompt": {"en": "One moment."},
            "take": [{"fact": "state", "path": "order.status", "needed": True}],
            "next": "tell",
            "failure": "people",
        },
        {"key": "tell", "kind": "say", "prompt": {"en": "It was {state}."}, "next": "people"},
        {"key": "people", "kind": "to_queue", "queue": "general"},
    ],
}


class Shop:
    """The company's system: it answers when a test lets it."""

    def __init__(self, house: House) -> None:
        self.asked: list[LookUp] = []
        self.answers = threading.Event()
        house.calls.look_up = self.look_up  # type: ignore[method-assign]
        with house.db.transaction() as session:
            versions.publish(session, "main", FLOW, Wish("Nadia"))

    def look_up(self, wish: LookUp) -> LookedUp:
        self.asked.append(wish)
        assert self.answers.wait(20)
        return LookedUp(True, {"order": {"status": "sent"}})


def verbs(phone: Phone, url: str) -> dict[str, str]:
    """What the answer to this request tells Twilio to do."""
    return {verb.tag: verb.text or "" for verb in ET.fromstring(phone.post(url).text)}


def arrives(house: House) -> tuple[Phone, str]:
    """A caller whose flow looks something up at once, and where Twilio comes back for it."""
    phone = Phone(house)
    answer = phone.post(f"{house.config.public_url}/twilio/voice", CallStatus="ringing")
    (say, redirect) = ET.fromstring(answer.text)
    assert (say.text, redirect.tag) == ("One moment.", "Redirect")
    return phone, redirect.text or ""


def test_the_caller_is_told_what_was_found_however_long_it_took(house: House) -> None:
    shop = Shop(house)
    phone, url = arrives(house)
    until(lambda: shop.asked, "it is asked while they hear that they are to wait")
    for _ in range(3):
        told = verbs(phone, url)
        assert list(told) == ["Pause", "Redirect"]
        url = told["Redirect"]
    shop.answers.set()
    phone.fetch(url)
    assert (phone.said, phone.tag) == (["It was sent."], "Enqueue")
    assert len(shop.asked) == 1


def test_a_turn_that_comes_twice_is_asked_about_once(house: House) -> None:
    shop = Shop(house)
    phone, url = arrives(house)
    again = phone.post(f"{house.config.public_url}/twilio/voice", CallStatus="ringing")
    assert "One moment." in again.text
    verbs(phone, url), verbs(phone, url)
    shop.answers.set()
    phone.fetch(url)
    assert len(shop.asked) == 1
    assert [step["way"] for step in house.call_of(phone.sid).path] == ["next", "next"]


def test_what_a_process_that_died_was_asking_is_asked_anew_when_its_time_is_over(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as dead:
        dead.setattr(lookups.LookUps, "begin", lambda *_: None)
        shop = Shop(house)
        phone, url = arrives(house)
    shop.answers.set()
    url = verbs(phone, url)["Redirect"]
    assert not shop.asked
    late = url.replace("times=2", "times=9")
    url = verbs(phone, late)["Redirect"]
    assert url.endswith("times=1")
    phone.fetch(url)
    assert (phone.said, len(shop.asked)) == (["It was sent."], 1)


def test_a_look_up_whose_answer_comes_after_the_caller_has_gone_changes_nothing(house: House) -> None:
    shop, told, heard = Shop(house), threading.Event(), house.calls.heard
    house.calls.heard = lambda *about: (heard(*about), told.set())[0]  # type: ignore[method-assign]
    phone, _ = arrives(house)
    phone.hangs_up()
    before = house.call_of(phone.sid)
    shop.answers.set()
    assert told.wait(20)
    after = house.call_of(phone.sid)
    assert (after.outcome, after.turn_number, after.path) == ("left_in_menu", before.turn_number, before.path)
