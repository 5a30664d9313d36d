"""A mail's own layout over REST: framed by our pages only, asking nobody for anything until somebody wants it."""

from __future__ import annotations

from dataclasses import replace
from email.message import EmailMessage

from channels import mail_scan
from channels.mail import received
from channels.mail_arrival import Envelope
from tests.web.house import House

PICTURE = '<img src="https://spy.example/a.png" alt="A kettle"><script>alert(1)</script>'


def mail(html: str = PICTURE) -> bytes:
    out = EmailMessage()
    out["From"], out["To"], out["Subject"] = "bob@example.com", "help@threadline.example", "Kettles"
    out.set_content("A kettle")
    out.add_alternative(html, subtype="html")
    return bytes(out)


def test_pictures_from_elsewhere_wait_until_they_are_asked_for(house: House) -> None:
    thread = received(house.db, house.config, mail(), Envelope("bob@example.com", ("help@threadline.example",)))
    panel = house.login("sara")
    (message,) = panel.get(f"/conversations/{thread}").json["messages"]
    path = f"/conversations/{thread}/messages/{message['id']}/layout"
    held, fetched = panel.get(path), panel.get(f"{path}?images=true")
    assert held.headers["X-Remote-Images"] == "yes"
    assert "spy.example" not in held.text and "spy.example" in fetched.text
    assert "alert(1)" not in fetched.text
    policy = held.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "sandbox" in policy and "frame-ancestors 'self'" in policy
    assert held.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert house.guest().get(path).status_code == 401
    assert panel.get(f"/conversations/{thread}/messages/{message['id'] + 1}/layout").status_code == 404


def test_a_picture_that_is_held_back_is_not_in_the_layout_either(house: House) -> None:
    out = EmailMessage()
    out["From"], out["To"], out["Subject"] = "bob@example.com", "help@threadline.example", "Kettles"
    out.set_content("A kettle")
    out.add_alternative('<img src="cid:kettle@x" alt="A kettle">', subtype="html")
    out.get_payload()[1].add_related(b"\x89PNG a kettle", "image", "png", cid="<kettle@x>")
    envelope = Envelope("bob@example.com", ("help@threadline.example",))
    config = replace(house.config, file_scanner="true")
    thread = received(house.db, config, bytes(out), envelope)
    panel = house.login("sara")
    (message,) = panel.get(f"/conversations/{thread}").json["messages"]
    path = f"/conversations/{thread}/messages/{message['id']}/layout"
    assert "data:image/png" not in panel.get(path).text
    assert mail_scan.work_one(house.db, config)
    assert "data:image/png" in panel.get(path).text
