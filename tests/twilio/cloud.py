"""A stand-in for Twilio's cloud: calls, conferences and recordings, as Twilio documents how they behave.

`Cloud` is the world, and a test's hands in it: `dial`, `rings`, `answers`, `ends`. Around it stand the REST interface
(cloud_rest.py, with cloud_account.py and cloud_recordings.py), the legs that walk through our documents or ring
(cloud_legs.py), conferences (cloud_conferences.py), Media Streams (cloud_media.py), and what it tells us unasked
(cloud_callbacks.py), which goes out in the background and may come twice, or late and in disorder (mail.py).
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from urllib.parse import parse_qs

from tests.twilio import cloud_callbacks as callbacks
from tests.twilio.cloud_conferences import Conferences
from tests.twilio.cloud_legs import OVER, Caller, Softphone
from tests.twilio.cloud_media import Media
from tests.twilio.house import House
from tests.twilio.mail import Mail
from tests.twilio.phone import sid


class Refusal(Exception):
    """Twilio's way to say no: {code, message, status}."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status, self.body = status, {"code": code, "message": message, "status": status, "more_info": ""}


class Cloud:
    """`breaches` are requests and answers that are not in Twilio's document, and callbacks of ours that failed."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.lock = threading.RLock()
        self.calls: dict[str, Caller | Softphone] = {}
        self.conferences = Conferences()
        self.recordings: dict[str, tuple[str, str]] = {}
        """RecordingSid → (CallSid, status)."""
        self.recorded_at: dict[str, str] = {}
        """CallSid → where it is told that its recording is complete."""
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
            leg.conference.join(leg.sid, leg.ends_it, begins=not leg.awaits)
            if leg.recorded:
                self.record(leg.sid, leg.recorded)
        if leg.awaits and leg.conference.status == "init":
            self.announce(leg, leg.awaits)
        callbacks.progress(self, leg)

    def judges(self, leg: Softphone, answered_by: str) -> None:
        """Some seconds after the answer: `human`, `machine_start`, `fax` or `unknown`."""
        callbacks.judged(self, leg, answered_by)

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
                self.recordings[recording] = (call_sid, "completed")
                callbacks.recorded(self, recording, call_sid)
        if isinstance(leg, Softphone):
            callbacks.progress(self, leg)
        else:
            leg.hung_up = True
            callbacks.over(self, leg)

    def voices(self, call_sid: str) -> set[str]:
        """Whom this one hears in the conference: their CallSids."""
        with self.lock:
            conference = self.conferences.of(call_sid)
            return conference.voices(call_sid) if conference else set()

    def hears(self, call_sid: str) -> str:
        """`music`, `silence`, `people`, `line`, what the document waits at, or how the call stands."""
        with self.lock:
            conference = self.conferences.of(call_sid)
            if conference:
                return conference.hears(call_sid)
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
                self.conferences.named(room),
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
            callbacks.progress(self, leg)
        return leg

    def join(self, call_sid: str, name: str, ends_it: bool) -> None:
        with self.lock:
            self.conferences.named(name).join(call_sid, ends_it, begins=True)

    def leave(self, call_sid: str) -> None:
        with self.lock:
            conference = self.conferences.of(call_sid)
            left = conference.leave(call_sid) if conference else []
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
            self.recorded_at[call_sid] = callback
        return recording

    def announce(self, leg: Softphone, url: str) -> None:
        leg.announced = callbacks.announced(self, leg, url)


def until(true: Callable[[], object], what: str = "", seconds: float = 10.0) -> None:
    """Wait for what happens in the background."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, what or "it did not happen in time"
        time.sleep(0.01)
