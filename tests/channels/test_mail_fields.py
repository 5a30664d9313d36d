"""What strangers wrote goes into the answer to them as it is, and never becomes a header."""

from __future__ import annotations

from email import message_from_bytes, policy

import pytest

from channels.mail_parse import parse
from channels.mail_send import composed
from channels.models import Message
from tests.channels.mail_reference import variants
from tests.channels.mail_steps import all_of, answered, send_one, take

OURS = {"from", "to", "cc", "subject", "date", "message-id", "in-reply-to", "references"}
OF_THE_BODY = {"mime-version", "content-type", "content-transfer-encoding"}
BREAK = "=?utf-8?q?a=0D=0ABcc:_eve@evil.example=0D=0A=0D=0Ax?="
TWICE = "=?utf-8?q?=3D=3Futf-8=3Fq=3Fa=3D0D=3D0ABcc=3A=5Feve=40evil=2Eexample=3F=3D?="
OUTLOOK = f"{'A' * 41}@{'VI1PR0701MB2126.eurprd07.prod.outlook.com'}"


def mail(headers: str) -> bytes:
    whole = "".join(
        each
        for name, each in (("From", "From: Bob <bob@example.com>\n"), ("Subject", "Subject: Order\n"))
        if f"{name}:" not in headers
    )
    return f"{headers}\n{whole}To: help@shop.example\n\nWhere is it?\n".encode()


def written(message: Message):
    """The answer as the other side reads it."""
    return parse(composed(message).as_bytes())


@pytest.mark.parametrize(
    "header",
    [
        f"Message-ID: <{BREAK}@x>",
        f"Message-ID: <1@x>\nReferences: <{BREAK}@x> <0@x>",
        f"Subject: {TWICE}",
        f"From: {TWICE} <bob@example.com>",
        f'From: "{TWICE}" <bob@example.com>',
        f"Cc: {TWICE} <amy@example.com>",
        "Message-ID: <süß@x>",
        f"Message-ID: <{'a' * 997}@x>",
        "References: " + " ".join(f"<{'r' * 200}{number}@x>" for number in range(60)),
        "From: =?utf-16?b?2AA=?= <bob@example.com>",
        "Subject: " + "x" * 60_000,
        "Subject: =?utf-8?q?" + "=D8=B3" * 20_000 + "?=",
        "Cc: a..b@example.com, .a@example.com, a@b..c, a@-x-, a@[1.2.3.4], a@localhost, a@.com",
        "Cc: =?utf-8?q?=00=0d=0aBcc=3a_x=40y?= <amy@example.com>",
        "Date: Sat, 1 Jan 0000 00:00:00 +0000",
        "Date: Fri, 31 Dec 9999 23:59:59 -1200",
    ],
)
def test_no_header_of_theirs_adds_one_to_our_answer_or_keeps_it_from_being_written(db, config, header):
    out = written(answered(db, config, take(db, config, mail(header))))
    assert {name for name, _ in out.headers} <= OURS | OF_THE_BODY
    assert [name for name, _ in out.headers if name == "bcc"] == []
    assert out.to[0]["address"] == "bob@example.com"
    assert out.reply_text == "It is on its way."


@pytest.mark.parametrize("id", ["1@x", OUTLOOK, f"{'a' * 300}@x", "=?utf-8?q?a?=@x", 'a,b;c:"d@x'])
def test_an_id_is_written_as_it_came_however_long_it_is(db, config, id):
    out = written(answered(db, config, take(db, config, mail(f"Message-ID: <{id}>\nReferences: <0@x> <{OUTLOOK}0>"))))
    assert out.in_reply_to == id
    assert out.references == ["0@x", f"{OUTLOOK}0", id]


@pytest.mark.parametrize(
    "subject", ["Order 427", "Заказ 427 " * 12, "سفارش", "a" * 300, "=?utf-8?q?not=20decoded?=", 'Re: "you", 5 > 4;']
)
def test_subjects_and_names_are_read_as_they_were_written(db, config, subject):
    message = answered(db, config, take(db, config, mail("Message-ID: <1@x>")))
    message.headers = {**message.headers, "subject": subject, "to": [{"name": subject, "address": "b@example.com"}]}
    other = message_from_bytes(composed(message).as_bytes(), policy=policy.default)
    once = " ".join(written(message).subject.split())
    assert once == " ".join(subject.split())
    assert written(message).to == [{"name": once, "address": "b@example.com"}]
    assert all(len(line) <= 998 for line in composed(message).as_bytes().split(b"\r\n"))
    assert other["To"].addresses[0].addr_spec == "b@example.com"


def test_a_domain_in_letters_of_its_own_needs_no_special_relay(db, config, relay):
    answered(db, config, take(db, config, mail("Reply-To: bob@bücher.example")))
    send_one(db, relay.port)
    assert (relay.mails[0][1], all_of(db, Message)[1].delivery) == (["bob@xn--bcher-kva.example"], "sent")


@pytest.mark.skipif(not variants(), reason="../shared/mail is not here")
def test_every_message_of_the_collection_can_be_answered(db, config):
    answers = 0
    for _, raw, _ in variants():
        first = take(db, config, raw, "")
        if parse(raw).sender["address"]:
            out = written(answered(db, config, first))
            assert {name for name, _ in out.headers} <= OURS | OF_THE_BODY
            answers += 1
    assert answers > 100
