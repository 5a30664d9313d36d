"""The door at which bridges knock, and what an administrator decides about them."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from sqlalchemy import select

from channels.file_links import FileLinks
from channels.models import Conversation, Message
from channels.signatures import HEADER, signature
from tests.web.house import House, Panel
from web.limits import limiter

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
TEXT = {"id": "7", "sender": "nora", "text": "Hello", "name": "Nora"}


@pytest.fixture
def admin(house: House) -> Panel:
    limiter.reset()
    return house.supervisor("Ada", "admin")


def secret_of(admin: Panel, **change: Any) -> str:
    answer = admin.put("/messengers/telegram", **{"name": "Telegram", "url": "http://127.0.0.1:9/", **change})
    assert answer.status_code == 200, answer.text
    return answer.json["messengers"][0]["secret"]


def brought(house: House, secret: str, key: str = "telegram", where: str = "messages", **how: Any) -> Any:
    body = json.dumps(how.get("body", TEXT)).encode()
    sign = signature(secret, body, how.get("at"))
    return house.guest().client.post(
        f"/api/v1/messengers/{key}/{where}",
        data=how.get("sent", body),
        headers={HEADER: sign, "Content-Type": "application/json"},
    )


def test_a_signed_message_opens_a_chat_and_again_changes_nothing(house: House, admin: Panel) -> None:
    secret = secret_of(admin)
    first, again = brought(house, secret), brought(house, secret)
    assert (first.status_code, again.json) == (200, first.json)
    with house.db.reading() as session:
        assert [row.via for row in session.scalars(select(Conversation))] == ["telegram"]
        assert [row.text for row in session.scalars(select(Message).where(Message.author == "customer"))] == ["Hello"]


def test_what_is_not_signed_for_this_messenger_and_this_moment_is_refused(house: House, admin: Panel) -> None:
    secret = secret_of(admin)
    refused = [
        brought(house, "wrong"),
        brought(house, secret, key="signal"),
        brought(house, secret, at=time.time() - 600),
        brought(house, secret, sent=json.dumps({**TEXT, "text": "Other"}).encode()),
    ]
    assert {answer.status_code for answer in refused} == {403}
    with house.db.reading() as session:
        assert session.scalars(select(Conversation)).all() == []


def test_a_secret_is_shown_once_and_a_new_one_ends_the_old(house: House, admin: Panel) -> None:
    old = secret_of(admin)
    assert admin.get("/messengers").json["messengers"][0]["secret"] == ""
    assert secret_of(admin, name="TG") == ""
    new = secret_of(admin, new_secret=True)
    assert brought(house, old).status_code == 403
    assert brought(house, new).status_code == 200


def test_only_administrators_set_messengers_up(house: House) -> None:
    assert house.login("nadia").get("/messengers").status_code == 403
    assert house.login("sara").put("/messengers/telegram", name="T", url="http://x/").status_code == 403


@pytest.mark.parametrize(("key", "url", "status"), [("sms", "http://x/", 409), ("telegram", "javascript:x", 400)])
def test_what_cannot_be_a_messenger_is_refused(admin: Panel, key: str, url: str, status: int) -> None:
    assert admin.put(f"/messengers/{key}", name="T", url=url).status_code == status


def test_a_report_of_what_is_not_theirs_changes_nothing(house: House, admin: Panel) -> None:
    secret = secret_of(admin)
    body = {"id": 1, "state": "arrived"}
    assert brought(house, secret, where="reports", body=body).status_code == 200
    assert brought(house, "wrong", where="reports", body=body).status_code == 403


def test_a_file_for_whoever_writes_by_a_messenger_is_at_its_own_address_alone(house: House, admin: Panel) -> None:
    secret = secret_of(admin)
    chat = brought(house, secret).json["conversation"]
    brought(house, secret, body={**TEXT, "id": "8", "text": "a person, please"})
    house.ready(house.sara)
    house.match()
    panel = house.login("sara")
    panel.post(f"/offers/{panel.get('/desk').json['offers'][0]['id']}/accept")
    file = panel.client.post(
        f"/api/v1/conversations/{chat}/files?name=photo.png", data=PNG, headers={"X-CSRF-Token": panel.csrf}
    ).json
    said = panel.post(
        f"/conversations/{chat}/messages", text="", files=[{"sha256": file["sha256"], "name": file["name"]}]
    ).json
    with house.db.reading() as session:
        (link,) = FileLinks("", house.config.secret_key).of(session.get_one(Message, said["id"]))
    guest = house.guest().client
    assert guest.get(link["url"]).data == PNG
    assert [guest.get(link["url"][:-1] + wrong).status_code for wrong in ("", "=", "é")] == [404] * 3
    assert guest.get(link["url"].replace("/0/", "/1/")).status_code == 404
