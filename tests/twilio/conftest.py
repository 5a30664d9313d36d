"""The company behind Twilio's webhooks, on SQLite; and the same with a cloud before it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from db import Database
from tests.twilio.cloud import Cloud
from tests.twilio.cloud_rest import listening
from tests.twilio.contract import DOCUMENT
from tests.twilio.house import House


@pytest.fixture
def house(sqlite: Database, tmp_path: Path) -> House:
    return House(sqlite, tmp_path / "var")


@pytest.fixture
def cloud(sqlite: Database, tmp_path: Path) -> Iterator[Cloud]:
    """The test fails on anything that Twilio's document does not know."""
    if not DOCUMENT.exists():
        pytest.skip(f"{DOCUMENT.name} is not here to judge by")
    with listening() as (server, address):
        server.cloud = Cloud(House(sqlite, tmp_path / "var", api=address))
        yield server.cloud
        server.cloud.mail.stop()
    assert not server.cloud.breaches
