"""A company with a mailbox, and another company's mail server: real sockets on both sides."""

from __future__ import annotations

import types

import pytest
from aiosmtpd.controller import Controller

from acd.models import Agent, Queue
from channels.smtp import Listener
from config import Config
from db import now
from tests.channels.mail_steps import free_port


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
        session.add(Queue(key="general", names={"en": "All"}, skills={}))
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
