"""Serves a test's house as the product is served: `… -m tests.web.serve_house FOLDER PORT ASTERISK_PORT [PROXIES]`."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path

import migrations
from db import Database
from tests.web.house import House
from web.server import Server


def main(folder: Path, port: int, asterisk_port: int, proxies: int = 0) -> None:
    db = Database(f"sqlite:///{folder / 'threadline.db'}")
    migrations.upgrade(db)
    house = House(db, folder)
    house.config = dataclasses.replace(
        house.config, port=port, asterisk_http_port=asterisk_port, trusted_proxies=proxies
    )
    Server(house.config, house.make_site, lambda: print("ready", flush=True)).run()


if __name__ == "__main__":
    _, folder, *numbers = sys.argv
    main(Path(folder), *map(int, numbers))
