"""One agent's desk over REST, with real calls and chats on it."""

from __future__ import annotations

from acd.models import Agent
from channels import visitors
from tests.web.counting import statements
from tests.web.house import House


def visitor_waits(house: House, text: str = "Where is my order?") -> int:
    """A visitor writes and waits for a person. Returns the conversation's id."""
    _, visitor = visitors.come(house.db, "")
    conversation = house.chat.open(visitor, "https://shop.example/orders", "en")
    house.chat.wrote(visitor, text)
    return conversation


def chats_with(house: House, agent_id: int, count: int = 1) -> list[int]:
    house.ready(agent_id)
    conversations = [visitor_waits(house) for _ in range(count)]
    house.match()
    return conversations


def test_an_empty_desk_says_who_one_is(everywhere: House) -> None:
    desk = everywhere.login("sara").get("/desk").json
    assert desk["agent"] | {"presence_at": None} == {
        "id": everywhere.sara,
        "name": "Sara",
        "presence": "offline",
        "reason": "",
        "presence_at": None,
        "next": "ready",
        "wrap_up_until": None,
        "auto_answer": False,
    }
    assert desk["offers"] == desk["contacts"] == []
    assert desk["hotline"] == {"address": "hotline", "shown_number": "+1 555-123-0000"}


def test_becoming_ready_answers_with_the_new_desk(house: House) -> None:
    desk = house.login("sara").put("/desk/presence", presence="ready").json
    assert desk["agent"]["presence"] == "ready"
    away = house.login("sara").put("/desk/presence", presence="break", reason="lunch").json
    assert (away["agent"]["presence"], away["agent"]["reason"]) == ("break", "lunch")


def test_a_ringing_call_shows_who_calls_and_why_before_it_is_answered(everywhere: House) -> None:
    house = everywhere
    house.ready(house.sara)
    call = house.dial("+15551230001")
    house.match()
    (offer,) = house.login("sara").get("/desk").json["offers"]
    contact = offer["contact"]
    assert (contact["kind"], contact["id"], contact["state"]) == ("call", call, "queued")
    (identity,) = contact["customer"]["identities"]
    assert (identity["value"], identity["shown"]) == ("+15551230001", "+1 555-123-0001")
    assert contact["customer"]["shown_name"] == "+1 555-123-0001"
    assert contact["queue"] == {"key": "orders", "name": "Orders"}
    assert contact["path"][0]["node"] == "line"
    assert contact["waited_s"] >= 0


def test_an_answered_call_is_a_contact_and_no_offer_any_more(house: House) -> None:
    call = house.talk(house.sara)
    desk = house.login("sara").get("/desk").json
    assert desk["offers"] == []
    assert [(contact["id"], contact["state"]) for contact in desk["contacts"]] == [(call, "talking")]
    assert desk["agent"]["presence"] == "busy"


def test_hold_and_resume_and_hang_up_reach_the_switch(house: House) -> None:
    call = house.talk(house.sara)
    panel = house.login("sara")
    assert panel.post(f"/calls/{call}/hold").json["contacts"][0]["state"] == "held"
    assert house.switch.places["caller-1"] == "held"
    assert panel.post(f"/calls/{call}/resume").json["contacts"][0]["state"] == "talking"
    assert house.switch.places["caller-1"].startswith("pair:")
    ended = panel.post(f"/calls/{call}/hang-up").json
    assert ended["contacts"][0]["wrap_up"] is True
    assert house.switch.places == {}


def test_wrapping_up_writes_the_disposition_and_clears_the_desk(house: House) -> None:
    call = house.talk(house.sara)
    panel = house.login("sara")
    panel.post(f"/calls/{call}/hang-up")
    desk = panel.post(f"/contacts/call/{call}/wrap-up", disposition="solved", note="New parcel sent.").json
    assert desk["contacts"] == []
    assert desk["agent"]["presence"] == "ready"
    detail = panel.get(f"/calls/{call}").json
    assert (detail["disposition"], detail["note"]) == ("solved", "New parcel sent.")


def test_an_agent_who_was_thrown_out_is_rung_back_in(house: House) -> None:
    call = house.talk(house.sara)
    leg = next(channel for channel in house.switch.places if channel.startswith("tl-"))
    house.switch.drop(leg)
    house.calls.leg_ended(leg)
    panel = house.login("sara")
    assert panel.get("/desk").json["contacts"][0]["state"] == "parted"
    assert panel.post(f"/calls/{call}/rejoin").status_code == 200
    assert house.switch.ringing(house.sara).auto_answer


def test_somebody_elses_call_is_out_of_reach(house: House) -> None:
    call = house.talk(house.sara)
    other = house.login("omid")
    for act in ("hold", "resume", "hang-up", "rejoin"):
        assert other.post(f"/calls/{call}/{act}").status_code == 403
    assert other.post(f"/contacts/call/{call}/wrap-up", disposition="solved").status_code == 403
    assert other.post("/calls/999/hold").status_code == 404


def test_what_comes_too_late_is_said_so(house: House) -> None:
    call = house.talk(house.sara)
    panel = house.login("sara")
    assert panel.post(f"/calls/{call}/resume").status_code == 409
    panel.post(f"/calls/{call}/hang-up")
    late = panel.post(f"/calls/{call}/hold")
    assert (late.status_code, late.json["error"]) == (409, "too_late")


def test_a_declined_call_goes_on_to_somebody_else(house: House) -> None:
    house.ready(house.sara)
    house.dial()
    house.match()
    panel = house.login("sara")
    (offer,) = panel.get("/desk").json["offers"]
    assert house.login("omid").post(f"/offers/{offer['id']}/decline").status_code == 403
    assert panel.post(f"/offers/{offer['id']}/decline").json["offers"] == []
    assert [place for place in house.switch.places.values() if place == "ringing"] == []


def test_a_chat_is_taken_with_accept_and_its_unread_messages_are_counted(everywhere: House) -> None:
    house = everywhere
    chats_with(house, house.sara)
    panel = house.login("sara")
    (offer,) = panel.get("/desk").json["offers"]
    assert house.login("omid").post(f"/offers/{offer['id']}/accept").status_code == 403
    (contact,) = panel.post(f"/offers/{offer['id']}/accept").json["contacts"]
    assert (contact["kind"], contact["state"], contact["unread"]) == ("chat", "talking", 1)
    assert panel.post(f"/offers/{offer['id']}/accept").status_code == 409
    said = panel.post(f"/conversations/{contact['id']}/messages", text="One moment, please.")
    assert (said.status_code, said.json["author"], said.json["agent"]["name"]) == (201, "agent", "Sara")
    assert panel.get("/desk").json["contacts"][0]["unread"] == 0


def test_a_call_cannot_be_taken_by_accept(house: House) -> None:
    house.ready(house.sara)
    house.dial()
    house.match()
    panel = house.login("sara")
    (offer,) = panel.get("/desk").json["offers"]
    assert panel.post(f"/offers/{offer['id']}/accept").status_code == 409


def test_an_agent_reads_writes_and_closes_only_their_own_chat(house: House) -> None:
    (conversation,) = chats_with(house, house.sara)
    panel, other = house.login("sara"), house.login("omid")
    (offer,) = panel.get("/desk").json["offers"]
    panel.post(f"/offers/{offer['id']}/accept")
    page = other.get(f"/conversations/{conversation}").json
    assert [message["text"] for message in page["messages"] if message["author"] == "customer"] == [
        "Where is my order?"
    ]
    assert page["conversation"]["agent"]["name"] == "Sara"
    assert other.post(f"/conversations/{conversation}/messages", text="Hello").status_code == 403
    assert other.post(f"/conversations/{conversation}/close").status_code == 403
    assert panel.post(f"/conversations/{conversation}/close").json["contacts"] == []
    late = panel.post(f"/conversations/{conversation}/messages", text="Hello?")
    assert (late.status_code, late.json["error"]) == (409, "not_yours")


def test_a_panel_that_cannot_be_talked_through_lives_without_a_voice(house: House) -> None:
    panel = house.login("sara")

    def voice() -> tuple[bool, bool]:
        with house.db.reading() as session:
            agent = session.get_one(Agent, house.sara)
            return agent.seen_at is not None, agent.voice

    panel.post("/desk/alive", microphone=False, registered=True)
    assert voice() == (True, False)
    panel.post("/desk/alive", microphone=True, registered=True)
    assert voice() == (True, True)
    panel.post("/desk/alive", microphone=True, registered=False)
    assert voice() == (True, False)


def test_a_softphone_gets_credentials_of_its_own(house: House) -> None:
    credentials = house.login("omid").post("/desk/softphone").json
    assert credentials["username"] == f"agent-{house.omid}"
    assert credentials["websocket"] == "/sip"


def test_the_cost_of_a_desk_does_not_grow_with_what_is_on_it(house: House) -> None:
    panel = house.login("sara")
    chats_with(house, house.sara)
    with statements(house.db) as one:
        assert len(panel.get("/desk").json["offers"]) == 1
    chats_with(house, house.sara, count=2)
    with statements(house.db) as three:
        assert len(panel.get("/desk").json["offers"]) == 3
    assert len(three) == len(one)
    assert len(three) <= 12
