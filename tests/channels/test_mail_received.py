"""A mail finds its customer and its thread, and waits for an agent."""

from __future__ import annotations

import smtplib
import threading
from email.message import EmailMessage

import pytest
from sqlalchemy import select

from acd.models import WorkItem
from channels.models import Conversation, Message
from tests.channels.mail_steps import all_of, answered, take, written
from timeline import book
from timeline.models import Claim, Identity


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


def bounce(sent, action="failed"):
    return (
        "From: MAILER-DAEMON@mx.example\nSubject: Undelivered\nMessage-ID: <b@mx>\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
        f"--b\n\nNo such user, call +1 555 123 0009.\n--b\nContent-Type: message/delivery-status\n\nAction: {action}\n"
        f"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <{sent.message_id}>\n\n--b--\n"
    ).encode()


@pytest.mark.parametrize(("action", "states"), [("failed", ["done", "waiting"]), ("delayed", ["done"])])
def test_what_came_back_after_the_agent_had_gone_waits_for_somebody(db, config, action, states):
    sent = answered(db, config, take(db, config, written(Message_ID="<1@x>")))
    with db.transaction() as session:
        session.scalars(select(Conversation)).one().state = "closed"
        session.scalars(select(WorkItem)).one().state = "done"
    take(db, config, bounce(sent, action), "")
    assert [item.state for item in all_of(db, WorkItem)] == states
    assert [each.value for each in all_of(db, Identity)] == ["bob@example.com"], "a mail server is no customer"
    assert all_of(db, Claim) == [], "and says nothing of them"


@pytest.mark.parametrize("order", ["abc", "acb", "bac", "bca", "cab", "cba"])
def test_mails_that_overtake_each_other_are_one_thread(db, config, order):
    mails = {
        "a": written(Message_ID="<a@x>", text="first"),
        "b": written(Message_ID="<b@x>", text="second", In_Reply_To="<a@x>", References="<a@x>"),
        "c": written(Message_ID="<c@x>", text="third", In_Reply_To="<b@x>", References="<a@x> <b@x>"),
    }
    assert len({take(db, config, mails[each]) for each in order + order}) == 1
    assert len(all_of(db, Message)) == 3
    assert len(all_of(db, WorkItem)) == 1


def test_somebody_elses_mail_does_not_draw_a_later_one_to_them(db, config):
    eve = take(db, config, written("eve@evil.example", Message_ID="<2@x>", In_Reply_To="<1@x>"))
    assert take(db, config, written(Message_ID="<1@x>")) != eve


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
