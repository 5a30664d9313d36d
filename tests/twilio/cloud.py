"""A stand-in for Twilio's cloud: calls, conferences and recordings, as Twilio documents how they behave.

`Cloud` is the world behind the REST interface (tests/twilio/cloud_rest.py), and a test's hands in it: `dial`, `rings`,
`answers`, `leaves`. Callbacks go out in the background, and may be told to come twice, or late and in disorder.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qs
from xml.etree import ElementTree as ET

from tests.twilio.cloud_media import Media
from tests.twilio.house import ACCOUNT, House
from tests.twilio.mail import Mail
from tests.twilio.phone import Phone, message, sid, signed

OVER = {"completed", "busy", "failed", "no-answer", "canceled"}
EVENTS = {"initiated": "initiated", "ringing": "ringing", "in-progress": "answered"}
"""CallStatus → the event that asks to hear of it; every other status is `completed`."""


class Refusal(Exception):
    """Twilio's way to say no: {code, message, status}."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status, self.body = status, {"code": code, "message": message, "status": status, "more_info": ""}


@dataclass
class Conference:
    """`members` are CallSids in the order in which they came; `enders` take the conference with them."""

    name: str
    sid: str = field(default_factory=lambda: sid("CF"))
    members: list[str] = field(default_factory=list)
    enders: set[str] = field(default_factory=set)
    held: set[str] = field(default_factory=set)
    coaches: dict[str, str] = field(default_factory=dict)
    """CallSid → the one who alone hears them."""
    muted: set[str] = field(default_factory=set)
    status: str = "init"
    labels: dict[str, str] = field(default_factory=dict)


@dataclass
class Softphone:
    """A browser's leg, rung through the REST interface. `about` are the parameters that it shows."""

    sid: str
    identity: str
    about: dict[str, str]
    label: str
    conference: Conference
    callback: str
    events: set[str]
    ends_it: bool = False
    """The conference is over when this leg leaves: it is a customer's, whom we called."""
    recorded: str = ""
    """Where it is told that the recording of this leg is complete; empty where none is made."""
    announced: str = ""
    """The document that was said to this leg alone."""
    awaits: str = ""
    """What this leg hears until somebody comes with whom the conference begins; empty where it begins with this one."""
    status: str = "queued"
    sequence: int = 0
    judged: str = ""
    """Where it is told whether a person has answered; empty where nobody asked."""


class Caller(Phone):
    """A caller whose documents may lead into a conference."""

    def __init__(self, cloud: Cloud, number: str, token: str = "") -> None:
        super().__init__(cloud.house, number, token=token)
        self.cloud, self.status, self.keyed = cloud, "in-progress", ""

    def walk(self, verbs: list[ET.Element]) -> Phone:
        for at, verb in enumerate(verbs):
            music = [play for play in verb.iter("Play") if (play.text or "").endswith("music.wav")]
            if music:
                # It plays for a minute, and then the document goes on; unless a key is pressed.
                self.verb, self.rest, self.keyed = music[0], verbs[at + 1 :], verb.get("action", "")
                return self
        super().walk(verbs)
        room = self.verb.find("Conference") if self.tag == "Dial" else None
        if room is not None:
            self.cloud.join(self.sid, self.cloud.conference(room.text or ""), room.get("endConferenceOnExit") == "true")
        elif self.tag == "Hangup":
            self.cloud.ends(self.sid)
        return self

    def redirected(self, document: str = "", url: str = "") -> None:
        """Through the REST interface, out of whatever the caller was in."""
        self.cloud.leave(self.sid)
        if self.tag == "Enqueue":
            # Twilio tells that the queue was left, and does not listen to the answer.
            self.post(self.verb.attrib["action"], QueueResult="redirected", QueueTime="3")
        if document:
            self.walk(list(ET.fromstring(document)))
        else:
            self.fetch(url)

    def hangs_up(self) -> None:  # type: ignore[override]
        """What they have said after the tone until then is a message, of which Twilio tells before the end."""
        if self.tag == "Record":
            made = sid("RE")
            self.cloud.messages.add(made)
            self.cloud.recordings[made] = (self.sid, "completed")
            form = {**self.about, "CallStatus": "completed", **message(1, made), "Digits": "hangup"}
            self.cloud.mail.send(self.verb.attrib["action"], form)
        self.cloud.ends(self.sid)


class Cloud:
    """`breaches` are requests and answers that are not in Twilio's document, and callbacks of ours that failed."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.lock = threading.RLock()
        self.calls: dict[str, Caller | Softphone] = {}
        self.conferences: dict[str, Conference] = {}
        self.recordings: dict[str, tuple[str, str]] = {}
        """RecordingSid → (CallSid, status)."""
        self.messages: set[str] = set()
        """Those of them that a caller has left."""
        number = {"sid": sid("PN"), "phone_number": house.config.twilio_number, "friendly_name": "The hotline"}
        self.numbers: dict[str, dict[str, str | None]] = {str(number["sid"]): number}
        self.keys: set[str] = set()
        self.applications: dict[str, dict[str, str]] = {}
        self.account_type = "Full"
        self.asked: list[str] = []
        self.breaches: list[str] = []
        self.trouble: deque[int] = deque()
        """Statuses that the REST interface answers next, whatever is asked."""
        self.retry_after = ""
        """What is said of trouble: when to ask again."""
        self.refusing = ""
        """Methods of HTTP that are answered with trouble, whatever is asked."""
        self.texts: list[dict[str, str]] = []
        """SMS that were sent: {sid, to, from, body}."""
        self.unreachable: set[str] = set()
        """Numbers to which no text can be sent."""
        self.answers_lost = 0
        """Of so many texts, rings and recordings more, nobody hears that they were made."""
        self.mail = Mail(self)
        self.media = Media(self)

    # What the world does.

    def dial(self, number: str = "+15551230001", token: str = "") -> Caller:
        caller = Caller(self, number, token)
        with self.lock:
            self.calls[caller.sid] = caller
        caller.dial()
        return caller

    def ringing(self, agent_id: int) -> Softphone | None:
        """The leg that rings at this agent."""
        return self.rings(f"agent-{agent_id}")

    def rings(self, who: str) -> Softphone | None:
        """The leg that rings at this softphone or number."""
        with self.lock:
            rung = [leg for leg in self.calls.values() if isinstance(leg, Softphone) and leg.status == "ringing"]
        return next((leg for leg in rung if leg.identity == who), None)

    def answers(self, leg: Softphone) -> None:
        with self.lock:
            leg.status = "in-progress"
            self.join(leg.sid, leg.conference, leg.ends_it, begins=not leg.awaits)
            if leg.recorded:
                self.record(leg.sid, leg.recorded)
        if leg.awaits and leg.conference.status == "init":
            self.announce(leg, leg.awaits)
        self.tell(leg)

    def judges(self, leg: Softphone, answered_by: str) -> None:
        """Some seconds after the answer: `human`, `machine_start`, `fax` or `unknown`."""
        form = {
            "AccountSid": ACCOUNT,
            "CallSid": leg.sid,
            "AnsweredBy": answered_by,
            "MachineDetectionDuration": "2400",
        }
        self.mail.send(leg.judged, form)

    def ends(self, call_sid: str, status: str = "completed") -> None:
        """A call is over, for whatever reason. What it was in goes on without it, or not."""
        with self.lock:
            leg = self.calls[call_sid]
            if leg.status in OVER:
                return
            leg.status = status
        for stream in self.media.of(call_sid):
            stream.stopping.set()
        self.leave(call_sid)
        for recording, (of, stands) in list(self.recordings.items()):
            if of == call_sid and stands != "completed":
                self._recorded(recording, call_sid)
        if isinstance(leg, Softphone):
            self.tell(leg)
        else:
            leg.hung_up = True
            form = {**leg.about, "CallStatus": status, "CallDuration": "12"}
            self.mail.send(f"{self.house.config.public_url}/twilio/status", form)

    def voices(self, call_sid: str) -> set[str]:
        """Whom this one hears in the conference: their CallSids."""
        with self.lock:
            conference = next((each for each in self.conferences.values() if call_sid in each.members), None)
            if conference is None or call_sid in conference.held:
                return set()
            coached = {coach for coach, of in conference.coaches.items() if of != call_sid}
            return {*conference.members} - {call_sid} - conference.held - conference.muted - coached

    def hears(self, call_sid: str) -> str:
        """`music`, `silence`, `line`, or the others in the conference, as a list of words."""
        with self.lock:
            for conference in self.conferences.values():
                if call_sid in conference.members:
                    others = [each for each in conference.members if each != call_sid and each not in conference.held]
                    if call_sid in conference.held:
                        return "music"
                    return "people" if others else "silence"
            leg = self.calls[call_sid]
            if isinstance(leg, Softphone) or leg.status in OVER:
                return leg.status
            return {"Enqueue": "line", "Play": "line"}.get(leg.tag, leg.tag)

    # What the REST interface asks for.

    def loses_answer(self) -> None:
        """Where the answer is to be lost: it was done, and we do not know."""
        with self.lock:
            if self.answers_lost:
                self.answers_lost -= 1
                raise Refusal(500, 20500, "It was done, and the answer is lost")

    def ring(
        self,
        room: str,
        to: str,
        label: str,
        callback: str,
        events: set[str],
        ends_it: bool = False,
        recorded: str = "",
        awaits: str = "",
        judged: str = "",
    ) -> Softphone:
        """A leg that rings has all that it was asked for: whoever sees it ring may answer at once."""
        identity, _, query = to.removeprefix("client:").partition("?")
        about = {name: values[0] for name, values in parse_qs(query).items()}
        with self.lock:
            leg = Softphone(
                sid("CA"),
                identity,
                about,
                label,
                self.conference(room),
                callback,
                events,
                ends_it,
                recorded,
                awaits=awaits,
                judged=judged,
            )
            self.calls[leg.sid] = leg
        for status in ("initiated", "ringing"):
            leg.status = status
            self.tell(leg)
        return leg

    def conference(self, name: str) -> Conference:
        """The one of this name that is not over; made if there is none."""
        with self.lock:
            for conference in self.conferences.values():
                if conference.name == name and conference.status != "completed":
                    return conference
            made = Conference(name)
            self.conferences[made.sid] = made
            return made

    def join(self, call_sid: str, conference: Conference, ends_it: bool, begins: bool = True) -> None:
        with self.lock:
            conference.members.append(call_sid)
            if begins:
                conference.status = "in-progress"
            if ends_it:
                conference.enders.add(call_sid)

    def leave(self, call_sid: str) -> None:
        with self.lock:
            conference = next((each for each in self.conferences.values() if call_sid in each.members), None)
            if conference is None:
                return
            conference.members.remove(call_sid)
            conference.held.discard(call_sid)
            conference.muted.discard(call_sid)
            conference.coaches.pop(call_sid, None)
            over = not conference.members or call_sid in conference.enders
            left = list(conference.members) if over else []
            if over:
                conference.status, conference.members = "completed", []
        for other in left:
            leg = self.calls[other]
            if isinstance(leg, Caller):
                leg.fetch(leg.verb.attrib["action"], DialCallStatus="completed")
            else:
                self.ends(other)

    def record(self, call_sid: str, callback: str) -> str:
        recording = sid("RE")
        with self.lock:
            self.recordings[recording] = (call_sid, "in-progress")
        self.calls[call_sid].__dict__["recorded_at"] = callback
        return recording

    def _recorded(self, recording: str, call_sid: str) -> None:
        self.recordings[recording] = (call_sid, "completed")
        form = {
            "AccountSid": ACCOUNT,
            "CallSid": call_sid,
            "RecordingSid": recording,
            "RecordingStatus": "completed",
            "RecordingDuration": "1",
            "RecordingChannels": "2",
            "RecordingSource": "StartCallRecordingAPI",
        }
        self.mail.send(self.calls[call_sid].__dict__["recorded_at"], form)

    def tell(self, leg: Softphone) -> None:
        """The status callback of a leg that we rang, if it was asked for."""
        if EVENTS.get(leg.status, "completed") not in leg.events:
            return
        form = {
            "AccountSid": ACCOUNT,
            "CallSid": leg.sid,
            "CallStatus": leg.status,
            "To": leg.identity if leg.identity.startswith("+") else f"client:{leg.identity}",
            "From": self.house.config.twilio_number or "",
            "Direction": "outbound-api",
            "SequenceNumber": str(leg.sequence),
            "CallbackSource": "call-progress-events",
        }
        leg.sequence += 1
        self.mail.send(leg.callback, form)

    def announce(self, leg: Softphone, url: str) -> None:
        form = {"AccountSid": ACCOUNT, "CallSid": leg.sid, "CallStatus": leg.status}
        leg.announced = signed(self.house, url, form).text


def until(true: Callable[[], object], what: str = "", seconds: float = 10.0) -> None:
    """Wait for what happens in the background."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, what or "it did not happen in time"
        time.sleep(0.01)
