"""Logging in and out."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

from argon2 import PasswordHasher
from sqlalchemy import select, update

from db import now
from tests.web.house import PASSWORD, House
from web.models import LoginSession, User
from web.passwords import make_user


def test_who_knows_the_password_gets_a_session(house: House) -> None:
    panel = house.guest()
    answer = panel.post("/session", login=" Sara ", password=PASSWORD)
    assert answer.json["user"]["name"] == "Sara"
    assert answer.json["user"]["agent_id"] == house.sara
    assert panel.get("/session").json == answer.json


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(house: House) -> None:
    answer = house.guest().post("/session", login="sara", password=PASSWORD)
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_a_wrong_password_and_an_unknown_login_read_the_same(house: House) -> None:
    wrong = house.guest().post("/session", login="sara", password="wrong")
    unknown = house.guest().post("/session", login="nobody", password="wrong")
    assert (wrong.status_code, wrong.json) == (unknown.status_code, unknown.json)
    assert wrong.status_code == 401
    assert wrong.json["error"] == "wrong_login"


def test_a_login_that_was_switched_off_does_not_work(house: House) -> None:
    panel = house.login("sara")
    with house.db.transaction() as session:
        session.execute(update(User).where(User.login == "sara").values(active=False))
    assert panel.get("/session").status_code == 401
    assert house.guest().post("/session", login="sara", password=PASSWORD).status_code == 401


def test_wrong_passwords_are_limited_by_login_and_address(house: House) -> None:
    for _ in range(10):
        assert house.guest().post("/session", login="sara", password="wrong").status_code == 401
    limited = house.guest().post("/session", login="sara", password=PASSWORD)
    assert limited.status_code == 429
    assert limited.json["error"] == "too_many"
    assert limited.headers["Retry-After"]
    assert house.guest().post("/session", login="omid", password=PASSWORD).status_code == 200


def test_right_passwords_are_not_counted(house: House) -> None:
    for _ in range(12):
        assert house.guest().post("/session", login="nadia", password=PASSWORD).status_code == 200


def test_logging_in_again_takes_a_new_id_and_ends_the_old_session(house: House) -> None:
    panel = house.login("sara")
    before = panel.client.get_cookie("threadline")
    panel.post("/session", login="sara", password=PASSWORD)
    after = panel.client.get_cookie("threadline")
    assert before and after and before.value != after.value
    thief = house.guest()
    thief.client.set_cookie("threadline", before.value)
    assert thief.get("/session").status_code == 401


def test_logging_out_makes_a_copied_cookie_worthless(house: House) -> None:
    panel = house.login("sara")
    copied = panel.client.get_cookie("threadline")
    assert panel.delete("/session").status_code == 204
    assert panel.get("/session").status_code == 401
    thief = house.guest()
    assert copied
    thief.client.set_cookie("threadline", copied.value)
    assert thief.get("/session").status_code == 401


def test_a_session_ends_after_twelve_idle_hours(house: House) -> None:
    panel = house.login("sara")
    _last_seen(house, hours=11.9)
    assert panel.get("/session").status_code == 200
    _last_seen(house, hours=12.1)
    assert panel.get("/session").status_code == 401


def test_a_panel_that_merely_stays_open_keeps_nobody_logged_in(house: House) -> None:
    panel = house.login("sara")
    _last_seen(house, hours=11)
    before = _seen_at(house)
    assert panel.post("/desk/alive", microphone=True, registered=True).status_code == 204
    assert _seen_at(house) == before
    assert panel.get("/desk").status_code == 200
    assert _seen_at(house) > before


def test_a_forged_cookie_is_nobody(house: House) -> None:
    for forged in ("", "x", "InRva2VuIg.forged", "\x00", "a" * 500):
        panel = house.guest()
        panel.client.set_cookie("threadline", forged)
        assert panel.get("/session").status_code == 401


def test_passwords_are_hashed_as_slowly_as_rfc_9106_recommends() -> None:
    """Asked of a fresh interpreter: the tests' own logins are hashed quickly."""
    asked = "from web.passwords import HASHER as h; print(h.memory_cost, h.time_cost, h.parallelism)"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout
    memory_kib, passes, _lanes = map(int, told.split())
    assert memory_kib >= 64 * 1024
    assert passes >= 3


def test_a_hash_of_older_parameters_is_made_anew_at_login(house: House) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with house.db.transaction() as session:
        session.execute(update(User).where(User.login == "sara").values(password_hash=weak))
    house.login("sara")
    with house.db.reading() as session:
        kept = session.scalar(select(User.password_hash).where(User.login == "sara"))
    assert kept != weak
    house.login("sara")


def test_the_language_of_the_panel_is_kept(house: House) -> None:
    panel = house.login("sara")
    assert panel.patch("/session", language="fa").json["user"]["language"] == "fa"
    assert house.login("sara").get("/session").json["user"]["language"] == "fa"
    assert panel.patch("/session", language="klingon!").status_code == 400


def test_a_new_login_is_kept_in_lower_case_and_works(house: House) -> None:
    with house.db.transaction() as session:
        make_user(session, "Roya", "Roya", "another password", "admin")
    answer = house.guest().post("/session", login="ROYA", password="another password")
    assert (answer.json["user"]["login"], answer.json["user"]["role"]) == ("roya", "admin")


def _last_seen(house: House, hours: float) -> None:
    with house.db.transaction() as session:
        session.execute(update(LoginSession).values(seen_at=now() - timedelta(hours=hours)))


def _seen_at(house: House) -> object:
    with house.db.reading() as session:
        return session.scalars(select(LoginSession.seen_at)).one()
