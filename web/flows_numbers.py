"""What is counted of a flow, and the contacts behind each number."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import now
from hotline import analytics
from hotline.as_json import heard_from_json
from hotline.models import FlowTurn, FlowVersion
from hotline.script import heard_text
from web import contacts, cursor
from web.api import chapter
from web.errors import missing
from web.guard import ABOVE, may
from web.rooms import rooms
from web.schemas.flow_numbers import (
    Analytics,
    Behind,
    BehindContact,
    BehindSearch,
    Link,
    NodeNumbers,
    Span,
    Worst,
)
from web.schemas.flows import FlowPath

USUAL = timedelta(days=7)
PAGE = 50

api = chapter("numbers", "What is counted of a flow.")


@api.get("/flows/<flow_key>/analytics", responses={"200": Analytics})
@may(*ABOVE)
def count(path: FlowPath, query: Span) -> Analytics:
    """Visits, time, drop-off and trouble of each node; the ways between them; and the whole."""
    since, until = _span(query)
    with rooms().db.reading() as session:
        versions = _versions(session, path.flow_key, query.version)
        found = analytics.count(session, versions, since, until)
        definitions = select(FlowVersion.definition).where(FlowVersion.id == max(versions))
        titles = analytics.titles(session.scalars(definitions))
    return Analytics(
        since=since,
        until=until,
        contacts=found.contacts,
        containment=round(found.contained / found.contacts, 4) if found.contacts else 0.0,
        operator_escapes=found.operator_escapes,
        nodes=[NodeNumbers(node=key, title=titles.get(key, key), **vars(node)) for key, node in found.nodes.items()],
        worst=[Worst(node=key, title=titles.get(key, key), why=why, count=many) for key, why, many in found.worst()],
        links=[Link.model_validate({"from": a, "to": b, "count": many}) for (a, b), many in found.links.most_common()],
    )


@api.get("/flows/<flow_key>/analytics/contacts", responses={"200": Behind})
@may(*ABOVE)
def behind(path: FlowPath, query: BehindSearch) -> Behind:
    """The contacts behind a number, the newest first."""
    with rooms().db.reading() as session:
        versions = _versions(session, path.flow_key, query.version)
        turns = analytics.behind(
            session, versions, query.node, query.way or "", _span(query), cursor.read(query.cursor), PAGE + 1
        )
        shown = turns[:PAGE]
        whose = contacts.customers(session, [(turn.kind, turn.contact_id) for turn in shown])
    last = shown[-1] if len(turns) > PAGE else None
    return Behind(
        contacts=[_contact(turn, whose) for turn in shown],
        cursor=cursor.write(last.at, last.id) if last else "",
    )


def _span(query: Span) -> tuple[datetime, datetime]:
    until = query.until or now()
    return query.since or until - USUAL, until


def _versions(session: Session, flow_key: str, number: int | None) -> list[int]:
    found = analytics.version_ids(session, flow_key, number)
    if not found:
        raise missing("version" if number else "published flow")
    return found


def _contact(turn: FlowTurn, whose: contacts.Whose) -> BehindContact:
    heard = heard_text(heard_from_json(turn.heard))
    return BehindContact(**contacts.in_turn(turn, whose), heard=heard, ending=turn.ending)
