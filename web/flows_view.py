"""Flows, drafts and versions as the panel sees them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import Database, now
from hotline import drafts
from hotline.drafts import Draft
from hotline.flow_tests import Result
from hotline.models import FlowDraft, FlowTrial, FlowVersion, Hotline
from hotline.studio import Line
from ivr.difference import Change
from ivr.effort import effort
from ivr.faults import Fault
from ivr.flow import FlowRefused, read
from web.schemas.flow_versions import ChangeOut, TestResult, VersionLine
from web.schemas.flows import (
    Breach,
    DraftMark,
    EffortOut,
    EffortPath,
    FaultOut,
    FlowLine,
    ImportLine,
    SaidOut,
    Scheduled,
    Trial,
)

WORST_PATHS = 20
"""Of the paths through a flow, the worst so many are told."""


def flow_lines(session: Session) -> list[FlowLine]:
    """Every flow, by five statements however many there are, none of which reads a whole definition."""
    at = now()
    drafted = {row.flow_key: row for row in session.execute(_drafts)}
    trials = {key: Trial(number=number, share=share) for key, number, share in session.execute(_trials)}
    hotlines: dict[str, list[str]] = defaultdict(list)
    for key, name in session.execute(select(Hotline.flow_key, Hotline.name).order_by(Hotline.name)):
        hotlines[key].append(name)
    published: dict[str, list[Any]] = defaultdict(list)
    for row in session.execute(_published):
        published[row.flow_key].append(row)
    live = {key: next((row for row in reversed(rows) if row.live_from <= at), None) for key, rows in published.items()}
    ids = [row.id for row in live.values() if row]
    named = select(FlowVersion.flow_key, _named(FlowVersion)).where(FlowVersion.id.in_(ids))
    names = {row.flow_key: row.name for row in session.execute(named)}
    return [
        FlowLine(
            key=key,
            name=_name(key, drafted[key].name if key in drafted else None, names.get(key)),
            hotlines=hotlines[key],
            live=answers.number if (answers := live.get(key)) else None,
            scheduled=[Scheduled(number=r.number, live_from=r.live_from) for r in published[key] if r.live_from > at],
            trial=trials.get(key),
            draft=_mark(drafted.get(key)),
        )
        for key in sorted(drafted.keys() | published.keys())
    ]


def _named(model: type[FlowDraft] | type[FlowVersion]) -> Any:
    return model.definition["name"].as_string().label("name")


_drafts = select(FlowDraft.flow_key, FlowDraft.edited_by, FlowDraft.edited_at, _named(FlowDraft))
_trials = select(FlowTrial.flow_key, FlowVersion.number, FlowTrial.share).join(FlowVersion)
_published = (
    select(FlowVersion.id, FlowVersion.flow_key, FlowVersion.number, FlowVersion.live_from)
    .where(FlowVersion.live_from.is_not(None))
    .order_by(FlowVersion.live_from, FlowVersion.number)
)


def _mark(row: Any) -> DraftMark | None:
    return DraftMark(edited_by=row.edited_by, edited_at=row.edited_at) if row and row.edited_at else None


def _name(key: str, *names: object) -> str:
    return next((name for name in names if isinstance(name, str) and name.strip()), key)


def version_lines(session: Session, flow_key: str) -> list[VersionLine]:
    """The versions, the newest first, without their definitions."""
    rows = session.execute(
        select(
            FlowVersion.id,
            FlowVersion.number,
            FlowVersion.author,
            FlowVersion.note,
            FlowVersion.published_at,
            FlowVersion.live_from,
            FlowVersion.override_reason,
        )
        .where(FlowVersion.flow_key == flow_key)
        .order_by(FlowVersion.number.desc())
    ).all()
    trial = session.get(FlowTrial, flow_key)
    at = now()
    live = max((row for row in rows if row.live_from and row.live_from <= at), key=_age, default=None)
    return [
        VersionLine(
            **{name: getattr(row, name) for name in VersionLine.model_fields if name != "state"},
            state=_state(row, live, trial),
        )
        for row in rows
    ]


def _age(row: Any) -> tuple[Any, int]:
    return row.live_from, row.number


def _state(row: Any, live: Any, trial: FlowTrial | None) -> str:
    if trial and trial.version_id == row.id:
        return "trial"
    if live and live.id == row.id:
        return "live"
    return "scheduled" if row.live_from and row.live_from > now() else "past"


def draft_state(db: Database, flow_key: str, draft: Draft, user_id: int) -> dict[str, Any]:
    """The fields of a DraftState. To be called outside any transaction: a large flow takes a while to look through."""
    with db.reading() as session:
        whole = drafts.whole(session, draft.definition)
        faults = drafts.faults(session, whole)
        others = drafts.others(session, flow_key, user_id)
    return {
        "revision": draft.revision,
        "base_number": draft.base_number,
        "edited_by": draft.edited_by,
        "edited_at": draft.edited_at,
        "faults": faults_out(faults),
        "effort": _effort(whole),
        "others": others,
    }


def _effort(definition: Any) -> EffortOut | None:
    try:
        found = effort(read(definition))
    except FlowRefused:
        return None
    return EffortOut(
        score=found.score,
        paths=[EffortPath(**{**vars(path), "nodes": list(path.nodes)}) for path in found.paths[:WORST_PATHS]],
        breaches=[Breach.model_validate(vars(breach)) for breach in found.breaches],
    )


def faults_out(faults: Iterable[Fault]) -> list[FaultOut]:
    return [
        FaultOut(
            node=fault.node,
            field=fault.field,
            code=fault.code,
            params=dict(fault.params),
            problem=fault.what,
            remedy=fault.do,
        )
        for fault in faults
    ]


def change_out(change: Change) -> ChangeOut:
    said = SaidOut.model_validate(change.said.data())
    return ChangeOut(node=change.node, title=change.title, sentence=change.sentence, said=said)


def import_line(line: Line) -> ImportLine:
    said = [SaidOut.model_validate(each.data()) for each in line.said]
    return ImportLine(widget=line.widget, outcome=line.outcome, sentence=line.sentence, said=said)


def results_out(results: Sequence[Result]) -> list[TestResult]:
    return [TestResult(**vars(result)) for result in results]
