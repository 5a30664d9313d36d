"""What callers chose and answered, read by whoever works in another language than theirs."""

from __future__ import annotations

from typing import Any

import pytest

from db import now
from hotline.models import FlowVersion
from ivr.heard import Digits, Heard, Silence
from telephony.models import Call
from tests.web.counting import statements
from tests.web.house import House, Panel
from timeline import journeys

ORDER, RETURN = {"en": "An order", "fa": "سفارش"}, {"en": "A return", "fa": "مرجوعی"}
FLOW: dict[str, Any] = {
    "name": "Parsa Home",
    "languages": ["en", "fa"],
    "start": "main",
    "answer_names": {"number": {"en": "Order number", "fa": "شمارهٔ سفارش"}},
    "nodes": [
        {
            "key": "main",
            "kind": "menu",
            "title": "Main menu",
            "prompt": {"en": "How can we help you?", "fa": "چه کمکی از ما ساخته است؟"},
            "answer": "reason",
            "topic": True,
            "options": [
                {"key": "1", "value": "order", "label": ORDER, "next": "number"},
                {"key": "2", "value": "return", "label": RETURN, "next": "number"},
            ],
            "no_input": {"retries": 1, "next": "line"},
            "no_match": {"retries": 1, "next": "line"},
        },
        {
            "key": "number",
            "kind": "ask",
            "answer": "number",
            "prompt": {
                "en": "{customer_name}, what is the number of your order, please?",
                "fa": "{customer_name}، شماره چیست؟",
            },
            "no_input": {"retries": 1, "next": "line"},
            "no_match": {"retries": 0, "next": "line"},
            "next": "line",
        },
        {"key": "line", "kind": "to_queue", "title": "To the colleagues", "queue": "orders"},
    ],
}


@pytest.fixture
def waiting(house: House) -> int:
    """A call in English that said nothing at first, then chose, then keyed in too little. Returns its id."""
    publish(house, FLOW)
    call = house.dial()
    says(house, call, Silence(), Digits("1"), Silence(), Digits("427"))
    return call


def publish(house: House, flow: dict[str, Any]) -> None:
    with house.db.transaction() as session:
        session.add(FlowVersion(flow_key="main", number=2, definition=flow, published_at=now(), live_from=now()))


def says(house: House, call: int, *said: Heard) -> None:
    for heard in said:
        with house.db.reading() as session:
            turn = session.get_one(Call, call).turn_number
        house.calls.heard(call, turn, heard)


def read(path: list[dict[str, str]]) -> list[tuple[str, str]]:
    return [(step["label"], step["way"]) for step in path]


def offered(house: House, panel: Panel) -> dict[str, Any]:
    house.ready(house.omid)
    house.match()
    (offer,) = panel.get("/desk").json["offers"]
    return dict(offer["contact"])


def test_the_desk_shows_a_callers_way_and_answers_in_the_agents_language(house: House, waiting: int) -> None:
    contact = offered(house, house.login("omid"))
    assert contact["language"] == "en"
    assert read(contact["path"]) == [
        ("چه کمکی از ما ساخته است؟", "no_input"),
        ("سفارش", "next"),
        ("شمارهٔ سفارش", "no_input"),
        ("427", "next"),
        ("صف Orders", "next"),
    ]
    answers = {each["name"]: each["label"] for each in contact["journey"]["answers"]}
    assert answers == {"reason": "سفارش", "number": "427"}


def test_the_timeline_the_call_and_the_card_do_so_too(house: House, waiting: int) -> None:
    panel = house.login("omid")
    call = panel.get(f"/calls/{waiting}").json
    customer = call["customer"]["id"]
    (entry,) = [
        each for each in panel.get(f"/customers/{customer}/timeline").json["entries"] if each["kind"] == "CallArrived"
    ]
    assert read(call["path"]) == read(entry["call"]["path"])
    assert read(call["path"])[1] == ("سفارش", "next")
    (journey,) = panel.get(f"/customers/{customer}").json["journeys"]
    assert [each["label"] for each in journey["answers"]] == ["سفارش", "427"]


def test_no_step_reads_the_key_of_a_node(house: House, waiting: int) -> None:
    labels = [step["label"] for step in house.login("sara").get(f"/calls/{waiting}").json["path"]]
    assert labels == ["How can we help you?", "An order", "Order number", "427", "Orders"]


def test_what_the_flow_does_not_have_in_the_readers_language_stays_as_it_was_said(house: House) -> None:
    alone = {**FLOW, "languages": ["en"]}
    alone["nodes"] = [dict(node) for node in FLOW["nodes"]]
    alone["nodes"][0] |= {
        "prompt": {"en": "How can we help you?"},
        "options": [{"key": "1", "value": "order", "label": {"en": "An order"}, "next": "number"}],
    }
    alone["nodes"][1] |= {"prompt": {"en": "Its number?"}}
    publish(house, alone)
    call = house.dial()
    says(house, call, Digits("1"), Digits("427"))
    contact = offered(house, house.login("omid"))
    assert read(contact["path"])[0] == ("An order", "next")
    assert contact["journey"]["answers"][0]["label"] == "An order"


def test_a_survey_does_not_make_the_way_before_it_unreadable(house: House, waiting: int) -> None:
    survey = {
        "name": "Survey",
        "languages": ["en", "fa"],
        "start": "rate",
        "nodes": [
            {
                "key": "rate",
                "kind": "survey",
                "scale": "csat",
                "prompt": {"en": "How was it?", "fa": "چطور بود؟"},
                "no_input": {"retries": 0, "next": "end"},
                "no_match": {"retries": 0, "next": "end"},
                "next": "end",
            },
            {"key": "end", "kind": "goodbye"},
        ],
    }
    with house.db.transaction() as session:
        session.add(FlowVersion(flow_key="survey", number=1, definition=survey, published_at=now(), live_from=now()))
        session.flush()
        call = session.get_one(Call, waiting)
        call.flow_version_id = session.query(FlowVersion.id).filter_by(flow_key="survey").scalar()
        call.path = [*call.path, {"node": "rate", "label": "", "heard": "", "way": "no_input"}]
    path = read(house.login("omid").get(f"/calls/{waiting}").json["path"])
    assert path[1] == ("سفارش", "next")
    assert path[-1] == ("چطور بود؟", "no_input")


def test_reading_the_words_costs_no_more_for_many_calls_than_for_one(house: House) -> None:
    publish(house, FLOW)
    panel = house.login("omid")
    counts = []
    for calls in (1, 4):
        for _ in range(calls):
            says(house, house.dial(), Digits("1"))
        with statements(house.db) as sent:
            panel.get("/customers/1/timeline")
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_what_a_letter_tells_reads_as_the_main_hotlines_flow_has_it(house: House) -> None:
    publish(house, FLOW)
    customer = house.customer("Leila", email="leila@example.com")
    with house.db.transaction() as session:
        journey = journeys.start(session, customer, "email", "order")
        journeys.answer(journey, "reason", "order", "An order", "email", {"en": "Reason"})
    (journey_line,) = house.login("omid").get(f"/customers/{customer}").json["journeys"]
    assert [each["label"] for each in journey_line["answers"]] == ["سفارش"]
