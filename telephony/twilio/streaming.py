"""Where live words are wanted, Twilio streams the talk to us: both sides of it, from when they talk until it pauses."""

from __future__ import annotations

import hmac
import logging
from collections import Counter
from collections.abc import Callable
from hashlib import sha256

from twilio.rest import Client

from telephony.models import Call
from telephony.port import SwitchFault
from telephony.twilio.legs import Legs
from telephony.twilio.models import TwilioLeg
from telephony.twilio.places import Places
from telephony.twilio.rest import twilio_speaks

log = logging.getLogger(__name__)

TRIES = 5
"""So often a stream that breaks off is asked for again: what cannot reach us would try for ever."""


def token_of(call_id: int, secret: str) -> str:
    """Proves that an address is one that we gave away for this call."""
    return hmac.new(secret.encode(), f"media:{call_id}".encode(), sha256).hexdigest()[:32]


class Streams:
    """A talk goes on without its live words: nothing here raises. `wanted` says of a language whether it is heard."""

    def __init__(self, client: Client, legs: Legs, places: Places, token_of: Callable[[int], str]) -> None:
        self._client, self._legs, self._places, self._token_of = client, legs, places, token_of
        self._broken: Counter[str] = Counter()
        self.wanted: Callable[[str], bool] = lambda language: False

    def start(self, channel: str, call: Call) -> None:
        """Stream what the customer says and what they are told, unless it is streamed already."""
        leg = self._legs.get(channel)
        if leg.stream_sid or not leg.call_sid or not self.wanted(call.language):
            return
        try:
            with twilio_speaks():
                made = self._client.calls(leg.call_sid).streams.create(
                    url=self._places.media(call.id, self._token_of(call.id)),
                    track="both_tracks",
                    status_callback=self._places.url(f"calls/{call.id}/streams"),
                    status_callback_method="POST",
                )
        except SwitchFault as fault:
            log.warning("call %s has no live words: %s", call.id, fault)
            return
        self._legs.remember(channel, stream_sid=made.sid)

    def stop(self, leg: TwilioLeg) -> None:
        """What a caller mutters into the music is nobody's business."""
        if not leg.stream_sid:
            return
        try:
            with twilio_speaks():
                self._client.calls(leg.call_sid).streams(leg.stream_sid).update(status="stopped")
        except SwitchFault as fault:
            log.warning("the stream of %s was not stopped: %s", leg.channel, fault)
        self._legs.remember(leg.channel, stream_sid="")

    def renew(self, channel: str, call: Call) -> None:
        """We began anew: whoever heard this stream may be gone."""
        self.stop(self._legs.get(channel))
        self.start(channel, call)

    def again(self, channel: str, stream_sid: str, call: Call) -> None:
        """This stream broke off, and the talk has not."""
        leg = self._legs.get(channel)
        if leg.stream_sid != stream_sid or call.state != "talking" or call.outcome is not None:
            return
        self._legs.remember(channel, stream_sid="")
        self._broken[channel] += 1
        if self._broken[channel] <= TRIES:
            self.start(channel, call)
