"""Texts by Twilio's Messages: the sender of `hotline.sendings` for SMS, the way out of chats by SMS, and the webhooks
by which Twilio says who texted us and what became of what we sent."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from flask import Blueprint, Response, request
from twilio.rest import Client

from config import Config
from hotline.models import FlowSend
from hotline.sendings import SendFault
from telephony.port import SwitchFault
from telephony.twilio.forms import field, xml
from telephony.twilio.places import Places
from telephony.twilio.rest import Patient, client, twilio_speaks

NEAR = timedelta(minutes=1)
"""So far may Twilio's clock be from ours."""
LOOKED_AT = 50
LONGEST = 1600
"""Characters that Twilio takes as one text."""
MOST_MEDIA = 10
"""Pictures of one message, as Twilio allows."""
SILENCE = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
"""Nothing is answered at once: what the bot says goes through the outbox."""
FAILED = ("failed", "undelivered")


class Texts:
    """Sends from the account's number."""

    def __init__(self, config: Config, http: Patient) -> None:
        assert config.twilio_number, "a text needs a number that it comes from"
        self._from = config.twilio_number
        self._client: Client = client(config, http)
        self._places = Places(config.public_url)

    def send(self, send: FlowSend) -> None:
        """A text that a flow sends. Raises SendFault."""
        self._send(send.to, send.text, send.at, again=send.tries > 1)

    def say(self, to: str, text: str, at: datetime, message_id: int, again: bool) -> None:
        """A text of a chat. Twilio tells what becomes of it under our id. Raises SendFault."""
        if len(text) > LONGEST:
            raise SendFault(f"a text has at most {LONGEST} characters, this has {len(text)}", permanent=True)
        self._send(to, text, at, again, status_callback=self._places.url(f"texts/{message_id}"))

    def _send(self, to: str, text: str, at: datetime, again: bool, **more: str) -> None:
        """One text. One that was tried before is looked for first, so that nobody gets it twice."""
        try:
            with twilio_speaks():
                if again and self._left(to, text, at):
                    return
                self._client.messages.create(to=to, from_=self._from, body=text, **more)
        except SwitchFault as fault:
            raise SendFault(str(fault), fault.permanent) from fault

    def _left(self, to: str, text: str, at: datetime) -> bool:
        """Whether an earlier try reached Twilio, though its answer did not reach us."""
        sent = self._client.messages.list(to=to, from_=self._from, date_sent_after=at - NEAR, limit=LOOKED_AT)
        return any(each.body == text for each in sent)


class Inbox(Protocol):
    """Who takes what people text us."""

    def texted(self, sid: str, sender: str, text: str) -> None:
        """Somebody texted. The same `sid` may come again."""

    def reported(self, message_id: int, arrived: bool, why: str) -> None:
        """What became of a text that was sent as `message_id`."""


def add_texts(door: Blueprint, inbox: Inbox) -> None:
    """The webhooks of texts, on a blueprint that lets in only what Twilio signed."""

    @door.post("/texts")
    def texted() -> Response:
        sent = [request.form.get(name, "")[:LONGEST] for name in ("Body", *(f"MediaUrl{n}" for n in range(MOST_MEDIA)))]
        text = "\n".join(filter(None, sent)).replace("\0", "")
        if field("MessageSid") and field("From") and text:
            inbox.texted(field("MessageSid"), field("From"), text)
        return xml(SILENCE)

    @door.post("/texts/<int:message_id>")
    def reported(message_id: int) -> Response:
        status = field("MessageStatus")
        if status in FAILED:
            inbox.reported(message_id, arrived=False, why=f"{status} {field('ErrorCode')}".strip())
        elif status == "delivered":
            inbox.reported(message_id, arrived=True, why="")
        return xml(SILENCE)
