"""An email on the desk: read, answered, and its attachments."""

from __future__ import annotations

import sys
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest

from acd.models import Queue
from channels import mail, mail_scan, visitors
from tests.web.house import House, Panel

PAGE = b"<script>alert(1)</script>"


@pytest.fixture
def thread(house: House) -> int:
    """An email with an attachment that is a page, taken by Sara. Returns the conversation's id."""
    conversation = receive_mail(house)
    house.ready(house.sara)
    house.match()
    return conversation


def receive_mail(house: House) -> int:
    """An email with an attachment that is a page waits in line. Returns the conversation's id."""
    with house.db.transaction() as session:
        if session.get(Queue, mail.QUEUE) is None:
            session.add(Queue(key=mail.QUEUE, names={"en": "General"}))
    message = EmailMessage()
    message["From"] = "Leila <leila@example.com>"
    message["To"] = house.config.mail_address
    message["Subject"] = "My order"
    message["Message-ID"] = "<1@example.com>"
    message.set_content("Where is it?")
    message.add_attachment(PAGE, maintype="text", subtype="html", filename="order.html")
    envelope = mail.Envelope("leila@example.com", (house.config.mail_address,))
    conversation = mail.received(house.db, house.config, message.as_bytes(), envelope)
    assert conversation
    return conversation


def taken(house: House) -> Panel:
    panel = house.login("sara")
    (offer,) = panel.get("/desk").json["offers"]
    assert panel.post(f"/offers/{offer['id']}/accept").status_code == 200
    return panel


def test_an_email_is_read_with_its_subject_and_answered(house: House, thread: int) -> None:
    panel = taken(house)
    (contact,) = panel.get("/desk").json["contacts"]
    assert (contact["kind"], contact["subject"], contact["unread"]) == ("email", "My order", 1)
    (message,) = panel.get(f"/conversations/{thread}").json["messages"]
    assert (message["text"], message["subject"]) == ("Where is it?", "My order")
    sent = panel.post(f"/conversations/{thread}/messages", text="On its way.").json
    assert (sent["delivery"], sent["subject"]) == ("queued", "Re: My order")


def test_an_attachment_is_a_download_whatever_it_says_it_is(house: House, thread: int) -> None:
    panel = taken(house)
    (attachment,) = panel.get(f"/conversations/{thread}").json["messages"][0]["attachments"]
    assert (attachment["name"], attachment["size"]) == ("order.html", len(PAGE))
    answer = panel.get(f"/conversations/{thread}/attachments/{attachment['sha256']}")
    assert answer.data == PAGE
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_file_that_the_scanner_has_not_let_through_is_named_and_not_given(house: House, tmp_path: Path) -> None:
    scanner = tmp_path / "scan.py"
    scanner.write_text("import sys\nsys.exit(1)\n")
    house.config = replace(house.config, file_scanner=f"{sys.executable} {scanner}")
    house.site = house.make_site()
    thread = receive_mail(house)
    panel = house.login("sara")
    for held in ("waiting", "unclean"):
        (file,) = panel.get(f"/conversations/{thread}").json["messages"][0]["attachments"]
        assert (file["name"], file["held"]) == ("order.html", held)
        answer = panel.get(f"/conversations/{thread}/attachments/{file['sha256']}")
        assert (answer.status_code, answer.json["error"]) == (409, "held")
        mail_scan.work_one(house.db, house.config)
    files = [{"sha256": file["sha256"], "name": "order.html"}]
    house.ready(house.sara)
    house.match()
    answer = taken(house).post(f"/conversations/{thread}/messages", text="Is this yours?", files=files)
    assert (answer.status_code, answer.json["error"]) == (409, "no_file")
    customer = panel.get(f"/conversations/{thread}").json["conversation"]["customer"]["id"]
    (entry,) = [
        each for each in panel.get(f"/customers/{customer}/timeline").json["entries"] if each["kind"] == "FileHeldBack"
    ]
    assert (entry["data"]["name"], entry["data"]["why"]) == ("order.html", "unclean")


def test_an_attachment_is_found_only_in_its_own_conversation(house: House, thread: int) -> None:
    panel = taken(house)
    (attachment,) = panel.get(f"/conversations/{thread}").json["messages"][0]["attachments"]
    _, visitor = visitors.come(house.db, "")
    other = house.chat.open(visitor, "", "en")
    assert panel.get(f"/conversations/{other}/attachments/{attachment['sha256']}").status_code == 404
    assert panel.get(f"/conversations/{thread}/attachments/{'0' * 64}").status_code == 404
    assert panel.get(f"/conversations/{thread}/attachments/..%2f..%2fsecret_key").status_code in (400, 404)


def test_an_email_that_is_wrapped_up_leaves_the_desk(house: House, thread: int) -> None:
    panel = taken(house)
    desk = panel.post(f"/contacts/email/{thread}/wrap-up", disposition="solved").json
    assert desk["contacts"] == []
    assert panel.get(f"/conversations/{thread}").json["conversation"]["disposition"] == "solved"
