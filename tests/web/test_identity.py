"""Questions, merges and shared addresses over REST."""

from __future__ import annotations

from tests.web.house import House, Panel


def texts(panel: Panel, customer: int) -> list[str]:
    return [entry["data"]["text"] for entry in panel.get(f"/customers/{customer}/timeline").json["entries"]]


def test_a_merge_is_read_as_one_and_taken_back_exactly(everywhere: House) -> None:
    nora = everywhere.customer("Nora", phone="+15551230001")
    visitor = everywhere.customer("", visitor="abc")
    panel = everywhere.login("sara")
    panel.post(f"/customers/{nora}/notes", text="by phone")
    panel.post(f"/customers/{visitor}/notes", text="by chat")
    before = [panel.get(f"/customers/{each}/timeline").data for each in (nora, visitor)]

    card = panel.post(f"/customers/{nora}/merges", other=visitor, note="She said so").json
    assert {identity["kind"] for identity in card["customer"]["identities"]} == {"phone", "visitor"}
    assert panel.get(f"/customers/{visitor}").json["customer"]["id"] == nora
    assert texts(panel, visitor) == texts(panel, nora) == ["by chat", "by phone"]
    assert [each["id"] for each in panel.get("/customers").json["customers"]] == [nora]

    (link,) = panel.get(f"/customers/{nora}/identity").json["merges"]
    assert (link["by"], link["why"], link["note"], link["customer"]["id"]) == ("Sara", "agent", "She said so", visitor)
    panel.post(f"/customers/{nora}/merges/{link['id']}/undo", why="It was her sister")
    assert [panel.get(f"/customers/{each}/timeline").data for each in (nora, visitor)] == before
    assert panel.post(f"/customers/{nora}/merges/{link['id']}/undo").status_code == 409


def test_whoever_is_one_cannot_be_merged_again(house: House) -> None:
    one, other = house.customer("Nora"), house.customer("Nora L.")
    panel = house.login("sara")
    assert panel.post(f"/customers/{one}/merges", other=other).status_code == 200
    assert panel.post(f"/customers/{other}/merges", other=one).json["error"] == "same_person"
    assert panel.post(f"/customers/{one}/merges", other=999).status_code == 404
    stranger = house.customer("Omar")
    assert panel.post(f"/customers/{stranger}/merges/1/undo").status_code == 404


def test_callers_from_a_shared_number_are_asked_about(everywhere: House) -> None:
    panel = everywhere.login("sara")
    first = panel.get(f"/calls/{everywhere.dial('+15551230001')}").json["customer"]["id"]
    panel.patch(f"/customers/{first}", company="Parsa Home")
    shared = {"kind": "phone", "value": "+15551230001", "shared": True}
    card = panel.put(f"/customers/{first}/addresses/shared", **shared).json
    assert card["customer"]["identities"][0]["shared"]

    caller = panel.get(f"/calls/{everywhere.dial('+15551230001')}").json["customer"]["id"]
    assert caller != first
    (question,) = panel.get(f"/customers/{caller}/identity").json["questions"]
    assert (question["customer"]["id"], question["evidence"][0]["kind"]) == (first, "shared")

    regular = everywhere.customer("Omar")
    panel.post(f"/customers/{regular}/merges", other=caller)
    third = panel.get(f"/calls/{everywhere.dial('+15551230001')}").json["customer"]["id"]
    asked = panel.get(f"/customers/{third}/identity").json["questions"]
    assert {question["customer"]["id"] for question in asked} == {first, regular}
    panel.post(f"/customers/{third}/apart", other=first)
    (left,) = panel.get(f"/customers/{third}/identity").json["questions"]
    assert left["customer"]["id"] == regular


def test_an_address_is_added_in_any_spelling_and_belongs_to_one(house: House) -> None:
    nora, omar = house.customer("Nora"), house.customer("Omar")
    panel = house.login("sara")
    card = panel.post(f"/customers/{nora}/addresses", kind="phone", value="(555) 123-0001").json
    assert [each["value"] for each in card["customer"]["identities"]] == ["+15551230001"]
    taken = panel.post(f"/customers/{omar}/addresses", kind="phone", value="+1 555 123 0001")
    assert (taken.status_code, taken.json["error"]) == (409, "address_taken")
    assert panel.post(f"/customers/{nora}/addresses", kind="email", value="nobody").json["error"] == "no_address"
    assert panel.post(f"/customers/{nora}/addresses", kind="external", value="crm:4711").status_code == 200
