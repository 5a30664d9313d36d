"""What a telephony backend can do: the few verbs that the story of a call needs of it.

Asterisk, Twilio and the simulator each have them. A verb returns at once or raises SwitchFault; what becomes of it is
reported back to the story in `telephony.calls`: `agent_answered`, `customer_answered`, `ring_ended`, `leg_ended`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ivr.turns import Prompt


class SwitchFault(Exception):
    """The backend could not do what was asked. `permanent` says that trying again makes no sense."""

    def __init__(self, text: str, permanent: bool = False) -> None:
        super().__init__(text)
        self.permanent = permanent


@dataclass(frozen=True)
class Ring:
    """Ring an agent's softphone; when it answers, the agent is in `room`, or waits `apart` for the caller.

    With a `number` it is an outside telephone. With a channel in `beside` it does not go into the room, but listens to
    that one, in the way that `how` says (see `Switch.listen`).
    """

    channel: str
    """Id of the new channel, chosen by us, so that its events are known before the switch answers."""
    agent_id: int
    call_id: int
    room: str
    audio: str
    """File (within the recordings folder) for this leg's own voice."""
    caller_name: str
    caller_number: str
    timeout_s: int
    auto_answer: bool = False
    """The panel answers by itself: an agent who comes back into a call after a reload."""
    number: str = ""
    """E.164."""
    beside: str = ""
    how: str = ""
    apart: bool = False
    """Nobody but the caller will be with them, as their `partner`: there need be no room yet."""


@dataclass(frozen=True)
class Dialling:
    """Call somebody outside; whoever answers hears `greeting`, and is then in `room`, or with their `partner` alone; or
    `waits` for their agent, as callers in line do."""

    channel: str
    """Id of the new channel, chosen by us."""
    call_id: int
    number: str
    """E.164, and allowed to be called: nobody asks again."""
    shown: str
    """The number that they see (E.164), or empty for the backend's own."""
    room: str
    audio: str
    """File (within the recordings folder) for their own voice."""
    timeout_s: int
    greeting: tuple[Prompt, ...] = ()
    waits: bool = False
    partner: str = ""
    """The agent's channel: see `Switch.connect`."""


@dataclass(frozen=True)
class Credentials:
    """With which a browser is a softphone, for one login. `uri` is its own address, `password` works until `expires_s`.

    `kind` says what it speaks: `sip` (`password` is one, over `websocket`), or `twilio` (`password` is an access token
    for Twilio's voice SDK, which needs no websocket of ours).
    """

    uri: str
    username: str
    password: str
    websocket: str
    expires_s: int
    ice_servers: tuple[dict[str, str], ...] = ()
    kind: str = "sip"


class Switch(Protocol):
    """A backend. Channels are named by the ids that the backend reported, or that we chose in `Ring.channel`.

    Whatever is asked of a channel that has just gone is no fault: its end is an event of its own, on its way already.
    """

    name: str
    joins_two: bool
    """Whether two who are alone need no room: they are joined directly, which costs less and delays nothing."""

    def ring(self, ring: Ring) -> None:
        """Ring; later `calls.agent_answered(channel)` or `calls.ring_ended(channel, why)` is called."""

    def dial(self, dialling: Dialling) -> None:
        """Call; later `calls.customer_answered(channel)` or `calls.ring_ended(channel, why)` is called."""

    def connect(self, channel: str, room: str, audio: str, partner: str = "") -> None:
        """This party is in `room`, out of music or menu; their own voice is recorded into `audio` from now on.

        With a `partner`, an agent who waits apart, the two are alone, and may be joined without a room.
        """

    def hold(self, channel: str) -> None:
        """This party of the call hears music, and nobody hears them."""

    def talk(self, channel: str) -> None:
        """The caller is in the menu again, out of room and music: they hear the turn in which their call stands."""

    def listen(self, channel: str, beside: str, room: str, how: str, audio: str) -> None:
        """A listener hears what `beside`, an agent in `room`, says and hears. `how`: `listen`, nobody hears them;
        `whisper`, that agent does; `barge`, they are in the room like everybody, and what they say there is recorded
        into `audio`."""

    def wait(self, channel: str) -> None:
        """The caller waits in line again: music, and now and then what `calls.waiting` says."""

    def hang_up(self, channel: str) -> None:
        """End a channel, ringing or talking."""

    def sounds(self, channel: str) -> int | None:
        """How many packets of sound have come from this party so far; None where the backend cannot say, or the
        channel is gone."""

    def live(self) -> set[str]:
        """Ids of every channel that lives now."""

    def agent_credentials(self, agent_id: int) -> Credentials:
        """New credentials for this agent's softphone; the ones before stop working."""

    def caller_credentials(self, token: str) -> Credentials:
        """Credentials for one call from a browser; `token` comes back with the call in `calls.arrived`."""
