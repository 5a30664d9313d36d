"""What Asterisk tells, and what of it the story of a call hears: one table.

A ring that fails is told of up to three times, in no fixed order: HangupRequest and Hangup know why the phone did not
take it, OriginateResponse comes alone where there never was a phone. The first one is told, as one sentence.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from telephony.asterisk.story import BACKEND, Story
from telephony.asterisk.uptime import started_at
from telephony.asterisk.wire import Packet
from telephony.port import SwitchFault

if TYPE_CHECKING:
    from telephony.asterisk.switch import AsteriskSwitch

log = logging.getLogger(__name__)

RING: Final = "ring:"
DIAL: Final = "dial:"
"""Begin the ActionID of each Originate of ours, to an agent or outside; the channel's id follows."""
AGENT: Final = "agent-"

_WHY_BY_CAUSE = {
    **{"17": "busy", "21": "declined", "18": "no_answer", "19": "no_answer", "16": "no_answer"},
    # Nobody has this number, or the provider does not take it.
    **dict.fromkeys(("1", "2", "3", "22", "28"), "refused"),
}
"""Hangup cause (Q.850) of a leg that was never answered."""
OVERTAKES_S = 0.3
"""A busy machine may tell the response so much earlier than the Hangup."""
_WHY_BY_REASON = {"3": "no_answer", "5": "busy", "1": "no_answer"}
"""Reason in an OriginateResponse without a channel of its own: the last control frame that was seen."""


class Events:
    """Hears Asterisk's events in order, in one thread, and tells the story."""

    def __init__(self, switch: AsteriskSwitch, story: Story) -> None:
        self._switch, self._story = switch, story

    def __call__(self, event: Packet) -> None:
        if told := TABLE.get(event["Event"]):
            told(self, event)

    def connected(self, _event: Packet) -> None:
        """We have just connected, or Asterisk has just started; what happened before was missed. Ask what lives."""
        try:
            channels = self._switch.channels()
            since = started_at(self._switch.ami.act("CoreStatus"))
        except SwitchFault as fault:
            log.warning("no resync, connecting again for it: %s", fault)
            self._switch.ami.drop()
            return
        for channel in channels:
            if channel.get("ChannelStateDesc") == "Up":
                # Whom we called, and who answered while nobody listened.
                self._story.customer_answered(channel["Uniqueid"])
        live = {channel["Uniqueid"] for channel in channels} | self._switch.in_dialogue() | self._switch.just_rung()
        self._story.resync(BACKEND, live, since)

    def originated(self, event: Packet) -> None:
        kind, colon, channel = event.get("ActionID", "").partition(":")
        answered = {RING: self._story.agent_answered, DIAL: self._story.customer_answered}.get(kind + colon)
        if answered is None:
            return
        if event["Response"] != "Success":
            self._not_taken(channel, event.get("Reason", ""))
        elif self._switch.rung(channel):
            answered(channel)

    def _not_taken(self, channel: str, reason: str) -> None:
        """A reason that says nothing may have overtaken the Hangup that does. Where no phone was, none comes."""
        if why := _WHY_BY_REASON.get(reason):
            self._ended(channel, why)
        else:
            later = threading.Timer(OVERTAKES_S, self._ended, (channel, "failed"))
            later.daemon = True
            later.start()

    def _ended(self, channel: str, why: str) -> None:
        if self._switch.rung(channel):
            self._story.ring_ended(channel, why)

    def ending(self, event: Packet) -> None:
        """The far side ends it. Of a leg that still rings, this is the first to know why."""
        channel = event["Uniqueid"]
        if event.get("ChannelStateDesc") != "Up" and self._switch.rung(channel):
            log.info("%s was not answered: cause %s, SIP %s", channel, event.get("Cause"), event.get("TechCause", "-"))
            self._story.ring_ended(channel, _WHY_BY_CAUSE.get(event.get("Cause", ""), "failed"))

    def hung_up(self, event: Packet) -> None:
        self.ending(event)
        channel = event["Uniqueid"]
        if self._switch.rung(channel):
            # Up, and gone before we heard of it: whoever answers and hangs up at once has not taken the call.
            self._story.ring_ended(channel, "declined")
        self._story.leg_ended(channel)


TABLE: dict[str, Callable[[Events, Packet], None]] = {
    "FullyBooted": Events.connected,
    "OriginateResponse": Events.originated,
    "HangupRequest": Events.ending,
    "Hangup": Events.hung_up,
}
