"""A sign of life that says what the one before said costs next to nothing, and proves no less."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from acd import presence
from acd.models import Agent
from db import now
from tests.web.counting import statements
from tests.web.house import House
from web import pulse, softphones
from web.models import User
from web.softphones import Sign

WORKS = {"microphone": True, "registered": True}


def agent(house: House) -> Agent:
    with house.db.reading() as session:
        return session.get_one(Agent, house.sara)


def last_seen(house: House, ago_s: float) -> datetime:
    """Nobody's panel has been heard of for so long."""
    moment = now() - timedelta(seconds=ago_s)
    with house.db.transaction() as session:
        session.execute(update(Agent).values(seen_at=moment))
    return moment


def test_the_same_word_again_is_noted_without_asking_who_says_it(everywhere: House) -> None:
    panel = everywhere.login("sara")
    panel.post("/desk/alive", **WORKS)
    before = last_seen(everywhere, 3)
    with statements(everywhere.db) as sent:
        again = panel.post("/desk/alive", **WORKS)
    assert again.status_code == 204
    assert "Content-Security-Policy" in again.headers, "the answer is the one that was given before"
    assert len(sent) == 2
    seen = agent(everywhere).seen_at
    assert seen is not None and seen > before


def test_the_signs_of_many_are_one_statement_and_only_news_costs_more(everywhere: House) -> None:
    house = everywhere
    for who in ("sara", "omid"):
        house.login(who).post("/desk/alive", **WORKS)
    same = [Sign(house.sara, None, ("asterisk",)), Sign(house.omid, None, ("asterisk",))]
    with statements(house.db) as sent:
        softphones.beats(house.db, same)
    assert len(sent) == 2
    softphones.beats(house.db, [Sign(house.sara, None, ()), same[1]])
    assert not agent(house).voice


def test_an_agent_whom_somebody_holds_makes_no_other_agent_wait(everywhere: House) -> None:
    house = everywhere
    if house.db.sqlite:
        pytest.skip("SQLite has one writer")
    for who in ("sara", "omid"):
        house.login(who).post("/desk/alive", **WORKS)
    before = last_seen(house, 3)
    with house.db.transaction() as session:
        presence.held_agent(session, house.omid)
        with house.db.transaction() as other:
            held = softphones._go_on(
                other, [Sign(house.sara, None, ("asterisk",)), Sign(house.omid, None, ("asterisk",))]
            )
    assert [sign.agent_id for sign in held] == [house.omid]
    seen = agent(house).seen_at
    assert seen is not None and seen > before


def test_after_logging_out_the_same_word_is_nobodys(everywhere: House) -> None:
    panel = everywhere.login("sara")
    panel.post("/desk/alive", **WORKS)
    cookie = panel.client.get_cookie("threadline")
    assert cookie is not None
    panel.delete("/session")
    panel.client.set_cookie("threadline", cookie.value)
    assert panel.post("/desk/alive", **WORKS).status_code == 401


def test_what_is_known_of_a_login_is_looked_up_again_after_a_while(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulse, "KNOWN_S", 0.0)
    panel = house.login("sara")
    panel.post("/desk/alive", **WORKS)
    with house.db.transaction() as session:
        session.execute(update(User).values(active=False))
    assert panel.post("/desk/alive", **WORKS).status_code == 401


def test_the_same_word_with_another_token_is_refused(house: House) -> None:
    panel = house.login("sara")
    panel.post("/desk/alive", **WORKS)
    panel.csrf = "forged"
    assert panel.post("/desk/alive", **WORKS).status_code == 403


def test_a_frozen_panel_that_goes_on_where_it_stopped_is_ready_again(everywhere: House) -> None:
    house = everywhere
    panel = house.login("sara")
    panel.post("/desk/alive", **WORKS)
    house.ready(house.sara)
    last_seen(house, 20)
    with house.db.transaction() as session:
        presence.lose(session, presence.held_agent(session, house.sara))
    assert panel.post("/desk/alive", **WORKS).status_code == 204
    assert agent(house).presence == "ready"
