"""A telephone at Twilio's side: it fetches our webhooks, signed, and walks through the TwiML that they answer.

It does what Twilio documents of each verb, and refuses what Twilio would not understand.
"""

from __future__ import annotations

import re
import time
from itertools import count
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from werkzeug.test import TestResponse

from tests.twilio.house import ACCOUNT, House

_numbers = count(1)

ENDS = {"Gather", "Record", "Enqueue", "Hangup", "Dial"}
"""Verbs at which a document stops until something happens."""
HASTE = 20
"""How many times quicker than people telephones are here."""


def sid(prefix: str) -> str:
    return f"{prefix}{next(_numbers):032x}"


class Phone:
    """One caller. `verb` is what the document waits at; `said` what the last document said or played."""

    def __init__(self, house: House, number: str = "+15551230001", to: str = "+15550000001", token: str = "") -> None:
        self.house = house
        self.sid = sid("CA")
        self.about = {"CallSid": self.sid, "AccountSid": ACCOUNT, "From": number, "To": to, "ApiVersion": "2010-04-01"}
        if token:
            self.about["token"] = token
        self.verb: ET.Element = ET.Element("Hangup")
        self.rest: list[ET.Element] = []
        self.said: list[str] = []
        self.last: TestResponse | None = None
        self.hung_up = False

    @property
    def tag(self) -> str:
        return self.verb.tag

    def post(self, url: str, **fields: str) -> TestResponse:
        """One webhook, signed over the public URL as Twilio does."""
        form = {**self.about, "CallStatus": "in-progress", **fields}
        return signed(self.house, url, form)

    def fetch(self, url: str, **fields: str) -> Phone:
        """Fetch a document and walk through it."""
        self.last = self.post(url, **fields)
        assert self.last.status_code == 200, self.last.text
        assert self.last.mimetype == "text/xml"
        self.said = []
        return self.walk(list(ET.fromstring(self.last.text)))

    def walk(self, verbs: list[ET.Element]) -> Phone:
        for place, verb in enumerate(verbs):
            if verb.tag in ("Say", "Play"):
                self.said.append(spoken(verb))
            elif verb.tag == "Pause":
                time.sleep(int(verb.get("length", "1")) / HASTE)
            elif verb.tag == "Redirect":
                said = self.said
                self.fetch(verb.text or "")
                self.said = said + self.said
                return self
            else:
                assert verb.tag in ENDS, f"Twilio knows no {verb.tag} here"
                if verb.tag == "Gather":
                    self.said += [spoken(part) for part in verb]
                self.verb, self.rest = verb, verbs[place + 1 :]
                return self
        self.verb, self.rest = ET.Element("Hangup"), []
        return self

    def dial(self) -> Phone:
        return self.fetch(f"{self.house.config.public_url}/twilio/voice", CallStatus="ringing", Direction="inbound")

    def presses(self, keys: str) -> Phone:
        """Keys in a Gather: it ends at its key or at its number of digits, else the time goes by."""
        assert self.tag == "Gather", f"nobody listens to keys: {ET.tostring(self.verb)!r}"
        assert "dtmf" in self.verb.get("input", "dtmf").split()
        finish, most = self.verb.get("finishOnKey", "#"), int(self.verb.get("numDigits", "1000"))
        digits, finished = "", ""
        for key in keys:
            if key == finish:
                finished = key
                break
            digits += key
            if len(digits) == most:
                break
        return self.fetch(self.verb.attrib["action"], Digits=digits, FinishedOnKey=finished, msg="Gather End")

    def says(self, words: str, confidence: str = "0.9") -> Phone:
        """Words in a Gather that listens to them."""
        assert self.tag == "Gather" and "speech" in self.verb.get("input", "dtmf").split(), "nobody listens to words"
        assert re.fullmatch(r"[a-z]{2}-[A-Z]{2}", self.verb.attrib["language"])
        hints = self.verb.get("hints", "").split(",")
        assert len(hints) <= 500 and all(len(hint.strip()) <= 100 for hint in hints)
        assert self.verb.get("speechTimeout", "1").isdigit(), "auto does not go with the default model"
        return self.fetch(self.verb.attrib["action"], SpeechResult=words, Confidence=confidence, Language="en-US")

    def is_silent(self) -> Phone:
        """A Gather reports an empty result where it was asked to; after a Record comes what follows it."""
        if self.tag == "Gather" and self.verb.get("actionOnEmptyResult") == "true":
            return self.fetch(self.verb.attrib["action"], Digits="", FinishedOnKey="", msg="Gather Timeout")
        self.said = []
        return self.walk(self.rest)

    def leaves_message(self, seconds: int, recording: str = "") -> Phone:
        assert self.tag == "Record"
        return self.fetch(self.verb.attrib["action"], **message(seconds, recording or sid("RE")))

    def waits(self) -> Phone:
        """In Twilio's queue: one round of what it plays there, up to the redirect that asks for the next."""
        assert self.tag == "Enqueue"
        self.last = self.post(self.verb.attrib["waitUrl"], QueueSid=sid("QU"), QueuePosition="1", QueueTime="1")
        document = list(ET.fromstring(self.last.text))
        assert {verb.tag for verb in document} <= {"Play", "Say", "Pause", "Hangup", "Redirect", "Leave", "Gather"}
        if any(verb.tag == "Leave" for verb in document):
            return self.fetch(self.verb.attrib["action"], QueueResult="leave", QueueTime="1")
        self.said = [spoken(verb) for part in document for verb in part.iter() if verb.tag in ("Say", "Play")]
        self.keyed = next((verb.attrib["action"] for verb in document if verb.tag == "Gather"), "")
        return self

    def keys_in_line(self, key: str) -> Phone:
        """While they wait."""
        return self.fetch(self.keyed, Digits=key)

    def hangs_up(self) -> TestResponse:
        self.hung_up = True
        url = f"{self.house.config.public_url}/twilio/status"
        return self.post(url, CallStatus="completed", CallDuration="12", CallbackSource="call-progress-events")


def signed(house: House, url: str, form: dict[str, str], **headers: Any) -> TestResponse:
    """A request of Twilio's to this URL of ours."""
    assert url.startswith(house.config.public_url), url
    parts = urlsplit(url)
    signature = house.validator.compute_signature(url, form)
    return house.site.test_client().post(
        f"{parts.path}?{parts.query}" if parts.query else parts.path,
        data=form,
        headers={"X-Twilio-Signature": signature, **headers},
    )


def message(seconds: int, recording: str) -> dict[str, str]:
    """What Twilio reports of a Record that is over."""
    url = f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Recordings/{recording}"
    return {"RecordingSid": recording, "RecordingUrl": url, "RecordingDuration": str(seconds), "Digits": "#"}


def spoken(verb: ET.Element) -> str:
    """What is said; of a file that is played, its URL."""
    return verb.text or ""
