"""Words between colleagues, and the texts that they share."""

from __future__ import annotations

from tests.web.house import House
from timeline import customers
from web.colleagues import mentioned


def test_a_colleague_reads_what_was_written_to_them(everywhere: House) -> None:
    sara, omid = everywhere.login("sara"), everywhere.login("omid")
    assert [each["name"] for each in sara.get("/colleagues").json["colleagues"]] == ["Omid"]
    sara.post("/colleagues/messages", to=everywhere.omid, text="Do you know this kettle?")
    (message,) = omid.get("/colleagues").json["messages"]
    assert (message["sender"], message["text"], message["read"]) == ("Sara", "Do you know this kettle?", False)
    read = omid.post("/colleagues/read", until=message["id"]).json
    assert [each["read"] for each in read["messages"]] == [True]
    assert sara.post("/colleagues/messages", to=4711, text="Hello?").status_code == 404


def test_whoever_a_note_names_is_told(house: House) -> None:
    with house.db.transaction() as session:
        customer = customers.make(session, "Nora", [("phone", "+15550100142")]).id
    house.login("sara").post(f"/customers/{customer}/notes", text="@omid knows her, @Sara does not.")
    (message,) = house.login("omid").get("/colleagues").json["messages"]
    assert (message["kind"], message["about"]) == ("mention", {"id": customer, "name": "Nora"})
    assert house.login("sara").get("/colleagues").json["messages"] == [message], "nobody is told of their own words"


def test_of_two_names_the_longer_counts() -> None:
    agents = [(1, "Sara"), (2, "Sara Ahmadi"), (3, "Omid"), (4, "")]
    assert mentioned("Ask @Sara Ahmadi", agents) == [2]
    assert mentioned("Ask @sara, or @OMID", agents) == [1, 3]
    assert mentioned("mail@omid.example", agents) == [3]


def test_canned_answers_are_ones_own_or_a_supervisors_for_all(everywhere: House) -> None:
    sara, omid, nadia = (everywhere.login(name) for name in ("sara", "omid", "nadia"))
    sara.post("/answers", name="hello", text="Hello {first_name}")
    assert sara.post("/answers", name="all", text="…", shared=True).status_code == 403
    assert nadia.post("/answers", name="mine", text="…").json["error"] == "no_desk"
    (shared,) = nadia.post("/answers", name="bye", text="Goodbye", shared=True).json["answers"]
    assert [each["name"] for each in sara.get("/answers").json["answers"]] == ["bye", "hello"]
    (seen,) = omid.get("/answers").json["answers"]
    assert omid.delete(f"/answers/{seen['id']}").status_code == 403
    own = next(each["id"] for each in sara.get("/answers").json["answers"] if not each["shared"])
    assert omid.put(f"/answers/{own}", name="x", text="x").status_code == 404
    assert sara.put(f"/answers/{own}", name="hi", text="Hi").status_code == 200
    assert sara.delete(f"/answers/{own}").status_code == 200
    assert nadia.delete(f"/answers/{shared['id']}").json["answers"] == []
