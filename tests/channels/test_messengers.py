"""SMS and messengers: a chat like any other, whose other side is on no page of ours."""

from __future__ import annotations

import itertools
import threading
from datetime import timedelta

import pytest

from channels import bridge, messengers, outbox
from channels.file_links import FileLinks
from channels.messengers import MOST, SMS, Text, Ways, reported
from channels.models import Conversation, Message, Messenger
from channels.signatures import genuine, signature
from db import Database, now
from hotline.models import FlowVersion
from hotline.sendings import SendFault
from tests.channels.mail_steps import all_of, due_now
from tests.story import Company
from timeline.models import Customer, Identity, Journey

NUMBER = "+15551230077"
LINKS = FileLinks("https://calls.example", "secret")
ids = itertools.count()


@pytest.fixture
def company(database: Database) -> Company:
    company = Company(database)
    with company.db.transaction() as session:
        session.add(Messenger(key="telegram", name="Telegram", url="http://127.0.0.1:9/in", secret="s"))
    return company


def texted(company: Company, text: str, via: str = SMS, address: str = NUMBER, id: str = "") -> int:
    return messengers.received(company.chat, Text(via, id or f"SM{next(ids)}", address, text))


def said(company: Company, conversation: int, author: str = "bot") -> list[str]:
    return [
        each.text
        for each in all_of(company.db, Message)
        if each.conversation_id == conversation and each.author == author
    ]


@pytest.fixture
def sent() -> list[tuple[str, str]]:
    """What left by SMS: [(to, text)]."""
    return []


def drain(company: Company, out: list[tuple[str, str]]) -> None:
    def by_sms(row: Conversation, message: Message) -> None:
        out.append((row.address, messengers.worded(message, LINKS.of(message))))

    ways = Ways(company.db, {SMS: by_sms}, LINKS)
    while outbox.deliver_one(company.db, "chat", ways.deliver):
        pass


def test_who_texts_is_whom_we_know_from_calls_and_the_bot_asks_what_the_phone_would_ask(company, sent):
    caller = company.dial(NUMBER)
    conversation = texted(company, "Hello")
    drain(company, sent)
    assert {to for to, _ in sent} == {NUMBER}
    assert any("1  " in text for _, text in sent), "the options stand below the question, with their keys"
    with company.db.reading() as session:
        row = session.get_one(Conversation, conversation)
        assert (row.customer_id, row.channel, row.via) == (caller.row.customer_id, "chat", SMS)


def test_an_option_is_chosen_by_its_number_and_the_answers_open_a_journey(company):
    conversation = texted(company, "Hello")
    for key in ("1", "1", "427"):
        texted(company, key)
    assert all_of(company.db, Conversation)[0].state == "queued"
    (journey,) = all_of(company.db, Journey)
    assert journey.answers["order_number"]["value"] == "427"
    assert len(all_of(company.db, Conversation)) == 1 == conversation


def test_the_same_text_that_comes_again_is_taken_once(company):
    assert texted(company, "Hello", id="SM-again") == texted(company, "Hello", id="SM-again")
    assert said(company, 1, "customer") == ["Hello"]


def test_two_deliveries_at_once_are_one_message(company):
    both = [threading.Thread(target=texted, args=(company, "Hello"), kwargs={"id": "SM-both"}) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert said(company, 1, "customer") == ["Hello"]
    assert len(all_of(company.db, Customer)) == 1


def test_an_agent_answers_from_the_panel_and_the_answer_leaves_by_the_same_way(company, sent):
    conversation = texted(company, "Hello")
    for key in ("1", "1", "427"):
        texted(company, key)
    sara = company.agent("Sara", "orders")
    company.round()
    company.chat.accepted(company.offers()[0].id, sara)
    drain(company, sent)
    company.chat.say(conversation, sara, "It is on its way.")
    drain(company, sent)
    assert sent[-1] == (NUMBER, "It is on its way.")
    assert all_of(company.db, Message)[-1].delivery == "sent"


def test_a_file_that_an_agent_sends_leaves_as_a_link_for_it_alone(company, sent):
    conversation = texted(company, "Hello")
    texted(company, "0")
    sara = company.agent("Sara")
    company.round()
    company.chat.accepted(company.offers()[0].id, sara)
    file = {"name": "invoice.pdf", "type": "application/pdf", "size": 9, "sha256": "0" * 64}
    message = company.chat.say(conversation, sara, "Here it is.", [file])
    drain(company, sent)
    text, _, url = sent[-1][1].rpartition("\ninvoice.pdf: ")
    assert text == "Here it is."
    site, _, key = url.rpartition("/")
    assert site == f"https://calls.example/f/{message}/0"
    assert LINKS.opens(message, 0, key)
    assert not LINKS.opens(message, 1, key)
    assert not LINKS.opens(message + 1, 0, key)


def test_a_flow_can_put_it_shorter_where_a_chat_comes_by_sms(company):
    words = {"say": "Hello from Parsa Home, how are you?", "brief": "Hi."}
    flow = {
        "name": "By way",
        "languages": ["en"],
        "start": "way",
        "nodes": [
            {
                "key": "way",
                "kind": "fork",
                "cases": [{"on": "facts.via", "eq": SMS, "next": "brief"}],
                "otherwise": "say",
            },
            *({"key": key, "kind": "say", "prompt": {"en": text}, "next": "line"} for key, text in words.items()),
            {"key": "line", "kind": "to_queue", "queue": "general"},
        ],
    }
    with company.db.transaction() as session:
        session.add(FlowVersion(flow_key="main", number=2, definition=flow, published_at=now()))
    assert said(company, texted(company, "Hello"))[0] == words["brief"]
    assert said(company, texted(company, "Hello", "telegram", "nora"))[0] == words["say"]


def test_what_is_said_leaves_in_order_though_the_first_has_to_be_tried_again(company, sent):
    texted(company, "Hello")
    texted(company, "0")

    def broken(_row: Conversation, _message: Message) -> None:
        raise SendFault("the line is down", permanent=False)

    assert outbox.deliver_one(company.db, "chat", Ways(company.db, {SMS: broken}, LINKS).deliver)
    drain(company, sent)
    assert sent == []
    first = next(each for each in all_of(company.db, Message) if each.delivery)
    assert (first.delivery, first.fault) == ("queued", "the line is down")
    due_now(company.db, first.id)
    drain(company, sent)
    assert sent[0][1] == messengers.worded(first)


def test_what_became_of_a_text_is_shown_by_whoever_carried_it_alone(company, sent):
    texted(company, "Hello")
    drain(company, sent)
    message = next(each.id for each in all_of(company.db, Message) if each.delivery == "sent")
    assert not reported(company.db, "telegram", message, arrived=True)
    assert reported(company.db, SMS, message, arrived=True)
    assert next(each for each in all_of(company.db, Message) if each.id == message).delivery == "arrived"
    assert not reported(company.db, SMS, 999_999, arrived=True)


def test_two_machines_do_not_talk_with_each_other_for_ever(company):
    conversation = texted(company, "I am away until Monday.")
    for _ in range(MOST + 5):
        texted(company, "I am away until Monday.")
    before = len(said(company, conversation))
    texted(company, "I am away until Monday.")
    assert len(said(company, conversation)) == before
    assert len(said(company, conversation, "customer")) == MOST + 7, "nothing of it is lost"


def test_a_handle_of_a_messenger_is_a_customer_of_its_own(company):
    conversation = texted(company, "Hello", "telegram", "nora")
    (identity,) = [each for each in all_of(company.db, Identity) if each.kind == "messenger"]
    with company.db.reading() as session:
        assert session.get_one(Conversation, conversation).customer_id == identity.customer_id
        assert messengers.name_of(session, "telegram") == "Telegram"


def test_a_messenger_that_is_no_more_fails_with_its_reason(company):
    texted(company, "Hello", "gone", "nora")
    assert outbox.deliver_one(company.db, "chat", Ways(company.db, {}, LINKS).deliver)
    failed = next(each for each in all_of(company.db, Message) if each.delivery == "failed")
    assert "no messenger gone" in failed.fault


def test_a_signature_fits_its_body_its_moment_and_its_secret_alone():
    at = now().timestamp()
    good = signature("secret", b"{}", at)
    assert genuine("secret", b"{}", good, at + 299)
    assert not genuine("secret", b"{ }", good, at)
    assert not genuine("other", b"{}", good, at)
    assert not genuine("secret", b"{}", good, at + timedelta(minutes=6).total_seconds())
    assert not genuine("", b"{}", signature("", b"{}", at), at), "no secret is no proof"
    assert not genuine("secret", b"{}", "t=1,v1=é", at)


@pytest.mark.parametrize("url", ["", "ftp://x", "https://", "http://a:b@c", "http://[", "http://x:99999/"])
def test_what_is_no_address_of_a_bridge_is_refused(url):
    assert bridge.fault_of(url)
