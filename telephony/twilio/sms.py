"""Texts by Twilio's Messages: the sender of `hotline.sendings` for SMS."""

from __future__ import annotations

from datetime import timedelta

from twilio.rest import Client

from config import Config
from hotline.models import FlowSend
from hotline.sendings import SendFault
from telephony.port import SwitchFault
from telephony.twilio.rest import Patient, client, twilio_speaks

NEAR = timedelta(minutes=1)
"""So far may Twilio's clock be from ours."""
LOOKED_AT = 50


class Texts:
    """Sends from the account's number."""

    def __init__(self, config: Config, http: Patient) -> None:
        assert config.twilio_number, "a text needs a number that it comes from"
        self._from = config.twilio_number
        self._client: Client = client(config, http)

    def send(self, send: FlowSend) -> None:
        """One text. One that was tried before is looked for first, so that nobody gets it twice. Raises SendFault."""
        try:
            with twilio_speaks():
                if send.tries > 1 and self._left(send):
                    return
                self._client.messages.create(to=send.to, from_=self._from, body=send.text)
        except SwitchFault as fault:
            raise SendFault(str(fault), fault.permanent) from fault

    def _left(self, send: FlowSend) -> bool:
        """Whether an earlier try reached Twilio, though its answer did not reach us."""
        since = send.at - NEAR
        sent = self._client.messages.list(to=send.to, from_=self._from, date_sent_after=since, limit=LOOKED_AT)
        return any(each.body == send.text for each in sent)
