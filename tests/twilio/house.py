"""The company of the story's tests, reached through Twilio: real webhooks, real `Calls`, a real database."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import select
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from channels.messengers import Sms
from config import Config
from db import Database
from telephony.calls import Calls
from telephony.live_words import LiveWords
from telephony.models import Call
from telephony.outbound import Outgoing
from telephony.prompts import Prompts
from telephony.twilio.control import TwilioSwitch
from telephony.twilio.media import add_media
from telephony.twilio.rest import Patient, client
from telephony.twilio.sms import add_texts
from telephony.twilio.webhooks import webhooks
from tests.story import SECRET, Company

ACCOUNT = "AC" + "0a" * 16
TOKEN = "a token of the tests"
PUBLIC = "https://calls.example.com"


class House(Company):
    """A Company whose calls come from Twilio. `api` is where Twilio's REST API is, if it is anywhere."""

    def __init__(
        self,
        database: Database,
        var: Path,
        api: str = "http://127.0.0.1:9",
        public_url: str = PUBLIC,
        words: LiveWords | None = None,
    ) -> None:
        super().__init__(database)
        self.config = replace(
            Config(var=var, database_url=database.url, secret_key=SECRET),
            public_url=public_url,
            twilio_account_sid=ACCOUNT,
            twilio_auth_token=TOKEN,
            twilio_number="+15550000001",
            live_words=words is not None,
        )
        self.twilio = TwilioSwitch(self.config, database, Patient(api, pauses_s=(0.01, 0.01)))
        self.calls = Calls(
            database, {"twilio": self.twilio}, SECRET, "US", at_once=timedelta(0), outgoing=Outgoing("twilio")
        )
        self.twilio.start(self.calls)
        self.site = Flask("tests")
        door = webhooks(self.config, self.calls, Prompts(self.config), self.twilio)
        add_texts(door, Sms(self.chat))
        if words:
            add_media(door, self.config, self.calls, self.twilio, words)
            self.twilio.streams.wanted = words.hears
        self.site.register_blueprint(door)
        self.http = self.site.test_client()

    def call_of(self, sid: str) -> Call:
        with self.db.reading() as session:
            return session.scalars(select(Call).where(Call.backend_id == sid)).one()

    @property
    def rest(self) -> Client:
        """Twilio's REST interface, as the switch speaks with it."""
        return client(self.config, self.twilio.http)

    @property
    def validator(self) -> RequestValidator:
        return RequestValidator(TOKEN)
