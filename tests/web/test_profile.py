"""The customer card and journeys over REST."""

from __future__ import annotations

import pytest

from tests.web.house import House
from timeline import book
from timeline.events import MessageSent, SurveyAnswered

FIELDS = [
    {"key": "plan", "label": "Plan", "kind": "choice", "options": ["basic", "gold"]},
    {"key": "seats", "label": "Seats", "kind": "number"},
    {"key": "since", "label": "Customer since", "kind": "date"},
    {"key": "vip", "label": "VIP", "kind": "yes_no"},
]


def test_the_card_is_kept_field_by_field(everywhere: House) -> None:
    nora = everywhere.customer("Nora")
    panel = everywhere.login("sara")
    wrote = {"birthday": "1990-05-01", "renewal_on": "2027-01-31", "tags": ["vip"], "postal": "Main 1"}
    profile = panel.patch(f"/customers/{nora}/profile", **wrote).json
    assert {name: profile[name] for name in wrote} == wrote
    panel.patch(f"/customers/{nora}", value=80)
    panel.patch(f"/customers/{nora}/profile", birthday=None)
    profile = panel.get(f"/customers/{nora}/profile").json
    assert (profile["birthday"], profile["value"], profile["tags"]) == (None, 80, ["vip"])


def test_a_company_defines_fields_of_its_own_and_their_values_are_typed(everywhere: House) -> None:
    nora = everywhere.customer("Nora")
    panel = everywhere.login("sara")
    assert panel.put("/customer-fields", fields=FIELDS).status_code == 403
    admin = everywhere.supervisor("Mina", "admin")
    assert [each["key"] for each in admin.put("/customer-fields", fields=FIELDS).json["fields"]] == [
        "plan",
        "seats",
        "since",
        "vip",
    ]
    own = {"plan": "gold", "seats": 12, "since": "2020-02-29", "vip": True}
    assert panel.patch(f"/customers/{nora}/profile", own=own).json["own"] == own
    assert "plan" not in panel.patch(f"/customers/{nora}/profile", own={"plan": None}).json["own"]


@pytest.mark.parametrize("own", [{"plan": "silver"}, {"seats": "many"}, {"since": "yesterday"}, {"vip": 1}, {"age": 3}])
def test_a_value_that_does_not_fit_its_field_is_refused(house: House, own: dict[str, object]) -> None:
    nora = house.customer("Nora")
    house.supervisor("Mina", "admin").put("/customer-fields", fields=FIELDS)
    assert house.login("sara").patch(f"/customers/{nora}/profile", own=own).json["error"] == "bad_value"


def test_a_consent_is_the_latest_word_with_who_wrote_it_down(everywhere: House) -> None:
    nora = everywhere.customer("Nora")
    panel = everywhere.login("sara")
    assert {each["given"] for each in panel.get(f"/customers/{nora}/profile").json["consents"]} == {None}
    panel.post(f"/customers/{nora}/consents", purpose="marketing", given=True)
    said = panel.post(f"/customers/{nora}/consents", purpose="marketing", given=False).json["consents"]
    assert [(each["given"], each["by"]) for each in said if each["purpose"] == "marketing"] == [(False, "Sara")]


def test_the_card_says_what_the_week_was_about_and_how_content_they_are(everywhere: House) -> None:
    nora = everywhere.customer("Nora")
    panel = everywhere.login("sara")
    journey = panel.post(f"/customers/{nora}/journeys", topic="order").json["journey"]["id"]
    with everywhere.db.transaction() as session:
        for contact in (1, 2, 3):
            said = MessageSent("chat", contact, "customer", "", "hello", contact)
            book.record(session, nora, said, journey if contact < 3 else None)
        for score in (2, 5):
            book.record(session, nora, SurveyAnswered("chat", 3, "csat", score))
            book.record(session, nora, SurveyAnswered("chat", 3, "nps", score + 1))
        for score in range(8):
            book.record(session, nora, SurveyAnswered("chat", 3, "nps", score))
    profile = panel.get(f"/customers/{nora}/profile").json
    assert (profile["contacts_week"], profile["about"], profile["about_it"]) == (3, "order", 2)
    scores = {scale: [r["score"] for r in profile["ratings"] if r["scale"] == scale] for scale in ("csat", "nps")}
    assert scores == {"csat": [2, 5], "nps": [*range(8)]}, "each scale has its own trend"
    assert profile["open_journeys"] == 1


def test_a_journey_is_closed_once_reopened_and_counted(everywhere: House) -> None:
    nora = everywhere.customer("Nora")
    panel = everywhere.login("sara")
    once, twice = (panel.post(f"/customers/{nora}/journeys", topic="order").json["journey"]["id"] for _ in range(2))
    with everywhere.db.transaction() as session:
        for contact, journey in ((1, once), (2, twice), (3, twice)):
            book.record(session, nora, MessageSent("chat", contact, "customer", "", "hello", contact), journey)
    for journey in (once, twice):
        assert panel.post(f"/journeys/{journey}/close", outcome="solved").json["journey"]["outcome"] == "solved"
    assert panel.post(f"/journeys/{once}/close", outcome="solved").status_code == 409
    assert panel.get("/journeys/report").status_code == 403
    (topic,) = everywhere.login("nadia").get("/journeys/report").json["topics"]
    assert topic == {
        "topic": "order",
        "label": "order",
        "opened": 2,
        "closed": 2,
        "first_contact": 1,
        "repeated": 1,
        "contacts": 3,
    }
    assert panel.post(f"/journeys/{once}/reopen").json["journey"]["closed_at"] is None
