"""`python app.py twilio doctor`: calls every webhook of ours from outside, signed as Twilio signs, and tells what came.

It makes one short call from a hidden number, which ends in the menu; it is on the timeline like any other.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import requests
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from twilio.rest.api.v2010.account.incoming_phone_number import IncomingPhoneNumberInstance

from config import Config
from telephony.twilio.places import AGAIN, Places
from telephony.twilio.rest import twilio_speaks

TIMEOUT_S = 15.0
"""Twilio's own patience with a webhook."""
SLOW_MS = 1000.0
UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}
REMEDIES = {
    400: "A proxy does not let WebSockets through: docs/reverse-proxy.md says how.",
    403: "The signature was refused: PUBLIC_URL must be the address that Twilio knows, and the token the account's.",
    404: "There is no such page: does PUBLIC_URL lead to Threadline, and does the process have TWILIO_AUTH_TOKEN?",
    413: "It was found too large: a proxy refuses small forms.",
    502: "A proxy answered: Threadline does not run behind it.",
    503: "A proxy answered: Threadline does not run behind it.",
}
Form = dict[str, str]


class Unwell(Exception):
    """What was found would be heard by callers."""


@dataclass
class Answer:
    """What came back; `wrong` says what is not as it must be."""

    what: str
    status: int
    ms: float
    text: str = ""
    wrong: str = ""
    verbs: tuple[ET.Element, ...] = ()

    def __str__(self) -> str:
        state = f"{self.status or '–':>3}  {self.ms:5.0f} ms"
        lines = [f"  {'WRONG' if self.wrong else 'fine '}  {self.what:<34} {state}  {self.text}".rstrip()]
        return "\n".join([*lines, *([f"         {self.wrong}"] if self.wrong else [])])


class Doctor:
    """One examination."""

    def __init__(self, config: Config) -> None:
        assert config.twilio_auth_token, "nothing can be signed without the token"
        self._places = Places(config.public_url)
        self._streams = config.recognizers and config.live_words
        self._validator = RequestValidator(config.twilio_auth_token)
        self._about = {
            "CallSid": f"CA{secrets.token_hex(16)}",
            "AccountSid": config.twilio_account_sid or "",
            "From": "anonymous",
            "To": config.twilio_number or "",
            "ApiVersion": "2010-04-01",
            "CallStatus": "in-progress",
        }

    def examine(self) -> Iterator[Answer]:
        """Every webhook, in the order in which a call meets them. Stops where nothing answers at all."""
        yield self._post("voice", "", {"CallSid": "CA" + "0" * 32}, wanted=403, signed=False)
        arrived = self._post("voice", "", {"CallStatus": "ringing", "Direction": "inbound"})
        turn = next((str(url) for verb in arrived.verbs if (url := verb.get("action"))), "")
        if not turn and not arrived.wrong:
            arrived.wrong = "The first turn asks for nothing, so that no further one could be tried."
        yield arrived
        if not arrived.status:
            return
        if not turn:
            yield self._post("status", "", {"CallStatus": "completed"}, wanted=204)
            return
        call = turn.rsplit("/turns/", 1)[0]
        played = next((verb.text for verb in arrived.verbs if verb.tag == "Play" and verb.text), "")
        if played:
            yield self._get(played)
        yield self._post("turn", turn, {"Digits": "", "FinishedOnKey": "", "msg": "Gather Timeout"})
        yield self._post("waiting", f"{call}/waiting", {"QueuePosition": "1", "QueueTime": "1"})
        yield self._post("line", f"{call}/line", {"QueueResult": "redirected"})
        yield self._post("held")
        yield self._get(self._places.url("music.wav"))
        yield self._post("legs", self._places.url("legs/tl-doctor"), {"CallStatus": "completed"}, wanted=404)
        yield self._post("called", self._places.url("called/tl-doctor"), {"CallStatus": "completed"}, wanted=404)
        yield self._post("machine", self._places.url("called/tl-doctor/machine"), {"AnsweredBy": "human"}, wanted=404)
        yield self._post("draft", self._places.url("drafts/0/turns/1"), {"Digits": "1"}, wanted=404)
        if self._streams:
            yield self._post("streams", f"{call}/streams", {"StreamEvent": "stream-started"}, wanted=204)
            yield self._stream()
        yield self._post("greeting", f"{call}/greeting")
        yield self._post("awaited", self._places.url(f"called/{self._about['CallSid']}/awaited"))
        yield self._post("texts", self._places.url("texts"))
        yield self._post("texts", self._places.url("texts/0"), {"MessageStatus": "queued"})
        yield self._post("keyed", f"{call}/keyed", {"Digits": "9"})
        yield self._post("recorded", f"{call}/recorded", {"RecordingStatus": "in-progress"}, wanted=204)
        yield self._post("status", "", {"CallStatus": "completed"}, wanted=204)
        over = self._post("turn", turn, {"Digits": "1"})
        if not over.wrong and over.text != "Hangup":
            over.wrong = "A call that is over must be hung up."
        yield over

    def _post(
        self, name: str, url: str = "", form: Form | None = None, wanted: int = 200, signed: bool = True
    ) -> Answer:
        url = url or self._places.url(name)
        sent = {**self._about, **(form or {})}
        headers = {"X-Twilio-Signature": self._validator.compute_signature(url, sent) if signed else "forged"}
        what = f"POST {_path(url)}" + ("" if signed else ", forged")
        answer, body = self._ask("POST", what, url, wanted, sent, headers)
        if wanted == 200 and not answer.wrong:
            self._read(answer, body)
        return answer

    def _stream(self) -> Answer:
        """A WebSocket of nobody's call: refused only after everything else about it was found right."""
        url = self._places.media(0, "doctor")
        signature = {"X-Twilio-Signature": self._validator.compute_signature(url, {})}
        return self._ask("GET", f"GET {_path(url)}", f"http{url.removeprefix('ws')}", 404, {}, UPGRADE | signature)[0]

    def _get(self, url: str) -> Answer:
        answer, body = self._ask("GET", f"GET {_path(url)}", url, 200, {}, {})
        if not answer.wrong and body[:4] != b"RIFF":
            answer.wrong = "This is no sound that could be played."
        answer.text = answer.text or f"{len(body) // 1024} kB of sound"
        return answer

    def _ask(self, method: str, what: str, url: str, wanted: int, form: Form, headers: Form) -> tuple[Answer, bytes]:
        began = time.monotonic()
        try:
            came = requests.request(
                method, url, data=form or None, headers=headers, timeout=TIMEOUT_S, allow_redirects=False
            )
        except requests.RequestException as fault:
            wrong = f"Nothing answers there ({type(fault).__name__}). Is PUBLIC_URL right, and Threadline running?"
            answer, body = Answer(what, 0, (time.monotonic() - began) * 1000, wrong=wrong), b""
        else:
            answer, body = Answer(what, came.status_code, (time.monotonic() - began) * 1000), came.content
            if answer.status != wanted:
                answer.wrong = f"{wanted} was due. {REMEDIES.get(answer.status, 'Look into the log of Threadline.')}"
            elif answer.ms > SLOW_MS:
                answer.wrong = f"A caller would hear {answer.ms / 1000:.1f} s of silence: look for what is slow."
        return answer, body

    def _read(self, answer: Answer, body: bytes) -> None:
        try:
            answer.verbs = tuple(ET.fromstring(body).iter())[1:]  # noqa: S314 - it is our own site
        except ET.ParseError as fault:
            answer.wrong = f"This is no TwiML: {fault}"
            return
        answer.text = " ".join(_told(verb) for verb in answer.verbs)
        if any(verb.tag == "Redirect" and f"{AGAIN}=1" in (verb.text or "") for verb in answer.verbs):
            answer.wrong = "Threadline failed, and would try once more: its log says why. Is there a hotline?"


def _told(verb: ET.Element) -> str:
    """A verb with what is said or played: Say “Welcome to …”."""
    words = " ".join((verb.text or "").split())
    short = words if len(words) <= 40 else f"{words[:39]}…"
    return f"{verb.tag} “{short}”" if short else str(verb.tag)


def _path(url: str) -> str:
    return urlsplit(url).path


def doctor(config: Config, rest: Client) -> Iterator[str]:
    """A line for each webhook, and what Twilio would ask. Raises Unwell at the end, SwitchFault without Twilio."""
    with twilio_speaks():
        numbers = rest.incoming_phone_numbers.list()
    places = Places(config.public_url)
    voice = places.url("voice")
    ours = [each.phone_number for each in numbers if each.voice_url == voice and not _elsewhere(each)]
    yield f"{', '.join(ours)} asks {voice}." if ours else f"No number of this account asks {voice}: run `twilio setup`."
    wrong = 0 if ours else 1
    if ours and config.twilio_number not in ours:
        wrong += 1
        yield f"TWILIO_NUMBER={config.twilio_number or ''} is none of them: calls and texts cannot go out."
    for answer in Doctor(config).examine():
        wrong += bool(answer.wrong)
        yield str(answer)
    if wrong:
        raise Unwell("Callers would notice: correct what is said above, and ask again.")
    yield places.out_of_sight or "Everything is as Twilio needs it."


def _elsewhere(number: IncomingPhoneNumberInstance) -> bool:
    """Whether somebody else answers it, whatever address it has."""
    return bool(number.trunk_sid or number.voice_application_sid)
