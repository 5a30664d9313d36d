"""A house without the demo begins with somebody who can log in, and a hotline that answers in four languages."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from sqlalchemy import select

import demo
import first_start
from acd import desk
from acd.models import Agent, Queue, WorkItem
from db import Database, now
from hotline.models import FlowVersion, Hotline
from ivr import turns
from ivr.effort import effort
from ivr.flow import check, read
from ivr.heard import Digits, Recorded, Silence
from telephony.calls import Calls
from telephony.simulator.switch import SimulatedSwitch
from tests.story import SECRET
from web import passwords, staff
from web.models import User


def begun(db: Database, var: Path, **more: str) -> dict[str, str]:
    return first_start.begin(db, var, **more)


class House:
    """What has begun, with a telephone to call it by."""

    def __init__(self, db: Database) -> None:
        self.db, self.switch = db, SimulatedSwitch()
        self.calls = Calls(db, {"simulator": self.switch}, SECRET, "US")

    def dial(self) -> tuple[int, int, turns.Turn]:
        self.switch.dial_in("caller")
        return self.calls.arrived(
            "simulator", "caller", channel_name="", from_address="+15551230001", to_address="+15550009999"
        )


def test_it_begins_with_one_supervisor_whose_password_is_in_a_file_for_us_alone(
    database: Database, tmp_path: Path
) -> None:
    logins = begun(database, tmp_path)
    kept = tmp_path / first_start.KEPT
    assert list(logins) == ["supervisor"]
    assert json.loads(kept.read_text("utf-8")) == logins
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    with database.reading() as session:
        (user,) = session.scalars(select(User))
    assert (user.role, user.agent_id, passwords.verify(user, logins["supervisor"])) == ("supervisor", None, True)


def test_a_second_start_makes_nothing_and_says_no_password(database: Database, tmp_path: Path) -> None:
    begun(database, tmp_path)
    with database.transaction() as session:
        session.scalars(select(Hotline)).one().name = "Another name"
    assert begun(database, tmp_path) == {}
    with database.reading() as session:
        assert session.scalars(select(Hotline.name)).all() == ["Another name"]
        counts = [len(session.scalars(select(kind)).all()) for kind in (User, Queue, FlowVersion)]
    assert counts == [1, 1, 1]


def test_who_was_added_before_the_first_start_is_enough(database: Database, tmp_path: Path) -> None:
    with database.transaction() as session:
        staff.add(session, "ada", "Ada", "admin", by=None)
    assert begun(database, tmp_path) == {}
    with database.reading() as session:
        assert session.scalars(select(User.login)).all() == ["ada"]
        assert session.scalars(select(Hotline.is_default)).all() == [True]
    assert not (tmp_path / first_start.KEPT).exists()


def test_a_queue_or_flow_that_is_there_is_left_alone(sqlite: Database, tmp_path: Path) -> None:
    with sqlite.transaction() as session:
        session.add(Queue(key="sales", names={"en": "Sales"}))
    assert list(begun(sqlite, tmp_path)) == ["supervisor"]
    with sqlite.reading() as session:
        assert session.scalars(select(Queue.key)).all() == ["sales"]
        assert session.scalars(select(Hotline)).all() == []


def test_a_demo_company_stays_what_it_is_without_the_demo(sqlite: Database, tmp_path: Path) -> None:
    before = demo.seed(sqlite, tmp_path)
    assert begun(sqlite, tmp_path) == {}
    assert demo.seed(sqlite, tmp_path) == before


def test_the_first_flow_has_no_fault_and_keeps_to_the_standard(sqlite: Database, tmp_path: Path) -> None:
    begun(sqlite, tmp_path, company="Parsa Home", number="+15550009999")
    with sqlite.reading() as session:
        flow = read(session.scalars(select(FlowVersion.definition)).one())
        hotline = session.scalars(select(Hotline)).one()
    assert check(flow) == []
    assert effort(flow).score >= 95
    assert flow.languages == ["en", "fa", "ru", "th"]
    assert (hotline.name, hotline.shown_number) == ("Parsa Home", "+1 555-000-9999")


@pytest.mark.parametrize(("company", "said"), [("", "Hello, and welcome."), ("Parsa Home", "Welcome to Parsa Home.")])
def test_a_caller_chooses_a_language_and_is_asked_for_a_message_while_nobody_is_there(
    sqlite: Database, tmp_path: Path, company: str, said: str
) -> None:
    begun(sqlite, tmp_path, company=company)
    house = House(sqlite)
    call_id, number, turn = house.dial()
    texts = [prompt.text for prompt in turn.prompts]
    assert texts[0] == said
    assert texts[1:3] == ["For English, press 1.", "برای فارسی، کلید ۲ را بزنید."]
    number, turn = house.calls.heard(call_id, number, Digits("2"))
    assert isinstance(turn.ending, turns.Record)
    assert (turn.prompts[-1].language, "پیغام" in turn.prompts[-1].text) == ("fa", True)
    _, turn = house.calls.heard(call_id, number, Recorded("message.wav", 4.0))
    assert "پیام شما را دریافت کردیم" in turn.prompts[0].text


def is_ready(db: Database) -> int | None:
    """Somebody who takes calls; their id at the desk."""
    with db.transaction() as session:
        user, _ = staff.add(session, "sara", "Sara", "agent", {"en": 5}, by=None)
        sara = session.get_one(Agent, user.agent_id)
        sara.presence, sara.seen_at = "ready", now()
    return user.agent_id


def says_nothing(house: House) -> turns.Turn:
    """Somebody who calls; what they come to."""
    call_id, number, _ = house.dial()
    for _ in range(2):
        number, turn = house.calls.heard(call_id, number, Silence())
    return turn


def test_a_caller_who_says_nothing_waits_for_whoever_is_ready(sqlite: Database, tmp_path: Path) -> None:
    begun(sqlite, tmp_path)
    sara = is_ready(sqlite)
    assert isinstance(says_nothing(House(sqlite)).ending, turns.Enqueue)
    (offered,) = desk.match(sqlite)
    with sqlite.reading() as session:
        (item,) = session.scalars(select(WorkItem))
    assert (offered.kind, item.queue_key, item.agent_id) == ("call", "general", sara)


def test_while_it_is_closed_a_caller_is_asked_for_a_message_whoever_is_ready(sqlite: Database, tmp_path: Path) -> None:
    begun(sqlite, tmp_path)
    is_ready(sqlite)
    with sqlite.transaction() as session:
        session.scalars(select(Hotline)).one().emergency = "Water in the cellar."
    assert isinstance(says_nothing(House(sqlite)).ending, turns.Record)
