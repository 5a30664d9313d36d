"""What other servers found out about a mail, and what we do about it."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes, policy

from channels import mail_files
from channels.files import keep
from channels.mail_parse import parse
from channels.mail_trust import verdicts
from channels.models import Conversation, Message
from tests.channels.mail_steps import all_of, answered, due_now, send_one, take, written  # noqa: F401
from timeline.models import Claim

RESULTS = b"""Authentication-Results: mx.shop.example 1; spf=pass smtp.mailfrom=example.com;
 dkim=fail (bad signature; dkim=pass) header.d=other.example; dkim=pass header.d=example.com; dmarc=Pass
Authentication-Results: mx.evil.example; spf=pass; dkim=pass; dmarc=fail
"""


def test_only_the_trusted_servers_findings_count():
    mail = parse(RESULTS + written())
    assert verdicts(mail, "MX.shop.example") == {"spf": "pass", "dkim": "pass", "dmarc": "pass"}
    assert verdicts(mail, "shop.example") == {}
    assert verdicts(mail, "") == {}


def test_they_are_kept_with_the_mail(db, config):
    take(db, replace(config, mail_auth_host="mx.shop.example"), RESULTS + written())
    assert all_of(db, Message)[0].headers["trust"]["spf"] == "pass"


def test_spam_is_kept_and_waits_for_nobody(db, config):
    take(db, config, written(X_Spam_Flag="YES"))
    take(db, config, written(text="not spam", X_Spam_Status="No, score=1"), sender="eve@example.com")
    assert [each.state for each in all_of(db, Conversation)] == ["closed", "queued"]


def test_a_number_in_a_mail_is_a_claim(db, config):
    take(db, config, written(text="Please call me on +1 555 123 0001."))
    assert [(each.kind, each.value, each.channel) for each in all_of(db, Claim)] == [("phone", "+15551230001", "email")]


def test_ten_thousand_recipients_are_not_all_answered(db, config):
    cc = ", ".join(f"a{number}@example.com" for number in range(10_000))
    raw = b"Cc: " + cc.encode() + b"\n" + written()
    message = answered(db, config, take(db, config, raw))
    assert len(message.headers["cc"]) == 50


def test_a_file_goes_along_with_an_answer(db, config, relay):
    kept = keep(config, b"%PDF-1.7 bill", "bill.pdf")
    message = answered(db, config, take(db, config, written()), files=[kept])
    assert send_one(db, relay.port, mail_files.attachments(config.var))
    (file,) = message_from_bytes(relay.mails[0][2], policy=policy.default).iter_attachments()
    assert (file.get_filename(), file.get_content_type(), file.get_content()) == (
        "bill.pdf",
        "application/pdf",
        b"%PDF-1.7 bill",
    )
    assert message.attachments == [kept]
