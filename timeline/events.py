"""Everything that can happen to a customer: past-tense facts, and one table of what is shown.

A fact that is `shown` is a line of its own in the customer's stream. The others are steps, which the page of their
contact shows. Every fact is kept. `contact_id` is the id of the call or conversation within its channel.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Fact:
    """What happened. Its fields are its data; `channel` is `phone`, `chat`, `email` or `desk`."""

    def data(self) -> dict[str, Any]:
        return {key: value for key, value in asdict(self).items() if key not in ("channel", "contact_id")}


@dataclass(frozen=True)
class OfContact(Fact):
    """A fact of a contact; `contact_id` is None for what belongs to none, as a note written at the desk."""

    channel: str
    contact_id: int | None


@dataclass(frozen=True)
class CallArrived(OfContact):
    from_address: str
    to_address: str
    hotline: str


@dataclass(frozen=True)
class CallPlaced(OfContact):
    """We call them. `callback` is the id of the callback that it is for, 0 for none."""

    from_address: str
    to_address: str
    hotline: str
    agent: str
    callback: int


@dataclass(frozen=True)
class CallbackRequested(OfContact):
    """They are to be called at `number`, not before `due_at` (ISO 8601). `agent` asked for it; empty: they did."""

    number: str
    queue: str
    due_at: str
    source: str
    agent: str


@dataclass(frozen=True)
class CallbackAttempted(OfContact):
    """They were called and not reached. `next_at` is when they are called again (ISO 8601); empty: no more."""

    outcome: str
    attempt: int
    next_at: str


@dataclass(frozen=True)
class CallbackDone(OfContact):
    """`outcome`: reached, called_in, unreached, refused, cancelled."""

    outcome: str
    attempts: int


@dataclass(frozen=True)
class ChatStarted(OfContact):
    page: str


@dataclass(frozen=True)
class JourneyOpened(OfContact):
    topic: str


@dataclass(frozen=True)
class JourneyResumed(OfContact):
    """The customer goes on where they stopped. `how`: asked, code, button, thread."""

    topic: str
    how: str
    from_channel: str


@dataclass(frozen=True)
class JourneyClosed(OfContact):
    """An agent says that it is done. `outcome` is what came of it."""

    topic: str
    outcome: str
    agent: str


@dataclass(frozen=True)
class JourneyReopened(OfContact):
    topic: str
    agent: str


@dataclass(frozen=True)
class CodeIssued(OfContact):
    """A continue code was shown. The code itself is not kept."""

    minutes: int


@dataclass(frozen=True)
class CodeRefused(OfContact):
    why: str


@dataclass(frozen=True)
class AnswerGiven(OfContact):
    name: str
    value: str
    label: str


@dataclass(frozen=True)
class SurveyAnswered(OfContact):
    """`scale` is `csat` (1 to 5) or `nps` (0 to 10). `agent` is who they had talked with; empty before anybody did."""

    scale: str
    score: int
    agent: str = ""
    agent_id: int | None = None


@dataclass(frozen=True)
class Queued(OfContact):
    queue: str
    preferred_agent: str


@dataclass(frozen=True)
class Offered(OfContact):
    agent: str
    agent_id: int
    offer_id: int


@dataclass(frozen=True)
class OfferEnded(OfContact):
    """Nobody took it. `why`: declined, missed, failed, withdrawn."""

    agent: str
    agent_id: int
    why: str


@dataclass(frozen=True)
class Answered(OfContact):
    agent: str
    agent_id: int
    wait_s: float


@dataclass(frozen=True)
class Held(OfContact):
    agent: str


@dataclass(frozen=True)
class Resumed(OfContact):
    agent: str


@dataclass(frozen=True)
class AgentLost(OfContact):
    """The agent's softphone vanished in mid-call; the caller hears music."""

    agent: str


@dataclass(frozen=True)
class AgentBack(OfContact):
    agent: str


@dataclass(frozen=True)
class BackInLine(OfContact):
    """The contact waits again, first in line."""

    queue: str
    why: str


@dataclass(frozen=True)
class Transferred(OfContact):
    """An agent passed the contact on. `to_kind`: agent, queue, flow or number; `talk_s` is what this agent talked."""

    agent: str
    agent_id: int
    to_kind: str
    to: str
    note: str
    talk_s: float


@dataclass(frozen=True)
class GuestAsked(OfContact):
    """The agent asks somebody in, while the caller hears music."""

    agent: str
    guest: str
    note: str


@dataclass(frozen=True)
class GuestJoined(OfContact):
    agent: str
    guest: str


@dataclass(frozen=True)
class GuestLeft(OfContact):
    """`why`: left, removed, or why they did not come: missed, declined, failed, withdrawn."""

    guest: str
    why: str


@dataclass(frozen=True)
class AllTogether(OfContact):
    """The caller is in the talk with everybody whom the agent asked in."""

    agent: str


@dataclass(frozen=True)
class Parked(OfContact):
    agent: str
    note: str


@dataclass(frozen=True)
class PickedUp(OfContact):
    """`why` is empty, or `came_back`: nobody picked it up in time."""

    agent: str
    why: str


@dataclass(frozen=True)
class ListenedIn(OfContact):
    """A supervisor heard an agent's talk. `how`: listen, whisper, barge."""

    supervisor: str
    agent: str
    how: str


@dataclass(frozen=True)
class VoicemailLeft(OfContact):
    duration_s: float


@dataclass(frozen=True)
class CallEnded(OfContact):
    outcome: str
    duration_s: float
    talk_s: float


@dataclass(frozen=True)
class RecordingKept(OfContact):
    duration_s: float


@dataclass(frozen=True)
class TranscriptWritten(OfContact):
    engine: str
    model: str
    words: int


@dataclass(frozen=True)
class MessageSent(OfContact):
    """One chat message. `author`: customer, bot, agent."""

    author: str
    agent: str
    text: str
    message: int


@dataclass(frozen=True)
class VoiceMessageWritten(OfContact):
    """What the customer said in a voice message; empty where nothing could be heard."""

    message: int
    text: str


@dataclass(frozen=True)
class ConversationClosed(OfContact):
    why: str


@dataclass(frozen=True)
class EmailReceived(OfContact):
    message: int
    subject: str
    from_address: str
    excerpt: str
    attachments: int


@dataclass(frozen=True)
class EmailSent(OfContact):
    message: int
    subject: str
    agent: str
    excerpt: str


@dataclass(frozen=True)
class TextSent(OfContact):
    """An SMS left, because a flow said so."""

    to: str
    text: str


@dataclass(frozen=True)
class NotSent(OfContact):
    """A message of a flow could not be sent. `by` is sms or email, `why` is for people."""

    by: str
    to: str
    why: str


@dataclass(frozen=True)
class WrappedUp(OfContact):
    """How the agent says that it ended."""

    agent: str
    disposition: str
    note: str


@dataclass(frozen=True)
class NoteAdded(OfContact):
    author: str
    text: str


@dataclass(frozen=True)
class ContactMoved(OfContact):
    """The contact was found to be another customer's. `evidence` says by what."""

    from_customer: int
    to_customer: int
    evidence: str


SEARCHED: dict[type[OfContact], tuple[str, ...]] = {
    AnswerGiven: ("label", "value"),
    TranscriptWritten: (),
    MessageSent: ("text",),
    EmailReceived: ("subject", "from_address", "excerpt"),
    EmailSent: ("subject", "excerpt"),
    WrappedUp: ("note",),
    NoteAdded: ("text",),
}
"""The fields of a fact that people search in; a transcript's and a mail's whole text are given beside it."""

SHOWN: dict[type[OfContact], bool] = {
    CallArrived: True,
    CallPlaced: True,
    CallbackRequested: True,
    CallbackAttempted: False,
    CallbackDone: True,
    ChatStarted: False,
    JourneyOpened: False,
    JourneyResumed: True,
    JourneyClosed: True,
    JourneyReopened: True,
    CodeIssued: False,
    CodeRefused: False,
    AnswerGiven: False,
    SurveyAnswered: True,
    Queued: False,
    Offered: False,
    OfferEnded: False,
    Answered: False,
    Held: False,
    Resumed: False,
    AgentLost: False,
    AgentBack: False,
    BackInLine: False,
    Transferred: False,
    GuestAsked: False,
    GuestJoined: False,
    GuestLeft: False,
    AllTogether: False,
    Parked: False,
    PickedUp: False,
    ListenedIn: False,
    VoicemailLeft: False,
    CallEnded: False,
    RecordingKept: False,
    TranscriptWritten: False,
    MessageSent: True,
    VoiceMessageWritten: False,
    ConversationClosed: False,
    EmailReceived: True,
    EmailSent: True,
    TextSent: True,
    NotSent: True,
    WrappedUp: False,
    NoteAdded: True,
    ContactMoved: False,
}
