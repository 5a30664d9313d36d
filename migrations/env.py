"""Alembic's entry: every room's models, one metadata."""

from __future__ import annotations

from alembic import context

import acd.models
import channels.models
import hotline.models
import telephony.models
import telephony.twilio.models
import timeline.imports.models
import timeline.models
import transcripts.models
import web.desk_models
import web.models
from db import Base, Database

ROOMS = (acd, channels, hotline, telephony, timeline, transcripts, web)
"""Imported so that their tables are known."""

config = context.config


def migrate() -> None:
    database: Database = config.attributes["database"]
    with database.engine.connect() as connection:
        context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=database.sqlite)
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


migrate()
