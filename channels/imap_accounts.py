"""Which mailboxes are read: those of the environment, and those that administrators set up, as soon as they do."""

from __future__ import annotations

import logging
import threading
from functools import partial

from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bell import work_until
from channels.imap import TLS_PORT, Account, Reader
from channels.models import ImapAccount
from channels.sealed import unseal
from config import Config
from db import Database, now, signal

TOPIC = "imap"
OURSELVES = ("localhost", "127.0.0.1")
"""Where a password may go without encryption: it leaves this machine nowhere."""

log = logging.getLogger(__name__)


def changed(session: Session) -> None:
    """Tell whoever reads mailboxes, once this transaction is through."""
    signal(session, TOPIC, "changed")


def account(row: ImapAccount, secret: str) -> Account:
    """Raises ValueError for what is no port, and where the password cannot be read any more."""
    host, _, given = row.server.partition(":")
    port = int(given or TLS_PORT)
    if not 0 < port < 65536:
        raise ValueError(f"{port} is no port. Give a number from 1 to 65535.")
    tls = host not in OURSELVES or port == TLS_PORT
    return Account(host, port, tls, row.user, unseal(secret, row.password), row.folder, row.address)


class Readers:
    """One reader for each account. One that changes has a new reader; one that is gone has none."""

    def __init__(self, db: Database, config: Config) -> None:
        self._db, self._config = db, config
        self._of_environment = [Reader(db, config, Account.of(url)) for url in config.imap]
        self._running: dict[Account, Reader] = {}
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="imap-accounts", daemon=True)

    def start(self) -> None:
        for reader in self._of_environment:
            reader.start()
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._db.bell.ring({TOPIC})
        self._thread.join()
        every = [*self._of_environment, *self._running.values()]
        for reader in every:
            reader.leave()
        for reader in every:
            reader.stop()

    def _run(self) -> None:
        work_until(self._stopped, self._db.bell, TOPIC, self._follow)

    def _follow(self) -> bool:
        """Read what is to be read now, and nothing else. False: there is no more to do."""
        wanted: set[Account] = set()
        with self._db.reading() as session:
            rows = session.scalars(select(ImapAccount)).all()
        for row in rows:
            try:
                wanted.add(account(row, self._config.secret_key))
            except ValueError as fault:
                self._told(row.address, str(fault))
        for gone in self._running.keys() - wanted:
            self._running.pop(gone).leave()
        for new in wanted - self._running.keys():
            self._running[new] = Reader(self._db, self._config, new, partial(self._told, new.address))
            self._running[new].start()
        return False

    def _told(self, address: str, fault: str) -> None:
        """How reading goes, for whoever set it up."""
        how = {"fault": fault[:400]} if fault else {"fault": "", "reached_at": now()}
        try:
            with self._db.transaction() as session:
                session.execute(update(ImapAccount).where(ImapAccount.address == address).values(how))
        except OperationalError:
            log.exception("The database did not answer; how IMAP goes for %s is not shown.", address)
