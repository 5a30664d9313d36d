"""Other systems tell of customers: signed, in batches, and as often as they like."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from channels.signatures import HEADER, signature
from db import Base, now
from tests.web.house import House
from timeline import search
from timeline.models import Customer, Entry

SECRET = "known to the shop"
ORDER = {"kind": "order_placed", "number": "427", "total": "49.90", "currency": "EUR", "about": "Two red lamps"}


@pytest.fixture
def shop(everywhere: House) -> House:
    everywhere.config = replace(everywhere.config, entries_secret=SECRET)
    everywhere.site = everywhere.make_site()
    return everywhere


def told(id: str, email: str = "nora@example.com", what: dict[str, Any] | None = None) -> dict[str, Any]:
    at = (now() - timedelta(hours=1)).replace(microsecond=0).isoformat()
    return {"id": id, "at": at, "customer": {"kind": "email", "value": email}, "what": what or ORDER}


def send(shop: House, *entries: dict[str, Any], secret: str = SECRET, age: int = 0) -> TestResponse:
    body = json.dumps({"source": "shop", "entries": entries}).encode()
    signed = {HEADER: signature(secret, body, time.time() - age)}
    return shop.site.test_client().post("/api/v1/entries", data=body, headers=signed, content_type="application/json")


def everything(shop: House) -> list[Any]:
    """All rows but signals, which only wake."""
    with shop.db.reading() as session:
        tables = [table for table in Base.metadata.sorted_tables if table.name != "signals"]
        return [tuple(row) for table in tables for row in session.execute(select(table))]


def test_what_a_shop_tells_is_on_the_timeline_and_found(shop: House) -> None:
    nora = shop.customer("Nora", email="nora@example.com")
    visit = {"kind": "page_viewed", "page": "https://shop.example/lamps", "title": "Lamps"}
    answer = send(shop, told("1", "  NORA@Example.com "), told("2", what=visit), told("3", "new@example.com"))
    assert answer.status_code == 200, answer.text
    lines = shop.login("sara").get(f"/customers/{nora}/timeline?channel=web").json["entries"]
    assert [(each["kind"], each["id"]) for each in lines] == [
        ("PageViewed", answer.json["entries"][1]),
        ("OrderPlaced", answer.json["entries"][0]),
    ]
    with shop.db.reading() as session:
        found = search.find(session, "red lamps")
        assert {each.id for each in found} == {answer.json["entries"][0], answer.json["entries"][2]}
        assert session.scalar(select(func.count()).select_from(Customer)) == 2


def test_what_is_sent_again_changes_nothing(shop: House) -> None:
    batch = [told("1"), told("2"), told("1"), told("3", "omar@example.com")]
    first = send(shop, *batch).json
    before = everything(shop)
    assert send(shop, *batch).json == send(shop, *batch).json == first
    assert everything(shop) == before
    more = send(shop, *reversed(batch), told("4")).json["entries"]
    assert more[:4] == first["entries"][::-1] and more[4] not in first["entries"]


def test_many_customers_are_told_of_at_once(shop: House) -> None:
    batch = [told(str(number), f"customer-{number}@example.com") for number in range(700)]
    answer = send(shop, *batch)
    assert answer.status_code == 200, answer.text
    assert len(set(answer.json["entries"])) == 700


def test_an_address_that_several_use_opens_nobodys_timeline(shop: House) -> None:
    nora = shop.customer("Nora", email="nora@example.com")
    shared = {"kind": "email", "value": "nora@example.com", "shared": True}
    shop.login("sara").put(f"/customers/{nora}/addresses/shared", **shared)
    (entry,) = send(shop, told("1")).json["entries"]
    with shop.db.reading() as session:
        assert session.get_one(Entry, entry).customer_id != nora


def test_who_does_not_know_the_secret_or_comes_late_is_refused(shop: House) -> None:
    assert send(shop, told("1"), secret="guessed").json["error"] == "bad_signature"
    assert send(shop, told("1"), age=600).json["error"] == "bad_signature"
    one_wrong = send(shop, told("1"), told("2", "no address"))
    assert (one_wrong.status_code, one_wrong.json["error"]) == (400, "no_address")
    assert send(shop, told("1", what={**ORDER, "total": "a lot"})).status_code == 400
    with shop.db.reading() as session:
        assert session.scalar(select(func.count()).select_from(Entry)) == 0


@pytest.mark.parametrize(
    "at",
    [
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "0001-01-01T00:00:00Z",
        "1969-12-31T23:59:59Z",
        "9999-12-31T23:59:59-14:00",
        "2999-01-01T00:00:00Z",
        "2026-11-22T10:00:00",
        "yesterday",
    ],
)
def test_a_time_that_never_was_is_refused_and_nothing_is_taken_in(shop: House, at: str) -> None:
    answer = send(shop, told("1"), {**told("2"), "at": at})
    assert answer.status_code == 400, answer.text
    with shop.db.reading() as session:
        assert session.scalar(select(func.count()).select_from(Entry)) == 0


def test_a_house_without_a_secret_takes_nothing_in(house: House) -> None:
    assert send(house, told("1")).json["error"] == "no_secret"
