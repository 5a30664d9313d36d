"""Published versions of a flow: which one answers, how a new one comes, and the way back.

A version's definition never changes. The live version of a flow is the one whose `live_from` passed last; every
process asks the database at the beginning of every contact, so that a new version answers the next one.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, null, select
from sqlalchemy.orm import Session

from db import Moment, now, signal
from hotline.models import FlowTrial, FlowVersion

SPOKEN = "flows"
"""The topic that tells whenever callers may hear something new."""


class NotPossible(Exception):
    """What was asked for does not fit how things stand. The text says why, and what to do."""


@dataclass(frozen=True)
class Wish:
    """How a definition is to be published. `live_from` None: at once; `trial_share` given: only within a trial."""

    author: str
    note: str = ""
    live_from: datetime | None = None
    trial_share: int | None = None
    override_reason: str = ""


_ANSWERING = (
    select(FlowVersion.id, FlowTrial.version_id, FlowTrial.share)
    .outerjoin(FlowTrial, FlowTrial.flow_key == FlowVersion.flow_key)
    .where(FlowVersion.flow_key == bindparam("flow"), FlowVersion.live_from <= bindparam("now", type_=Moment))
    .order_by(FlowVersion.live_from.desc(), FlowVersion.number.desc())
    .limit(1)
)


def answering(session: Session, flow_key: str, customer_id: int) -> int:
    """The id of the version that this caller walks through, by one query: the live one, or the one on trial.

    A hash decides, so that a caller meets the same version each time they call during a trial.
    """
    found = session.execute(_ANSWERING, {"flow": flow_key, "now": now()}).first()
    if found is None:
        raise LookupError(f"The flow {flow_key!r} was never published, so it cannot answer. Publish it.")
    live_id, trial_id, share = found
    return trial_id if trial_id is not None and _lot(trial_id, customer_id) < share else live_id


def _lot(version_id: int, customer_id: int) -> int:
    """0..99, the same each time for this caller and this trial, and evenly spread over callers."""
    digest = hashlib.sha256(f"{version_id}:{customer_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % 100


def live(session: Session, flow_key: str) -> FlowVersion | None:
    """The version that answers now, trials aside; None for a flow that was never published."""
    return session.scalar(
        select(FlowVersion)
        .where(FlowVersion.flow_key == flow_key, FlowVersion.live_from <= now())
        .order_by(FlowVersion.live_from.desc(), FlowVersion.number.desc())
        .limit(1)
    )


def each_live(session: Session) -> dict[str, FlowVersion]:
    """The version that answers now of every flow that was ever published, trials aside, by the flow's key."""
    newest = (FlowVersion.live_from.desc(), FlowVersion.number.desc())
    place = func.row_number().over(partition_by=FlowVersion.flow_key, order_by=newest).label("place")
    ranked = select(FlowVersion.id, place).where(FlowVersion.live_from <= now()).subquery()
    rows = session.scalars(select(FlowVersion).join(ranked, ranked.c.id == FlowVersion.id).where(ranked.c.place == 1))
    return {row.flow_key: row for row in rows}


def speaking(session: Session, flow_key: str) -> list[FlowVersion]:
    """The live version, the one on trial, and those that wait for their time: what callers hear now or soon."""
    present = live(session, flow_key)
    tried = select(FlowTrial.version_id).where(FlowTrial.flow_key == flow_key)
    soon = session.scalars(
        select(FlowVersion)
        .where(FlowVersion.flow_key == flow_key)
        .where((FlowVersion.live_from > now()) | FlowVersion.id.in_(tried))
    )
    return [*([present] if present else []), *soon]


def numbered(session: Session, flow_key: str, number: int) -> FlowVersion | None:
    return session.scalar(select(FlowVersion).where(FlowVersion.flow_key == flow_key, FlowVersion.number == number))


def publish(session: Session, flow_key: str, definition: dict[str, Any], wish: Wish) -> FlowVersion:
    """A new version. Whether it is fit to be published, and its tests pass, was looked at before."""
    newest = session.scalar(select(func.max(FlowVersion.number)).where(FlowVersion.flow_key == flow_key)) or 0
    if wish.trial_share is not None and live(session, flow_key) is None:
        raise NotPossible("There is no live version to compare with. Publish without a trial first.")
    at = now()
    version = FlowVersion(
        flow_key=flow_key,
        number=newest + 1,
        definition=definition,
        published_at=at,
        live_from=max(wish.live_from or at, at) if wish.trial_share is None else null(),
        author=wish.author,
        note=wish.note,
        override_reason=wish.override_reason,
    )
    session.add(version)
    session.flush()
    if wish.trial_share is not None:
        start_trial(session, version, wish.trial_share, wish.author)
    tell(session, flow_key, "published", number=version.number, by=wish.author)
    return version


def roll_back(session: Session, flow_key: str, number: int, author: str, note: str) -> FlowVersion:
    """Publish an old version's definition again, under a new number. What callers walk through now, they finish."""
    old = numbered(session, flow_key, number)
    if old is None:
        raise NotPossible(f"There is no version {number}. The list of versions shows which there are.")
    said = f"Back to version {number}. {note}".strip()[:400]
    return publish(session, flow_key, old.definition, Wish(author, said))


def unschedule(session: Session, flow_key: str, number: int) -> None:
    """A version that was to become live later will not. It stays in the list, and can be rolled back to."""
    version = numbered(session, flow_key, number)
    if version is None or version.live_from is None or version.live_from <= now():
        raise NotPossible(f"Version {number} is not waiting for its time. It may be live by now: roll back instead.")
    version.live_from = None
    tell(session, flow_key, "published", number=number, by="")


def start_trial(session: Session, version: FlowVersion, share: int, author: str) -> FlowTrial:
    """From now on `share` of 100 callers begin with this version. There is one trial of a flow at a time."""
    trial = session.get(FlowTrial, version.flow_key)
    if trial is None:
        trial = FlowTrial(flow_key=version.flow_key)
        session.add(trial)
    trial.version_id, trial.share, trial.started_by, trial.started_at = version.id, share, author, now()
    tell(session, version.flow_key, "trial", number=version.number, share=share)
    return trial


def end_trial(session: Session, flow_key: str) -> None:
    """Everybody begins with the live version again."""
    session.delete(_trial(session, flow_key))
    tell(session, flow_key, "trial", number=None, share=0)


def promote(session: Session, flow_key: str) -> FlowVersion:
    """The version on trial becomes the live one, and the trial ends."""
    trial = _trial(session, flow_key)
    version = session.get_one(FlowVersion, trial.version_id)
    version.live_from = now()
    session.delete(trial)
    tell(session, flow_key, "published", number=version.number, by="")
    return version


def _trial(session: Session, flow_key: str) -> FlowTrial:
    trial = session.get(FlowTrial, flow_key)
    if trial is None:
        raise NotPossible("There is no trial. Start one from the list of versions.")
    return trial


def tell(session: Session, flow_key: str, name: str, **data: Any) -> None:
    """Wake the panels that look at this flow, and the processes that speak it."""
    signal(session, f"flow:{flow_key}", name, key=flow_key, **data)
    if name in ("published", "trial"):
        signal(session, SPOKEN, name, key=flow_key)
