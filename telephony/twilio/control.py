"""The verbs of `telephony.port.Switch` on Twilio.

A verb only asks: the requests are made in the background, in order for each call, since webhooks must not wait for
Twilio. A ring that fails is told to the story; whatever else was lost is found again by `reconcile`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

from config import Config
from db import Database
from telephony.port import Credentials, Dialling, Ring, SwitchFault
from telephony.twilio.acts import Acts, Work
from telephony.twilio.conferences import GONE, Conferences
from telephony.twilio.legs import BACKEND, Legs
from telephony.twilio.places import Places
from telephony.twilio.rest import Patient, client
from telephony.twilio.streaming import Streams, token_of
from telephony.twilio.tokens import Tokens


class Story(Protocol):
    """What is told of here: the part of `telephony.calls.Calls` that is called from the background."""

    def ring_ended(self, channel: str, why: str) -> None:
        """It could not be rung."""

    def leg_ended(self, channel: str) -> None:
        """The channel is gone. May be told twice."""


class TwilioSwitch:
    """Twilio as the story of a call knows it. `start(story)` names whom failures are told to."""

    name = BACKEND
    joins_two = False

    def __init__(self, config: Config, db: Database, http: Patient | None = None) -> None:
        self.http = http or Patient(config.twilio_api)
        rest = client(config, self.http)
        self.legs = Legs(db)
        places = Places(config.public_url)
        self.streams = Streams(rest, self.legs, places, partial(token_of, secret=config.secret_key))
        self.conferences = Conferences(
            rest, self.legs, places, config.twilio_number or "client:threadline", self.streams
        )
        self._tokens = Tokens(config, rest)
        self._acts = Acts()
        self._told: Story | None = None
        self.look_again: Callable[[str, float], None] = lambda channel, in_s: None
        """Told of a channel whose end is to be looked into after some seconds; `Reconcile` takes this place."""
        self.is_behind: Callable[[], None] = lambda: None
        """Told where Twilio is not as we wrote down; `Reconcile` takes this place."""

    def start(self, story: Story) -> None:
        """From now on the story hears of what fails in the background."""
        self._told = story

    @property
    def out_of_reach(self) -> bool:
        """Whether nobody can be brought together with anybody, since Twilio does not answer us."""
        return self.http.out_of_reach

    # The port.

    def ring(self, ring: Ring) -> None:
        not_rung = partial(self._not_rung, self._story, ring.channel)
        self.legs.remember(ring.channel, room=ring.room)
        self._soon(ring.channel, partial(self.conferences.ring, ring), not_rung)

    def dial(self, dialling: Dialling) -> None:
        not_rung = partial(self._not_rung, self._story, dialling.channel)
        self.legs.remember(dialling.channel, room=dialling.room)
        self._soon(dialling.channel, partial(self.conferences.dial, dialling), not_rung)

    def greet(self, channel: str) -> None:
        """Whom we called hears who it is, and is heard."""
        self._soon(channel, partial(self.conferences.greet, channel))
        self._soon(channel, partial(self.conferences.listen_in, channel))

    def connect(self, channel: str, room: str, audio: str, partner: str = "") -> None:
        self._place(channel, partial(self.conferences.connect, channel, room), partial(self._not_connected, channel))

    def hold(self, channel: str) -> None:
        self._place(channel, partial(self.conferences.hold, channel))

    def wait(self, channel: str) -> None:
        self._place(channel, partial(self.conferences.wait, channel))

    def talk(self, channel: str) -> None:
        self._place(channel, partial(self.conferences.talk, channel))

    def listen(self, channel: str, beside: str, room: str, how: str, audio: str) -> None:
        # Twilio records the conference, whoever is heard in it: there is no file of ours.
        self.legs.taped_there(channel)
        self._place(channel, partial(self.conferences.listen, channel, beside, how))

    def hang_up(self, channel: str) -> None:
        self._place(channel, partial(self.conferences.hang_up, channel))

    def sounds(self, channel: str) -> int | None:
        """Twilio counts for nobody: it tells of a phone that is gone by itself."""
        return None

    def live(self) -> set[str]:
        """Asks Twilio, and waits for the answer. Raises SwitchFault."""
        return self.conferences.live()

    def agent_credentials(self, agent_id: int) -> Credentials:
        """A new token; one given before works until its hour is over."""
        return self._tokens.agent(agent_id)

    def caller_credentials(self, token: str) -> Credentials:
        return self._tokens.visitor(token)

    # What the webhooks tell.

    def forget_recording(self, sid: str) -> None:
        """What was said into a draft is nobody's, and is not kept at Twilio either."""
        self._acts.do(sid, partial(self.conferences.forget_recording, sid))

    def heard_of(self, channel: str, call_sid: str, over: bool) -> None:
        """A leg that we ring has this name at Twilio. One that the story has given up meanwhile is ended there too."""
        self.legs.remember(channel, call_sid=call_sid)
        if not over and self.legs.given_up(channel):
            self.hang_up(channel)

    def agent_gone(self, channel: str) -> None:
        """An agent's leg is over. The story hears of it when we know whether the caller went first.

        Twilio ends the agent's leg when the caller hangs up, and may tell of it before: that agent is not lost.
        """
        self._soon(channel, partial(self._agent_gone, channel), partial(self._story.leg_ended, channel))

    def is_of(self, call_sid: str, call_id: int) -> bool:
        """Whether this is the customer's side of that call."""
        return call_sid != "" and self.legs.is_of(call_sid, call_id)

    def leaves_message(self, channel: str) -> bool:
        """Whether this caller is being recorded by the flow."""
        turn = self.legs.menu_of(channel)
        return turn is not None and turn["ending"]["kind"] == "Record"

    def stream_again(self, call_sid: str, stream_sid: str) -> None:
        """A stream of this call broke off."""
        (channel,) = self.legs.channels({call_sid})
        self._soon(channel, partial(self.conferences.listen_again, channel, stream_sid))

    def streams_anew(self) -> None:
        """A process that hears talks has just begun: what was streamed to the one before it is heard by nobody."""
        for channel in self.legs.streamed():
            self._soon(channel, partial(self.conferences.renew_stream, channel))

    # The background.

    @property
    def _story(self) -> Story:
        if self._told is None:
            raise SwitchFault("the switch was not started: nobody would hear of what fails", permanent=True)
        return self._told

    def _not_rung(self, story: Story, channel: str) -> None:
        """Twilio has refused, or its answer was lost, and it rings all the same: our name of the channel is in its
        callbacks, so what has been told of it is ended now, and what is told later by `heard_of`."""
        story.ring_ended(channel, "failed")
        self.conferences.hang_up(channel)

    def _not_connected(self, channel: str) -> None:
        """A caller who has hung up, unknown to us, is gone."""
        if self.conferences.status(channel) == GONE:
            self._story.leg_ended(channel)

    def _agent_gone(self, channel: str) -> None:
        call = self.legs.call_of(channel)
        talks = call is not None and call.outcome is None and call.state in ("talking", "held")
        if call and talks and self.conferences.status(call.backend_id) == GONE:
            self._story.leg_ended(call.backend_id)
        self._story.leg_ended(channel)
        call = self.legs.call_of(channel)
        if call and call.state == "parted" and call.outcome is None and not self.legs.accompanied(call):
            # Alone in a conference one hears nothing at all.
            self.conferences.hold(call.backend_id)

    def _place(self, channel: str, work: Work, failed: Work | None = None) -> None:
        """Where Twilio does not answer, everybody of this call is put in their place when it does."""

        def placed() -> None:
            try:
                work()
            except SwitchFault as fault:
                if not fault.permanent:
                    self.legs.unsettle(channel)
                    self.is_behind()
                raise

        self._soon(channel, placed, failed)

    def _soon(self, channel: str, work: Work, failed: Work | None = None) -> None:
        """After all that was asked before about any party of the same call: who comes in must meet who is there."""
        call = self.legs.call_of(channel)
        self._acts.do(f"call {call.id}" if call else channel, work, failed)
