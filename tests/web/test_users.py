"""Those who work here: added, changed, switched off; and who may do that."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from acd import presence
from acd.models import Agent, PresenceChange
from tests.web.house import PASSWORD, House, Panel
from web import staff
from web.models import Changed, LoginSession, User


def line(panel: Panel, login: str) -> dict:
    return next(each for each in panel.get("/users").json["users"] if each["login"] == login)


def enters(house: House, login: str, password: str) -> Panel:
    panel = house.guest()
    panel.csrf = panel.post("/session", login=login, password=password).json["csrf"]
    return panel


def test_a_supervisor_adds_an_agent_who_logs_in_by_the_password_that_was_made(everywhere: House) -> None:
    nadia = everywhere.login("nadia")
    made = nadia.post("/users", login=" Roya ", name="Roya Karimi", skills={"fa": 5, "orders": 2})
    assert made.status_code == 201
    assert made.json["user"] | {"id": 0, "agent_id": 0} == {
        "id": 0,
        "login": "roya",
        "name": "Roya Karimi",
        "role": "agent",
        "agent_id": 0,
        "active": True,
        "yours": True,
        "skills": {"fa": 5, "orders": 2},
    }
    roya = enters(everywhere, "roya", made.json["password"])
    assert roya.put("/desk/presence", presence="ready").json["agent"]["presence"] == "ready"
    agents = {agent["name"]: agent["skills"] for agent in nadia.get("/queues").json["agents"]}
    assert agents["Roya Karimi"] == {"fa": 5, "orders": 2}


def test_skills_and_languages_are_changed_where_there_is_a_desk(house: House) -> None:
    nadia = house.login("nadia")
    sara, me = line(nadia, "sara")["id"], line(nadia, "nadia")["id"]
    before = house.db.last_signal()
    assert nadia.patch(f"/users/{sara}", skills={"en": 5}).json["skills"] == {"en": 5}
    assert [told.name for told in house.db.signals_after(before, ["desk"], 10)] == ["work"]
    assert nadia.patch(f"/users/{me}", skills={"en": 5}).json["skills"] == {}
    assert nadia.get("/users").json["known"] == ["en"]
    assert nadia.patch(f"/users/{sara}", skills={"en": 9}).status_code == 400


def test_a_supervisor_has_a_desk_if_somebody_says_so_and_an_agent_always(house: House) -> None:
    nadia = house.login("nadia")
    assert nadia.post("/users", login="lena", name="Lena", role="supervisor").json["user"]["agent_id"] is None
    lena = line(nadia, "lena")
    changed = nadia.patch(f"/users/{lena['id']}", desk=True).json
    assert changed["agent_id"] is not None
    assert nadia.patch(f"/users/{lena['id']}", role="agent").json["agent_id"] == changed["agent_id"]
    other = nadia.post("/users", login="max", name="Max", role="supervisor", desk=True).json["user"]
    assert other["agent_id"] is not None


def test_a_user_name_is_given_once_and_is_one_that_can_be_typed(house: House) -> None:
    nadia = house.login("nadia")
    assert nadia.post("/users", login="SARA", name="Another").json["error"] == "login_taken"
    for login in ("sara ahmadi", "سارا", "-x", "<b>"):
        assert nadia.post("/users", login=login, name="Somebody").json["error"] == "bad_login"


def test_who_is_switched_off_is_out_at_once_offline_and_in_no_list(everywhere: House) -> None:
    sara, nadia = everywhere.login("sara"), everywhere.login("nadia")
    sara.put("/desk/presence", presence="ready")
    assert nadia.patch(f"/users/{line(nadia, 'sara')['id']}", active=False).json["active"] is False
    assert sara.get("/session").status_code == 401
    assert everywhere.guest().post("/session", login="sara", password=PASSWORD).status_code == 401
    with everywhere.db.reading() as session:
        assert session.get_one(Agent, everywhere.sara).presence == "offline"
        last = session.scalars(select(PresenceChange).order_by(PresenceChange.id.desc())).first()
        assert last is not None
        assert (last.presence, last.by) == ("offline", "Nadia")
        mine = select(LoginSession).join(User, User.id == LoginSession.user_id).where(User.login == "sara")
        assert session.scalar(mine) is None
    for path in ("/floor", "/queues"):
        assert [agent["name"] for agent in nadia.get(path).json["agents"]] == ["Omid"]
    omid = everywhere.login("omid")
    assert omid.get("/colleagues").json["colleagues"] == []
    assert omid.get("/desk/targets").json["agents"] == []
    assert [each["login"] for each in nadia.get("/users").json["users"]][-1] == "sara"


def test_who_is_switched_off_in_a_call_ends_it_and_gets_no_other(house: House) -> None:
    call_id = house.talk(house.sara)
    nadia = house.login("nadia")
    nadia.patch(f"/users/{line(nadia, 'sara')['id']}", active=False)
    with house.db.reading() as session:
        assert session.get_one(Agent, house.sara).presence == "busy"
    house.calls.hang_up(call_id, house.sara)
    with house.db.transaction() as session:
        presence.end_wrap_up(session, house.sara)
    with house.db.reading() as session:
        assert session.get_one(Agent, house.sara).presence == "offline"


def test_the_open_panel_of_who_is_switched_off_is_told_that_its_login_is_over(house: House) -> None:
    house.login("sara")
    nadia = house.login("nadia")
    with house.db.reading() as session:
        theirs = session.scalars(select(LoginSession.id).join(User).where(User.login == "sara")).one()
    before = house.db.last_signal()
    nadia.patch(f"/users/{line(nadia, 'sara')['id']}", active=False)
    (told,) = house.db.signals_after(before, [f"session:{theirs}"], 10)
    assert told.name == "ended"


def test_who_is_switched_on_again_logs_in_by_the_old_password(house: House) -> None:
    nadia = house.login("nadia")
    sara = f"/users/{line(nadia, 'sara')['id']}"
    nadia.patch(sara, active=False)
    assert nadia.patch(sara, active=True).json["active"] is True
    assert house.login("sara").get("/session").json["user"]["agent_id"] == house.sara


def test_a_new_password_ends_the_old_one_and_every_session(house: House) -> None:
    sara, nadia = house.login("sara"), house.login("nadia")
    made = nadia.post(f"/users/{line(nadia, 'sara')['id']}/password").json
    assert sara.get("/session").status_code == 401
    assert house.guest().post("/session", login="sara", password=PASSWORD).status_code == 401
    assert enters(house, "sara", made["password"]).get("/session").status_code == 200


def test_another_role_holds_at_once_and_asks_for_a_new_login(house: House) -> None:
    sara, nadia = house.login("sara"), house.login("nadia")
    assert nadia.patch(f"/users/{line(nadia, 'sara')['id']}", role="supervisor").json["role"] == "supervisor"
    assert sara.get("/session").status_code == 401
    assert house.login("sara").get("/users").status_code == 200


def test_another_name_is_that_of_the_desk_as_well(house: House) -> None:
    nadia = house.login("nadia")
    nadia.patch(f"/users/{line(nadia, 'sara')['id']}", name="Sara Ahmadi")
    assert "Sara Ahmadi" in [agent["name"] for agent in nadia.get("/floor").json["agents"]]
    assert house.login("sara").get("/session").json["user"]["name"] == "Sara Ahmadi"


def test_nobody_locks_themselves_out(house: House) -> None:
    nadia = house.login("nadia")
    me = f"/users/{line(nadia, 'nadia')['id']}"
    house.supervisor("Lena")
    assert nadia.patch(me, active=False).json["error"] == "own_login"
    assert nadia.patch(me, role="agent").json["error"] == "own_login"
    assert nadia.post(f"{me}/password").json["error"] == "own_password"
    assert nadia.patch(me, name="Nadia K.", role="supervisor").json["name"] == "Nadia K."


def test_two_supervisors_who_switch_each_other_off_at_once_leave_one(everywhere: House) -> None:
    nadia, lena = everywhere.login("nadia"), everywhere.supervisor("Lena")
    ways = [(nadia, line(nadia, "lena")["id"]), (lena, line(nadia, "nadia")["id"])]
    with ThreadPoolExecutor(2) as both:
        list(both.map(lambda way: way[0].patch(f"/users/{way[1]}", active=False).status_code, ways))
    with everywhere.db.reading() as session:
        left = session.scalars(select(User.login).where(User.role == "supervisor", User.active)).all()
    assert len(left) == 1


def test_supervisors_have_no_say_over_administrators(house: House) -> None:
    admin, nadia = house.supervisor("Ada", role="admin"), house.login("nadia")
    theirs = line(nadia, "ada")
    assert theirs["yours"] is False
    for answer in (
        nadia.patch(f"/users/{theirs['id']}", active=False),
        nadia.post(f"/users/{theirs['id']}/password"),
        nadia.post("/users", login="max", name="Max", role="admin"),
        nadia.patch(f"/users/{line(nadia, 'sara')['id']}", role="admin"),
    ):
        assert (answer.status_code, answer.json["error"]) == (403, "forbidden")
    assert admin.patch(f"/users/{line(nadia, 'nadia')['id']}", role="admin").json["role"] == "admin"


def test_agents_neither_see_nor_change_who_works_here(house: House) -> None:
    panel = house.login("sara")
    for answer in (panel.get("/users"), panel.post("/users", login="x", name="X"), panel.patch("/users/1", name="X")):
        assert answer.status_code == 403


def test_a_change_without_the_token_of_its_page_is_refused(house: House) -> None:
    nadia = house.login("nadia")
    nadia.csrf = ""
    assert nadia.post("/users", login="x", name="X").json["error"] == "bad_token"


def test_nobody_makes_passwords_without_end(house: House) -> None:
    nadia = house.login("nadia")
    answers = [nadia.post("/users", login="sara", name="Sara").status_code for _ in range(61)]
    assert answers == [*[409] * 60, 429]


def test_one_chooses_ones_own_password_and_other_browsers_are_logged_out(house: House) -> None:
    here, elsewhere = house.login("sara"), house.login("sara")
    assert here.put("/session/password", old="wrong", new="a better password").json["error"] == "wrong_password"
    assert here.put("/session/password", old=PASSWORD, new="short").status_code == 400
    assert here.put("/session/password", old=PASSWORD, new=" a better password").status_code == 204
    assert here.get("/session").status_code == 200
    assert elsewhere.get("/session").status_code == 401
    assert house.guest().post("/session", login="sara", password=PASSWORD).status_code == 401
    assert house.guest().post("/session", login="sara", password=" a better password").status_code == 200


def test_guessing_the_password_of_an_open_panel_is_limited(house: House) -> None:
    sara = house.login("sara")
    tries = [sara.put("/session/password", old=f"guess {n}", new="a better password").status_code for n in range(11)]
    assert tries == [*[403] * 10, 429]


def changes(panel: Panel, **of: int) -> list[tuple[str, str, str | None]]:
    """Of whom, what and by whom, the latest first."""
    told = panel.get("/users/changes", query_string=of).json["changes"]
    return [(each["login"], each["what"], each["by"]) for each in told]


def test_what_becomes_of_a_user_is_noted_with_who_did_it(everywhere: House) -> None:
    nadia = everywhere.login("nadia")
    roya = nadia.post("/users", login="roya", name="Roya", skills={"fa": 5}).json["user"]
    wished = {"name": "Roya Karimi", "role": "supervisor", "skills": {"fa": 4, "en": 3}}
    nadia.patch(f"/users/{roya['id']}", **wished)
    nadia.patch(f"/users/{roya['id']}", active=False)
    nadia.patch(f"/users/{roya['id']}", active=True)
    # What stays as it is, is no change; nor is what was refused.
    nadia.patch(f"/users/{roya['id']}", **wished, active=True, desk=True)
    nadia.patch(f"/users/{line(nadia, 'nadia')['id']}", active=False)
    told = nadia.get("/users/changes").json["changes"]
    assert {(each["name"], each["login"], each["by"]) for each in told} == {("Roya Karimi", "roya", "Nadia")}
    assert [(each["what"], each["was"], each["now"], each["levels"]) for each in told] == [
        ("on", "", "", {}),
        ("off", "", "", {}),
        ("skills", "", "", {"en": [0, 3], "fa": [5, 4]}),
        ("role", "agent", "supervisor", {}),
        ("name", "Roya", "Roya Karimi", {}),
        ("added", "", "agent", {"fa": [0, 5]}),
    ]


def test_what_a_supervisor_sets_on_the_page_of_queues_is_noted_as_well(house: House) -> None:
    nadia = house.login("nadia")
    wished = {"skills": {"orders": 4}, "capacity": {"call": 1, "chat": 2, "email": 0}, "hears": "all"}
    for _ in range(2):
        nadia.put(f"/agents/{house.sara}/skills", **wished)
    told = nadia.get("/users/changes").json["changes"]
    assert [(each["what"], each["now"], each["levels"].get("orders")) for each in told] == [
        ("skills", "", [0, 4]),
        ("hears", "all", None),
        ("capacity", "", None),
    ]


def test_new_passwords_are_noted_and_never_what_they_are(house: House) -> None:
    nadia = house.login("nadia")
    made = nadia.post(f"/users/{line(nadia, 'sara')['id']}/password").json["password"]
    sara = enters(house, "sara", made)
    sara.put("/session/password", old=made, new="a better password")
    assert changes(nadia) == [("sara", "password", "Sara"), ("sara", "password", "Nadia")]
    with house.db.reading() as session:
        kept = str([row.how for row in session.scalars(select(Changed))])
    assert made not in kept and "a better password" not in kept


def test_changes_are_read_page_by_page_of_everybody_or_of_one(everywhere: House) -> None:
    nadia = everywhere.login("nadia")
    sara, omid = line(nadia, "sara")["id"], line(nadia, "omid")["id"]
    for level in range(1, 4):
        nadia.patch(f"/users/{sara}", skills={"en": level})
        nadia.patch(f"/users/{omid}", skills={"en": level})
    first = nadia.get("/users/changes", query_string={"limit": 4}).json
    rest = nadia.get("/users/changes", query_string={"limit": 4, "before": first["next"]}).json
    assert [each["login"] for each in first["changes"] + rest["changes"]] == ["omid", "sara"] * 3
    assert rest["next"] is None
    assert changes(nadia, user=sara) == [("sara", "skills", "Nadia")] * 3


def test_a_change_that_is_taken_back_leaves_no_trail(house: House) -> None:
    with pytest.raises(LookupError), house.db.transaction() as session:
        staff.add(session, "roya", "Roya", "agent", by=None)
        raise LookupError
    assert changes(house.login("nadia")) == []


def test_agents_do_not_read_what_became_of_whom(house: House) -> None:
    assert house.login("sara").get("/users/changes").status_code == 403
