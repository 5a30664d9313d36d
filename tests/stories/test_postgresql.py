"""The whole product on a real PostgreSQL: a call is answered, ends, and stands on the customer's timeline."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from db import Database
from tests.sip import Phone
from tests.stories.agent import Telephonist
from tests.stories.caller import QUESTIONS, waits
from tests.stories.product import Product


@pytest.fixture
def product(parts: None, migrated_postgresql: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """In an empty database of its own, which the product has to migrate by itself."""
    engine = migrated_postgresql.engine
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CREATE DATABASE story"))
    url = engine.url.set(database="story").render_as_string(hide_password=False)
    with Product(tmp_path_factory.mktemp("postgresql"), url, RECOGNIZERS="0") as product:
        yield product
    assert "Traceback" not in product.log.read_text()


def test_on_postgresql_a_caller_is_helped_and_remembered(
    product: Product, phone: Callable[..., Phone], tmp_path: Path
) -> None:
    assert not product.db.sqlite
    with Telephonist(product, tmp_path / "sara", "sara") as sara:
        caller = waits(product, phone())
        sara.answer()
        caller.is_("talking")
        sara.hang_up(caller.id)
        caller.phone.wait_for("CALL_CLOSED")
        caller.ends_as("served")
        sara.wrap_up(caller.id)
        assert sara.presence() == "ready"
        page = sara.ask("GET", f"customers/{caller.row.customer_id}/timeline")
    [entry] = [entry for entry in page["entries"] if entry["contact_id"] == caller.id]
    assert entry["call"]["outcome"] == "served"
    assert {"CallArrived", "Offered", "Answered", "CallEnded", "WrappedUp"} <= set(caller.kinds)
    assert caller.row.journey_id is not None
    assert QUESTIONS[2].rstrip("#") in str(caller.row.path)
