"""Drafts of flows: saved while they are broken, never overwritten unseen, and each knows who else has it open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from acd.models import Queue
from db import now
from hotline import versions
from hotline.models import FlowConnection, FlowDraft, FlowEditor, FlowTest, FlowTrial, FlowVersion, Hotline
from hotline.versions import NotPossible
from ivr.faults import Fault
from ivr.flow import FlowRefused, check, read
from ivr.link import linked

STILL_THERE = timedelta(seconds=40)
"""An editor says every 15 seconds that it is open. One that was silent for longer is closed."""


@dataclass(frozen=True)
class Draft:
    """What an editor opens. `edited_by` and `edited_at` are None while it is just what was published."""

    definition: dict[str, Any]
    revision: int
    base_number: int | None
    edited_by: str | None
    edited_at: datetime | None


class Stale(Exception):
    """Somebody else has saved the draft since it was opened. `by` is their name."""

    def __init__(self, by: str) -> None:
        super().__init__(f"{by or 'Somebody'} has saved this draft since you opened it.")
        self.by = by


class NoFlow(Exception):
    """There is no flow of this key."""


def find(session: Session, flow_key: str) -> Draft:
    """The draft, or the live version where nobody has changed anything. Raises NoFlow."""
    row = session.get(FlowDraft, flow_key)
    if row is not None:
        edited_by = row.edited_by if row.edited_at else None
        return Draft(row.definition, row.revision, row.base_number, edited_by, row.edited_at)
    live = versions.live(session, flow_key)
    if live is None:
        raise NoFlow(flow_key)
    return Draft(live.definition, 0, live.number, None, None)


def save(session: Session, flow_key: str, definition: dict[str, Any], revision: int, by: str) -> Draft:
    """Keep this definition, whatever is wrong with it. Raises Stale where `revision` is not the one kept, or NoFlow."""
    if revision == 0:
        live = versions.live(session, flow_key)
        if live is None and session.get(FlowDraft, flow_key) is None:
            raise NoFlow(flow_key)
        _insert(session, flow_key, definition, live.number if live else None, by)
    else:
        changed = session.execute(
            update(FlowDraft)
            .where(FlowDraft.flow_key == flow_key, FlowDraft.revision == revision)
            .values(definition=definition, revision=revision + 1, edited_by=by, edited_at=now())
            .returning(FlowDraft.flow_key)
        ).first()
        if changed is None:
            raise _stale(session, flow_key)
    versions.tell(session, flow_key, "draft", revision=revision + 1, by=by)
    return find(session, flow_key)


def make(session: Session, flow_key: str, definition: dict[str, Any], by: str) -> Draft:
    """The first draft of a new flow. Raises NotPossible where the key is taken."""
    if exists(session, flow_key):
        raise NotPossible(f"There is a flow {flow_key!r} already. Choose another key.")
    _insert(session, flow_key, definition, None, by)
    versions.tell(session, flow_key, "draft", revision=1, by=by)
    return find(session, flow_key)


def settle(session: Session, version: FlowVersion) -> None:
    """The draft was published as this version: it is unchanged from now on, and older editors must look again."""
    row = session.get(FlowDraft, version.flow_key)
    if row is None:
        row = FlowDraft(flow_key=version.flow_key, revision=0)
        session.add(row)
    own = {name: value for name, value in version.definition.items() if name != "sub_flows"}
    row.definition, row.base_number = own, version.number
    row.revision += 1
    row.edited_by, row.edited_at = "", None


def follow(session: Session, version: FlowVersion) -> None:
    """A version came without the draft, as by a roll-back. A draft with changes of its own stays as it is."""
    row = session.get(FlowDraft, version.flow_key)
    if row is None or row.edited_at is None:
        settle(session, version)


def exists(session: Session, flow_key: str) -> bool:
    known = select(FlowVersion.id).where(FlowVersion.flow_key == flow_key).limit(1)
    return session.get(FlowDraft, flow_key) is not None or session.scalar(known) is not None


def remove(session: Session, flow_key: str) -> None:
    """Delete a flow that no hotline uses. Its versions stay, since contacts of the past walked through them.

    Raises NoFlow, or NotPossible naming the hotlines or queues that use it.
    """
    if not exists(session, flow_key):
        raise NoFlow(flow_key)
    used = session.scalars(select(Hotline.name).where(Hotline.flow_key == flow_key).order_by(Hotline.name)).all()
    if used:
        raise NotPossible(f"It answers for {', '.join(used)}. Give that hotline another flow first.")
    asks = session.scalars(select(Queue.key).where(Queue.survey_flow == flow_key).order_by(Queue.key)).all()
    if asks:
        raise NotPossible(f"Callers of {', '.join(asks)} are asked with it afterwards. Change that queue first.")
    for model in (FlowDraft, FlowTrial, FlowTest, FlowEditor):
        session.execute(delete(model).where(model.flow_key == flow_key))
    session.execute(update(FlowVersion).where(FlowVersion.flow_key == flow_key).values(live_from=None))
    versions.tell(session, flow_key, "deleted")


def whole(session: Session, definition: Any) -> Any:
    """The definition with the flows that it goes through, each as it is live now."""

    def find(flow_key: str) -> dict[str, Any] | None:
        found = versions.live(session, flow_key)
        return found.definition if found else None

    return linked(definition, find)


def faults(session: Session, definition: Any) -> list[Fault]:
    """What must be corrected in a whole definition before it is published: faults of form, else those of meaning."""
    queues, connections = session.scalars(select(Queue.key)).all(), session.scalars(select(FlowConnection.key)).all()
    try:
        return check(read(definition), queues, connections)
    except FlowRefused as refused:
        return list(refused.faults)


def here(session: Session, flow_key: str, user_id: int, name: str) -> list[str]:
    """This person has the draft open now. Returns the names of the others who have."""
    at = now()
    row = session.get(FlowEditor, (flow_key, user_id))
    if row is None:
        row = FlowEditor(flow_key=flow_key, user_id=user_id)
        session.add(row)
    if row.seen_at is None or row.seen_at < at - STILL_THERE:
        versions.tell(session, flow_key, "editors", came=name)
    row.name, row.seen_at = name, at
    session.flush()
    return others(session, flow_key, user_id)


def gone(session: Session, flow_key: str, user_id: int) -> None:
    """This person has closed the draft."""
    row = session.get(FlowEditor, (flow_key, user_id))
    if row is not None:
        session.delete(row)
        versions.tell(session, flow_key, "editors", left=row.name)


def others(session: Session, flow_key: str, user_id: int) -> list[str]:
    """Names of the other people who have the draft open."""
    query = select(FlowEditor.name).where(
        FlowEditor.flow_key == flow_key, FlowEditor.user_id != user_id, FlowEditor.seen_at >= now() - STILL_THERE
    )
    return sorted(session.scalars(query))


def _insert(session: Session, flow_key: str, definition: dict[str, Any], base: int | None, by: str) -> None:
    row = FlowDraft(
        flow_key=flow_key, definition=definition, revision=1, base_number=base, edited_by=by, edited_at=now()
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as taken:
        raise _stale(session, flow_key) from taken


def _stale(session: Session, flow_key: str) -> Exception:
    row = session.get(FlowDraft, flow_key, populate_existing=True)
    return Stale(row.edited_by) if row else NoFlow(flow_key)
