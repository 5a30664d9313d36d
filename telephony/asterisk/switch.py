"""The verbs of `telephony.port.Switch` on Asterisk: each is one or two AMI actions."""

from __future__ import annotations

import logging
import re
import threading
import time

from config import Config
from telephony.asterisk.ami import Ami
from telephony.asterisk.configuration import AMI_USER, ami_secret
from telephony.asterisk.events import AGENT, DIAL, RING, Events
from telephony.asterisk.logins import Logins
from telephony.asterisk.story import BACKEND, Story
from telephony.asterisk.wire import Packet
from telephony.port import Credentials, Dialling, Ring, SwitchFault
from telephony.prompts import PromptFault, Prompts

log = logging.getLogger(__name__)

_ROOM = re.compile(r"call-[0-9A-Za-z_-]{1,60}")
_AUDIO = re.compile(r"[0-9A-Za-z_][0-9A-Za-z_./-]{0,150}\.wav(16)?")
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_CHANNEL = re.compile(r"[0-9A-Za-z_.:-]{1,80}")
_OURS = re.compile(r"[0-9A-Za-z-]{1,80}")
_APART: dict[str, object] = {"Context": "apart", "Exten": "s"}
_CALLED: dict[str, object] = {"Context": "called", "Exten": "s"}
_LISTENS = {"listen": "listen", "whisper": "whisper"}
"""How somebody listens → the context of the dialplan in which they do."""


class AsteriskSwitch:
    """Asterisk as the story of a call knows it. `start()` connects, and with a story reports to it what happens."""

    name = BACKEND
    joins_two = True

    def __init__(self, config: Config) -> None:
        self._config = config
        self._prompts = Prompts(config)
        self._ringing: dict[str, float] = {}
        self._talking: set[str] = set()
        self._lock = threading.Lock()
        self.ami = Ami("127.0.0.1", config.ami_port, AMI_USER, ami_secret(config))
        self.logins = Logins(config, self.ami)

    def start(self, story: Story | None = None) -> None:
        """Connect. A process that only acts (rings, hangs up, makes credentials) gives no story."""
        if story:
            events = Events(self, story)
            self.ami = Ami("127.0.0.1", self._config.ami_port, AMI_USER, ami_secret(self._config), events)
            self.logins = Logins(self._config, self.ami)
        self.ami.start()

    def stop(self) -> None:
        self.ami.stop()

    def ring(self, ring: Ring) -> None:
        variables = {
            "TL_PARTY": "agent",
            "TL_AUDIO": _plain(_AUDIO, ring.audio) if ring.audio else "",
            "PJSIP_HEADER(add,X-Threadline-Call)": str(ring.call_id),
            "PJSIP_HEADER(add,X-Threadline-Leg)": ring.channel,
        }
        if ring.auto_answer:
            variables["PJSIP_HEADER(add,X-Threadline-Auto-Answer)"] = "1"
        self._originate(
            RING,
            ring.channel,
            variables,
            Channel=self._device(ring),
            **(_APART if ring.apart else _place(ring.room, ring.beside, ring.how)),
            Timeout=ring.timeout_s * 1000,
            CallerID=f'"{_name(ring.caller_name)}" <{_number(ring.caller_number)}>',
        )

    def dial(self, dialling: Dialling) -> None:
        """Over the trunk. Raises SwitchFault also where there is none."""
        if self._config.sip_trunk is None:
            raise SwitchFault("SIP_TRUNK is not set: there is no way out", permanent=True)
        variables = {
            "TL_PARTY": "caller",
            "TL_CALL": str(dialling.call_id),
            "TL_AUDIO": _plain(_AUDIO, dialling.audio),
            "TL_GREETING": self._greeting(dialling),
        }
        self._originate(
            DIAL,
            dialling.channel,
            variables,
            Channel=f"PJSIP/{_plain(_E164, dialling.number)}@trunk",
            **(_CALLED if dialling.waits else _with(dialling.partner, dialling.room)),
            Timeout=dialling.timeout_s * 1000,
            CallerID=f"<{_number(dialling.shown)}>",
        )

    def _device(self, ring: Ring) -> str:
        """What is rung: an agent's softphone, or a number over the trunk."""
        if not ring.number:
            return f"PJSIP/{AGENT}{ring.agent_id:d}"
        if self._config.sip_trunk is None:
            raise SwitchFault("SIP_TRUNK is not set: there is no way out", permanent=True)
        return f"PJSIP/{_plain(_E164, ring.number)}@trunk"

    def _greeting(self, dialling: Dialling) -> str:
        """What Playback takes. Rather none than no call."""
        try:
            return "&".join(str(self._prompts.stem(prompt)) for prompt in dialling.greeting)
        except PromptFault as fault:
            log.error("call %s: %s", dialling.call_id, fault)
            return ""

    def _originate(self, kind: str, channel: str, variables: dict[str, str], **headers: object) -> None:
        """Ring a new channel with this id. `kind` comes back with what becomes of it: see `events`."""
        with self._lock:
            self._ringing[_plain(_CHANNEL, channel)] = time.monotonic()
        try:
            self.ami.act(
                "Originate", variables, ActionID=kind + channel, ChannelId=channel, Priority=1, Async="true", **headers
            )
        except SwitchFault:
            self.rung(channel)
            raise

    def connect(self, channel: str, room: str, audio: str, partner: str = "") -> None:
        if audio:
            self._tell("Setvar", channel, Variable="TL_AUDIO", Value=_plain(_AUDIO, audio))
        self._record(channel, True)
        self._tell("Redirect", channel, Priority=1, **_with(partner, room))

    def hold(self, channel: str) -> None:
        self._record(channel, False)
        self._redirect(channel, "held", "s")

    def wait(self, channel: str) -> None:
        self._record(channel, False)
        self._redirect(channel, "wait", "s")

    def talk(self, channel: str) -> None:
        self._record(channel, False)
        self._redirect(channel, "talk", "s")

    def listen(self, channel: str, beside: str, room: str, how: str, audio: str) -> None:
        heard = how == "barge"
        if heard and audio:
            self._tell("Setvar", channel, Variable="TL_AUDIO", Value=_plain(_AUDIO, audio))
        self._record(channel, heard)
        self._tell("Redirect", channel, Priority=1, **_place(room, beside, how))

    def hang_up(self, channel: str) -> None:
        if not self.rings(channel):
            self._tell("Hangup", channel, Cause=16)
        elif not self._act("Hangup", channel, lenient=True, Cause=16):
            # Asked for a moment ago, and no channel yet: it would ring on for a caller who has left.
            threading.Thread(target=self._hang_up_soon, args=(channel,), name="hang-up", daemon=True).start()

    def _hang_up_soon(self, channel: str) -> None:
        for wait_s in (0.02, 0.05, 0.1, 0.3, 1.0):
            time.sleep(wait_s)
            try:
                # Also where it no longer rings: a phone that picks up by itself is quicker than we are.
                if self._act("Hangup", channel, lenient=True, Cause=16):
                    return
            except SwitchFault as fault:
                log.warning("%s could not be hung up: %s", channel, fault)

    def sounds(self, channel: str) -> int | None:
        try:
            told = self.ami.act("Getvar", Channel=_plain(_CHANNEL, channel), Variable="CHANNEL(rtcp,rxcount)")
        except SwitchFault as fault:
            if fault.permanent:
                return None
            raise
        counted = told.get("Value", "")
        return int(counted) if counted.isdecimal() else None

    def live(self) -> set[str]:
        return {channel["Uniqueid"] for channel in self.channels()}

    def agent_credentials(self, agent_id: int, phone: bool = False) -> Credentials:
        """`phone` makes them for a SIP telephone on the desk, where a browser's would want encrypted media."""
        return self.logins.agent(agent_id, phone)

    def caller_credentials(self, token: str) -> Credentials:
        return self.logins.visitor(token)

    def sweep(self) -> int:
        """Remove the credentials whose time is over; says how many. Call it every few minutes."""
        return self.logins.sweep()

    def channels(self) -> list[Packet]:
        """One packet for each channel: Channel, Uniqueid, Application, …"""
        return self.ami.listing("CoreShowChannels")

    # Channels that live though a listing, asked for a moment ago, did not have them yet.

    def enter_dialogue(self, channel: str) -> None:
        with self._lock:
            self._talking.add(channel)

    def leave_dialogue(self, channel: str) -> None:
        with self._lock:
            self._talking.discard(channel)

    def in_dialogue(self) -> set[str]:
        with self._lock:
            return set(self._talking)

    def rings(self, channel: str) -> bool:
        """Whether the leg was asked for and nothing was heard of it yet."""
        with self._lock:
            return channel in self._ringing

    def just_rung(self) -> set[str]:
        """Legs that were asked for so lately that they may not be channels yet. The older ones are forgotten."""
        with self._lock:
            since = time.monotonic() - 2
            self._ringing = {channel: at for channel, at in self._ringing.items() if at > since}
            return set(self._ringing)

    def rung(self, channel: str) -> bool:
        """Something was heard of it. False where that was known."""
        with self._lock:
            return self._ringing.pop(channel, None) is not None

    def _record(self, channel: str, heard: bool) -> None:
        """What a caller mutters into the music is nobody's business: the recording goes on with silence."""
        self._tell("MixMonitorMute", channel, Direction="read", State=0 if heard else 1)

    def _redirect(self, channel: str, context: str, exten: str) -> None:
        self._tell("Redirect", channel, Context=context, Exten=exten, Priority=1)

    def _tell(self, name: str, channel: str, **headers: object) -> None:
        """One action on one channel that may be gone, or have no recording. Nobody waits for what comes of it: the
        events stand in line behind whoever waits for Asterisk. A channel that is gone has its own event."""
        self.ami.tell(name, Channel=_plain(_CHANNEL, channel), **headers)

    def _act(self, name: str, channel: str, lenient: bool = False, **headers: object) -> bool:
        """One action on one channel. `lenient`: a channel that is gone, or has no recording, is no fault but False."""
        try:
            self.ami.act(name, None, Channel=_plain(_CHANNEL, channel), **headers)
        except SwitchFault as fault:
            if not (lenient and fault.permanent):
                raise
            return False
        return True


def _place(room: str, beside: str, how: str) -> dict[str, object]:
    """Where a leg goes in the dialplan: into its room, or beside a channel of it."""
    if beside and how != "barge":
        return {"Context": _LISTENS[how], "Exten": _plain(_OURS, beside)}
    return {"Context": "room", "Exten": _plain(_ROOM, room)}


def _with(partner: str, room: str) -> dict[str, object]:
    """Where somebody goes who talks: to the one who waits for them, or into the room."""
    return {"Context": "pair", "Exten": _plain(_OURS, partner)} if partner else _place(room, "", "")


def _plain(form: re.Pattern[str], value: str) -> str:
    """Refuse what the dialplan could read as more than a name."""
    if not form.fullmatch(value) or ".." in value:
        raise ValueError(f"{value!r} is not a plain name")
    return value


def _name(text: str) -> str:
    return re.sub(r'[\x00-\x1f"\\<>$\x7f]', "", text)[:60]


def _number(text: str) -> str:
    return re.sub(r"[^+0-9A-Za-z]", "", text)[:40]
