"""What chats and threads of emails have in common on an agent's desk: offered, accepted, closed, wrapped up."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from acd import line, offers
from acd.models import Agent, Offer, WorkItem
from channels.models import Conversation
from db import Database, now, signal
from timeline import book, journeys
from timeline.events import Answered, ConversationClosed, Offered, OfferEnded, WrappedUp
from timeline.models import Journey


class Conversations:
    """What the desk decided about a chat or an email, carried out: the agent's panel shows it, the book remembers."""

    def __init__(self, db: Database) -> None:
        self.db = db

    def carry_out(self, offer_id: int) -> None:
        """The panel was told by the desk's own signal; here it is written down."""
        with self.db.transaction() as session:
            offer = session.get_one(Offer, offer_id)
            conversation = _of_offer(session, offer)
            agent = session.get_one(Agent, offer.agent_id)
            fact = Offered(conversation.channel, conversation.id, agent.name, agent.id, offer.id)
            book.record(session, conversation.customer_id, fact, conversation.journey_id)

    def missed(self, offer_id: int) -> None:
        """Nobody took it in time."""
        with self.db.transaction() as session:
            if offers.miss(session, offer_id):
                _record_ended(session, session.get_one(Offer, offer_id), "missed")

    def stopped(self, offer_id: int) -> None:
        """The agent's panel is gone."""
        with self.db.transaction() as session:
            _record_ended(session, session.get_one(Offer, offer_id), "failed")

    def due(self, moment: datetime) -> None:
        """Nothing of a conversation falls due by itself."""

    def next_deadline(self) -> datetime | None:
        return None


def accepted(session: Session, offer_id: int, agent_id: int) -> Conversation | None:
    """The agent takes it. None where the offer is not theirs, or over."""
    offer = session.get(Offer, offer_id)
    if offer is None or offer.agent_id != agent_id:
        return None
    item = offers.accept(session, offer_id)
    if item is None:
        return None
    conversation = session.get_one(Conversation, item.contact_id)
    conversation.state, conversation.agent_id = "talking", agent_id
    agent = session.get_one(Agent, agent_id)
    if conversation.journey_id:
        journeys.touch(session.get_one(Journey, conversation.journey_id), conversation.channel, agent_id)
    wait_s = round((now() - item.queued_at).total_seconds(), 1)
    fact = Answered(conversation.channel, conversation.id, agent.name, agent_id, wait_s)
    book.record(session, conversation.customer_id, fact, conversation.journey_id)
    tell(session, conversation)
    return conversation


def declined(session: Session, offer_id: int, agent_id: int) -> bool:
    """The agent passes it on."""
    offer = session.get(Offer, offer_id)
    if offer is None or offer.agent_id != agent_id or not offers.decline(session, offer_id):
        return False
    _record_ended(session, offer, "declined")
    return True


def closed(session: Session, conversation: Conversation, why: str) -> bool:
    """The conversation is over, once."""
    won = session.scalar(
        update(Conversation)
        .where(Conversation.id == conversation.id, Conversation.state != "closed")
        .values(state="closed", closed_at=now())
        .returning(Conversation.id)
    )
    if not won:
        return False
    session.refresh(conversation)
    item = open_item(session, conversation)
    if item and item.state == "taken":
        line.finish(session, item.id)
    elif item:
        line.withdraw(session, item.id)
    fact = ConversationClosed(conversation.channel, conversation.id, why)
    book.record(session, conversation.customer_id, fact, conversation.journey_id)
    tell(session, conversation)
    return True


def out_of_line(session: Session, conversation: Conversation) -> None:
    """Nobody shall be asked to take it any more; whoever is being asked just now is asked no longer."""
    item = open_item(session, conversation)
    offer = line.withdraw(session, item.id) if item else None
    if offer:
        _record_ended(session, offer, "withdrawn")


def wrapped_up(session: Session, conversation: Conversation, agent_id: int, disposition: str, note: str) -> None:
    """How the agent says that it ended."""
    conversation.disposition, conversation.note = disposition, note
    agent = session.get_one(Agent, agent_id)
    fact = WrappedUp(conversation.channel, conversation.id, agent.name, disposition, note)
    book.record(session, conversation.customer_id, fact, conversation.journey_id)
    if conversation.journey_id and disposition == "solved":
        journeys.close(session.get_one(Journey, conversation.journey_id), disposition)
    tell(session, conversation)


def journey_of(session: Session, conversation: Conversation) -> int:
    """The journey that this conversation is about, begun where there is none yet."""
    if conversation.journey_id is None:
        conversation.journey_id = journeys.start(session, conversation.customer_id, conversation.channel).id
    return conversation.journey_id


def open_item(session: Session, conversation: Conversation) -> WorkItem | None:
    """The work item through which this conversation waits or is worked on."""
    return session.scalar(
        select(WorkItem).where(
            WorkItem.kind == conversation.channel,
            WorkItem.contact_id == conversation.id,
            WorkItem.state.in_(("waiting", "offered", "taken")),
        )
    )


def tell(session: Session, conversation: Conversation) -> None:
    """Wake whoever looks at this conversation: the visitor, and the agent whose it is."""
    signal(session, f"conversation:{conversation.id}", "state", conversation=conversation.id, state=conversation.state)
    if conversation.agent_id:
        signal(session, f"agent:{conversation.agent_id}", "conversation", conversation=conversation.id)


def _of_offer(session: Session, offer: Offer) -> Conversation:
    return session.get_one(Conversation, session.get_one(WorkItem, offer.item_id).contact_id)


def _record_ended(session: Session, offer: Offer, why: str) -> None:
    conversation, agent = _of_offer(session, offer), session.get_one(Agent, offer.agent_id)
    fact = OfferEnded(conversation.channel, conversation.id, agent.name, agent.id, why)
    book.record(session, conversation.customer_id, fact, conversation.journey_id)
