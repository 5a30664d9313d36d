"""A mail's own layout over REST: framed by our pages only, asking nobody for anything until somebody wants it."""

from __future__ import annotations

from email.message import EmailMessage

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
