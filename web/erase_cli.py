"""`python app.py erase-again`: after a backup was brought back, erase once more whoever was erased since."""

from __future__ import annotations

from collections.abc import Sequence

import migrations
from config import Config
from db import Database
from web import erasure


def main(_argv: Sequence[str]) -> int:
    """Go through the manifests in var/erasures. Says how many people were found again, and erased."""
    config = Config.from_env()
    database = Database(config.database_url)
    migrations.upgrade(database)
    count = erasure.again(database, config.var, config.secret_key)
    print(f"{count} found again and erased.")
    return 0
