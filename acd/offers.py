"""How an offer ends: accepted, declined, missed, failed or withdrawn. An offer that is not `made` any more stays so.

Locks are always taken in the order item, offer, agent.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from acd import presence
from acd.models import Agent, Offer, WorkItem
from db import held, now, signal

ASK_AGAIN_S = 10
"""Whoever declined an item is not asked for it again so soon, even if nobody else is there."""


def accept(session: Session, offer_id: int) -> WorkItem | None:
    """The agent takes the item; None when it is too late: the caller left, or the ringing was over."""
    held = _held_open(session, offer_id)
    if held is None:
        return None
    offer, item = held
    _end(session, offer, item, "accepted")
    item.state, item.taken_at = "taken", now()
    if item.kind == "call":
        presence.start_call(session, offer.agent_id)
    signal(session, "floor", "queues", queue=item.queue_key)
    return item


def decline(session: Session, offer_id: int, why: str = "") -> WorkItem | None:
    """The agent does not want this one: it goes to somebody else, and comes back after ASK_AGAIN_S at the earliest.

    Returns the item, in line again; None when the offer had ended before.
    """
    held = _held_open(session, offer_id)
    if held is None:
        return None
    offer, item = held
    _end(session, offer, item, "declined", why)
    again = now() + timedelta(seconds=ASK_AGAIN_S)
    put_back(session, item, refused_by=offer.agent_id)
    item.prefer_until = max(item.prefer_until or again, again)
    return item


def miss(session: Session, offer_id: int) -> WorkItem | None:
    """Nobody answered the ring: the item is first in line again, and the agent, asleep it seems, on a break.

    Where the panel has fallen silent, its device is to blame and not the person: that is `fail`.
    """
    offer = session.get_one(Offer, offer_id)
    if not presence.alive(session.get_one(Agent, offer.agent_id)):
        return fail(session, offer_id)
    return _give_up(session, offer_id, "missed", "break", "missed")


def fail(session: Session, offer_id: int, why: str = "device") -> WorkItem | None:
    """The agent's device could not be rung: as `miss`, with the reason `device`."""
    return _give_up(session, offer_id, "failed", "break", why)


def recall(session: Session, offer_id: int) -> WorkItem | None:
    """We take the offer back, through no fault of the agent's: the item is in line again, for them too."""
    held = _held_open(session, offer_id)
    if held is None:
        return None
    offer, item = held
    _end(session, offer, item, "withdrawn", "recalled")
    put_back(session, item)
    return item


def lost(session: Session, agent_id: int) -> list[Offer]:
    """The agent's panel is gone: offers to them fail, and they are offline until it is heard of again.

    Does nothing where it has just been heard of, nor to an agent on a call: whether they come back into it is the
    call's affair. Returns the failed offers.
    """
    if presence.alive(session.get_one(Agent, agent_id)):
        return []
    # All items before the agent: see the order of locks above.
    open_offers = select(Offer.id, Offer.item_id).where(Offer.agent_id == agent_id, Offer.state == "made")
    failed = []
    for offer_id, _ in sorted(session.execute(open_offers), key=lambda row: row.item_id):
        held = _held_open(session, offer_id)
        if held:
            offer, item = held
            _end(session, offer, item, "failed", "gone")
            put_back(session, item, refused_by=agent_id)
            failed.append(offer)
    agent = presence.held_agent(session, agent_id)
    if agent.presence in presence.WATCHED and not presence.alive(agent):
        presence.lose(session, agent)
    return failed


_MADE = select(Offer).where(Offer.item_id == bindparam("item"), Offer.state == "made").with_for_update()


def withdraw_open(session: Session, item: WorkItem) -> Offer | None:
    """The open offer of an item that the caller of this function holds, withdrawn; None if there is none."""
    offer = session.scalar(_MADE, {"item": item.id}, execution_options={"populate_existing": True})
    if offer:
        _end(session, offer, item, "withdrawn")
    return offer


def put_back(session: Session, item: WorkItem, refused_by: int | None = None) -> None:
    """Back in line with the old `queued_at`, so ahead of all who came later."""
    item.state, item.agent_id, item.taken_at = "waiting", None, None
    if refused_by is not None:
        item.excluded = sorted({*item.excluded, refused_by})
        if item.preferred_agent_id == refused_by:
            item.preferred_agent_id = item.prefer_until = None
    signal(session, "desk", "work", why="back")
    signal(session, "floor", "queues", queue=item.queue_key)


def held_item(session: Session, item_id: int) -> WorkItem:
    """The item's row, fresh, and ours until the transaction ends. Raises LookupError."""
    item = held(session, WorkItem, item_id, key_share=True)
    if item is None:
        raise LookupError(f"no work item {item_id}")
    return item


def _held_open(session: Session, offer_id: int) -> tuple[Offer, WorkItem] | None:
    """The offer and its item, if it is still open. Every change of an open offer holds its item first."""
    item_id = session.scalar(select(Offer.item_id).where(Offer.id == offer_id))
    if item_id is None:
        raise LookupError(f"no offer {offer_id}")
    item = held_item(session, item_id)
    offer = held(session, Offer, offer_id)
    return (offer, item) if offer and offer.state == "made" else None


def _give_up(session: Session, offer_id: int, state: str, to: str, reason: str) -> WorkItem | None:
    held = _held_open(session, offer_id)
    if held is None:
        return None
    offer, item = held
    _end(session, offer, item, state, reason)
    put_back(session, item, refused_by=offer.agent_id)
    agent = presence.held_agent(session, offer.agent_id)
    if agent.presence == "ready":
        presence.stop(session, agent, to, reason)
    return item


def _end(session: Session, offer: Offer, item: WorkItem, state: str, why: str = "") -> None:
    offer.state, offer.ended_at = state, now()
    if why:
        offer.reasons = {**offer.reasons, "ended": why}
    facts = {"offer_id": offer.id, "item_id": item.id, "kind": item.kind, "contact_id": item.contact_id}
    signal(session, f"agent:{offer.agent_id}", "offer_ended", **facts, state=state, why=why)
