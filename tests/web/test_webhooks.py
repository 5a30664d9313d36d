"""Administrators say who is told what happens to customers, and have it told again."""

from __future__ import annotations

from datetime import timedelta

from channels.models import Webhook
from db import now
from tests.web.house import House

URL = "http://127.0.0.1:9/in"


def test_a_webhook_is_added_shows_its_secret_once_and_is_told_from_then_on(house: House) -> None:
    nora = house.customer("Nora", phone="+15551230009")
    house.notes(nora, 2)
    admin = house.supervisor("Mina", "admin")
    (made,) = admin.post("/webhooks", url=URL).json["webhooks"]
    assert len(made["secret"]) > 30 and made["waiting"] == 0
    house.notes(nora, 3)
    (shown,) = admin.get("/webhooks").json["webhooks"]
    assert (shown["secret"], shown["waiting"]) == ("", 3)
    assert house.login("nadia").get("/webhooks").status_code == 403


def test_all_since_a_moment_is_told_again(house: House) -> None:
    nora = house.customer("Nora", phone="+15551230009")
    house.notes(nora, 2)
    admin = house.supervisor("Mina", "admin")
    (made,) = admin.post("/webhooks", url=URL).json["webhooks"]
    with house.db.transaction() as session:
        session.get_one(Webhook, made["id"]).retry_at = now() + timedelta(hours=1)
    again = admin.post(f"/webhooks/{made['id']}/again", since=(now() - timedelta(hours=1)).isoformat())
    (shown,) = again.json["webhooks"]
    assert shown["waiting"] >= 2 and shown["retry_at"] is None


def test_what_is_no_address_or_no_kind_is_refused(house: House) -> None:
    admin = house.supervisor("Mina", "admin")
    assert admin.post("/webhooks", url="ftp://crm").json["error"] == "bad_url"
    assert admin.post("/webhooks", url=URL, kinds=["Nonsense"]).json["error"] == "bad_kind"
    made = admin.post("/webhooks", url=URL).json["webhooks"][0]["id"]
    assert admin.put(f"/webhooks/{made}", url=URL, active=False).json["webhooks"][0]["active"] is False
    assert admin.delete(f"/webhooks/{made}").json["webhooks"] == []
    assert admin.delete(f"/webhooks/{made}").status_code == 404
