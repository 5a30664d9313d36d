"""`python app.py user …`: who may log in, from the machine itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

import app
import migrations
from acd.models import Agent
from db import Database
from tests.web.house import House
from web import passwords
from web.models import Changed, User

Said = tuple[int, str, str]
Run = Callable[..., Said]
PASSWORD = re.compile(r"[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}$", re.MULTILINE)


@pytest.fixture
def db(tmp_path: Path) -> Database:
    database = Database(f"sqlite:///{tmp_path / 'threadline.db'}")
    migrations.upgrade(database)
    return database


@pytest.fixture
def run(db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """run("list") → the exit status, what was said, and what was complained of."""
    monkeypatch.setenv("THREADLINE_VAR", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", db.url)

    def run(*words: str) -> Said:
        status = app.main(["user", *words])
        return status, *capsys.readouterr()

    return run


def password_of(said: Said) -> str:
    found = PASSWORD.search(said[1].strip())
    assert found, said
    return found[0]


def user(db: Database, login: str) -> User:
    with db.reading() as session:
        return session.scalars(select(User).where(User.login == login)).one()


def test_an_agent_is_added_with_a_desk_and_a_password_that_is_said_once(run: Run, db: Database) -> None:
    said = run("add", "sara", "--name", "Sara Ahmadi")
    assert said[0] == 0
    assert said[1].startswith("Sara Ahmadi can log in as sara, an agent.")
    assert passwords.verify(user(db, "sara"), password_of(said))
    with db.reading() as session:
        assert session.scalars(select(Agent.name)).all() == ["Sara Ahmadi"]
    assert password_of(said) not in run("list")[1]


def test_everybody_is_listed_with_what_they_are(run: Run) -> None:
    assert "Nobody can log in yet" in run("list")[1]
    run("add", "nadia", "--name", "Nadia", "--role", "supervisor")
    run("add", "sara", "--name", "Sara")
    run("off", "sara")
    assert [line.split() for line in run("list")[1].splitlines()] == [
        ["nadia", "supervisor", "Nadia"],
        ["sara", "agent", "Sara", "(off)"],
    ]


def test_a_new_password_takes_the_place_of_the_old_one(run: Run, db: Database) -> None:
    old = password_of(run("add", "sara", "--name", "Sara"))
    new = password_of(run("password", "SARA"))
    assert not passwords.verify(user(db, "sara"), old)
    assert passwords.verify(user(db, "sara"), new)


def test_who_is_switched_off_cannot_log_in_until_switched_on(run: Run, db: Database) -> None:
    password = password_of(run("add", "sara", "--name", "Sara"))
    assert run("off", "sara")[1] == "sara is switched off: logged out everywhere, offline, and cannot log in.\n"
    assert not passwords.verify(user(db, "sara"), password)
    assert run("on", "sara")[0] == 0
    assert passwords.verify(user(db, "sara"), password)


def test_what_is_not_possible_is_a_sentence(run: Run, db: Database) -> None:
    run("add", "nadia", "--name", "Nadia", "--role", "supervisor")
    for words, complaint in (
        (("add", "nadia", "--name", "N"), "Somebody has the user name nadia already."),
        (("add", "na dia", "--name", "N"), "A user name has small letters"),
        (("off", "nadia"), "Nobody else could let others in."),
        (("off", "nobody"), "Nobody logs in as nobody."),
        (("password", "nobody"), "Nobody logs in as nobody."),
    ):
        status, said, complained = run(*words)
        assert (status, said) == (1, "")
        assert complained.startswith(complaint)
    assert user(db, "nadia").active


def test_an_open_panel_of_who_is_switched_off_here_is_out_at_once(run: Run, db: Database, tmp_path: Path) -> None:
    house = House(db, tmp_path)
    sara = house.login("sara")
    sara.put("/desk/presence", presence="ready")
    run("off", "sara")
    assert sara.get("/desk").status_code == 401
    with db.reading() as session:
        assert session.get_one(Agent, house.sara).presence == "offline"


def test_what_is_done_here_is_noted_without_a_name_of_who_did_it(run: Run, db: Database) -> None:
    run("add", "sara", "--name", "Sara")
    for command in ("password", "off", "off", "on", "on"):
        run(command, "sara")
    with db.reading() as session:
        noted = session.execute(select(Changed.what, Changed.by_id).order_by(Changed.id)).all()
    assert [tuple(each) for each in noted] == [("added", None), ("password", None), ("off", None), ("on", None)]
