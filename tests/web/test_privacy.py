"""Everything about one person: handed out, and erased without a trace."""

from __future__ import annotations

import io
import json
import zipfile
from functools import partial

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from channels import mail_files
from channels.models import Conversation, Message
from db import Base, now
from tests.web.house import House
from timeline import book, claims, customers, people
from timeline.events import CallArrived, MessageSent
from timeline.models import CodeAttempt, Consent, Customer, Entry, Identity
from transcripts.models import Recording, Transcript
from web import colleagues, erasure, persons
from web.desk_models import Wrapped

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


def plant_everywhere_else(house: House, nora: int) -> None:
    """The marker in everything that surrounds contacts: files, mails that wait or failed, colleagues, codes, logs."""
    keep = partial(mail_files.keep, mail_files.attachments(house.var))
    with house.db.transaction() as session:
        talk = Conversation(
            customer_id=nora, channel="chat", subject=MARKER, flow_state={}, path=[], opened_at=now(), state="closed"
        )
        session.add(talk)
        session.flush()
        sound = {"name": "voice.webm", "type": "audio/webm", "size": 3, "sha256": keep(f"{MARKER} voice".encode())}
        picture = {"name": MARKER, "type": "image/png", "size": 3, "sha256": keep(f"{MARKER} picture".encode())}
        raw = mail_files.keep(mail_files.raw_messages(house.var), f"Subject: {MARKER}".encode(), ".eml")
        for each in (
            {"text": MARKER, "attachments": [sound, picture], "delivery": "heard"},
            {"text": MARKER, "delivery": "queued", "headers": {"to": [MARKER], "raw": raw}},
        ):
            session.add(Message(conversation_id=talk.id, author="customer", at=now(), **each))
        ended = {"agent_id": house.sara, "disposition": "done", "fields": {"order": MARKER}, "at": now()}
        session.add(Wrapped(kind="chat", contact_id=talk.id, **ended))
        colleagues.mention(session, f"@Omid {MARKER} is angry", "Sara", house.sara, nora)
        session.add(CodeAttempt(source=f"phone:{NUMBER}", at=now()))
    log = house.var / "asterisk" / "log" / "messages.log"
    log.parent.mkdir(parents=True)
    log.write_text(f"NOTICE Request from '<sip:{NUMBER[1:]}@10.0.0.7>' and {MARKER.upper()}@example.com failed\n")
    failed = mail_files.raw_messages(house.var) / "failed"
    mail_files.keep(failed, f"From: {MARKER}@Example.com\n\nHello".encode(), ".eml")
    mail_files.keep(failed, b"From: omar@example.com\n\nHello", ".eml")


def places(house: House) -> list[str]:
    """Where the marker is: files of the house, and tables."""
    files = [file for file in house.var.rglob("*") if file.is_file() and _marked(file.read_bytes())]
    with house.db.reading() as session:
        tables = [
            table.name
            for table in Base.metadata.sorted_tables
            if any(MARKER in str(row) for row in session.execute(select(table)))
        ]
    return [str(file) for file in files] + tables


def _marked(content: bytes) -> bool:
    return MARKER.encode() in content.lower() or NUMBER[1:].encode() in content


def test_what_is_erased_is_found_nowhere_and_nobody_else_is_touched(everywhere: House) -> None:
    stranger = everywhere.customer("Omar", phone="+15551230002")
    texts = everywhere.notes(stranger, 3)
    nora = plant(everywhere)
    plant_everywhere_else(everywhere, nora)
    admin = everywhere.supervisor("Mina", "admin")
    assert len(places(everywhere)) >= 16
    assert everywhere.login("nadia").post(f"/customers/{nora}/erase").status_code == 403
    manifest = admin.post(f"/customers/{nora}/erase").json
    assert places(everywhere) == []
    logged = (everywhere.var / "asterisk" / "log" / "messages.log").read_text()
    assert logged.startswith("NOTICE Request from '<sip:xxxxxxxxxxx@10.0.0.7>'") and logged.endswith("failed\n")
    assert admin.get(f"/customers/{nora}").status_code == 404
    assert admin.get(f"/said?q={MARKER}").json["hits"] == []
    entries = admin.get(f"/customers/{stranger}/timeline").json["entries"]
    assert [entry["data"]["text"] for entry in entries] == texts
    (kept,) = (everywhere.var / "erasures").glob("*.json")
    said = json.loads(kept.read_text())
    assert said["signature"] == manifest["signature"] == erasure.signature(everywhere.config.secret_key, said)
    assert (manifest["by"], manifest["rows"]["customers"], manifest["files"]) == ("Mina", 2, 5)
    with everywhere.db.reading() as session:
        assert not session.scalars(select(CodeAttempt.source)).all()
    assert len(list((everywhere.var / "mail" / "failed").iterdir())) == 1, "somebody else's mail went as well"


NOBODYS = {
    "agents": "those who work here",
    "articles": "what the company tells everybody",
    "mailboxes": "the company's own addresses",
    "messengers": "the bridges that the company has set up",
    "break_reasons": "the house's own words",
    "canned_answers": "the house's own words",
    "changed": "those who work here",
    "channel_rates": "what the company pays",
    "chat_sites": "settings of websites",
    "code_attempts": "an address at most; it is found by that, and erased",
    "customer_imports": "what a file is called; its rows are theirs whom they name, and emptied once taken in",
    "customer_fields": "what the company asks of everybody",
    "desk_rules": "the house's own rules",
    "disposition_kinds": "the house's own words",
    "draft_calls": "supervisors try a draft",
    "flow_connections": "the company's own systems",
    "flow_drafts": "flows",
    "flow_editors": "who works on a flow",
    "flow_tests": "conversations that supervisors made up",
    "flow_trials": "flows",
    "flow_versions": "flows",
    "hotlines": "the company's own numbers",
    "imap_accounts": "where the company's own mail is fetched",
    "keeping": "the house's own rules",
    "login_sessions": "those who work here",
    "presence_changes": "those who work here",
    "prompt_audio": "the company's own voice",
    "queues": "settings of queues",
    "signals": "wakes listeners, and goes by itself within the hour; what names somebody is found, and erased",
    "softphones": "those who work here",
    "twilio_legs": "channels by the carrier's ids",
    "users": "those who work here",
    "webhooks": "the company's own systems, which are told of entries and keep their own",
}
"""Tables in which erasing somebody finds no rows of theirs, and why there are none."""


def test_every_table_is_either_erased_or_has_a_reason_why_not() -> None:
    tables = set(Base.metadata.tables)
    assert tables - persons.reached() == NOBODYS.keys(), "say whose the rows of a new table are: web/persons.py"


def test_a_statement_that_fails_says_nothing_of_customers(house: House) -> None:
    with pytest.raises(IntegrityError) as fault, house.db.transaction() as session:
        customers.make(session, MARKER, [("phone", NUMBER)])
        customers.make(session, MARKER, [("phone", NUMBER)])
    assert MARKER not in str(fault.value) and NUMBER not in str(fault.value)


def test_a_restored_backup_is_cleaned_again(everywhere: House) -> None:
    nora = plant(everywhere)
    everywhere.supervisor("Mina", "admin").post(f"/customers/{nora}/erase")
    with everywhere.db.transaction() as session:
        customers.make(session, f"Nora {MARKER}", [("phone", NUMBER)])
    assert erasure.again(everywhere.db, everywhere.var, everywhere.config.secret_key) == 1
    assert places(everywhere) == []


def test_a_restored_backup_is_cleaned_of_those_without_an_address_too(everywhere: House) -> None:
    admin = everywhere.supervisor("Mina", "admin")
    with everywhere.db.transaction() as session:
        hidden = customers.make(session, f"Nora {MARKER}")
        id, made_at = hidden.id, hidden.created_at
    admin.post(f"/customers/{id}/erase")
    with everywhere.db.transaction() as session:
        session.add(Customer(id=id, name=f"Nora {MARKER}", created_at=made_at, seen_at=made_at))
        later = Customer(id=id + 1, name="Omar", created_at=now(), seen_at=now())
        session.add(later)
    assert erasure.again(everywhere.db, everywhere.var, everywhere.config.secret_key) == 1
    assert places(everywhere) == []
    with everywhere.db.reading() as session:
        assert session.scalars(select(Customer.name)).all() == ["Omar"]
    with everywhere.db.transaction() as session:
        session.add(Customer(id=id, name="Somebody else", created_at=now(), seen_at=now()))
    assert erasure.again(everywhere.db, everywhere.var, everywhere.config.secret_key) == 0


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
