"""What every room's tests share: a fresh migrated database, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import literal, select, text, union_all
from xdist.scheduler import LoadScopeScheduling

import migrations
from db import Base, Database
from tools.postgres import NoPostgres, postgres

STORIES = "tests/stories/"
BEARS_A_BUSY_MACHINE = tuple(
    f"{STORIES}test_{story}.py"
    for story in (
        *("accessible", "chat", "email", "first_day", "flows", "hotlines", "pages", "postgresql", "queues", "start"),
        *("steered", "studio", "threefold", "twilio_alone", "written_work"),
    )
)
"""The stories in which no speech has to be understood."""
TURNS = {"stories": 0, "quiet stories": 2}
"""What is told by one worker, and when its turn comes; everything else is 1."""
AFTER_STORIES = 10
"""How nice (0 to 19) all other tests are to the stories told beside them: those speak, and speech that stutters is not
understood."""


def _told_with(nodeid: str) -> str:
    if not nodeid.startswith(STORIES):
        return nodeid
    return "quiet stories" if nodeid.startswith(BEARS_A_BUSY_MACHINE) else "stories"


class StoriesTogether(LoadScopeScheduling):
    """Of three workers (`make test`) one tells the stories, one after another, since they share the product; the others
    do all the rest meanwhile, at the end the quiet stories. A story waits for telephones more than it reckons."""

    def _split_scope(self, nodeid: str) -> str:
        return _told_with(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> StoriesTogether:
    config.option.loadscopereorder = False  # They come in the order of `pytest_collection_modifyitems`.
    return StoriesTogether(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: TURNS.get(_told_with(item.nodeid), 1))


def pytest_runtest_setup(item: pytest.Item) -> None:
    if "PYTEST_XDIST_WORKER" in os.environ and not item.nodeid.startswith(STORIES):
        os.setpriority(os.PRIO_PROCESS, 0, AFTER_STORIES)


@pytest.fixture(scope="session")
def migrated_postgresql() -> Iterator[Database]:
    """A migrated PostgreSQL database. A copy for each test would cost half a second."""
    try:
        with postgres() as url:
            database = Database(url)
            migrations.upgrade(database)
            yield database
            database.engine.dispose()
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
def postgresql(migrated_postgresql: Database) -> Database:
    """An empty, migrated PostgreSQL database. What the test before left is deleted; most tables it never touched."""
    tables = Base.metadata.sorted_tables
    used = union_all(*(select(literal(table.name)).where(select(table).exists()) for table in tables))
    with migrated_postgresql.engine.begin() as connection:
        left = set(connection.scalars(used))
        for table in reversed(tables):
            if table.name in left:
                connection.execute(table.delete())
        connection.execute(
            text("SELECT setval(quote_ident(sequencename)::regclass, 1, false) FROM pg_sequences WHERE last_value > 0")
        )
    return migrated_postgresql


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """An empty, migrated database: each test that asks for it runs on both kinds."""
    return request.getfixturevalue(request.param)
