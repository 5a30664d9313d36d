"""How contacts can end: a tree of kinds, some of one queue only, with what has to be said beside them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from acd.models import Queue
from web.desk_models import DispositionKind
from web.errors import Refused
from web.schemas.house import DispositionIn
from web.words import in_language


def kinds(session: Session) -> Sequence[DispositionKind]:
    return session.scalars(select(DispositionKind).order_by(DispositionKind.position)).all()


def replace(session: Session, wanted: Sequence[DispositionIn]) -> None:
    """The whole tree, anew. Raises Refused where it is no tree, or names a queue that is not there."""
    parents = {each.key: each.parent for each in wanted}
    queues = set(session.scalars(select(Queue.key)))
    if len(parents) < len(wanted):
        raise Refused(400, "disposition_twice", "Two dispositions have the same key. Give each its own.")
    for each in wanted:
        if each.parent and each.parent not in parents:
            raise Refused(400, "disposition_parent", f"{each.key} belongs to {each.parent}, which is not in the list.")
        if each.queue and each.queue not in queues:
            raise Refused(400, "disposition_queue", f"There is no queue {each.queue}. Choose one that exists.")
        above, seen = each.parent, {each.key}
        while above:
            if above in seen:
                raise Refused(400, "disposition_circle", f"{each.key} belongs to itself in the end. Move it elsewhere.")
            seen.add(above)
            above = parents[above]
    session.execute(delete(DispositionKind))
    session.add_all(
        DispositionKind(
            key=each.key,
            parent=each.parent,
            names=each.names,
            queue_key=each.queue,
            fields=[field.model_dump() for field in each.fields],
            position=position,
        )
        for position, each in enumerate(wanted)
    )


def said(session: Session, key: str, fields: dict[str, str], language: str) -> str:
    """What an agent said beside a disposition, as lines for people to read.

    Raises Refused where the disposition is a branch, or something that it asks for is missing or not to be chosen.
    One that a supervisor has removed meanwhile is taken as it is: the agent chose what they were shown.
    """
    kind = session.get(DispositionKind, key)
    if kind is None:
        return ""
    if session.scalar(select(DispositionKind.key).where(DispositionKind.parent == key).limit(1)):
        raise Refused(400, "disposition_branch", "Choose one of the dispositions beneath this one.")
    lines = []
    for field in kind.fields:
        name, value = in_language(field["names"], language, field["key"]), fields.get(field["key"], "")
        if field["required"] and not value:
            raise Refused(400, "field_missing", f"“{name}” has to be filled in.")
        if value and field["choices"] and value not in field["choices"]:
            raise Refused(400, "field_choice", f"“{name}” cannot be “{value}”. Choose one of the list.")
        if value:
            lines.append(f"{name}: {value}")
    return "\n".join(lines)
