"""What every room's tests share: a fresh migrated database, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

import migrations
from db import Database
from tools.postgres import NoPostgres, postgres

_numbers = count(1)


@pytest.fixture(scope="session")
def postgres_template() -> Iterator[str]:
    """The URL of a migrated PostgreSQL database that each test gets a copy of."""
    try:
        with postgres() as url:
            server = Database(url)
            _outside(server, "CREATE DATABASE template_threadline")
            server.engine.dispose()
            template = make_url(url).set(database="template_threadline").render_as_string(hide_password=False)
            migrated = Database(template)
            migrations.upgrade(migrated)
            migrated.engine.dispose()
            yield url
    except NoPostgres as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file that each test gets a copy of."""
    file = tmp_path_factory.mktemp("template") / "threadline.db"
    database = Database(f"sqlite:///{file}")
    migrations.upgrade(database)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.engine.dispose()
    return file


@pytest.fixture
def sqlite(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """An empty, migrated SQLite database."""
    file = tmp_path / "threadline.db"
    shutil.copy(sqlite_template, file)
    database = Database(f"sqlite:///{file}")
    yield database
    database.engine.dispose()


@pytest.fixture
def postgresql(postgres_template: str) -> Iterator[Database]:
    """An empty, migrated PostgreSQL database."""
    name = f"test_{next(_numbers)}"
    server = Database(postgres_template)
    _outside(server, f"CREATE DATABASE {name} TEMPLATE template_threadline")
    database = Database(make_url(postgres_template).set(database=name).render_as_string(hide_password=False))
    yield database
    database.engine.dispose()
    _outside(server, f"DROP DATABASE {name} WITH (FORCE)")
    server.engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """An empty, migrated database: each test that asks for it runs on both kinds."""
    return request.getfixturevalue(request.param)


def _outside(server: Database, statement: str) -> None:
    """A statement that PostgreSQL refuses within a transaction."""
    with server.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(statement))
