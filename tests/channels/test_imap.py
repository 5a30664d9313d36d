"""Mail at a provider: a real IMAP server in a process of its own."""

from __future__ import annotations

import base64
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from imapclient import IMAPClient

from channels import imap, imap_accounts
from channels.imap import Account, Reader
from channels.imap_accounts import Readers
from channels.models import ImapAccount, Mailbox, Message
from channels.sealed import seal, unseal
from config import Config, ConfigError
from tests.channels.mail_steps import all_of, free_port, written

USER = "orders@shop.example"


class Provider:
    """Somebody else's IMAP server, with one mailbox."""

    def __init__(self) -> None:
        self.port = free_port()
        self.start()

    def start(self) -> None:
        program = Path(sys.executable).with_name("pymap")
        options = ["--no-tls", "--no-service", "managesieve", "--host", "127.0.0.1", "--port", str(self.port)]
        self.process = subprocess.Popen(
            [program, *options, "dict", "--demo-user", USER, "--demo-password", "p@ss"], stderr=subprocess.DEVNULL
        )
        until(lambda: not socket.socket().connect_ex(("127.0.0.1", self.port)))

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)

    @property
    def url(self) -> str:
        return f"imap://orders%40shop.example:p%40ss@127.0.0.1:{self.port}/INBOX"

    def client(self) -> IMAPClient:
        client = IMAPClient("127.0.0.1", self.port, ssl=False)
        client.login(USER, "p@ss")
        client.select_folder("INBOX")
        return client

    def gets(self, raw: bytes) -> None:
        with self.client() as client:
            client.append("INBOX", raw)

    def unread(self) -> int:
        with self.client() as client:
            return len(client.search("UNSEEN"))


@pytest.fixture
def database(sqlite):
    """What is tested here is the same on every database."""
    return sqlite


def until(true) -> None:
    waiting = threading.Event()
    for _ in range(600):
        if true():
            return
        waiting.wait(0.05)
    raise AssertionError("it did not happen")


@pytest.fixture
def provider() -> Iterator[Provider]:
    if not shutil.which("pymap", path=str(Path(sys.executable).parent)):
        pytest.skip("no IMAP server here: pip install pymap")
    provider = Provider()
    yield provider
    provider.stop()


@pytest.fixture
def reader(db, config, provider, monkeypatch) -> Iterator[Reader]:
    monkeypatch.setattr(imap, "FIRST_S", 0.1)
    with db.transaction() as session:
        session.add(Mailbox(address=USER))
    reader = Reader(db, config, Account.of(provider.url))
    reader.start()
    yield reader
    reader.stop()


def subjects(db) -> list[str]:
    return [each.headers["subject"] for each in all_of(db, Message)]


def test_an_account_that_an_administrator_sets_up_is_read_at_once_and_no_more_when_it_is_gone(
    db, config, provider, monkeypatch
):
    monkeypatch.setattr(imap, "FIRST_S", 0.1)
    readers = Readers(db, config)
    readers.start()
    provider.gets(written(subject="First", Message_ID="<1@x>"))
    place = {"server": f"127.0.0.1:{provider.port}", "user": USER, "folder": "INBOX"}
    with db.transaction() as session:
        session.add(Mailbox(address=USER))
        session.flush()
        session.add(ImapAccount(address=USER, password=seal(config.secret_key, "wrong"), **place))
        imap_accounts.changed(session)
    until(lambda: known(db).fault)
    with db.transaction() as session:
        session.get_one(ImapAccount, USER).password = seal(config.secret_key, "p@ss")
        imap_accounts.changed(session)
    until(lambda: subjects(db) == ["First"])
    until(lambda: known(db).reached_at and not known(db).fault)
    with db.transaction() as session:
        session.delete(session.get_one(ImapAccount, USER))
        imap_accounts.changed(session)
    until(lambda: not any(each.name == f"imap-{USER}" for each in threading.enumerate()))
    readers.stop()


def test_a_password_is_nothing_without_the_key_that_sealed_it(db, config):
    sealed = seal(config.secret_key, "p@ss")
    assert "p@ss" not in sealed
    assert unseal(config.secret_key, sealed) == "p@ss"
    with pytest.raises(ValueError, match="SECRET_KEY"):
        unseal("another key", sealed)


def known(db) -> ImapAccount:
    with db.reading() as session:
        return session.get_one(ImapAccount, USER)


def test_what_waits_and_what_comes_is_taken_once_and_marked_as_read(db, config, provider, reader):
    provider.gets(written(subject="First", Message_ID="<1@x>"))
    until(lambda: subjects(db) == ["First"])
    # By now it idles: what comes is told by the server.
    provider.gets(written(subject="Second", Message_ID="<2@x>"))
    until(lambda: len(subjects(db)) == 2)
    until(lambda: provider.unread() == 0)
    assert [each.headers["raw"] != "" for each in all_of(db, Message)] == [True, True]


def test_a_server_that_goes_away_is_found_again(db, config, provider, reader):
    provider.gets(written(subject="First", Message_ID="<1@x>"))
    until(lambda: subjects(db) == ["First"])
    provider.stop()
    provider.start()
    provider.gets(written(subject="Second", Message_ID="<2@x>"))
    until(lambda: "Second" in subjects(db))


def test_a_mail_that_cannot_be_taken_is_kept_apart_and_stops_no_other(db, config, provider, monkeypatch):
    taken = imap.received

    def fails(db, config, raw, envelope):
        if b"Poison" in raw:
            raise ValueError("as no mail should")
        return taken(db, config, raw, envelope)

    monkeypatch.setattr(imap, "received", fails)
    provider.gets(written(subject="Poison", Message_ID="<1@x>"))
    provider.gets(written(subject="Good", Message_ID="<2@x>"))
    reader = Reader(db, config, Account.of(provider.url))
    reader.start()
    until(lambda: subjects(db) == ["Good"])
    until(lambda: provider.unread() == 1)
    reader.stop()
    assert len(list((config.var / "mail" / "failed").iterdir())) == 1


def test_a_token_is_fetched_by_the_operators_command_and_sent_as_xoauth2(db, config):
    heard: list[str] = []
    server = socket.create_server(("127.0.0.1", 0))

    def speak() -> None:
        link, _ = server.accept()
        with link, link.makefile("rwb", buffering=0) as talk:
            talk.write(b"* OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2 SASL-IR] here\r\n")
            for line in talk:
                heard.append(line.decode())
                tag = line.split()[0]
                if b"AUTHENTICATE" in line.upper() and len(line.split()) == 3:
                    talk.write(b"+ \r\n")
                    heard.append(talk.readline().decode())
                    talk.write(tag + b" NO that was all we wanted to see\r\n")
                    return
                talk.write(b"* CAPABILITY IMAP4rev1 AUTH=XOAUTH2\r\n" + tag + b" OK done\r\n")

    speaker = threading.Thread(target=speak)
    speaker.start()
    command = f"{sys.executable} -c \"import sys; print('token-of-' + sys.argv[1])\""
    account = Account("127.0.0.1", server.getsockname()[1], False, "nora", "", "INBOX", USER)
    reader = Reader(db, replace(config, imap_token_command=command), account)
    reader.start()
    speaker.join(20)
    server.close()
    reader.stop()
    said = base64.b64decode(heard[-1].split()[-1]).decode()
    assert said == "user=nora\x01auth=Bearer token-of-nora\x01\x01"


def test_an_account_is_written_as_an_address():
    account = Account.of("imaps://nora:p%40ss@imap.example/Archive?to=help@shop.example")
    assert account == Account("imap.example", 993, True, "nora", "p@ss", "Archive", "help@shop.example")


@pytest.mark.parametrize("url", ["imap://a:b@mail.example/", "imaps://mail.example/", "mail.example", "imaps://a@b@c"])
def test_a_mailbox_that_cannot_be_read_stops_the_start_and_shows_no_password(tmp_path, url):
    with pytest.raises(ConfigError, match="IMAP's mailbox 1") as refused:
        Config.from_env({"THREADLINE_VAR": str(tmp_path), "IMAP": url})
    assert url not in str(refused.value)


def test_the_senders_envelope_is_read_back_from_what_the_provider_wrote():
    assert imap.sender_of(b"Return-Path: <bob@example.com>\r\nFrom: x@y.z\r\n\r\nHello") == "bob@example.com"
    assert imap.sender_of(b"Return-Path: <>\r\nFrom: mailer@y.z\r\n\r\nIt came back") == ""
    assert imap.sender_of(b"From: x@y.z\r\n\r\nHello") == "x@y.z"
