"""What agents write about a contact or a customer. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from timeline.events.base import OfContact


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
