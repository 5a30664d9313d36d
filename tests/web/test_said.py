"""Search over REST."""

from __future__ import annotations

from tests.web.house import House
from timeline import book
from timeline.events import MessageSent


def test_what_somebody_said_is_found_with_who_said_it(everywhere: House) -> None:
    nora, omar = everywhere.customer("Nora"), everywhere.customer("Omar")
    panel = everywhere.login("sara")
    with everywhere.db.transaction() as session:
        for who in (nora, omar):
            book.record(session, who, MessageSent("chat", who, "customer", "", "The kettle leaks", 1))
    hits = panel.get("/said?q=kettle").json["hits"]
    assert [(hit["customer"]["name"], hit["excerpt"]) for hit in hits] == [
        ("Omar", "The kettle leaks"),
        ("Nora", "The kettle leaks"),
    ]
    (mine,) = panel.get(f"/said?q=leak&customer={nora}").json["hits"]
    assert mine["entry"]["data"]["text"] == "The kettle leaks"
    first = panel.get("/said?q=kettle&limit=1").json
    (second,) = panel.get(f"/said?q=kettle&limit=1&before={first['next']}").json["hits"]
    assert second["customer"]["id"] == nora


def test_the_timeline_of_one_channel_leaves_the_others_out(house: House) -> None:
    customer = house.customer()
    panel = house.login("sara")
    panel.post(f"/customers/{customer}/notes", text="a note")
    with house.db.transaction() as session:
        book.record(session, customer, MessageSent("chat", 1, "customer", "", "a message", 1))
    kinds = [
        [entry["kind"] for entry in panel.get(f"/customers/{customer}/timeline?channel={channel}").json["entries"]]
        for channel in ("", "chat", "desk", "phone")
    ]
    assert kinds == [["MessageSent", "NoteAdded"], ["MessageSent"], ["NoteAdded"], []]
