"""The SMTP listener takes what is ours, refuses the rest, and is stopped by nothing."""

from __future__ import annotations

import smtplib
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from channels.models import Message
from channels.smtp import LARGEST, MAX_CONNECTIONS
from tests.channels.mail_steps import all_of, written


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
