"""What is done at Twilio: each live call is a conference, and each act a REST request or two. All raise SwitchFault."""

from __future__ import annotations

import logging
from urllib.parse import urlencode

from twilio.rest import Client
from twilio.rest.api.v2010.account.call.recording import RecordingInstance as CallRecordingInstance
from twilio.rest.api.v2010.account.conference import ConferenceInstance

from telephony.models import Call
from telephony.port import Dialling, Ring, SwitchFault
from telephony.twilio import twiml
from telephony.twilio.legs import Legs
from telephony.twilio.models import TwilioLeg
from telephony.twilio.places import Places
from telephony.twilio.rest import twilio_speaks
from telephony.twilio.streaming import Streams
from telephony.twilio.tokens import AGENT

log = logging.getLogger(__name__)

LIVE = ("queued", "ringing", "in-progress")
GONE = "gone"
BUFFER_S = 5
"""Twilio rings so much longer than it is asked to."""
CURRENT = "Twilio.CURRENT"
RUNS = ("in-progress", "paused")
"""Statuses of a recording that goes on."""


class Conferences:
    """The acts. `caller_id` is a number of ours that agents are rung from."""

    def __init__(self, client: Client, legs: Legs, places: Places, caller_id: str, streams: Streams) -> None:
        self._client, self._legs, self._places, self._caller_id = client, legs, places, caller_id
        self._streams = streams

    def ring(self, ring: Ring) -> None:
        """Ring the agent's softphone, unless the story has thought better of it."""
        if self._legs.given_up(ring.channel):
            return
        about = {"call": ring.call_id, "leg": ring.channel, "answer": "auto" if ring.auto_answer else ""}
        beside = self._beside(ring.beside, ring.how) if ring.beside else {}
        with twilio_speaks():
            made = self._client.conferences(ring.room).participants.create(
                **beside,
                from_=self._caller_id,
                to=ring.number or f"client:{AGENT}{ring.agent_id:d}?{urlencode(about)}",
                label=ring.channel,
                timeout=max(BUFFER_S, ring.timeout_s - BUFFER_S),
                beep="false",
                early_media=False,
                start_conference_on_enter=True,
                end_conference_on_exit=False,
                wait_url=self._places.url("held"),
                wait_method="POST",
                status_callback=self._places.url(f"legs/{ring.channel}"),
                status_callback_method="POST",
                status_callback_event=["initiated", "ringing", "answered", "completed"],
            )
        self._legs.remember(ring.channel, call_sid=made.call_sid)

    def dial(self, dialling: Dialling) -> None:
        """Call a customer into the conference, unless the story has thought better of it. They see our number there.

        One who waits hears who it is and music until their agent, with whom the conference begins, is there.
        """
        if self._legs.given_up(dialling.channel):
            return
        with twilio_speaks():
            made = self._client.conferences(dialling.room).participants.create(
                from_=self._caller_id,
                to=dialling.number,
                label=dialling.channel,
                timeout=max(BUFFER_S, dialling.timeout_s - BUFFER_S),
                beep="false",
                early_media=False,
                start_conference_on_enter=not dialling.waits,
                end_conference_on_exit=True,
                wait_url=self._places.url(f"called/{dialling.channel}/awaited" if dialling.waits else "held"),
                wait_method="POST",
                machine_detection="Enable",
                amd_status_callback=self._places.url(f"called/{dialling.channel}/machine"),
                amd_status_callback_method="POST",
                status_callback=self._places.url(f"called/{dialling.channel}"),
                status_callback_method="POST",
                status_callback_event=["initiated", "ringing", "answered", "completed"],
                # What somebody mutters into the music is nobody's business.
                record=not dialling.waits,
                recording_channels="dual",
                recording_status_callback=self._places.url(f"calls/{dialling.call_id}/recorded"),
                recording_status_callback_method="POST",
                recording_status_callback_event=["completed"],
            )
        recording = "" if dialling.waits else CURRENT
        self._legs.remember(dialling.channel, call_sid=made.call_sid, recording_sid=recording)

    def greet(self, channel: str) -> None:
        """They hear who calls; nobody else does."""
        about = self._places.url(f"calls/{self._call(channel).id}/greeting")
        self._change(self._legs.get(channel), announce_url=about, announce_method="POST")

    def connect(self, channel: str, room: str) -> None:
        """The caller into the conference, or out of the music whoever is in it already."""
        leg, call = self._legs.get(channel), self._call(channel)
        if leg.room == room and self._music(leg, False):
            if channel == call.backend_id:
                self._keep(leg, call, again=True)
            return
        if channel != call.backend_id:
            log.warning("channel %s is in no conference that it could go on in", channel)
            return
        with twilio_speaks():
            document = twiml.room(room, self._places.of_call(call.id, call.turn_number, str))
            self._client.calls(leg.call_sid).update(twiml=document)
        self._legs.remember(channel, room=room)
        if leg.recording_sid:
            self._pause_recording(leg, False)
        self._keep(leg, call)

    def listen_in(self, channel: str) -> None:
        """Whom we called talks: what is said is heard."""
        call = self._call(channel)
        if call.state == "talking":
            self._streams.start(channel, call)

    def renew_stream(self, channel: str) -> None:
        """Nobody may hear it any more."""
        self._streams.renew(channel, self._call(channel))

    def listen_again(self, channel: str, stream_sid: str) -> None:
        """This stream broke off."""
        self._streams.again(channel, stream_sid, self._call(channel))

    def hold(self, channel: str) -> None:
        if not self._music(self._legs.get(channel), True):
            log.warning("channel %s is in no conference that it could be held in", channel)

    def wait(self, channel: str) -> None:
        """Out of the conference, back to what callers in line hear."""
        self._out(channel, self._places.url(f"calls/{self._call(channel).id}/line"))

    def talk(self, channel: str) -> None:
        """Out of the conference, back into the menu: a call that arrives again goes on where it stands."""
        self._out(channel, self._places.url("voice"))

    def listen(self, channel: str, beside: str, how: str) -> None:
        """A listener changes how they listen."""
        if not self._change(self._legs.get(channel), **self._beside(beside, how)):
            log.warning("channel %s is in no conference that it could listen to", channel)

    def _beside(self, channel: str, how: str) -> dict[str, str | bool]:
        """Twilio has everybody hear a participant, or the one whom they coach, or nobody where they are muted."""
        if how == "barge":
            return {"coaching": False, "muted": False}
        coached = self._legs.get(channel).call_sid
        return {"coaching": True, "call_sid_to_coach": coached, "muted": how == "listen"}

    def _out(self, channel: str, url: str) -> None:
        leg = self._legs.get(channel)
        # The next agent may be in the conference already, and must not be thrown out with it.
        self._change(leg, end_conference_on_exit=False)
        with twilio_speaks():
            self._client.calls(leg.call_sid).update(url=url, method="POST")
        self._legs.remember(channel, room="")
        self._streams.stop(leg)
        if leg.recording_sid:
            self._pause_recording(leg, True)

    def hang_up(self, channel: str) -> None:
        """One that is gone already is no fault; one that Twilio has not named yet is ended when it does."""
        sid = self._legs.get(channel).call_sid
        if not sid:
            return
        try:
            with twilio_speaks():
                self._client.calls(sid).update(status="completed")
        except SwitchFault as fault:
            if not fault.permanent:
                raise

    def forget_recording(self, sid: str) -> None:
        with twilio_speaks():
            self._client.recordings(sid).delete()

    def live(self) -> set[str]:
        """Every channel that Twilio lists as alive."""
        with twilio_speaks():
            sids = {call.sid for status in LIVE for call in self._client.calls.stream(status=status, page_size=1000)}
        return self._legs.channels(sids)

    def status(self, channel: str) -> str:
        """How this one is: one of LIVE, or GONE."""
        sid = self._legs.get(channel).call_sid
        if not sid:
            return GONE
        try:
            with twilio_speaks():
                status = str(self._client.calls(sid).fetch().status)
        except SwitchFault as fault:
            if not fault.permanent:
                raise
            return GONE
        return status if status in LIVE else GONE

    def _call(self, channel: str) -> Call:
        call = self._legs.call_of(channel)
        if call is None:
            raise SwitchFault(f"{channel} is no party of a call", permanent=True)
        return call

    def _music(self, leg: TwilioLeg, on: bool) -> bool:
        """Music and a pause in the recording, or neither. False where they are in no conference that goes on."""
        music = {"hold_url": self._places.url("held"), "hold_method": "POST"} if on else {}
        if not self._change(leg, hold=on, **music):
            return False
        if on:
            self._streams.stop(leg)
        if leg.recording_sid:
            self._pause_recording(leg, on)
        return True

    def _change(self, leg: TwilioLeg, **values: str | bool) -> bool:
        """Change how a party is in its conference. False where it is in none that goes on."""
        conference = self._conference(leg.room)
        if conference is None:
            return False
        try:
            with twilio_speaks():
                self._client.conferences(conference.sid).participants(leg.call_sid).update(**values)
        except SwitchFault as fault:
            if not fault.permanent:
                raise
            return False
        return True

    def _conference(self, room: str) -> ConferenceInstance | None:
        """The conference of this room that goes on now."""
        if not room:
            return None
        with twilio_speaks():
            found = self._client.conferences.list(friendly_name=room, status="in-progress", limit=1)
        return found[0] if found else None

    def recordings(self, channel: str) -> list[CallRecordingInstance]:
        """What Twilio has recorded of it, whole or not."""
        with twilio_speaks():
            return list(self._client.calls(self._legs.get(channel).call_sid).recordings.list())

    def _keep(self, leg: TwilioLeg, call: Call, again: bool = False) -> None:
        """They talk: it is recorded, and heard. `again`: it was asked for before, and the answer may have been lost."""
        if not leg.recording_sid:
            runs = (each.sid for each in self.recordings(leg.channel) if each.status in RUNS) if again else iter(())
            if found := next(runs, ""):
                self._legs.remember(leg.channel, recording_sid=found)
            else:
                self._record(leg, call)
        self._streams.start(leg.channel, call)

    def _record(self, leg: TwilioLeg, call: Call) -> None:
        """On this call's two channels: what the caller says, and what they hear."""
        with twilio_speaks():
            made = self._client.calls(leg.call_sid).recordings.create(
                recording_channels="dual",
                recording_track="both",
                recording_status_callback=self._places.url(f"calls/{call.id}/recorded"),
                recording_status_callback_method="POST",
                recording_status_callback_event=["completed"],
            )
        self._legs.remember(leg.channel, recording_sid=made.sid)

    def _pause_recording(self, leg: TwilioLeg, on: bool) -> None:
        """What a caller mutters into the music is nobody's business. Its time stays, as silence."""
        recording = self._client.calls(leg.call_sid).recordings(CURRENT)
        with twilio_speaks():
            if on:
                recording.update(status="paused", pause_behavior="silence")
            else:
                recording.update(status="in-progress")
