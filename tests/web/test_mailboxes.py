"""Our mail addresses, where their mail is fetched, and what stands below answers."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from channels import imap
from channels.imap import Account
from channels.models import ImapAccount, Mailbox
from config import Config
from tests.web.house import House, Panel


@pytest.fixture
def admin(house: House) -> Panel:
    return house.supervisor("Ada", "admin")


def test_mailboxes_and_signatures_are_kept(house: House) -> None:
    nadia, sara = house.login("nadia"), house.login("sara")
    kept = {"address": "orders@shop.example", "name": "Orders", "queue": "orders", "signature": "Parsa Home"}
    shown = [{**kept, "imap": None}]
    assert nadia.put("/mailboxes", **{**kept, "address": "Orders@Shop.example"}).json["mailboxes"] == shown
    assert nadia.put("/mailboxes", address="nobody").status_code == 400
    assert nadia.put("/mailboxes", **{**kept, "queue": "none"}).status_code == 404
    assert sara.put("/signature", text="Sara Ahmadi").json == sara.get("/signature").json == {"text": "Sara Ahmadi"}
    assert sara.put("/mailboxes", **kept).status_code == 403
    nadia.send("DELETE", "/mailboxes?address=orders@shop.example", {})
    with house.db.reading() as session:
        assert session.scalars(select(Mailbox)).all() == []


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Account]:
    """The accounts that were tried; a server called `closed` is not there."""
    tried: list[Account] = []

    def fault_of(account: Account, _config: Config) -> str:
        tried.append(account)
        return "nobody answers" if account.host == "closed" else ""

    monkeypatch.setattr(imap, "fault_of", fault_of)
    return tried


def test_an_account_at_a_provider_is_tried_kept_sealed_and_never_shown(
    house: House, admin: Panel, opened: list[Account]
) -> None:
    address = "orders@shop.example"
    place = {"address": address, "server": "imap.example", "user": "orders"}
    assert admin.put("/mailboxes/imap", **place).status_code == 404, "the address comes first"
    admin.put("/mailboxes", address=address)
    shown = admin.put("/mailboxes/imap", **place, password="p@ss").json["mailboxes"][0]["imap"]
    expected = {"server": "imap.example", "user": "orders", "folder": "INBOX", "password": True, "fault": ""}
    assert shown == {**expected, "reached_at": None}
    assert opened == [Account("imap.example", 993, True, "orders", "p@ss", "INBOX", address)]
    admin.put("/mailboxes/imap", **place, folder="Archive")
    assert (opened[-1].password, opened[-1].folder) == ("p@ss", "Archive")
    with house.db.reading() as session:
        assert "p@ss" not in session.get_one(ImapAccount, address).password


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"server": "elsewhere.example"}, 400),
        ({"server": "closed", "password": "p@ss"}, 409),
        ({"server": "imap.example:99999", "password": "p@ss"}, 409),
        ({"server": "imap.example/x", "password": "p@ss"}, 400),
    ],
)
def test_what_would_give_a_password_away_or_cannot_be_opened_changes_nothing(
    admin: Panel, opened: list[Account], change: dict[str, str], status: int
) -> None:
    place = {"address": "orders@shop.example", "server": "imap.example", "user": "orders"}
    admin.put("/mailboxes", address=place["address"])
    admin.put("/mailboxes/imap", **place, password="p@ss")
    assert admin.put("/mailboxes/imap", **{**place, **change}).status_code == status
    assert admin.get("/mailboxes").json["mailboxes"][0]["imap"]["server"] == "imap.example"


def test_mail_is_fetched_no_more_once_the_account_or_its_address_is_gone(
    house: House, admin: Panel, opened: list[Account]
) -> None:
    for removed in ("/mailboxes/imap", "/mailboxes"):
        admin.put("/mailboxes", address="orders@shop.example")
        admin.put("/mailboxes/imap", address="orders@shop.example", server="imap.example", user="orders", password="p")
        assert house.login("nadia").delete("/mailboxes/imap?address=orders@shop.example").status_code == 403
        assert admin.delete(f"{removed}?address=orders@shop.example").status_code == 200
        with house.db.reading() as session:
            assert session.scalars(select(ImapAccount)).all() == []
