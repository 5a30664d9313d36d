"""Everything that can happen to a customer: past-tense facts by chapter, and one table of what is shown.

A fact that is `shown` is a line of its own in the customer's stream. The others are steps, which the page of their
contact shows. Every fact is kept. `contact_id` is the id of the call or conversation within its channel.
"""

from __future__ import annotations

from timeline.events.base import *
from timeline.events.callbacks import *
from timeline.events.calls import *
from timeline.events.desk import *
from timeline.events.journeys import *
from timeline.events.lines import *
from timeline.events.messages import *
from timeline.events.outside import *
from timeline.events.talks import *

SEARCHED: dict[type[OfContact], tuple[str, ...]] = {
    AnswerGiven: ("label", "value"),
    TranscriptWritten: (),
    MessageSent: ("text",),
    EmailReceived: ("subject", "from_address", "excerpt"),
    EmailSent: ("subject", "excerpt"),
    WrappedUp: ("note",),
    NoteAdded: ("text",),
    PageViewed: ("title",),
    OrderPlaced: ("number", "about"),
    CartLeft: ("about",),
    ShopVisited: ("place", "about"),
    CrmNoted: ("author", "text"),
    SocialPosted: ("network", "text"),
}
"""The fields of a fact that people search in; a transcript's and a mail's whole text are given beside it."""

SHOWN: dict[type[OfContact], bool] = {
    CallArrived: True,
    CallPlaced: True,
    AgentLost: False,
    AgentBack: False,
    VoicemailLeft: False,
    CallEnded: False,
    RecordingKept: False,
    TranscriptWritten: False,
    Queued: False,
    Offered: False,
    OfferEnded: False,
    Answered: False,
    BackInLine: False,
    Held: False,
    Resumed: False,
    Transferred: False,
    GuestAsked: False,
    GuestJoined: False,
    GuestLeft: False,
    AllTogether: False,
    Parked: False,
    PickedUp: False,
    ListenedIn: False,
    CallbackRequested: True,
    CallbackAttempted: False,
    CallbackDone: True,
    JourneyOpened: False,
    JourneyResumed: True,
    JourneyClosed: True,
    JourneyReopened: True,
    CodeIssued: False,
    CodeRefused: False,
    AnswerGiven: False,
    SurveyAnswered: True,
    ChatStarted: False,
    MessageSent: True,
    VoiceMessageWritten: False,
    ConversationClosed: False,
    EmailReceived: True,
    FileHeldBack: True,
    EmailSent: True,
    TextSent: True,
    NotSent: True,
    WrappedUp: False,
    NoteAdded: True,
    ContactMoved: False,
    PageViewed: True,
    OrderPlaced: True,
    CartLeft: True,
    ShopVisited: True,
    CrmNoted: True,
    SocialPosted: True,
}
