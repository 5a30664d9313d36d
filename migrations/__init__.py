"""The database's shape over time. `upgrade(db)` brings it to the present one."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from alembic import command
from alembic.config import Config as Alembic
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from db import Database


def upgrade(database: Database) -> None:
    """Apply what is missing. Does nothing, quickly, where nothing is."""
    alembic = configured(database)
    if _present(database) != ScriptDirectory.from_config(alembic).get_current_head():
        command.upgrade(alembic, "head")


def configured(database: Database) -> Alembic:
    alembic = Alembic()
    alembic.set_main_option("script_location", str(Path(__file__).parent))
    alembic.set_main_option("path_separator", "os")
    alembic.attributes["database"] = database
    return alembic


def _present(database: Database) -> str | None:
    if not inspect(database.engine).has_table("alembic_version"):
        return None
    with database.reading() as session:
        return cast("str | None", session.scalar(text("SELECT version_num FROM alembic_version")))
