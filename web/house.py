"""What supervisors decide for every desk: which breaks there are, how contacts end, what one may decline."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from acd.models import BreakReason, Offer
from db import now, signal
from web import dispositions
from web.api import chapter
from web.desk_models import DeskRules
from web.errors import Refused
from web.guard import ABOVE, STAFF, may
from web.rooms import rooms
from web.schemas.house import (
    BreakReasonOut,
    BreakReasonsIn,
    DispositionFieldOut,
    DispositionOut,
    DispositionsIn,
    HouseOut,
    RulesIn,
    RulesOut,
)

api = chapter("house", "What supervisors decide for every desk.")


def rules(session: Session) -> DeskRules:
    """The house's rules, or those that hold where nobody has made any. The row is not added to the session."""
    return session.get(DeskRules, 1) or DeskRules(
        id=1, decline="free", declines_per_hour=0, extend_s=60, park_s=180, goal_contacts=0, goal_handle_s=0
    )


def may_decline(session: Session, agent_id: int, reason: str) -> None:
    """Raises Refused where the house's rules do not let this agent pass an offer on now."""
    house = rules(session)
    if house.decline == "never":
        raise Refused(409, "no_declines", "Offers are not declined here. Take a break if you cannot take it.")
    if house.decline == "reason" and not reason:
        raise Refused(409, "decline_reason", "Say why you decline: choose a reason.")
    if house.declines_per_hour:
        lately = select(func.count()).where(
            Offer.agent_id == agent_id, Offer.state == "declined", Offer.at > now() - timedelta(hours=1)
        )
        if (session.scalar(lately) or 0) >= house.declines_per_hour:
            raise Refused(409, "declined_enough", "You have declined as often as you may in an hour.")


@api.get("/house", responses={"200": HouseOut})
@may(*STAFF)
def look() -> HouseOut:
    """Breaks, dispositions and rules, in all languages."""
    with rooms().db.reading() as session:
        return _house(session)


@api.put("/house/break-reasons", responses={"200": HouseOut})
@may(*ABOVE)
def change_breaks(body: BreakReasonsIn) -> HouseOut:
    """The breaks that one can take, in their order."""
    if len({each.key for each in body.break_reasons}) < len(body.break_reasons):
        raise Refused(400, "reason_twice", "Two reasons have the same key. Give each its own.")
    with rooms().db.transaction() as session:
        session.execute(delete(BreakReason))
        session.add_all(
            BreakReason(key=each.key, names=each.names, position=position)
            for position, each in enumerate(body.break_reasons)
        )
        return _changed(session)


@api.put("/house/dispositions", responses={"200": HouseOut})
@may(*ABOVE)
def change_dispositions(body: DispositionsIn) -> HouseOut:
    """The tree of dispositions."""
    with rooms().db.transaction() as session:
        dispositions.replace(session, body.dispositions)
        return _changed(session)


@api.put("/house/rules", responses={"200": HouseOut})
@may(*ABOVE)
def change_rules(body: RulesIn) -> HouseOut:
    """What agents may decline, how wrap-ups are extended, and the goals of a day."""
    with rooms().db.transaction() as session:
        session.merge(DeskRules(id=1, **body.model_dump()))
        return _changed(session)


def _changed(session: Session) -> HouseOut:
    """Every open panel reads it again."""
    session.flush()
    signal(session, "house", "changed")
    return _house(session)


def _house(session: Session) -> HouseOut:
    breaks = session.scalars(select(BreakReason).order_by(BreakReason.position))
    return HouseOut(
        break_reasons=[BreakReasonOut(key=each.key, names=each.names) for each in breaks],
        dispositions=[
            DispositionOut(
                key=each.key,
                parent=each.parent,
                names=each.names,
                queue=each.queue_key,
                fields=[DispositionFieldOut.model_validate(field) for field in each.fields],
            )
            for each in dispositions.kinds(session)
        ],
        rules=RulesOut.model_validate(rules(session), from_attributes=True),
    )
