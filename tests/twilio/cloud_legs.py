"""The stand-in's legs: a caller who walks through our documents, and one that we rang through the REST interface."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from tests.twilio import cloud_callbacks as callbacks
from tests.twilio.cloud_conferences import Conference
from tests.twilio.phone import Phone, sid

if TYPE_CHECKING:
    from tests.twilio.cloud import Cloud

OVER = {"completed", "busy", "failed", "no-answer", "canceled"}


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
            self.cloud.join(self.sid, room.text or "", room.get("endConferenceOnExit") == "true")
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
            callbacks.left_message(self.cloud, self, made)
        self.cloud.ends(self.sid)
