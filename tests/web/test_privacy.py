"""Everything about one person: handed out, and erased without a trace."""

from __future__ import annotations

import io
import json
import zipfile

from sqlalchemy import func, select

from db import Base, now
from tests.web.house import House
from timeline import book, claims, customers, people
from timeline.events import CallArrived, MessageSent
from timeline.models import Consent, Customer, Entry, Identity
from transcripts.models import Recording, Transcript
from web import persons

MARKER = "zqxmarmalade"
NUMBER = "+15551239876"


def plant(house: House) -> int:
    """A person of two customers whose every corner has the marker in it."""
    call = house.dial(NUMBER)
    house.calls.leg_ended("caller-1")
    (house.var / "recordings").mkdir(exist_ok=True)
    (house.var / "recordings" / "1.wav").write_text(MARKER)
    with house.db.transaction() as session:
        caller = customers.find(session, "phone", NUMBER)
        assert caller
        caller.name, caller.postal = f"Nora {MARKER}", f"{MARKER} 1"
        visitor = customers.make(session, identities=[("email", f"{MARKER}@example.com")])
        people.merge(session, visitor.id, caller.id, why="agent", by="Sara", note=MARKER)
        claims.hear(session, visitor.id, f"{MARKER}2@example.com", "US", "chat")
        book.record(session, caller.id, CallArrived("phone", call, NUMBER, "hotline", MARKER))
        book.record(session, visitor.id, MessageSent("chat", 99, "customer", "", f"I am {MARKER}", 1))
        session.add(Consent(customer_id=caller.id, purpose="marketing", given=True, by=MARKER, at=now()))
        about = {"call_id": call, "language": "en", "duration_s": 1.0}
        session.add(Recording(customer_id=caller.id, journey_id=None, path="1.wav", started_at=now(), **about))
        session.add(
            Transcript(engine="x", model="y", text=MARKER, segments=[{"text": MARKER}], created_at=now(), **about)
        )
        return caller.id


def places(house: House) -> list[str]:
    """Where the marker is: files of the house, and tables."""
    files = [file for file in house.var.rglob("*") if file.is_file() and MARKER.encode() in file.read_bytes()]
    with house.db.reading() as session:
        tables = [
            table.name
            for table in Base.metadata.sorted_tables
            if any(MARKER in str(row) for row in session.execute(select(table)))
        ]
    return [str(file) for file in files] + tables


def test_what_is_erased_is_found_nowhere_and_nobody_else_is_touched(everywhere: House) -> None:
    stranger = everywhere.customer("Omar", phone="+15551230002")
    texts = everywhere.notes(stranger, 3)
    nora = plant(everywhere)
    admin = everywhere.supervisor("Mina", "admin")
    assert len(places(everywhere)) >= 7
    assert everywhere.login("nadia").post(f"/customers/{nora}/erase").status_code == 403
    manifest = admin.post(f"/customers/{nora}/erase").json
    assert places(everywhere) == []
    assert admin.get(f"/customers/{nora}").status_code == 404
    assert admin.get(f"/said?q={MARKER}").json["hits"] == []
    entries = admin.get(f"/customers/{stranger}/timeline").json["entries"]
    assert [entry["data"]["text"] for entry in entries] == texts
    (kept,) = (everywhere.var / "erasures").glob("*.json")
    said = json.loads(kept.read_text())
    assert said["signature"] == manifest["signature"] == persons.signature(everywhere.config.secret_key, said)
    assert (manifest["by"], manifest["rows"]["customers"], manifest["files"]) == ("Mina", 2, 1)


def test_a_restored_backup_is_cleaned_again(everywhere: House) -> None:
    nora = plant(everywhere)
    everywhere.supervisor("Mina", "admin").post(f"/customers/{nora}/erase")
    with everywhere.db.transaction() as session:
        customers.make(session, f"Nora {MARKER}", [("phone", NUMBER)])
    assert persons.again(everywhere.db, everywhere.var, everywhere.config.secret_key) == 1
    assert places(everywhere) == []


def test_an_archive_has_all_of_it_and_says_who_took_it(house: House) -> None:
    nora = plant(house)
    panel = house.login("nadia")
    answer = panel.get(f"/customers/{nora}/archive")
    archive = zipfile.ZipFile(io.BytesIO(answer.data))
    data = json.loads(archive.read("data.json"))
    assert {"customers", "identities", "entries", "merges", "claims", "calls", "transcripts"} <= set(data)
    assert MARKER in archive.read("index.html").decode()
    assert archive.read("files/1.wav").decode() == MARKER
    assert house.login("sara").get(f"/customers/{nora}/archive").status_code == 403


def test_whoever_waits_now_is_erased_later(house: House) -> None:
    house.dial(NUMBER)
    admin = house.supervisor("Mina", "admin")
    customer = admin.get("/customers").json["customers"][0]["id"]
    assert admin.post(f"/customers/{customer}/erase").json["error"] == "in_contact"
    with house.db.reading() as session:
        assert session.scalar(select(func.count()).select_from(Entry).join(Customer).join(Identity))
