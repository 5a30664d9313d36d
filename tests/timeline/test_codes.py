"""Continue codes: single use, expiring, slow to guess."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from db import Database, now
from timeline import codes, customers, journeys
from timeline.models import ContinueCode

SECRET = "a secret of the tests"


@pytest.fixture
def journey_id(database: Database) -> int:
    with database.transaction() as session:
        return journeys.start(session, customers.make(session).id, "chat", "orders").id


def issue(database: Database, journey_id: int) -> str:
    with database.transaction() as session:
        return codes.issue(session, journey_id, SECRET)


def redeem(database: Database, code: str, source: str = "+15551230001") -> str:
    with database.transaction() as session:
        return codes.redeem(session, code, source, SECRET)[0]


def test_a_code_works_once(database: Database, journey_id: int) -> None:
    code = issue(database, journey_id)
    assert [redeem(database, code), redeem(database, code)] == ["ok", "used"]


def test_a_code_expires(database: Database, journey_id: int) -> None:
    code = issue(database, journey_id)
    with database.transaction() as session:
        session.execute(update(ContinueCode).values(expires_at=now() - timedelta(seconds=1)))
    assert redeem(database, code) == "expired"


def test_a_new_code_replaces_the_one_before(database: Database, journey_id: int) -> None:
    first, second = issue(database, journey_id), issue(database, journey_id)
    assert redeem(database, first) in ("expired", "ok" if first == second else "expired")
    assert redeem(database, second) == "ok"


def test_the_code_itself_is_not_kept(database: Database, journey_id: int) -> None:
    code = issue(database, journey_id)
    with database.reading() as session:
        assert code not in session.scalars(select(ContinueCode.digest)).one()


def test_a_source_that_guesses_is_not_listened_to_any_more(database: Database, journey_id: int) -> None:
    code = issue(database, journey_id)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    assert [redeem(database, wrong) for _ in range(codes.GUESSES)] == ["wrong"] * codes.GUESSES
    assert redeem(database, code) == "too_many"
    assert redeem(database, code, source="+15551230002") == "ok"


def test_guessing_from_many_sources_is_slowed_down_too(
    database: Database, journey_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(codes, "ALL_GUESSES", 10)
    code = issue(database, journey_id)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    for number in range(10):
        assert redeem(database, wrong, source=f"+1555123{number:04}") == "wrong"
    assert redeem(database, code, source="+15559990000") == "too_many"
