"""What came with a mail is given to nobody before the operator's scanner has let it through."""

from __future__ import annotations

import sys
from dataclasses import replace
from email.message import EmailMessage

import pytest
from sqlalchemy import select

from channels import mail_files, mail_scan
from channels.models import Conversation, Message
from db import Signal
from tests.channels.mail_steps import all_of, due_now, take, written
from timeline import book

BAD, GOOD = b"X5O! a virus", b"Kettle, 24 months"
SCANNER = "import sys\nsys.exit(b'virus' in open(sys.argv[1], 'rb').read())\n"


@pytest.fixture
def scanned(config, tmp_path):
    """The company has a scanner, which knows one virus."""
    scanner = tmp_path / "scan.py"
    scanner.write_text(SCANNER)
    return replace(config, file_scanner=f"{sys.executable} {scanner}")


def with_files(*files: tuple[str, bytes]) -> bytes:
    out = EmailMessage()
    out["From"], out["To"], out["Subject"] = "bob@example.com", "help@shop.example", "Order 427"
    out.set_content("Look at these.")
    for name, content in files:
        out.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return bytes(out)


def held(db):
    (message,) = all_of(db, Message)
    return message.delivery, {each["name"]: each.get("held") for each in message.attachments}


def kept(config):
    return {file.read_bytes() for file in mail_files.attachments(config.var).glob("*")}


def test_a_clean_file_is_kept_and_a_refused_one_is_named_with_the_reason(db, scanned):
    take(db, scanned, with_files(("bill.bin", GOOD), ("game.exe", BAD)))
    assert held(db) == ("to_check", {"bill.bin": "waiting", "game.exe": "waiting"})
    assert kept(scanned) == set()
    assert mail_scan.work_one(db, scanned)
    assert held(db) == ("", {"bill.bin": "", "game.exe": "unclean"})
    assert kept(scanned) == {GOOD}
    (thread,) = all_of(db, Conversation)
    with db.reading() as session:
        told = [each.data for each in book.steps(session, "email", thread.id) if each.kind == "FileHeldBack"]
    assert [(each["name"], each["why"]) for each in told] == [("game.exe", "unclean")]
    assert not mail_scan.work_one(db, scanned)


@pytest.mark.parametrize("command", ["/nowhere/scanner --quick", "'unbalanced"])
def test_while_no_scanner_works_the_files_wait_and_are_tried_again(db, scanned, command):
    take(db, scanned, with_files(("bill.bin", GOOD)))
    broken = replace(scanned, file_scanner=command)
    assert mail_scan.work_one(db, broken)
    assert not mail_scan.work_one(db, broken), "it is left alone for a while"
    assert held(db) == ("to_check", {"bill.bin": "waiting"})
    (message,) = all_of(db, Message)
    due_now(db, message.id)
    assert mail_scan.work_one(db, scanned)
    assert held(db) == ("", {"bill.bin": ""})


def test_whoever_dies_over_a_file_leaves_it_to_the_next_and_finds_nothing_to_write(db, scanned, monkeypatch):
    take(db, scanned, with_files(("bill.bin", GOOD)))
    looked_at = mail_scan._looked_at

    def slowly(*args):
        (message,) = all_of(db, Message)
        due_now(db, message.id)
        monkeypatch.setattr(mail_scan, "_looked_at", looked_at)
        assert mail_scan.work_one(db, scanned), "the lease was over"
        return [{**each, "held": "unclean"} for each in args[2]]

    monkeypatch.setattr(mail_scan, "_looked_at", slowly)
    assert mail_scan.work_one(db, scanned)
    assert held(db) == ("", {"bill.bin": ""})


def test_a_mail_without_files_waits_for_no_scanner(db, scanned):
    take(db, scanned, written())
    assert held(db) == ("", {})
    assert not mail_scan.work_one(db, scanned)


def test_without_a_scanner_a_file_is_there_at_once(db, config):
    take(db, config, with_files(("game.exe", BAD)))
    assert held(db) == ("", {"game.exe": None})
    assert kept(config) == {BAD}


def test_the_desk_hears_at_once_that_a_file_was_looked_at(db, scanned):
    thread = take(db, scanned, with_files(("bill.bin", GOOD)))
    mail_scan.work_one(db, scanned)
    with db.reading() as session:
        told = session.scalars(select(Signal.name).where(Signal.topic == f"conversation:{thread}").order_by(Signal.id))
        assert list(told)[-1] == "delivery"
