"""Customers out of a file, over REST."""

from __future__ import annotations

import csv
import io
import re
import threading
from pathlib import Path
from typing import Any

import pytest

from tests.web.house import House, Panel
from timeline.imports import columns, work
from timeline.imports.models import ImportRow
from web import import_report

ROOM = Path(columns.__file__).parent
KINDS = ("number", "date", "yes_no", "choice", "text")
FILE = b"Name;Phone;Plan\nNora;555-123-0001;gold\nOmid;12;basic\nSara;555-123-0002;\n"


def bring(panel: Panel, content: bytes) -> Any:
    return panel.client.post(
        "/api/v1/customer-imports?name=list.csv", data=content, headers={"X-CSRF-Token": panel.csrf}
    )


def go_on(house: House) -> None:
    while work.work_one(house.db, house.config.region, threading.Event()):
        pass


def test_a_file_is_brought_looked_at_matched_taken_in_and_reported(everywhere: House) -> None:
    admin = everywhere.supervisor("Mina", "admin")
    admin.put("/customer-fields", fields=[{"key": "level", "label": "Level", "kind": "text"}])
    panel = everywhere.login("nadia")
    brought = bring(panel, FILE).json
    at = f"/customer-imports/{brought['id']}"
    assert (brought["state"], brought["total"], brought["targets"]) == ("checking", 3, ["name", "phone", ""])
    go_on(everywhere)
    assert panel.put(f"{at}/columns", targets=["name", "phone", "own:level"]).json["state"] == "checking"
    go_on(everywhere)
    seen = panel.get(at).json
    assert (seen["state"], seen["counts"]) == ("checked", {"new": 2, "known": 0, "doubtful": 0, "refused": 1})
    assert seen["samples"][0] == {"line": 2, "cells": ["Nora", "+1 555-123-0001", "gold"], "outcome": "new"}
    assert [(each["line"], each["why"], each["field"]) for each in seen["notes"]] == [(3, "bad_phone", "phone")]
    assert panel.post(f"{at}/start").json["state"] == "running"
    assert panel.post(f"{at}/start").json["state"] == "running"
    go_on(everywhere)
    done = panel.get(at).json
    assert (done["state"], done["done"], done["samples"]) == ("done", 3, [])
    assert panel.post(f"{at}/cancel").json["state"] == "done"
    lines = list(csv.DictReader(io.StringIO(panel.get(f"{at}/report").data.decode("utf-8-sig"))))
    assert [(each["Line"], each["What becomes of it"], each["About"], each["Code"]) for each in lines] == [
        ("2", "New", "", ""),
        ("3", "Refused", "Phone number", "bad_phone"),
        ("4", "New", "", ""),
    ]
    nora = panel.get(f"/customers/{lines[0]['Customer']}/profile").json
    assert nora["own"] == {"level": "gold"}
    assert panel.get("/customer-imports").json["imports"][0]["id"] == brought["id"]


@pytest.mark.parametrize(
    ("language", "refused"), [("fa", "ردشده"), ("ru", "Отклонены"), ("xx", "Refused"), ("..", "Refused")]
)
def test_the_report_speaks_the_readers_language(language: str, refused: str) -> None:
    row = ImportRow(line=3, outcome="refused", forecast="", why="bad_phone", field="own:level", customer_id=None)
    told = import_report.table([row], {"level": "Gold level"}, "done", language)
    assert told.startswith("\ufeff") and told.endswith(",,bad_phone\r\n")
    assert f"3,{refused},Gold level," in told and import_report.words(language)["why"]["bad_phone"] in told


def test_agents_bring_no_files(house: House) -> None:
    assert bring(house.login("sara"), FILE).status_code == 403
    assert house.login("sara").get("/customer-imports").status_code == 403


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"{}", b"name\n"])
def test_what_is_no_table_is_refused_with_what_to_do(house: House, content: bytes) -> None:
    refused = bring(house.login("nadia"), content)
    assert refused.status_code == 400 and refused.json["error"].startswith("import_")


@pytest.mark.parametrize(
    ("targets", "code"),
    [
        (["name"], "bad_columns"),
        (["name", "phone", "own:none"], "bad_columns"),
        (["name", "phone", "name"], "import_twice"),
    ],
)
def test_a_match_that_cannot_be_is_refused(house: House, targets: list[str], code: str) -> None:
    panel = house.login("nadia")
    number = bring(panel, FILE).json["id"]
    assert panel.put(f"/customer-imports/{number}/columns", targets=targets).json["error"] == code


def test_what_was_not_looked_through_is_not_taken_in(house: House) -> None:
    panel = house.login("nadia")
    number = bring(panel, FILE).json["id"]
    assert panel.post(f"/customer-imports/{number}/start").json["error"] == "import_moved_on"
    assert panel.post(f"/customer-imports/{number}/cancel").json["state"] == "cancelled"
    assert panel.get("/customer-imports/999").status_code == 404


def test_every_reason_says_what_to_do() -> None:
    written = "".join(file.read_text("utf-8") for file in ROOM.glob("*.py"))
    codes = set(re.findall(r'(?:Unfit\(|Verdict\("\w+", )"(\w+)"', written))
    assert {"no_address", "bad_day", "alike", "two_people"} <= codes <= import_report.words("en")["why"].keys()
    assert {f"bad_{kind}" for kind in (*columns.ADDRESSES, *KINDS)} <= import_report.words("en")["why"].keys()
