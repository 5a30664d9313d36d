"""A reply goes out in its thread, once, or fails with its reason."""

from __future__ import annotations

import signal
import smtplib
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import select

from acd.models import Agent, WorkItem
from channels import mail_files, mail_send, outbox
from channels.chat import NotYours
from channels.mail_parse import parse
from channels.mail_reply import reply
from channels.models import Conversation, Message
from channels.smtp import Listener
from config import ROOT, Config
from db import now
from tests.channels.mail_steps import all_of, answered, drain, due_now, free_port, send_one, take, written
from timeline import book


def test_a_reply_goes_out_in_its_thread_with_the_history_quoted(db, config, relay):
    first = take(
        db, config, written("Bob <bob@example.com>", Message_ID="<1@x>", References="<0@x>", Cc="amy@example.com")
    )
    sent = answered(db, config, first)
    assert send_one(db, relay.port)
    sender, recipients, raw = relay.mails[0]
    out = parse(raw)
    assert (sender, recipients) == ("help@shop.example", ["bob@example.com", "amy@example.com"])
    assert (out.message_id, out.in_reply_to, out.references) == (sent.message_id, "1@x", ["0@x", "1@x"])
    assert out.subject == "Re: Order 427"
    assert out.reply_text == "It is on its way."
    assert out.text.endswith("Bob <bob@example.com> wrote:\n> Where is it?\n")
    assert all_of(db, Message)[1].delivery == "sent"
    assert not send_one(db, relay.port)


def test_the_answer_to_our_reply_joins_the_thread(db, config):
    first = take(db, config, written(Message_ID="<1@x>"))
    sent = answered(db, config, first)
    assert take(db, config, written(Message_ID="<3@x>", In_Reply_To=f"<{sent.message_id}>")) == first


def test_a_reply_is_on_the_timeline_and_wakes_the_outbox(db, config):
    first = take(db, config, written(Message_ID="<1@x>"))
    answered(db, config, first)
    with db.reading() as session:
        assert book.steps(session, "email", first)[-1].kind == "EmailSent"
    assert [signal.name for signal in db.signals_after(0, ["outbox"])] == ["queued"]


def test_only_the_agent_who_has_the_thread_answers_it(db, config):
    first = take(db, config, written())
    with pytest.raises(NotYours):
        reply(db, config, first, all_of(db, Agent)[0].id, "Hello")


def test_a_temporary_refusal_is_tried_again_later(db, config, relay):
    answered(db, config, take(db, config, written()))
    relay.answers.append("451 4.7.1 Greylisted")
    send_one(db, relay.port)
    waiting = all_of(db, Message)[1]
    assert (waiting.delivery, waiting.fault, waiting.tries) == ("queued", "451 4.7.1 Greylisted", 1)
    assert waiting.retry_at > now() + timedelta(seconds=50)
    assert not send_one(db, relay.port)
    due_now(db, waiting.id)
    assert send_one(db, relay.port)
    assert all_of(db, Message)[1].delivery == "sent"


def test_a_final_refusal_fails_with_its_reason(db, config, relay):
    answered(db, config, take(db, config, written()))
    relay.answers.append("550 5.7.1 We do not want this")
    send_one(db, relay.port)
    failed = all_of(db, Message)[1]
    assert (failed.delivery, failed.fault) == ("failed", "550 5.7.1 We do not want this")


def test_an_answer_that_fails_after_the_agent_had_gone_waits_for_somebody(db, config, relay):
    answered(db, config, take(db, config, written()))
    with db.transaction() as session:
        session.scalars(select(Conversation)).one().state = "closed"
        session.scalars(select(WorkItem)).one().state = "done"
    relay.answers.append("550 5.1.1 No such user")
    send_one(db, relay.port)
    assert all_of(db, Conversation)[0].state == "queued"
    assert [item.state for item in all_of(db, WorkItem)] == ["done", "waiting"]


@pytest.mark.parametrize("ours", ["HELP@shop.example", "help+427@shop.example"])
def test_nobody_makes_us_write_to_ourselves(db, config, ours):
    raw = f"Cc: {ours}, amy@example.com, بابک@example.com\n".encode() + written("Bob <bob@example.com>", Reply_To=ours)
    headers = answered(db, config, take(db, config, raw)).headers
    assert headers["to"] == [{"name": "Bob", "address": "bob@example.com"}]
    assert [each["address"] for each in headers["cc"]] == ["amy@example.com"]


def test_a_relay_that_is_not_there_is_tried_again_until_it_is_too_late(db, config):
    message = answered(db, config, take(db, config, written()))
    nowhere = free_port()
    for _ in outbox.AGAIN_AFTER:
        assert send_one(db, nowhere)
        assert all_of(db, Message)[1].delivery == "queued"
        due_now(db, message.id)
    send_one(db, nowhere)
    assert all_of(db, Message)[1].delivery == "failed"


def test_a_mail_over_which_a_worker_died_is_sent_by_the_next(db, config, relay):
    message = answered(db, config, take(db, config, written()))
    assert outbox.CLAIMS.claim(db, outbox.next_on("email")).id == message.id
    assert not send_one(db, relay.port)
    due_now(db, message.id)
    assert send_one(db, relay.port)
    assert len(relay.mails) == 1


DIES = """
import os, signal, sys
from pathlib import Path
from channels import mail_send, outbox
from db import Database

by = mail_send.by(("127.0.0.1", int(sys.argv[2])), Path())

def deliver(mail):
    by(mail)
    os.kill(os.getpid(), signal.SIGKILL)

outbox.deliver_one(Database(sys.argv[1]), "email", deliver)
"""


def test_a_worker_killed_between_the_relays_ok_and_its_own_note_leaves_the_mail_to_the_next(db, config, relay):
    message = answered(db, config, take(db, config, written()))
    url = db.engine.url.render_as_string(hide_password=False)
    died = subprocess.run([sys.executable, "-c", DIES, url, str(relay.port)], cwd=ROOT, check=False, timeout=60)
    assert died.returncode == -signal.SIGKILL
    waiting = all_of(db, Message)[1]
    assert (waiting.delivery, waiting.tries, len(relay.mails)) == ("busy", 1, 1)
    due_now(db, message.id)
    assert send_one(db, relay.port)
    assert all_of(db, Message)[1].delivery == "sent"
    first, second = (parse(raw).message_id for _, _, raw in relay.mails)
    assert first == second, "whoever gets it twice knows it by its id"


def test_many_workers_send_each_mail_once(db, config, relay):
    for number in range(4):
        answered(db, config, take(db, config, written(Message_ID=f"<{number}@x>")))
    workers = [threading.Thread(target=drain, args=(db, relay.port)) for _ in range(4)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert len({parse(raw).message_id for _, _, raw in relay.mails}) == len(relay.mails) == 4


def test_the_worker_wakes_for_a_reply_and_stops_when_told(db, config, relay):
    by = mail_send.by(("127.0.0.1", relay.port), mail_files.attachments(config.var))
    stop, sent = threading.Event(), threading.Event()
    worker = threading.Thread(target=outbox.run, args=(db, "email", by, stop))
    worker.start()
    unsubscribe = db.bell.subscribe(lambda topics: sent.set() if relay.mails else None)
    answered(db, config, take(db, config, written()))
    assert sent.wait(20)
    unsubscribe()
    stop.set()
    db.bell.ring(None)
    worker.join(20)
    assert not worker.is_alive()


def test_a_subject_with_a_line_break_cannot_add_a_header(db, config, relay):
    raw = b"From: bob@example.com\nSubject: =?utf-8?Q?Hi=0D=0ABcc:_eve@evil.example?=\n\nx"
    answered(db, config, take(db, config, raw))
    send_one(db, relay.port)
    assert relay.mails[0][1] == ["bob@example.com"]
    assert parse(relay.mails[0][2]).header("bcc") == ""


def test_mail_is_encrypted_on_the_way_where_the_other_side_offers_it(db, config, tmp_path):
    cert, key = certificate(tmp_path)
    other = Config(**{**vars(config), "tls_cert": cert, "tls_key": key})
    answered(db, config, take(db, config, written("help+elsewhere@shop.example")))
    with Listener(db, other), smtplib.SMTP(*other.smtp_listen) as client:
        client.starttls()
        client.sendmail("bob@example.com", ["help@shop.example"], written())
        assert send_one(db, other.smtp_listen[1])
    assert all_of(db, Message)[1].delivery == "sent"
    assert all_of(db, Conversation)[1].subject == "Order 427"


def test_an_address_that_the_relay_cannot_write_fails_with_its_reason(db, config, relay):
    answered(db, config, take(db, config, written("Bob <bob@example.com>", Reply_To="بابک@example.com")))
    send_one(db, relay.port)
    failed = all_of(db, Message)[1]
    assert failed.delivery == "failed"
    assert "SMTPUTF8" in failed.fault


NO_ADDRESSES = ["", "a", "a@", "a b@c", "a@b\nBcc: eve@evil.example", "<>", "@", '"', None, "a@[", 'x" <y@z>']


@pytest.mark.parametrize(
    ("name", "address"), [*(("Bob", each) for each in NO_ADDRESSES), ("Bob\r\nBcc: x@y", "b@x.org")]
)
def test_a_row_that_is_no_mail_fails_and_stops_nobody(db, config, relay, name, address):
    first, second = (answered(db, config, take(db, config, written(Message_ID=f"<{each}@x>"))) for each in "12")
    with db.transaction() as session:
        row = session.get_one(Message, first.id)
        row.headers = {**row.headers, "to": [{"name": name, "address": address}]}
    assert send_one(db, relay.port)
    assert send_one(db, relay.port)
    states = {each.id: each.delivery for each in all_of(db, Message)}
    assert (states[first.id], states[second.id]) == ("failed", "sent")


def certificate(folder):
    """A key and a certificate for this machine, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now() - timedelta(days=1))
        .not_valid_after(now() + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem, private = folder / "cert.pem", folder / "key.pem"
    pem.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return pem, private
