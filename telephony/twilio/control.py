"""The verbs of `telephony.port.Switch` on Twilio: each live call is a conference, and each verb a REST request or two.

A verb only asks: the request is made in the background, in order for each channel, since webhooks must not wait for
Twilio. A ring that fails is told to the story; whatever else was lost is found again by `reconcile`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from urllib.parse import urlencode

from sqlalchemy import select, update
from twilio.rest.api.v2010.account.conference import ConferenceInstance

from config import Config
from db import Database
from ivr.turns import Prompt
from telephony.models import Call, Leg
from telephony.port import Credentials, Ring, SwitchFault
from telephony.twilio import twiml
from telephony.twilio.acts import Acts, Work
from telephony.twilio.models import TwilioLeg
from telephony.twilio.rest import Patient, client, twilio_speaks
from telephony.twilio.tokens import AGENT, Tokens
from telephony.twilio.twiml import Addresses

log = logging.getLogger(__name__)

BACKEND = "twilio"
LIVE = ("queued", "ringing", "in-progress")
BUFFER_S = 5
"""Twilio rings so much longer than it is asked to."""
CURRENT = "Twilio.CURRENT"


class TwilioSwitch:
    """Twilio as the story of a call knows it. `start(story)` names whom failed rings are told to."""

    name = BACKEND

    def __init__(self, config: Config, db: Database, http: Patient | None = None) -> None:
        self._config, self.db = config, db
        self.client = client(config, http or Patient())
        self.tokens = Tokens(config, self.client)
        self._acts = Acts()
        self._ring_failed: Callable[[str, str], None] | None = None
        self.look_again: Callable[[str, float], None] = lambda channel, in_s: None
        """Told of a channel whose end is to be looked into after some seconds; `Reconcile` takes this place."""

    def start(self, ring_ended: Callable[[str, str], None]) -> None:
        """From now on `ring_ended(channel, why)` hears of rings that could not be made."""
        self._ring_failed = ring_ended

    # The port.

    def ring(self, ring: Ring) -> None:
        if self._ring_failed is None:
            raise SwitchFault("the switch was not started: nobody would hear of a ring that fails", permanent=True)
        self._remember(ring.channel, room=ring.room)
        self._soon(ring.channel, partial(self._ring, ring), partial(self._ring_failed, ring.channel, "failed"))

    def connect(self, channel: str, room: str, audio: str) -> None:
        self._soon(channel, partial(self._connect, channel, room))

    def hold(self, channel: str) -> None:
        self._soon(channel, partial(self._held, channel))

    def resume(self, channel: str, room: str) -> None:
        self._soon(channel, partial(self._connect, channel, room))

    def wait(self, channel: str) -> None:
        self._soon(channel, partial(self._wait, channel))

    def hang_up(self, channel: str) -> None:
        self._soon(channel, partial(self._hang_up, channel))

    def live(self) -> set[str]:
        """Asks Twilio, and waits for the answer. Raises SwitchFault."""
        with twilio_speaks():
            sids = {call.sid for status in LIVE for call in self.client.calls.stream(status=status, page_size=1000)}
        with self.db.reading() as session:
            ours = session.execute(select(TwilioLeg.call_sid, TwilioLeg.channel).where(TwilioLeg.call_sid != ""))
            channels = {sid: channel for sid, channel in ours if sid in sids}
        return {channels.get(sid, sid) for sid in sids}

    def agent_credentials(self, agent_id: int) -> Credentials:
        """A new token; one given before works until its hour is over."""
        return self.tokens.agent(agent_id)

    def caller_credentials(self, token: str) -> Credentials:
        return self.tokens.visitor(token)

    # What the webhooks tell.

    def url(self, path: str) -> str:
        return f"{self._config.public_url}/twilio/{path}"

    def addresses(self, call_id: int, turn_number: int, prompt: Callable[[Prompt], str]) -> Addresses:
        return Addresses(
            turn=self.url(f"calls/{call_id}/turns/{turn_number}"),
            line=self.url(f"calls/{call_id}/line"),
            waiting=self.url(f"calls/{call_id}/waiting"),
            held=self.url("held"),
            music=self.url("music.wav"),
            prompt=prompt,
        )

    def knows(self, channel: str) -> bool:
        """Whether this is a channel that we have rung."""
        with self.db.reading() as session:
            return session.get(TwilioLeg, channel) is not None

    def heard_of(self, channel: str, call_sid: str, over: bool) -> None:
        """An agent's leg has this name at Twilio. One that the story has given up meanwhile is ended there too."""
        self._remember(channel, call_sid=call_sid)
        with self.db.reading() as session:
            given_up = session.scalar(select(Leg.id).where(Leg.backend_id == channel, Leg.left_at.is_not(None)))
        if given_up and not over:
            self.hang_up(channel)

    def music_for_the_lonely(self, channel: str) -> None:
        """An agent's leg is gone without goodbye: the caller, alone in the conference, would hear nothing."""
        with self.db.reading() as session:
            caller = session.scalar(
                select(Call.backend_id)
                .join(Leg, Leg.call_id == Call.id)
                .where(Leg.backend_id == channel, Call.state == "parted", Call.outcome.is_(None))
            )
        if caller:
            self.hold(caller)

    def leaves_message(self, channel: str) -> bool:
        """Whether this caller is being recorded by the flow."""
        with self.db.reading() as session:
            call = session.scalar(
                select(Call).where(Call.backend == BACKEND, Call.backend_id == channel, Call.outcome.is_(None))
            )
            return bool(call and call.state == "ivr" and call.turn and call.turn["ending"]["kind"] == "Record")

    # What the background does. Each raises SwitchFault.

    def _soon(self, channel: str, work: Work, failed: Work | None = None) -> None:
        """After all that was asked before about any party of the same call: who comes in must meet who is there."""
        with self.db.reading() as session:
            call_id = session.scalar(select(Leg.call_id).where(Leg.backend_id == channel))
        self._acts.do(f"call-{call_id}" if call_id else channel, work, failed)

    def _ring(self, ring: Ring) -> None:
        about = {"call": ring.call_id, "leg": ring.channel, "answer": "auto" if ring.auto_answer else ""}
        with self.db.reading() as session:
            if session.scalar(select(Leg.id).where(Leg.backend_id == ring.channel, Leg.left_at.is_not(None))):
                return
        with twilio_speaks():
            made = self.client.conferences(ring.room).participants.create(
                from_=self._config.twilio_number or "client:threadline",
                to=f"client:{AGENT}{ring.agent_id:d}?{urlencode(about)}",
                label=ring.channel,
                timeout=max(BUFFER_S, ring.timeout_s - BUFFER_S),
                beep="false",
                early_media=False,
                start_conference_on_enter=True,
                end_conference_on_exit=False,
                wait_url=self.url("held"),
                wait_method="POST",
                status_callback=self.url(f"legs/{ring.channel}"),
                status_callback_method="POST",
                status_callback_event=["initiated", "ringing", "answered", "completed"],
            )
        self._remember(ring.channel, call_sid=made.call_sid)

    def _connect(self, channel: str, room: str) -> None:
        """Into the conference, or out of the music where they are in it already."""
        leg = self._leg(channel)
        if leg.room == room and self._hold(channel, False):
            return
        to = self.addresses(self._call_id(channel), 0, str)
        with twilio_speaks():
            self.client.calls(leg.call_sid).update(twiml=twiml.room(room, to))
        self._remember(channel, room=room)
        if leg.recording_sid:
            self._pause_recording(leg, False)
        else:
            self._record(channel, leg.call_sid)

    def _record(self, channel: str, call_sid: str) -> None:
        """On this call's two channels: what the caller says, and what they hear."""
        with twilio_speaks():
            made = self.client.calls(call_sid).recordings.create(
                recording_channels="dual",
                recording_track="both",
                recording_status_callback=self.url(f"calls/{self._call_id(channel)}/recorded"),
                recording_status_callback_method="POST",
                recording_status_callback_event=["completed"],
            )
        self._remember(channel, recording_sid=made.sid)

    def _held(self, channel: str) -> None:
        if not self._hold(channel, True):
            log.warning("channel %s is in no conference that it could be held in", channel)

    def _hold(self, channel: str, on: bool) -> bool:
        """Music and a pause in the recording, or neither. False where they are in no conference that goes on."""
        leg = self._leg(channel)
        music = {"hold_url": self.url("held"), "hold_method": "POST"} if on else {}
        if not self._change(leg, hold=on, **music):
            return False
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
                self.client.conferences(conference.sid).participants(leg.call_sid).update(**values)
        except SwitchFault as fault:
            if not fault.permanent:
                raise
            return False
        return True

    def _pause_recording(self, leg: TwilioLeg, on: bool) -> None:
        """What a caller mutters into the music is nobody's business. Its time stays, as silence."""
        recording = self.client.calls(leg.call_sid).recordings(CURRENT)
        with twilio_speaks():
            if on:
                recording.update(status="paused", pause_behavior="silence")
            else:
                recording.update(status="in-progress")

    def _wait(self, channel: str) -> None:
        leg = self._leg(channel)
        url = self.url(f"calls/{self._call_id(channel)}/line")
        # The next agent may be in the conference already, and must not be thrown out with it.
        self._change(leg, end_conference_on_exit=False)
        with twilio_speaks():
            self.client.calls(leg.call_sid).update(url=url, method="POST")
        self._remember(channel, room="")
        if leg.recording_sid:
            self._pause_recording(leg, True)

    def _hang_up(self, channel: str) -> None:
        """One that is gone already is no fault; one that Twilio has not named yet is ended when it does."""
        sid = self._leg(channel).call_sid
        if not sid:
            return
        try:
            with twilio_speaks():
                self.client.calls(sid).update(status="completed")
        except SwitchFault as fault:
            if not fault.permanent:
                raise

    def _conference(self, room: str) -> ConferenceInstance | None:
        """The conference of this room that goes on now."""
        if not room:
            return None
        with twilio_speaks():
            found = self.client.conferences.list(friendly_name=room, status="in-progress", limit=1)
        return found[0] if found else None

    # What is remembered.

    def _leg(self, channel: str) -> TwilioLeg:
        with self.db.reading() as session:
            known = session.get(TwilioLeg, channel)
        ours = channel.startswith("tl-")
        return known or TwilioLeg(channel=channel, call_sid="" if ours else channel, room="", recording_sid="")

    def _remember(self, channel: str, **values: str) -> None:
        with self.db.transaction() as session:
            known = session.get(TwilioLeg, channel)
            if known is None:
                known = self._leg(channel)
                session.add(known)
                # Twilio keeps the audio: there is no file of ours for this leg.
                session.execute(update(Leg).where(Leg.backend_id == channel).values(audio=""))
            for name, value in values.items():
                setattr(known, name, value)

    def _call_id(self, channel: str) -> int:
        with self.db.reading() as session:
            return session.scalars(select(Call.id).where(Call.backend == BACKEND, Call.backend_id == channel)).one()
