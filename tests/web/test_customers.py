"""Customers and their timelines over REST."""

from __future__ import annotations

import pytest

from db import now
from tests.web.counting import statements
from tests.web.house import House
from timeline import book, journeys
from timeline.events import MessageSent


def test_customers_come_with_the_latest_seen_first_page_by_page(everywhere: House) -> None:
    ids = [everywhere.customer(f"Customer {number}") for number in range(7)]
    panel = everywhere.login("sara")
    seen: list[int] = []
    before = ""
    while True:
        page = panel.get("/customers", query_string={"limit": 3, "before": before}).json
        seen += [customer["id"] for customer in page["customers"]]
        if page["next"] is None:
            break
        before = page["next"]
    assert seen == ids[::-1]


@pytest.mark.parametrize(
    "q", ["leila", "LEILA", "parsa", "leila@example.com", "+1 555 123 0001", "(555) 123-0001", "5551230001"]
)
def test_a_customer_is_found_by_whatever_one_knows(everywhere: House, q: str) -> None:
    wanted = everywhere.customer("Leila", phone="+15551230001", email="leila@example.com")
    everywhere.customer("Omar", phone="+15551230002")
    panel = everywhere.login("sara")
    panel.patch(f"/customers/{wanted}", company="Parsa Home")
    found = panel.get("/customers", query_string={"q": q}).json["customers"]
    assert [customer["id"] for customer in found] == [wanted]


@pytest.mark.parametrize("q", ["%", "_", "'; drop table customers; --", "\\"])
def test_what_means_something_to_the_database_is_only_text(everywhere: House, q: str) -> None:
    everywhere.customer("Leila")
    assert everywhere.login("sara").get("/customers", query_string={"q": q}).json["customers"] == []


def test_a_card_says_who_what_and_how_often(house: House) -> None:
    call = house.dial("+15551230001")
    panel = house.login("sara")
    customer = panel.get(f"/calls/{call}").json["customer"]["id"]
    with house.db.transaction() as session:
        journey = journeys.start(session, customer, "phone", "order")
        journeys.answer(journey, "order_number", "427", "Order number", "phone")
        done = journeys.start(session, customer, "chat", "refund")
        journeys.close(done, "solved")
    card = panel.get(f"/customers/{customer}").json
    assert card["counts"] == {"phone": 1, "chat": 0, "email": 0}
    assert [(line["topic"], line["outcome"]) for line in card["journeys"]] == [("order", ""), ("refund", "solved")]
    assert card["journeys"][0]["answers"][0]["value"] == "427"


def test_a_customer_is_corrected_field_by_field(house: House) -> None:
    customer = house.customer("Laila")
    panel = house.login("sara")
    before = house.db.last_signal()
    card = panel.patch(f"/customers/{customer}", name="Leila").json
    assert card["customer"]["name"] == "Leila"
    panel.patch(f"/customers/{customer}", language="fa")
    card = panel.get(f"/customers/{customer}").json
    assert (card["customer"]["name"], card["customer"]["language"]) == ("Leila", "fa")
    assert [signal.name for signal in house.db.signals_after(before, [f"customer:{customer}"])] == ["customer"] * 2
    assert panel.patch(f"/customers/{customer}", language="klingon!").status_code == 400
    assert panel.patch("/customers/999", name="Nobody").status_code == 404


def test_the_timeline_is_read_page_by_page_and_leaves_nothing_out(everywhere: House) -> None:
    customer = everywhere.customer()
    texts = everywhere.notes(customer, 23)
    panel = everywhere.login("sara")
    seen: list[str] = []
    before = ""
    while True:
        page = panel.get(f"/customers/{customer}/timeline", query_string={"limit": 5, "before": before}).json
        seen += [entry["data"]["text"] for entry in page["entries"]]
        if page["next"] is None:
            break
        before = page["next"]
    assert seen == texts


def test_entries_of_the_same_moment_are_neither_lost_nor_doubled(everywhere: House) -> None:
    customer, moment = everywhere.customer(), now()
    with everywhere.db.transaction() as session:
        for number in range(6):
            fact = MessageSent("chat", 1, "customer", "", f"message {number}", number)
            book.record(session, customer, fact, at=moment)
    panel = everywhere.login("sara")
    first = panel.get(f"/customers/{customer}/timeline", query_string={"limit": 4}).json
    second = panel.get(f"/customers/{customer}/timeline", query_string={"limit": 4, "before": first["next"]}).json
    texts = [entry["data"]["text"] for entry in first["entries"] + second["entries"]]
    assert texts == [f"message {number}" for number in reversed(range(6))]


def test_a_call_on_the_timeline_tells_how_it_went(everywhere: House) -> None:
    call = everywhere.talk(everywhere.sara)
    panel = everywhere.login("sara")
    panel.post(f"/calls/{call}/hang-up")
    customer = panel.get(f"/calls/{call}").json["customer"]["id"]
    (entry,) = panel.get(f"/customers/{customer}/timeline").json["entries"]
    brief = entry["call"]
    assert (entry["kind"], entry["contact_id"]) == ("CallArrived", call)
    assert (brief["state"], brief["outcome"], brief["agent"]["name"]) == ("ended", "served", "Sara")
    assert brief["queue"] == {"key": "orders", "name": "Orders"}
    assert brief["from_shown"] == "+1 555-123-0001"
    assert brief["duration_s"] >= brief["talk_s"] >= 0
    assert brief["transcript_state"] == "none"


def test_a_page_costs_the_same_statements_however_many_calls_are_on_it(house: House) -> None:
    house.dial()
    panel = house.login("sara")
    customer = panel.get("/customers").json["customers"][0]["id"]
    with statements(house.db) as one:
        assert len(panel.get(f"/customers/{customer}/timeline").json["entries"]) == 1
    for _ in range(9):
        house.dial()
    with statements(house.db) as ten:
        page = panel.get(f"/customers/{customer}/timeline").json
    assert [entry["call"]["id"] for entry in page["entries"]] == list(range(10, 0, -1))
    assert len(ten) == len(one)
    # Who asks, who is this person, the page, everything about its calls, and the words of their flow.
    assert len(ten) == 5


def test_a_note_is_on_the_timeline_with_who_wrote_it(everywhere: House) -> None:
    customer = everywhere.customer()
    panel = everywhere.login("sara")
    written = panel.post(f"/customers/{customer}/notes", text="  Prefers mornings.  ")
    assert written.status_code == 201
    assert written.json["data"] == {"author": "Sara", "text": "Prefers mornings."}
    assert panel.get(f"/customers/{customer}/timeline").json["entries"] == [written.json]
    assert panel.post("/customers/999/notes", text="x").status_code == 404


def test_notes_belong_to_no_contact(house: House) -> None:
    written = house.login("sara").post(f"/customers/{house.customer()}/notes", text="A note.").json
    assert written["contact_id"] is None


def test_what_a_customer_is_worth_is_said_and_taken_back(house: House) -> None:
    customer, panel = house.customer(), house.login("sara")
    assert panel.get(f"/customers/{customer}").json["customer"]["value"] is None
    assert panel.patch(f"/customers/{customer}", value=80).json["customer"]["value"] == 80
    assert panel.patch(f"/customers/{customer}", name="Leila").json["customer"]["value"] == 80
    assert panel.patch(f"/customers/{customer}", value=None).json["customer"]["value"] is None
    assert panel.patch(f"/customers/{customer}", value=101).status_code == 400
