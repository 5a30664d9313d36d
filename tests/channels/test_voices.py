"""Voice messages are written down by whoever claims them, whatever goes wrong."""

from __future__ import annotations

from datetime import timedelta

import pytest

from channels import voices
from channels.models import Conversation, Message
from db import now
from timeline import customers


@pytest.fixture
def spoken(database):
    with database.transaction() as session:
        customer = customers.make(session)
        conversation = Conversation(channel="chat", customer_id=customer.id, opened_at=now(), path=[], language="ru")
        session.add(conversation)
        session.flush()
        file = {"name": "voice.ogg", "type": "audio/ogg", "size": 4, "sha256": "a" * 64}
        message = Message(
            conversation_id=conversation.id, author="customer", at=now(), text="", options=[], attachments=[file]
        )
        message.delivery = "spoken"
        session.add(message)
        session.flush()
        return message.id


def test_it_is_heard_in_the_chats_language(database, spoken, tmp_path):
    asked, written = [], {}
    assert voices.work_one(database, tmp_path, lambda *what: asked.append(what) or "да", written.__setitem__)
    assert asked == [(tmp_path / ("a" * 64), "ru")]
    assert written == {spoken: "да"}


def test_what_nobody_can_read_is_given_up_at_once_and_what_may_pass_after_three_tries(database, spoken, tmp_path):
    written = {}

    def deaf(_file, _language):
        raise voices.Unheard("no recognizer", permanent=False)

    for _ in range(len(voices.AGAIN_AFTER) + 1):
        assert voices.work_one(database, tmp_path, deaf, written.__setitem__)
        assert not voices.work_one(database, tmp_path, deaf, written.__setitem__)
        with database.transaction() as session:
            session.get_one(Message, spoken).retry_at = now() - timedelta(seconds=1)
    assert written == {spoken: ""}


def test_who_dies_over_one_leaves_it_to_the_next(database, spoken, tmp_path):
    class Killed(BaseException):
        pass

    def dies(_file, _language):
        raise Killed

    with pytest.raises(Killed):
        voices.work_one(database, tmp_path, dies, lambda *_: None)
    assert not voices.work_one(database, tmp_path, lambda *_: "hello", lambda *_: None)
    with database.transaction() as session:
        session.get_one(Message, spoken).retry_at = now() - timedelta(seconds=1)
    assert voices.work_one(database, tmp_path, lambda *_: "hello", lambda *_: None)


def test_who_was_too_slow_and_fails_takes_it_away_from_nobody(database, spoken, tmp_path):
    def slow(_file, _language):
        with database.transaction() as session:
            session.get_one(Message, spoken).retry_at = now() - timedelta(seconds=1)
        assert voices.work_one(database, tmp_path, lambda *_: "hello", lambda *_: None)
        raise voices.Unheard("the recognizer stopped", permanent=False)

    assert voices.work_one(database, tmp_path, slow, lambda *_: None)
    with database.reading() as session:
        assert session.get_one(Message, spoken).delivery == "hearing"
