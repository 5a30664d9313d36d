"""Mail from a mailbox at a provider: over IMAP, in a thread for each, waiting by IDLE until the server says that
something came.

What is not marked as read is new. A message is marked once it is on the disk and in the database; who dies before that
takes it again, which changes nothing. What cannot be taken is kept apart, stays unread over there, and stops no other.
"""

from __future__ import annotations

import logging
import select
import shlex
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from imapclient import SEEN, IMAPClient
from imapclient.exceptions import IMAPClientError

from channels import mail_files
from channels.mail import received
from channels.mail_arrival import Envelope
from channels.mail_parse import parse
from channels.smtp import LARGEST
from config import Config
from db import Database

TIMEOUT_S = 60
TRY_S = 10
"""How long whoever sets an account up waits for its server."""
TLS_PORT = 993
IDLE_S = 9 * 60
"""Servers hang up on who idles for half an hour, and routers forget a silent connection much sooner."""
LOOK_S = 60
"""How often to look where the server knows no IDLE."""
FIRST_S, LONGEST_S = 2, 300
"""How long to wait before connecting again."""
TOKEN_S = 30
_HEAD = 64 * 1024
FAULTS = (IMAPClientError, OSError, subprocess.SubprocessError, UnicodeError)
"""What may go wrong over there; the last one is a password with letters that the protocol does not take."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Account:
    """One folder at a provider. `address` is which of ours its mail is for."""

    host: str
    port: int
    tls: bool
    user: str
    password: str
    """Empty where the operator's command prints tokens instead."""
    folder: str
    address: str

    @classmethod
    def of(cls, url: str) -> Account:
        """`imaps://user:password@imap.example/INBOX`, with `?to=address` where the user is no address of ours."""
        parts = urlsplit(url)
        user, tls = unquote(parts.username or ""), parts.scheme == "imaps"
        return cls(
            host=parts.hostname or "",
            port=parts.port or (TLS_PORT if tls else 143),
            tls=tls,
            user=user,
            password=unquote(parts.password or ""),
            folder=unquote(parts.path.strip("/")) or "INBOX",
            address=unquote(parts.query.removeprefix("to=")) or user,
        )


class Reader:
    """Takes what comes to one account, until `stop`. What fails is tried again, ever more patiently."""

    def __init__(
        self, db: Database, config: Config, account: Account, told: Callable[[str], None] = lambda _fault: None
    ) -> None:
        """`told` hears what is wrong, and the empty string once the server is reached."""
        self._db, self._config, self._account, self._told = db, config, account, told
        self._stopped = threading.Event()
        self._woken, self._wake = socket.socketpair()
        self._passed: set[int] = set()
        """What could not be taken since we are connected."""

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name=f"imap-{self._account.user}", daemon=True)
        self._thread.start()

    def leave(self) -> None:
        """Read no more; the thread ends by itself."""
        self._stopped.set()
        self._wake.send(b".")

    def stop(self) -> None:
        """Read no more, and wait for the end."""
        self.leave()
        self._thread.join(TIMEOUT_S)

    def _run(self) -> None:
        wait = FIRST_S
        while not self._stopped.is_set():
            try:
                with connected(self._account, self._config) as client:
                    wait = FIRST_S
                    self._told("")
                    self._passed.clear()
                    while not self._stopped.is_set():
                        self._take_new(client)
                        self._wait(client)
            except FAULTS as fault:
                if not self._stopped.is_set():
                    log.warning("IMAP %s at %s: %s", self._account.user, self._account.host, fault)
                    self._told(str(fault))
                self._stopped.wait(wait)
                wait = min(wait * 2, LONGEST_S)

    def _take_new(self, client: IMAPClient) -> None:
        for uid in client.search("UNSEEN"):
            if uid not in self._passed and not self._stopped.is_set():
                self._take(client, uid)

    def _take(self, client: IMAPClient, uid: int) -> None:
        size = client.fetch([uid], ["RFC822.SIZE"]).get(uid, {}).get(b"RFC822.SIZE", 0)
        if size > LARGEST:
            log.error("IMAP %s: message %s has %s bytes and is left where it is", self._account.user, uid, size)
            self._passed.add(uid)
            return
        raw = client.fetch([uid], ["BODY.PEEK[]"]).get(uid, {}).get(b"BODY[]")
        if raw is None:
            return  # Somebody else has deleted it meanwhile.
        try:
            received(self._db, self._config, raw, Envelope(sender_of(raw), (self._account.address,)))
        except Exception:
            self._passed.add(uid)
            folder = mail_files.raw_messages(self._config.var) / "failed"
            log.exception("IMAP %s: message %s is not taken; kept as %s", self._account.user, uid, folder)
            mail_files.keep(folder, raw, ".eml")
        else:
            client.add_flags([uid], [SEEN], silent=True)

    def _wait(self, client: IMAPClient) -> None:
        """Until the server has something to say, or it is time to show that we live."""
        idles = client.has_capability("IDLE")
        if idles:
            client.idle()
        ready, _, _ = select.select([client.socket(), self._woken], [], [], IDLE_S if idles else LOOK_S)
        if idles and self._woken not in ready:
            client.idle_done()


@contextmanager
def connected(account: Account, config: Config, timeout_s: float = TIMEOUT_S) -> Iterator[IMAPClient]:
    """A session with the folder open. Raises one of FAULTS."""
    client = IMAPClient(account.host, account.port, ssl=account.tls, timeout=timeout_s)
    try:
        if config.imap_token_command and not account.password:
            client.oauth2_login(account.user, token(config.imap_token_command, account.user))
        else:
            client.login(account.user, account.password)
        client.select_folder(account.folder)
        yield client
    finally:
        # Hung up without a word: in the midst of IDLE, or broken off, the server would not hear a farewell.
        with suppress(OSError):
            client.shutdown()


def fault_of(account: Account, config: Config) -> str:
    """Why this account cannot be read, in the server's own words; empty where it can."""
    try:
        with connected(account, config, TRY_S):
            return ""
    except FAULTS as fault:
        return str(fault) or type(fault).__name__


def sender_of(raw: bytes) -> str:
    """What the envelope had said, as the provider wrote it down; empty for bounces."""
    mail = parse(raw[:_HEAD].partition(b"\r\n\r\n")[0] + b"\r\n\r\n")
    returned = mail.header("return-path").strip()
    return returned.strip("<> ") if returned else mail.sender["address"] or "unknown"


def token(command: str, user: str) -> str:
    """The access token that the operator's command prints for this user. Raises OSError, SubprocessError."""
    words = [*shlex.split(command), user]
    done = subprocess.run(words, capture_output=True, timeout=TOKEN_S, check=True, text=True, stdin=subprocess.DEVNULL)  # noqa: S603
    return done.stdout.strip()
