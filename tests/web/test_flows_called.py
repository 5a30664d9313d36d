"""A draft is called: who may, once, for a minute; and nothing real knows of it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from hotline import draft_calls
from hotline.models import DraftCall, FlowTurn
from ivr.heard import Digits, Recorded, Started
from ivr.turns import Gather, Hangup
from telephony.draft_calls import OVER, DraftCalls
from telephony.models import Call
from tests.web.house import House, Panel
from timeline.models import Customer, Entry
from web.limits import limiter

FLOW: dict[str, Any] = {
    "name": "Draft",
    "languages": ["en"],
    "start": "menu",
    "nodes": [
        {
            "key": "menu",
            "kind": "menu",
            "prompt": {"en": "Orders or a message?"},
            "options": [
                {"key": "1", "label": {"en": "orders"}, "next": "line"},
                {"key": "2", "label": {"en": "a message"}, "next": "message"},
            ],
            "no_input": {"next": "line"},
            "no_match": {"next": "line"},
        },
        {"key": "line", "kind": "to_queue", "queue": "orders"},
        {"key": "message", "kind": "voicemail", "prompt": {"en": "Speak."}, "thanks": {"en": "Thanks."}},
    ],
}


@pytest.fixture(autouse=True)
def uncounted(house: House) -> None:
    """Every test begins with nothing tried yet."""
    limiter.reset()


def story(house: House) -> DraftCalls:
    return DraftCalls(house.db, house.config.secret_key, house.var)


def arrive(house: House, ticket: str, channel: str = "browser-1") -> tuple[int, int, Any]:
    to = {"channel_name": "PJSIP/visitor-1", "from_address": "", "to_address": "hotline"}
    return story(house).arrived("asterisk", channel, **to, token=ticket)


def call(panel: Panel, **more: Any) -> tuple[int, str]:
    """The draft call's id, and its ticket: the simulated switch gives it back as the password."""
    made = panel.post("/flows/main/draft/calls", definition=FLOW, **more)
    assert made.status_code == 200, made.text
    return made.json["id"], made.json["credentials"]["password"]


def test_what_the_supervisor_presses_is_heard_and_can_be_looked_at(house: House) -> None:
    nadia = house.login("nadia")
    draft_call, ticket = call(nadia)
    place = f"/flows/main/draft/calls/{draft_call}"
    assert nadia.get(place).json == {"state": "waiting", "heard": []}
    call_id, number, turn = arrive(house, ticket)
    assert (call_id, turn.prompts[0].text, type(turn.ending)) == (draft_call, "Orders or a message?", Gather)
    assert story(house).heard(call_id, number, Digits("1"))[1].ending == Hangup()
    looked = nadia.get(place).json
    assert looked == {"state": "talking", "heard": [{"kind": "Digits", "keys": "1"}]}
    walked = nadia.post("/flows/main/simulate", definition=FLOW, heard=looked["heard"]).json
    assert [turn["ends"] for turn in walked["turns"]] == ["gather", "enqueue orders"]
    story(house).leg_ended("browser-1")
    assert nadia.get(place).json["state"] == "over"


def test_where_a_person_would_answer_it_is_said_so_and_nobody_is_asked(house: House) -> None:
    house.ready(house.sara)
    call_id, number, _ = arrive(house, call(house.login("nadia"))[1])
    _, turn = story(house).heard(call_id, number, Digits("1"))
    assert turn.prompts[-1].text.startswith("Here the caller would wait in line")
    house.match()
    assert house.switch.rings == {}


def test_no_customer_no_call_and_no_number_knows_of_it(house: House) -> None:
    counted = (Customer, Call, Entry, FlowTurn)
    with house.db.reading() as session:
        before = [session.scalar(select(func.count()).select_from(each)) for each in counted]
    call_id, number, _ = arrive(house, call(house.login("nadia"))[1])
    story(house).heard(call_id, number, Digits("1"))
    story(house).leg_ended("browser-1")
    with house.db.reading() as session:
        assert [session.scalar(select(func.count()).select_from(each)) for each in counted] == before


def test_a_ticket_is_used_once_and_a_forged_one_never(house: House) -> None:
    _, ticket = call(house.login("nadia"))
    assert arrive(house, ticket)[0] > 0
    assert arrive(house, ticket)[0] > 0, "the same channel, asked again after our process was away"
    for stranger, token in (("browser-2", ticket), ("browser-3", "draft.forged"), ("browser-4", ticket[:-2])):
        assert arrive(house, token, stranger) == (0, 0, OVER)


def test_a_ticket_is_no_good_after_a_minute(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    _, ticket = call(house.login("nadia"))
    monkeypatch.setattr(draft_calls, "TICKET_S", -1)
    assert arrive(house, ticket)[0] == 0


def test_what_was_recorded_in_a_draft_is_deleted(house: House) -> None:
    call_id, number, _ = arrive(house, call(house.login("nadia"))[1])
    number, _ = story(house).heard(call_id, number, Digits("2"))
    said = house.var / "1-message.wav"
    said.write_bytes(b"RIFF")
    story(house).heard(call_id, number, Recorded(said.name, 4.0))
    assert not said.exists()


def test_a_dialogue_that_comes_back_goes_on_where_it_stood(house: House) -> None:
    call_id, _, first = arrive(house, call(house.login("nadia"))[1])
    assert story(house).heard(call_id, None, Started()) == (1, first)
    assert story(house).heard(call_id, 7, Digits("1")) == (1, first), "a report about another turn changes nothing"


def test_only_supervisors_call_a_draft_and_only_one_that_can_be_walked(house: House) -> None:
    assert house.login("sara").post("/flows/main/draft/calls").status_code == 403
    nadia = house.login("nadia")
    assert nadia.post("/flows/main/draft/calls", definition={"nodes": []}).json["error"] == "broken"
    assert nadia.post("/flows/main/draft/calls", facts={"no_such": 1}).status_code == 400
    assert nadia.post("/flows/none/draft/calls").status_code == 404
    assert nadia.get("/flows/main/draft/calls/999").status_code == 404


def test_draft_calls_are_forgotten(house: House) -> None:
    _, ticket = call(house.login("nadia"))
    with house.db.transaction() as session:
        made = session.scalars(select(DraftCall.made_at)).one()
        draft_calls.forget(session, made)
        assert session.scalars(select(DraftCall)).all()
        draft_calls.forget(session, made + draft_calls.KEPT)
    assert arrive(house, ticket)[0] == 0
