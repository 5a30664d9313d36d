"""Every error is JSON with a sentence that says what to do."""

from __future__ import annotations

import logging

import pytest

from tests.web.house import House
from web.guard import STAFF, may


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nothing", 404), ("DELETE", "/desk", 405), ("GET", "/customers/99", 404), ("GET", "/calls/x", 404)],
)
def test_what_is_not_there_is_said_in_json(house: House, method: str, path: str, status: int) -> None:
    answer = house.login("sara").send(method, path, None if method == "GET" else {})
    assert answer.status_code == status
    assert set(answer.json) == {"error", "message"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b'{"text": 5}',
        b'{"text": ""}',
        b'{"text": "  "}',
        b'{"text": "a", "html": "b"}',
        b'{"text": "a\\u0000b"}',
        b'{"text": "a\\ud800b"}',
        b"[" * 100_000,
    ],
)
def test_a_body_that_is_not_what_was_asked_for_is_refused(house: House, body: bytes) -> None:
    panel = house.login("sara")
    customer = house.customer()
    answer = panel.client.post(
        f"/api/v1/customers/{customer}/notes",
        data=body,
        content_type="application/json",
        headers={"X-CSRF-Token": panel.csrf},
    )
    assert answer.status_code == 400
    assert answer.json["error"] == "bad_request"


def test_what_is_wrong_with_which_field_is_said(house: House) -> None:
    answer = house.login("sara").put("/desk/presence", presence="asleep")
    assert "'presence'" in answer.json["message"]


def test_a_body_of_more_than_a_megabyte_is_refused(house: House) -> None:
    answer = house.login("sara").post(f"/customers/{house.customer()}/notes", text="x" * (1 << 20))
    assert answer.status_code == 413
    assert answer.json["error"] == "too_large"


def test_a_fault_of_ours_has_a_number_that_stands_in_the_log(house: House, caplog: pytest.LogCaptureFixture) -> None:
    @may(*STAFF)
    def breaks() -> str:
        raise ZeroDivisionError("the secret of the house")

    site = house.make_site()
    site.add_url_rule("/api/v1/breaks", "breaks", breaks)
    house.site = site
    with caplog.at_level(logging.ERROR):
        answer = house.login("sara").get("/breaks")
    assert answer.status_code == 500
    assert "secret" not in answer.json["message"]
    number = answer.json["message"].split()[-1].rstrip(".")
    assert number in caplog.text
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize("cursor", ["x", "1", "-", "1-", "999999999999999999-1", "1-99999999999", "1-1; drop table"])
def test_a_cursor_that_is_none_is_refused(house: House, cursor: str) -> None:
    panel = house.login("sara")
    for path in ("/customers", f"/customers/{house.customer()}/timeline"):
        answer = panel.get(path, query_string={"before": cursor})
        assert answer.status_code == 400
        assert answer.json["error"] == "bad_cursor"
