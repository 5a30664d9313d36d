"""The SMTP listener: mail comes in here, in a thread of its own.

A mail is acknowledged only when it is on the disk and in the database. Whatever goes wrong with one becomes a
temporary refusal (451), the raw message is kept apart for us to look at, and the next one is taken as if nothing had
been: no message stops the listener.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import ClassVar

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from aiosmtpd.smtp import Envelope as Received
from aiosmtpd.smtp import Session as Peer

from channels import mail_files, mailboxes
from channels.mail import received
from channels.mail_arrival import Envelope
from config import Config
from db import Database

LARGEST = 30 * 1024 * 1024
"""Bytes of one message: a file of 20 MB is 27.4 MB in base64."""
MAX_RECIPIENTS = 50
MAX_CONNECTIONS = 20
IDLE_S = 120

log = logging.getLogger(__name__)


class Listener:
    """Takes mail for our addresses until `stop()`. A context manager.

    `start` raises OSError when the port cannot be had.
    """

    def __init__(self, db: Database, config: Config) -> None:
        self._pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="mail")
        host, port = config.smtp_listen
        self._controller = _Controller(
            _Desk(db, config, self._pool),
            hostname=host,
            port=port,
            data_size_limit=LARGEST,
            enable_SMTPUTF8=True,
            timeout=IDLE_S,
            ident="Threadline",
            tls_context=_tls(config),
        )

    def start(self) -> None:
        self._controller.start()

    def stop(self) -> None:
        """Hang up on whoever is connected; a message that was already taken is still written."""
        self._controller.stop()
        self._pool.shutdown(wait=True)

    def __enter__(self) -> Listener:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class _Session(SMTP):
    """One connection. Lines may be far longer than the standard's 1000 bytes: honest programs send such."""

    line_length_limit = 64 * 1024
    connected: ClassVar[set[_Session]] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.connected.add(self)
        if len(self.connected) > MAX_CONNECTIONS and isinstance(transport, asyncio.WriteTransport):
            transport.write(b"421 4.7.0 Too many connections, try again later\r\n")
            transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        self.connected.discard(self)
        super().connection_lost(error)


class _Controller(Controller):
    def factory(self) -> SMTP:
        return _Session(self.handler, **self.SMTP_kwargs)


class _Desk:
    """aiosmtpd asks it, command by command; each method answers with a reply line."""

    def __init__(self, db: Database, config: Config, pool: ThreadPoolExecutor) -> None:
        self._db = db
        self._config = config
        self._pool = pool

    async def handle_MAIL(
        self, _server: SMTP, _peer: Peer, envelope: Received, address: str, options: list[str]
    ) -> str:
        if not _printable(address):
            return "553 5.1.7 That address has control characters"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(
        self, _server: SMTP, _peer: Peer, envelope: Received, address: str, options: list[str]
    ) -> str:
        if not _printable(address):
            return "553 5.1.3 That address has control characters"
        loop = asyncio.get_running_loop()
        if not await loop.run_in_executor(self._pool, self._ours, address):
            return "550 5.1.1 Nobody here has that address"
        if len(envelope.rcpt_tos) >= MAX_RECIPIENTS:
            return "452 4.5.3 Too many recipients"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    def _ours(self, address: str) -> bool:
        with self._db.reading() as session:
            return mailboxes.without_tag(address) in mailboxes.ours(session, self._config)

    async def handle_DATA(self, _server: SMTP, peer: Peer, envelope: Received) -> str:
        raw = envelope.original_content or b""
        sender = "" if envelope.mail_from == "<>" else envelope.mail_from or ""
        said = Envelope(sender, tuple(envelope.rcpt_tos))
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, self._take, raw, said, str(peer.peer))

    async def handle_exception(self, error: Exception) -> str:
        log.error("A fault in an SMTP conversation", exc_info=error)
        return "451 4.3.0 Something went wrong here, try again later"

    def _take(self, raw: bytes, envelope: Envelope, peer: str) -> str:
        try:
            received(self._db, self._config, raw, envelope)
        except Exception:
            log.exception("A mail from %s could not be taken in; kept as %s", peer, self._aside(raw))
            return "451 4.3.0 Could not take the message just now, try again later"
        return "250 2.0.0 Taken"

    def _aside(self, raw: bytes) -> str:
        """Where the message is kept for us to look at."""
        folder = mail_files.raw_messages(self._config.var) / "failed"
        try:
            return f"{folder}/{mail_files.keep(folder, raw, '.eml')}.eml"
        except OSError as fault:
            return f"nothing: {fault}"


def _printable(address: str) -> bool:
    return address.isprintable() and " " not in address and len(address) <= 320


def _tls(config: Config) -> ssl.SSLContext | None:
    """STARTTLS is offered where there is a certificate."""
    if not (config.tls_cert and config.tls_key):
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(config.tls_cert, config.tls_key)
    return context
