"""What a chat has beside its messages: files, marks, who they are, what they thought, and letters."""

from __future__ import annotations

import io
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from channels.models import Conversation, Message
from hotline.models import Hotline
from tests.web.house import House, Panel
from tests.web.test_visitor import Visitor, shop, visitor  # noqa: F401
from timeline.models import Entry, Journey
from web.limits import limiter

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


@pytest.fixture(autouse=True)
def uncounted(house: House) -> None:
    limiter.reset()


def send_file(guest: Visitor, content: bytes, name: str = "photo.png", voice: str = "false"):
    headers = {"Authorization": f"Bearer {guest.token}"}
    query = {"name": name, "voice": voice}
    return guest.client.post("/api/v1/visitor/files", data=content, query_string=query, headers=headers)


def taken(house: House, guest: Visitor) -> tuple[Panel, int]:
    """An agent takes this visitor's chat: (their panel, the conversation's id)."""
    house.ready(house.sara)
    guest.post("messages", text="a person, please")
    house.match()
    panel = house.login("sara")
    offer = panel.get("/desk").json["offers"][0]
    panel.post(f"/offers/{offer['id']}/accept")
    return panel, offer["contact"]["id"]


def all_of(house: House, model):
    with house.db.reading() as session:
        return list(session.scalars(select(model).order_by(model.id)))


def test_a_picture_reaches_the_agent_and_nobody_else(house: House) -> None:
    guest, stranger = visitor(house).starts(), visitor(house).starts()
    panel, chat = taken(house, guest)
    sent = send_file(guest, PNG, "../../etc/photo.png").json["messages"][-1]
    (file,) = sent["attachments"]
    assert (file["name"], file["type"], file["size"]) == ("photo.png", "image/png", len(PNG))
    shown = panel.get(f"/conversations/{chat}/attachments/{file['sha256']}")
    assert (shown.data, shown.mimetype) == (PNG, "image/png")
    assert shown.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert guest.send("GET", f"files/{file['sha256']}").data == PNG
    assert stranger.send("GET", f"files/{file['sha256']}").status_code == 404


def test_an_agents_file_reaches_the_visitor(house: House) -> None:
    guest = visitor(house).starts()
    panel, chat = taken(house, guest)
    path = f"/api/v1/conversations/{chat}/files?name=bill.pdf"
    kept = panel.client.post(path, data=b"%PDF-1.7 bill", headers={"X-CSRF-Token": panel.csrf}).json
    files = [{"name": "bill.pdf", "sha256": kept["sha256"]}]
    assert panel.post(f"/conversations/{chat}/messages", text="", files=files).status_code == 201
    (shown,) = guest.send("GET", "conversation").json["messages"][-1]["attachments"]
    assert shown["type"] == "application/pdf"
    assert guest.send("GET", f"files/{shown['sha256']}").mimetype == "application/octet-stream"


def packed(*names: str, size: int = 100_000) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name in names:
            file.writestr(name, b"\0" * size)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", "empty"),
        (b"<html><script>alert(1)</script>", "bad_type"),
        (b'\n <svg xmlns="http://www.w3.org/2000/svg"/>', "bad_type"),
        (b"MZ\x90\0 a program", "bad_type"),
        (packed("bomb.bin"), "bad_type"),
        (packed("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "bad_type"),
        (b"PK\x03\x04 broken", "bad_type"),
        (packed("[Content_Types].xml", *(f"word/{number}" for number in range(5000)), size=0), "bad_type"),
    ],
)
def test_what_is_no_harmless_file_by_its_content_is_refused(house: House, content: bytes, error: str) -> None:
    guest = visitor(house).starts()
    answer = send_file(guest, content, "photo.png")
    assert (answer.status_code, answer.json["error"]) == (400, error)
    assert not (house.config.var / "attachments").exists()


def test_a_document_is_taken_unopened(house: House) -> None:
    answer = send_file(visitor(house).starts(), packed("[Content_Types].xml", "word/document.xml"), "letter.docx")
    assert answer.json["messages"][-1]["attachments"][0]["type"].endswith("wordprocessingml.document")


def test_a_file_that_is_too_large_is_refused(house: House) -> None:
    assert send_file(visitor(house).starts(), PNG + b"\0" * (10 << 20)).status_code == 413


@pytest.mark.parametrize(("verdict", "status"), [("0", 200), ("1", 400)])
def test_the_operators_scanner_has_the_last_word(house: House, tmp_path: Path, verdict: str, status: int) -> None:
    scanner = tmp_path / "scan.py"
    scanner.write_text(f"import sys\nassert open(sys.argv[1], 'rb').read(4) == b'\\x89PNG'\nsys.exit({verdict})\n")
    house.config = replace(house.config, file_scanner=f"{sys.executable} {scanner}")
    house.site = house.make_site()
    assert send_file(visitor(house).starts(), PNG).status_code == status


def test_a_scanner_that_does_not_work_lets_nothing_through(house: House) -> None:
    house.config = replace(house.config, file_scanner="/nowhere/scanner --quick")
    house.site = house.make_site()
    answer = send_file(visitor(house).starts(), PNG)
    assert (answer.status_code, answer.json["error"]) == (503, "no_scanner")


def test_each_side_sees_how_far_the_other_has_read(house: House) -> None:
    guest = visitor(house).starts()
    panel, chat = taken(house, guest)
    last = guest.send("GET", "conversation").json["messages"][-1]["id"]
    panel.post(f"/conversations/{chat}/seen", message=last)
    panel.post(f"/conversations/{chat}/seen", message=last - 1)
    guest.post("seen", message=last)
    guest.post("seen", message=last + 1000)
    assert guest.send("GET", "conversation").json["seen"] == last
    assert panel.get(f"/conversations/{chat}").json["conversation"]["customer_seen"] == last


def test_that_somebody_writes_is_told_and_not_kept(house: House) -> None:
    guest = visitor(house).starts()
    panel, chat = taken(house, guest)
    before, entries = house.db.last_signal(), len(all_of(house, Entry))
    guest.post("typing")
    panel.post(f"/conversations/{chat}/typing")
    told = house.db.signals_after(before, [f"conversation:{chat}"])
    assert [(each.name, each.data["author"]) for each in told] == [("typing", "customer"), ("typing", "agent")]
    assert len(all_of(house, Entry)) == entries


def test_what_visitors_say_of_themselves_is_an_answer_and_opens_no_timeline(house: House) -> None:
    known = house.customer("Leila", phone="+15551230001")
    guest = visitor(house).starts()
    told = guest.post("details", name="Leila", phone="(555) 123-0001", email="leila@example.com")
    assert told.status_code == 200
    (journey,) = all_of(house, Journey)
    assert journey.customer_id != known
    assert {name: answer["value"] for name, answer in journey.answers.items()} == {
        "name": "Leila",
        "email": "leila@example.com",
        "phone": "+15551230001",
    }


@pytest.mark.parametrize(
    "wrong", [{"phone": "call me"}, {"email": "me@"}, {"email": "a@b.example\r\nBcc: c@d.example"}]
)
def test_a_number_or_address_that_is_none_is_refused(house: House, wrong: dict[str, str]) -> None:
    answer = visitor(house).starts().post("details", **wrong)
    assert (answer.status_code, answer.json["error"]) == (400, f"bad_{next(iter(wrong))}")


def test_an_ended_chat_is_rated_once(house: House) -> None:
    guest = visitor(house).starts()
    assert guest.post("rating", score=1).json["rating"] is None
    guest.post("leave")
    assert guest.post("rating", score=5, comment="quick").json["rating"] == 5
    assert guest.post("rating", score=1).json["rating"] == 5
    scores = [entry.data["score"] for entry in all_of(house, Entry) if entry.kind == "SurveyAnswered"]
    assert scores == [5]


def test_earlier_visits_are_read_page_by_page_and_only_by_their_visitor(house: House) -> None:
    guest, stranger = visitor(house).starts(), visitor(house).comes()
    guest.post("messages", text="my first visit")
    guest.post("leave")
    guest.post("conversation", page="", language="en")
    chat = guest.send("GET", "conversation").json
    assert chat["earlier"] is True
    page = guest.send("GET", f"history?before={chat['messages'][0]['id']}").json
    assert "my first visit" in [message["text"] for message in page["messages"]]
    assert page["more"] is False
    assert stranger.send("GET", "history").json == {"messages": [], "more": False}


def test_the_chats_text_comes_by_mail(house: House) -> None:
    guest = visitor(house).starts()
    guest.post("messages", text="where is my kettle?")
    assert guest.post("transcript", email="leila@example.com").status_code == 200
    letter = all_of(house, Message)[-1]
    assert letter.delivery == "queued"
    assert letter.headers["to"] == [{"name": None, "address": "leila@example.com"}]
    assert "You: where is my kettle?" in letter.text
    assert guest.send("GET", "conversation").json["messages"][-1]["text"] != letter.text


def test_nobody_sends_mail_through_us_without_end(house: House) -> None:
    guest = visitor(house).starts()
    answers = [guest.post("transcript", email=f"a{number}@example.com").status_code for number in range(5)]
    assert answers == [200, 200, 200, 429, 429]


def test_who_comes_while_it_is_closed_leaves_a_message_that_an_agent_answers_by_mail(house: House) -> None:
    with house.db.transaction() as session:
        session.scalars(select(Hotline).where(Hotline.address == "chat")).one().emergency = "stock-taking"
    guest = visitor(house)
    session_of = guest.post("session").json
    guest.token = session_of["token"]
    assert session_of["open"] is False
    left = guest.post("away", name="Leila", email="leila@example.com", text="My kettle leaks.", language="en")
    assert left.status_code == 200
    (thread,) = all_of(house, Conversation)
    assert (thread.channel, thread.state) == ("email", "queued")
    house.ready(house.sara)
    house.match()
    panel = house.login("sara")
    (offer,) = panel.get("/desk").json["offers"]
    panel.post(f"/offers/{offer['id']}/accept")
    assert panel.post(f"/conversations/{thread.id}/messages", text="We send a new one.").status_code == 201
    answer = all_of(house, Message)[-1]
    assert (answer.headers["to"][0]["address"], answer.delivery) == ("leila@example.com", "queued")
    assert answer.headers["subject"] == "Re: Message from the chat: My kettle leaks."


def test_a_voice_message_waits_to_be_written_down_and_the_bot_answers_it(shop: House) -> None:  # noqa: F811
    house, guest = shop, visitor(shop).starts()
    sent = send_file(guest, b"OggS" + b"\0" * 60, "voice.ogg", voice="true").json["messages"][-1]
    assert (sent["text"], sent["delivery"]) == ("", "spoken")
    house.chat.heard(sent["id"], "where is my order")
    said = {message["id"]: message for message in guest.send("GET", "conversation").json["messages"]}
    assert (said[sent["id"]]["text"], said[sent["id"]]["delivery"]) == ("where is my order", "heard")
    assert said[max(said)]["author"] == "bot"


def test_a_picture_is_no_voice_message(house: House) -> None:
    assert send_file(visitor(house).starts(), PNG, voice="true").json["error"] == "bad_type"


def settings(**wished: object) -> dict[str, object]:
    return {"origin": "https://shop.example", "settings": wished}


def test_each_website_has_settings_of_its_own(house: House) -> None:
    boss = house.login("nadia")
    greeting = {"page": "/kettles*", "after_s": 5, "text": {"en": "Questions about kettles?"}}
    changed = boss.put("/chat-sites", **settings(before=["email"], files=False, greetings=[greeting]))
    assert changed.status_code == 200
    guest = visitor(house).comes()
    own = guest.post("session", page="https://shop.example/kettles").json["site"]
    other = guest.post("session", page="https://other.example/").json["site"]
    assert (own["before"], own["files"]) == (["email"], False)
    assert (other["before"], other["files"]) == ([], True)
    words = guest.client.get("/api/v1/visitor/site?page=https://shop.example/kettles")
    assert words.json["greetings"] == [greeting]
    assert words.headers["Access-Control-Allow-Origin"] == "*"
    said = guest.post("conversation", page="https://shop.example/kettles", language="fa", greeting=0).json
    assert said["messages"][0]["text"] == "Questions about kettles?"
    assert send_file(guest, PNG).json["error"] == "no_files"
    boss.put("/chat-sites", origin="https://shop.example", settings=None)
    assert guest.post("session", page="https://shop.example/").json["site"]["files"] is True


@pytest.mark.parametrize(
    ("told", "error"),
    [
        ({}, "bad_phone"),
        ({"phone": "call me"}, "bad_phone"),
        ({"phone": "+1 555 123 0001", "email": "me@"}, "bad_email"),
    ],
)
def test_a_website_that_must_know_first_begins_no_chat_before(house: House, told: dict[str, str], error: str) -> None:
    house.login("nadia").put("/chat-sites", **settings(before=["phone"], must=True))
    guest = visitor(house).comes()
    asked = {"page": "https://shop.example/kettles", "language": "en"}
    refused = guest.post("conversation", **asked, details=told)
    assert (refused.status_code, refused.json["error"]) == (400, error)
    assert all_of(house, Conversation) == []
    assert guest.post("conversation", **asked, details={"phone": "+1 555 123 0001"}).status_code == 200
    assert guest.post("conversation", **asked).status_code == 200, "it is open already"
    (journey,) = all_of(house, Journey)
    assert journey.answers["phone"]["value"] == "+15551230001"


def test_a_file_that_a_browser_sends_again_is_sent_once(house: House) -> None:
    guest = visitor(house).starts()
    path, headers = "/api/v1/visitor/files?name=a.png&once=f-1", {"Authorization": f"Bearer {guest.token}"}
    answers = [guest.client.post(path, data=PNG, headers=headers).json["messages"] for _ in range(2)]
    assert answers[0] == answers[1]


@pytest.mark.parametrize("origin", ["shop.example", "https://a.example/path", "javascript:alert(1)"])
def test_settings_are_for_origins(house: House, origin: str) -> None:
    assert house.login("nadia").put("/chat-sites", origin=origin, settings={}).json["error"] == "bad_origin"


def test_agents_do_not_change_the_chats_settings(house: House) -> None:
    assert house.login("sara").put("/chat-sites", **settings()).status_code == 403
