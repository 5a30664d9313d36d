"""Whoever is erased is erased from the calls of their household, too: others were offered their first name."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from db import Base, now
from hotline.models import FlowVersion
from ivr.heard import Heard, Silence, Spoken
from telephony.models import Call
from tests.web.house import House
from timeline.models import Identity

NUMBER = "+15551230001"
FLOW: dict[str, Any] = {
    "name": "Parsa Home",
    "languages": ["en"],
    "start": "who",
    "nodes": [
        {
            "key": "who",
            "kind": "who_is_it",
            "prompt": {"en": "May I ask who is calling?"},
            "somebody_else": {"key": "9", "label": {"en": "Somebody else"}},
            "no_input": {"retries": 3, "next": "line"},
            "no_match": {"retries": 3, "next": "line"},
            "next": "line",
        },
        {"key": "line", "kind": "to_queue", "queue": "orders"},
    ],
}


def says(house: House, call: int, heard: Heard) -> None:
    with house.db.reading() as session:
        turn = session.get_one(Call, call).turn_number
    house.calls.heard(call, turn, heard)


def naming(house: House, name: str) -> list[str]:
    """The tables in which this name stands."""
    with house.db.reading() as session:
        return [
            table.name
            for table in Base.metadata.sorted_tables
            if any(name in str(row).lower() for row in session.execute(select(table)))
        ]


def test_a_name_that_others_were_offered_is_erased_with_its_person(everywhere: House) -> None:
    house = everywhere
    nora = house.customer("Nora Lindqvist", phone=NUMBER)
    with house.db.transaction() as session:
        session.execute(update(Identity).values(shared=True))
        session.add(FlowVersion(flow_key="main", number=2, definition=FLOW, published_at=now(), live_from=now()))
    silent, doubtful = house.dial(NUMBER), house.dial(NUMBER)
    says(house, silent, Silence())
    says(house, doubtful, Spoken("nora", 0.1))
    stranger = house.dial("+15551230009")
    says(house, stranger, Spoken("nora", 0.9))
    with house.db.reading() as session:
        before = {each.id: each.turn for each in session.scalars(select(Call))}
    assert "Nora" in str(before[silent]) and "nora" in str(before[doubtful])
    assert {"calls", "flow_turns"} <= set(naming(house, "nora"))
    assert house.supervisor("Mina", "admin").post(f"/customers/{nora}/erase").status_code == 200
    with house.db.reading() as session:
        calls = {each.id: each for each in session.scalars(select(Call))}
        assert set(calls) == {silent, doubtful, stranger}, "the calls are not theirs"
        assert "nora" not in str([(each.turn, each.flow_state, each.path) for each in calls.values()]).lower()
        assert "Somebody else" in str(calls[silent].turn)
    assert naming(house, "lindqvist") == []
