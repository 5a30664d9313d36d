"""The throw-away PostgreSQL that other tests stand on."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import create_engine, text

from tools.postgres import postgres


def test_it_answers_while_the_block_lasts_and_leaves_nothing_behind():
    with postgres() as url:
        engine = create_engine(url)
        with engine.connect() as connection:
            assert connection.execute(text("select 6 * 7")).scalar() == 42
        engine.dispose()
        [folder] = parse_qs(urlsplit(url).query)["host"]
        assert Path(folder).is_dir()
    assert not Path(folder).exists()


def test_its_user_may_create_further_databases():
    with postgres() as url:
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("create database another"))
        engine.dispose()
