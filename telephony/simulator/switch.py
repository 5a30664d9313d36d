"""A switch without a telephone: where each channel is, is a value that one can look at.

It refuses what a real one would refuse, so that a wrong call fails a test.
"""

from __future__ import annotations

from telephony.port import Credentials, Dialling, Ring, SwitchFault


class SimulatedSwitch:
    """`places` says where each living channel is: `menu`, `line`, `ringing`, `held`, the name of its room; of an agent
    who waits for a caller `apart`, and of the two together `pair:` and the agent's channel; of a listener `listen:` or
    `whisper:` and the channel of the agent."""

    name = "simulator"
    joins_two = True

    def __init__(self) -> None:
        self.places: dict[str, str] = {}
        self.gone: set[str] = set()
        self.rings: dict[str, Ring] = {}
        self.dialled: dict[str, Dialling] = {}
        self.no_trunk = False
        """Whether every call to the outside fails."""
        self.audio: dict[str, str] = {}
        self.unreachable: set[int] = set()
        """Agents whose softphone cannot be rung."""
        self.silent: set[str] = set()
        """Channels from which no sound comes any more."""
        self._sounds = 0

    # What the world does.

    def dial_in(self, channel: str) -> None:
        """A caller's channel appears."""
        self.places[channel] = "menu"

    def answer(self, channel: str) -> None:
        """A phone that rings is picked up: an agent's softphone, or a customer whom we call."""
        if self.places.get(channel) != "ringing":
            raise AssertionError(f"{channel} does not ring")
        if ring := self.rings.get(channel):
            place = "apart" if ring.apart else ring.room
            self.places[channel] = _beside(ring.beside, ring.room, ring.how) if ring.beside else place
        else:
            dialled = self.dialled[channel]
            self.places[channel] = "line" if dialled.waits else dialled.room
            if dialled.partner:
                self._pair(channel, dialled.partner)

    def drop(self, channel: str) -> None:
        """A channel goes away by itself."""
        self._leave(channel)
        del self.places[channel]
        self.gone.add(channel)

    def ringing(self, agent_id: int) -> Ring:
        """The one ring at this agent."""
        (ring,) = [ring for ring in self._ringing() if ring.agent_id == agent_id and not ring.number]
        return ring

    def dialling(self, number: str) -> Dialling:
        """The one call to this number that rings."""
        (found,) = [
            asked
            for channel, asked in self.dialled.items()
            if asked.number == number and self.places.get(channel) == "ringing"
        ]
        return found

    def ringing_outside(self, number: str) -> Ring:
        """The one ring at this outside number."""
        (ring,) = [ring for ring in self._ringing() if ring.number == number]
        return ring

    def _ringing(self) -> list[Ring]:
        return [ring for channel, ring in self.rings.items() if self.places.get(channel) == "ringing"]

    # What the port asks for.

    def ring(self, ring: Ring) -> None:
        if ring.agent_id in self.unreachable:
            raise SwitchFault(f"agent {ring.agent_id} is not registered", permanent=True)
        if ring.beside and ring.beside not in self.places:
            raise AssertionError(f"{ring.beside} is no channel that one could listen to")
        if ring.channel in self.places:
            raise AssertionError(f"{ring.channel} is taken")
        self.places[ring.channel] = "ringing"
        self.rings[ring.channel] = ring

    def dial(self, dialling: Dialling) -> None:
        if self.no_trunk:
            raise SwitchFault("there is no way out", permanent=True)
        if dialling.channel in self.places:
            raise AssertionError(f"{dialling.channel} is taken")
        self.places[dialling.channel] = "ringing"
        self.dialled[dialling.channel] = dialling

    def connect(self, channel: str, room: str, audio: str, partner: str = "") -> None:
        self._move(channel, room)
        if partner and channel not in self.gone:
            self._pair(channel, partner)
        self.audio[channel] = audio

    def hold(self, channel: str) -> None:
        self._move(channel, "held")

    def wait(self, channel: str) -> None:
        self._move(channel, "line")

    def talk(self, channel: str) -> None:
        self._move(channel, "menu")

    def listen(self, channel: str, beside: str, room: str, how: str, audio: str) -> None:
        self._move(channel, _beside(beside, room, how))

    def hang_up(self, channel: str) -> None:
        self._leave(channel)
        if self.places.pop(channel, None):
            self.gone.add(channel)

    def sounds(self, channel: str) -> int | None:
        """More at each look, unless the channel is silent."""
        if channel not in self.places:
            return None
        self._sounds += channel not in self.silent
        return self._sounds

    def live(self) -> set[str]:
        return set(self.places)

    def agent_credentials(self, agent_id: int) -> Credentials:
        return Credentials(f"sip:agent-{agent_id}@simulator", f"agent-{agent_id}", "simulated", "/sip", 60)

    def caller_credentials(self, token: str) -> Credentials:
        return Credentials("sip:visitor@simulator", "visitor", token, "/sip", 60)

    def _move(self, channel: str, place: str) -> None:
        if channel in self.gone:
            return
        if channel not in self.places:
            raise AssertionError(f"there never was a channel {channel}")
        self._leave(channel)
        self.places[channel] = place

    def _pair(self, channel: str, partner: str) -> None:
        if self.places.get(partner) == "apart":
            self.places[channel] = self.places[partner] = f"pair:{partner}"
        elif partner in self.gone:
            self.places[channel] = "held"
        else:
            raise AssertionError(f"{partner} does not wait for anybody: {self.places.get(partner)}")

    def _leave(self, channel: str) -> None:
        """Of two who talked, the agent waits on, and the caller hears music."""
        place = self.places.get(channel, "")
        if place.startswith("pair:"):
            for other, where in self.places.items():
                if other != channel and where == place:
                    self.places[other] = "apart" if place == f"pair:{other}" else "held"


def _beside(channel: str, room: str, how: str) -> str:
    return room if how == "barge" else f"{how}:{channel}"
