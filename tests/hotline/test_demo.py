"""The demo company on its first day: whoever it knows is met with what it knows."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

import demo
from db import Database
from ivr.heard import Digits
from ivr.turns import Enqueue, Turn
from telephony.calls import Calls
from telephony.simulator.switch import SimulatedSwitch
from timeline.models import Customer, Journey

NORA = "+15550100142"


@pytest.fixture
def calls(sqlite: Database, tmp_path: Path) -> Calls:
    demo.seed(sqlite, tmp_path)
    return Calls(sqlite, {"simulator": SimulatedSwitch()}, "a secret of the tests", "US")


def phones(calls: Calls, *keys: str) -> Turn:
    """Nora phones and presses these keys, each at the question before. Returns what she hears last."""
    call_id, number, turn = calls.arrived(
        "simulator", "caller-1", channel_name="", from_address=NORA, to_address="hotline", token=""
    )
    for key in keys:
        number, turn = calls.heard(call_id, number, Digits(key))
    return turn


def said(turn: Turn) -> str:
    return " ".join(prompt.text for prompt in turn.prompts)


def test_nora_is_asked_whether_it_is_about_her_letter_and_her_yes_leads_to_the_queue(calls: Calls) -> None:
    assert "You wrote to us about returns and repair. Is it about that?" in said(phones(calls, "1"))
    turn = phones(calls, "1", "1")
    assert turn.ending == Enqueue("service"), "neither the reason nor the order number was asked again"


def test_what_she_wrote_is_kept_as_the_flow_itself_keeps_it(calls: Calls) -> None:
    """Walking through the menu by hand gives the same topic and answers, but for where they come from and when."""
    phones(calls, "1", "2", "2", "427#")
    with calls.db.reading() as session:
        theirs = select(Journey).join(Customer, Customer.id == Journey.customer_id).where(Customer.name.like("Nora%"))
        written, spoken = session.scalars(theirs.order_by(Journey.id)).all()
    assert (written.topic, written.topic_labels) == (spoken.topic, spoken.topic_labels)
    assert list(written.answers) == list(spoken.answers)
    for name, answer in spoken.answers.items():
        assert {**written.answers[name], "channel": "phone", "at": answer["at"]} == answer
