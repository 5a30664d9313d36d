"""Who may read what is being said in a call: those who are in it, and those above them."""

from __future__ import annotations

import json
from collections.abc import Iterator

from db import signal
from telephony.live_words import NAME, topic
from tests.web.house import House
from tests.web.test_live import opened, parsed


def talking(house: House) -> int:
    """Sara talks with a caller who has said something. Returns the call's id."""
    call_id = house.talk(house.sara)
    say(house, call_id, "where", final=False)
    say(house, call_id, "where is my order", final=True)
    return call_id


def say(house: House, call_id: int, text: str, final: bool) -> None:
    with house.db.transaction() as session:
        signal(session, topic(call_id), NAME, call=call_id, speaker="caller", text=text, final=final)


def said(stream: Iterator[str]) -> str:
    ((_, name, data),) = parsed(stream, 1)
    return f"{name}: {json.dumps(data['text'])}"


def test_the_agent_in_the_call_reads_what_was_said_and_hears_what_follows(house: House) -> None:
    call_id = talking(house)
    panel = house.login("sara")
    sentences = panel.get(f"/calls/{call_id}/words").json["sentences"]
    assert [(each["speaker"], each["text"]) for each in sentences] == [("caller", "where is my order")]
    stream = opened(panel, query_string={"after": house.db.last_signal(), "call": call_id})
    say(house, call_id, "hello", final=False)
    assert said(stream) == 'words: "hello"'


def test_a_supervisor_reads_along_and_another_agent_does_not(house: House) -> None:
    call_id = talking(house)
    assert house.login("nadia").get(f"/calls/{call_id}/words").json["sentences"]
    other = house.login("omid")
    assert other.get(f"/calls/{call_id}/words").status_code == 404
    stream = opened(other, query_string={"after": house.db.last_signal(), "call": call_id})
    say(house, call_id, "hello", final=False)
    with house.db.transaction() as session:
        signal(session, f"agent:{house.omid}", NAME, text="for another reason")
    assert said(stream) == 'words: "for another reason"'
