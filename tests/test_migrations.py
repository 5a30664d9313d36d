"""The migrations make just the tables that the models describe, and can be taken back."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Index, inspect

import migrations
from db import Base, Database
from timeline import search


def test_the_migrated_database_is_what_the_models_say(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": _comparable})
        assert compare_metadata(context, Base.metadata) == []


def test_a_migration_can_be_taken_back(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'threadline.db'}")
    migrations.upgrade(database)
    command.downgrade(migrations.configured(database), "base")
    assert set(inspect(database.engine).get_table_names()) <= {"alembic_version"}
    migrations.upgrade(database)
    database.engine.dispose()


def _comparable(thing: object, name: str | None, *_about: object) -> bool:
    """Indexes with a descending column cannot be compared; tests/acd/test_speed.py looks after them.

    The search index is a table of another kind on each database, and no model: tests/timeline/test_search.py.
    """
    if (name or "").startswith((search.TABLE, f"ix_{search.TABLE}")):
        return False
    return not (isinstance(thing, Index) and name in ("ix_work_items_line", "ix_work_items_queue"))
