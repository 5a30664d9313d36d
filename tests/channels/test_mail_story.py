"""Emails come in over SMTP, find their thread, are answered, and go out over SMTP: real sockets on both sides."""

from __future__ import annotations

import smtplib
import socket
import threading
import types
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import select

from acd.models import Agent, Queue, WorkItem
from channels import outbox
from channels.chat import NotYours
from channels.mail import Envelope, received
from channels.mail_parse import parse
from channels.mail_reply import reply
from channels.models import Conversation, Message
from channels.smtp import LARGEST, MAX_CONNECTIONS, Listener
from config import Config
from db import now
from timeline import book
from timeline.models import Identity


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def config(tmp_path):
    return Config(
        var=tmp_path / "var",
        database_url="",
        secret_key="secret",
        smtp_listen=("127.0.0.1", free_port()),
        mail_address="help@shop.example",
    )


@pytest.fixture
def db(database):
    with database.transaction() as session:
        session.add(Queue(key="general", names={"en": "All"}, skills=[]))
        session.add(Agent(name="Ann", presence="ready", presence_at=now(), skills={}))
    return database


@pytest.fixture
def listener(db, config):
    with Listener(db, config) as running:
        yield running


@pytest.fixture
def relay():
    """Another company's mail server: what it got, and how it answers."""
    other = types.SimpleNamespace(mails=[], answers=[], port=free_port())

    async def take(_server, _session, envelope):
        answer = other.answers.pop(0) if other.answers else "250 OK"
        if answer.startswith("250"):
            other.mails.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return answer

    controller = Controller(
        types.SimpleNamespace(handle_DATA=take), hostname="127.0.0.1", port=other.port, enable_SMTPUTF8=False
    )
    controller.start()
    yield other
    controller.stop()


def written(sender="bob@example.com", subject="Order 427", text="Where is it?", **headers):
    out = EmailMessage()
    out["From"], out["To"], out["Subject"] = sender, "help@shop.example", subject
    for name, value in headers.items():
        out[name.replace("_", "-")] = value
    out.set_content(text)
    return bytes(out)


def take(db, config, raw, sender="bob@example.com"):
    return received(db, config, raw, Envelope(sender, ("help@shop.example",)))


def all_of(db, model):
    with db.reading() as session:
        return list(session.scalars(select(model).order_by(model.id)))


def answered(db, config, conversation, text="It is on its way."):
    """An agent takes the thread and answers. Returns the message that is in the outbox."""
    with db.transaction() as session:
        row = session.get_one(Conversation, conversation)
        row.state, row.agent_id = "talking", session.scalar(select(Agent.id))
        agent = row.agent_id
    message = reply(db, config, conversation, agent, text)
    with db.reading() as session:
        return session.get_one(Message, message)


# Coming in.


def test_a_mail_over_smtp_becomes_a_customer_a_thread_and_work(db, config, listener):
    with smtplib.SMTP(*config.smtp_listen) as client:
        client.sendmail("bob@example.com", ["help@shop.example"], written("Bob <Bob@Example.com>", Message_ID="<1@x>"))
    (conversation,), (message,), (item,) = (all_of(db, model) for model in (Conversation, Message, WorkItem))
    assert (conversation.channel, conversation.state, conversation.subject) == ("email", "queued", "Order 427")
    assert (message.text, message.message_id) == ("Where is it?", "1@x")
    assert (item.kind, item.contact_id, item.queue_key) == ("email", conversation.id, "general")
    assert [(each.kind, each.value) for each in all_of(db, Identity)] == [("email", "bob@example.com")]
    with db.reading() as session:
        kinds = [entry.kind for entry in book.steps(session, "email", conversation.id)]
    assert kinds == ["EmailReceived", "Queued"]
    assert (config.var / "mail" / f"{message.headers['raw']}.eml").exists()


def test_another_mail_of_the_same_sender_is_of_the_same_customer(db, config):
    first = take(db, config, written(Message_ID="<1@x>"))
    second = take(db, config, written("BOB@example.com", Message_ID="<2@x>"))
    assert first != second
    assert len(all_of(db, Identity)) == 1


@pytest.mark.parametrize("headers", [{"Message_ID": "<1@x>"}, {}])
def test_the_same_mail_twice_is_taken_once(db, config, headers):
    raw = written(**headers)
    assert take(db, config, raw) == take(db, config, raw)
    assert len(all_of(db, Message)) == 1


def test_the_same_mail_many_times_at_once_is_taken_once(db, config):
    raw = written(Message_ID="<1@x>")
    threads = [threading.Thread(target=take, args=(db, config, raw)) for _ in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(all_of(db, Message)) == len(all_of(db, WorkItem)) == len(all_of(db, Conversation)) == 1


@pytest.mark.parametrize("header", ["In_Reply_To", "References"])
def test_a_mail_joins_the_thread_that_its_headers_name(db, config, header):
    first = take(db, config, written(Message_ID="<1@x>"))
    assert take(db, config, written(Message_ID="<2@x>", subject="another", **{header: "<0@y> <1@x>"})) == first
    assert len(all_of(db, WorkItem)) == 1


def test_the_same_subject_alone_joins_nothing(db, config):
    first = take(db, config, written(Message_ID="<1@x>"))
    assert take(db, config, written(Message_ID="<2@x>", subject="Re: Order 427")) != first


def test_a_stranger_who_names_the_thread_does_not_join_it(db, config):
    first = take(db, config, written(Message_ID="<1@x>"))
    assert take(db, config, written("eve@evil.example", Message_ID="<2@x>", In_Reply_To="<1@x>")) != first


def test_a_stranger_cannot_pass_for_a_participant_by_writing_to_our_address(db, config):
    first = take(db, config, written(Message_ID="<1@x>"))
    eve = written("eve@evil.example", Message_ID="<2@x>", In_Reply_To="<1@x>", Cc="bob@example.com, help@shop.example")
    assert take(db, config, eve) != first


def test_a_colleague_in_copy_joins_the_thread(db, config):
    first = take(db, config, written(Message_ID="<1@x>", Cc="Amy <amy@example.com>"))
    assert take(db, config, written("Amy@example.com", Message_ID="<2@x>", References="<1@x>")) == first


def test_somebody_elses_mail_with_the_same_id_is_a_mail_of_its_own(db, config):
    take(db, config, written(Message_ID="<1@x>"))
    take(db, config, written("eve@evil.example", Message_ID="<1@x>"))
    assert len(all_of(db, Message)) == 2


def test_a_thread_that_was_closed_is_open_again(db, config):
    first = take(db, config, written(Message_ID="<1@x>"))
    with db.transaction() as session:
        session.get_one(Conversation, first).state = "closed"
        session.scalars(select(WorkItem)).one().state = "done"
    take(db, config, written(Message_ID="<2@x>", In_Reply_To="<1@x>"))
    assert all_of(db, Conversation)[0].state == "queued"
    assert [item.state for item in all_of(db, WorkItem)] == ["done", "waiting"]


@pytest.mark.parametrize(
    ("headers", "envelope"),
    [
        ({"Auto_Submitted": "auto-replied"}, "bob@example.com"),
        ({"Precedence": "bulk"}, "bob@example.com"),
        ({"X_Auto_Response_Suppress": "All"}, "bob@example.com"),
        ({}, ""),
    ],
)
def test_an_automatic_answer_on_a_thread_is_recorded_and_is_no_work(db, config, headers, envelope):
    first = take(db, config, written(Message_ID="<1@x>"))
    with db.transaction() as session:
        session.scalars(select(WorkItem)).one().state = "done"
    assert take(db, config, written(Message_ID="<2@x>", In_Reply_To="<1@x>", **headers), envelope) == first
    assert [item.state for item in all_of(db, WorkItem)] == ["done"]
    assert all_of(db, Message)[1].headers["automatic"] is True


def test_a_bounce_is_shown_beside_the_mail_that_came_back(db, config):
    first = take(db, config, written(Message_ID="<1@x>"))
    sent = answered(db, config, first)
    bounce = (
        "From: MAILER-DAEMON@mx.example\nSubject: Undelivered\nMessage-ID: <b@mx>\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
        "--b\n\nNo such user.\n--b\nContent-Type: message/delivery-status\n\nAction: failed\nStatus: 5.1.1\n"
        f"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <{sent.message_id}>\n\n--b--\n"
    )
    assert take(db, config, bounce.encode(), "") == first
    failed = all_of(db, Message)[1]
    assert (failed.delivery, failed.fault) == ("failed", "it came back: No such user.")


def test_our_own_mail_does_not_go_round_in_a_loop(db, config):
    assert take(db, config, written("Help <HELP@shop.example>")) is None
    assert not all_of(db, Message)


def test_a_file_is_kept_outside_the_database(db, config):
    out = EmailMessage()
    out["From"] = "bob@example.com"
    out.set_content("See the file.")
    out.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="../bill.pdf")
    take(db, config, bytes(out))
    (file,) = all_of(db, Message)[0].attachments
    assert (file["name"], file["size"]) == ("bill.pdf", 4)
    assert (config.var / "attachments" / file["sha256"]).read_bytes() == b"%PDF"


# The listener.


@pytest.mark.parametrize(
    "raw", [b"", b"\x00\xff" * 500, b"Content-Type: multipart/mixed; boundary=b\n\n--b\n--b", b"From: \n\nx"]
)
def test_a_malformed_mail_is_taken_and_the_next_one_too(db, config, listener, raw):
    with smtplib.SMTP(*config.smtp_listen) as client:
        client.sendmail("bob@example.com", ["help@shop.example"], raw)
        client.sendmail("bob@example.com", ["help@shop.example"], written())
    assert len(all_of(db, Message)) == 2


def test_a_file_of_20_mb_is_taken(db, config, listener):
    out = EmailMessage()
    out["From"] = "bob@example.com"
    out.set_content("Big.")
    out.add_attachment(bytes(20_000_000), maintype="application", subtype="zip", filename="big.zip")
    with smtplib.SMTP(*config.smtp_listen) as client:
        client.sendmail("bob@example.com", ["help@shop.example"], out.as_bytes(policy=SMTP))
    assert all_of(db, Message)[0].attachments[0]["size"] == 20_000_000


def test_a_mail_too_big_is_refused_for_good_and_the_next_one_is_taken(db, config, listener):
    with smtplib.SMTP(*config.smtp_listen) as client:
        client.ehlo()
        client.esmtp_features.pop("size")
        with pytest.raises(smtplib.SMTPDataError) as refusal:
            client.sendmail(
                "bob@example.com", ["help@shop.example"], b"x" * 76 + (b"\r\n" + b"x" * 76) * (LARGEST // 78 + 1)
            )
        assert refusal.value.smtp_code == 552
        client.sendmail("bob@example.com", ["help@shop.example"], written())
    assert len(all_of(db, Message)) == 1


def test_a_fault_of_ours_is_a_temporary_refusal_that_loses_nothing(db, config, listener):
    db.engine.dispose()
    (config.var / "attachments").parent.mkdir(parents=True, exist_ok=True)
    (config.var / "attachments").write_text("a file where the folder should be")
    out = EmailMessage()
    out["From"] = "bob@example.com"
    out.set_content("See the file.")
    out.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="bill.pdf")
    with smtplib.SMTP(*config.smtp_listen) as client:
        with pytest.raises(smtplib.SMTPDataError) as refusal:
            client.sendmail("bob@example.com", ["help@shop.example"], bytes(out))
        assert refusal.value.smtp_code == 451
        assert len(list((config.var / "mail" / "failed").iterdir())) == 1
        client.sendmail("bob@example.com", ["help@shop.example"], written())
    assert len(all_of(db, Message)) == 1


@pytest.mark.parametrize(
    ("recipient", "code"),
    [
        ("nobody@shop.example", 550),
        ("help@other.example", 550),
        ("help\x01@shop.example", 553),
        ("help+427@shop.example", 250),
    ],
)
def test_only_our_addresses_are_taken_mail_for(config, listener, recipient, code):
    with smtplib.SMTP(*config.smtp_listen) as client:
        client.ehlo()
        client.docmd("MAIL", "FROM:<bob@example.com>")
        assert client.docmd("RCPT", f"TO:<{recipient}>")[0] == code


def test_a_bounce_has_an_empty_sender_and_is_taken(db, config, listener):
    with smtplib.SMTP(*config.smtp_listen) as client:
        client.sendmail("<>", ["help@shop.example"], written("MAILER-DAEMON@mx.example"))
    assert all_of(db, Message)[0].headers["automatic"] is True


def test_there_is_an_end_to_connections_at_once(config, listener):
    clients = [smtplib.SMTP(*config.smtp_listen) for _ in range(MAX_CONNECTIONS)]
    with pytest.raises(smtplib.SMTPConnectError) as refusal:
        smtplib.SMTP(*config.smtp_listen)
    assert refusal.value.smtp_code == 421
    for client in clients:
        client.quit()
    smtplib.SMTP(*config.smtp_listen).quit()


def test_there_is_an_end_to_recipients(config, listener):
    with smtplib.SMTP(*config.smtp_listen) as client:
        client.ehlo()
        client.docmd("MAIL", "FROM:<bob@example.com>")
        answers = [client.docmd("RCPT", f"TO:<help+{number}@shop.example>")[0] for number in range(52)]
    assert answers == [250] * 50 + [452] * 2


# Going out.


def test_a_reply_goes_out_in_its_thread_with_the_history_quoted(db, config, relay):
    first = take(
        db, config, written("Bob <bob@example.com>", Message_ID="<1@x>", References="<0@x>", Cc="amy@example.com")
    )
    sent = answered(db, config, first)
    assert outbox.deliver_one(db, ("127.0.0.1", relay.port))
    sender, recipients, raw = relay.mails[0]
    out = parse(raw)
    assert (sender, recipients) == ("help@shop.example", ["bob@example.com", "amy@example.com"])
    assert (out.message_id, out.in_reply_to, out.references) == (sent.message_id, "1@x", ["0@x", "1@x"])
    assert out.subject == "Re: Order 427"
    assert out.reply_text == "It is on its way."
    assert out.text.endswith("Bob <bob@example.com> wrote:\n> Where is it?\n")
    assert all_of(db, Message)[1].delivery == "sent"
    assert not outbox.deliver_one(db, ("127.0.0.1", relay.port))


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
    outbox.deliver_one(db, ("127.0.0.1", relay.port))
    waiting = all_of(db, Message)[1]
    assert (waiting.delivery, waiting.fault, waiting.tries) == ("queued", "451 4.7.1 Greylisted", 1)
    assert waiting.retry_at > now() + timedelta(seconds=50)
    assert not outbox.deliver_one(db, ("127.0.0.1", relay.port))
    due_now(db, waiting.id)
    assert outbox.deliver_one(db, ("127.0.0.1", relay.port))
    assert all_of(db, Message)[1].delivery == "sent"


def test_a_final_refusal_fails_with_its_reason(db, config, relay):
    answered(db, config, take(db, config, written()))
    relay.answers.append("550 5.7.1 We do not want this")
    outbox.deliver_one(db, ("127.0.0.1", relay.port))
    failed = all_of(db, Message)[1]
    assert (failed.delivery, failed.fault) == ("failed", "550 5.7.1 We do not want this")


def test_a_relay_that_is_not_there_is_tried_again_until_it_is_too_late(db, config):
    message = answered(db, config, take(db, config, written()))
    nowhere = ("127.0.0.1", free_port())
    for _ in outbox.AGAIN_AFTER:
        assert outbox.deliver_one(db, nowhere)
        assert all_of(db, Message)[1].delivery == "queued"
        due_now(db, message.id)
    outbox.deliver_one(db, nowhere)
    assert all_of(db, Message)[1].delivery == "failed"


def test_a_mail_over_which_a_worker_died_is_sent_by_the_next(db, config, relay):
    message = answered(db, config, take(db, config, written()))
    assert outbox._claim(db) == (message.id, 1)
    assert not outbox.deliver_one(db, ("127.0.0.1", relay.port))
    due_now(db, message.id)
    assert outbox.deliver_one(db, ("127.0.0.1", relay.port))
    assert len(relay.mails) == 1


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
    config = Config(**{**vars(config), "smtp_relay": ("127.0.0.1", relay.port)})
    stop, sent = threading.Event(), threading.Event()
    worker = threading.Thread(target=outbox.run, args=(db, config, stop))
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
    outbox.deliver_one(db, ("127.0.0.1", relay.port))
    assert relay.mails[0][1] == ["bob@example.com"]
    assert parse(relay.mails[0][2]).header("bcc") == ""


def test_mail_is_encrypted_on_the_way_where_the_other_side_offers_it(db, config, tmp_path):
    cert, key = certificate(tmp_path)
    other = Config(**{**vars(config), "tls_cert": cert, "tls_key": key})
    answered(db, config, take(db, config, written("help+elsewhere@shop.example")))
    with Listener(db, other), smtplib.SMTP(*other.smtp_listen) as client:
        client.starttls()
        client.sendmail("bob@example.com", ["help@shop.example"], written())
        assert outbox.deliver_one(db, other.smtp_listen)
    assert all_of(db, Message)[1].delivery == "sent"
    assert all_of(db, Conversation)[1].subject == "Order 427"


def test_an_address_that_the_relay_cannot_write_fails_with_its_reason(db, config, relay):
    answered(db, config, take(db, config, written("Bob <bob@example.com>", Reply_To="بابک@example.com")))
    outbox.deliver_one(db, ("127.0.0.1", relay.port))
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
    assert outbox.deliver_one(db, ("127.0.0.1", relay.port))
    assert outbox.deliver_one(db, ("127.0.0.1", relay.port))
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


def due_now(db, message_id):
    with db.transaction() as session:
        session.get_one(Message, message_id).retry_at = now() - timedelta(seconds=1)


def drain(db, port):
    while outbox.deliver_one(db, ("127.0.0.1", port)):
        pass
