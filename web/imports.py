"""Customers out of a file: brought, matched, looked at, taken in, and what became of each row."""

from __future__ import annotations

from typing import Literal, cast

from flask import Response, request
from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from db import now, signal
from timeline import card
from timeline.imports import columns, sheets, work
from timeline.imports.models import CustomerImport, ImportRow
from timeline.imports.taking import OUTCOMES
from web import import_report
from web.api import binary, chapter, takes_files
from web.errors import Refused, found
from web.guard import ABOVE, may, visit
from web.limits import limiter
from web.rooms import rooms
from web.schemas.imports import (
    CustomerImportOut,
    ImportBrief,
    ImportColumns,
    ImportCounts,
    ImportField,
    ImportFile,
    ImportNote,
    ImportPath,
    Imports,
    ImportSample,
    Outcome,
)

BROUGHT_MOST = "20 per minute"
SHOWN_MOST, SAMPLES, NOTES = 20, 8, 100
"""Imports of the list, first rows, and rows of which something is to be said."""

UNREADABLE = {
    "empty": "This file is empty. Choose another one.",
    "too_large": f"A file may have {sheets.LARGEST >> 20} MB. Cut it into several.",
    "spreadsheet": "This is a workbook or an archive. Save the table as CSV, then bring that.",
    "not_text": "This is no text that we can read. Save the table as CSV in UTF-8, then bring that.",
    "not_a_list": "This JSON is no list of customers. It begins with [ and has one object for each.",
    "too_many_rows": f"A file may have {sheets.MOST_ROWS:,} rows. Cut it into several.",
    "too_many_columns": f"A file may have {sheets.MOST_COLUMNS} columns. Take out those that you do not need.",
    "no_rows": "There are no customers in this file: its first line says what the columns are, the others who it is.",
}
"""`sheets.NotReadable` → what to do."""

api = chapter("imports", "Customers out of a file.")
takes_files(api, "bring", sheets.LARGEST)


@api.post("/customer-imports", responses={"201": CustomerImportOut})
@may(*ABOVE)
@limiter.limit(BROUGHT_MOST)
def bring(query: ImportFile) -> tuple[CustomerImportOut, int]:
    """Bring a CSV file or a JSON list; the body is the file itself. Nothing is changed by it but a preview made."""
    try:
        sheet = sheets.read(request.get_data())
    except sheets.NotReadable as fault:
        raise Refused(413 if str(fault) == "too_large" else 400, f"import_{fault}", UNREADABLE[str(fault)]) from fault
    with rooms().db.transaction() as session:
        row = CustomerImport(
            name=query.name,
            by=visit().user.name[:80],
            at=now(),
            columns=sheet.columns,
            targets=columns.guess(sheet.columns, _own(session)),
            total=len(sheet.rows),
            state="checking",
        )
        session.add(row)
        session.flush()
        blank = {"import_id": row.id, "forecast": "", "outcome": "", "why": "", "field": ""}
        session.execute(insert(ImportRow), [{**blank, "line": line, "cells": cells} for line, cells in sheet.rows])
        _tell(session, row)
        return _present(session, row), 201


@api.get("/customer-imports", responses={"200": Imports})
@may(*ABOVE)
def latest() -> Imports:
    """What was brought, the latest first."""
    with rooms().db.reading() as session:
        rows = session.scalars(select(CustomerImport).order_by(CustomerImport.id.desc()).limit(SHOWN_MOST))
        return Imports(imports=[_brief(session, row) for row in rows])


@api.get("/customer-imports/<int:import_id>", responses={"200": CustomerImportOut})
@may(*ABOVE)
def look(path: ImportPath) -> CustomerImportOut:
    """How far it is, the first rows as they would be, and of which rows something is to be said."""
    with rooms().db.reading() as session:
        return _present(session, _row(session, path.import_id))


@api.put("/customer-imports/<int:import_id>/columns", responses={"200": CustomerImportOut})
@may(*ABOVE)
def match(path: ImportPath, body: ImportColumns) -> CustomerImportOut:
    """Say which field each column is. The file is looked through anew."""
    with rooms().db.transaction() as session:
        row = _row(session, path.import_id)
        known = {*columns.TARGETS, *(columns.OWN + key for key in _own(session)), ""}
        if len(body.targets) != len(row.columns) or set(body.targets) - known:
            raise Refused(400, "bad_columns", "Say for each column which field it is. Reload the page, and try again.")
        single = [each for each in body.targets if each and each not in columns.ADDRESSES]
        if len(set(single)) < len(single):
            raise Refused(400, "import_twice", "Two columns are the same field. Leave one of them out.")
        _move(session, row, ("checking", "checked"), state="checking", targets=body.targets)
        blank = {"forecast": "", "why": "", "field": "", "customer_id": None}
        session.execute(update(ImportRow).where(ImportRow.import_id == row.id).values(blank))
        return _present(session, row)


@api.post("/customer-imports/<int:import_id>/start", responses={"200": CustomerImportOut})
@may(*ABOVE)
def start(path: ImportPath) -> CustomerImportOut:
    """Take it in. Asked twice, it is taken in once."""
    with rooms().db.transaction() as session:
        row = _row(session, path.import_id)
        if row.state not in ("running", "done"):
            _move(session, row, ("checked",), state="running")
        return _present(session, row)


@api.post("/customer-imports/<int:import_id>/cancel", responses={"200": CustomerImportOut})
@may(*ABOVE)
def cancel(path: ImportPath) -> CustomerImportOut:
    """Stop it where it is. Whom it has taken in already stays."""
    with rooms().db.transaction() as session:
        row = _row(session, path.import_id)
        work.cancel(session, row.id)
        session.refresh(row)
        return _present(session, row)


@api.get("/customer-imports/<int:import_id>/report", responses={"200": binary("text/csv")})
@may(*ABOVE)
def report(path: ImportPath) -> Response:
    """What became of each row, as CSV in the reader's language. It repeats nothing of what the file said."""
    with rooms().db.reading() as session:
        row = _row(session, path.import_id)
        rows = session.scalars(select(ImportRow).where(ImportRow.import_id == row.id).order_by(ImportRow.line))
        text = import_report.table(rows, _own(session), row.state, visit().user.language)
    name = f"attachment; filename=customers-{row.id}.csv"
    return Response(text, mimetype="text/csv", headers={"Content-Disposition": name})


def _own(session: Session) -> dict[str, str]:
    return {each.key: each.label for each in card.fields(session)}


def _row(session: Session, import_id: int) -> CustomerImport:
    return found(session.get(CustomerImport, import_id), "import")


def _move(session: Session, row: CustomerImport, states: tuple[str, ...], **values: object) -> None:
    """Go on from one of these states. Raises Refused where somebody else was quicker."""
    moved = update(CustomerImport).where(CustomerImport.id == row.id, CustomerImport.state.in_(states))
    if session.execute(moved.values(claimed_at=None, **values).returning(CustomerImport.id)).first() is None:
        raise Refused(409, "import_moved_on", "This import has moved on meanwhile. Look at where it is now.")
    session.refresh(row)
    _tell(session, row)


def _tell(session: Session, row: CustomerImport) -> None:
    signal(session, work.TOPIC, "import", number=row.id, state=row.state)


def _brief(session: Session, row: CustomerImport) -> ImportBrief:
    column = ImportRow.forecast if row.state in ("checking", "checked") else ImportRow.outcome
    counted = select(column, func.count()).where(ImportRow.import_id == row.id, column != "").group_by(column)
    counts = {str(outcome): count for outcome, count in session.execute(counted)}
    return ImportBrief(
        **{name: getattr(row, name) for name in ("id", "name", "by", "at", "state", "total")},
        done=sum(counts.values()),
        counts=ImportCounts(**{outcome: counts.get(outcome, 0) for outcome in OUTCOMES}),
    )


def _present(session: Session, row: CustomerImport) -> CustomerImportOut:
    mine = select(ImportRow).where(ImportRow.import_id == row.id).order_by(ImportRow.line)
    before = row.state in ("checking", "checked")
    told = mine.where(ImportRow.why != "", *([] if before else [ImportRow.outcome != ""])).limit(NOTES)
    return CustomerImportOut(
        **_brief(session, row).model_dump(),
        columns=row.columns,
        targets=row.targets,
        fields=[
            *(ImportField(key=each, label="") for each in columns.TARGETS),
            *(ImportField(key=columns.OWN + key, label=label) for key, label in _own(session).items()),
        ],
        samples=[_sample(each, row.targets) for each in session.scalars(mine.limit(SAMPLES))] if before else [],
        notes=[
            ImportNote(
                line=each.line,
                outcome=cast(Outcome, each.forecast if before else each.outcome),
                why=each.why,
                field=each.field,
                customer_id=each.customer_id,
            )
            for each in session.scalars(told)
        ],
    )


def _sample(row: ImportRow, targets: list[str]) -> ImportSample:
    region = rooms().config.region
    cells = [columns.shown(cell, target, region) for cell, target in zip(row.cells, targets, strict=True)]
    return ImportSample(line=row.line, cells=cells, outcome=cast(Outcome | Literal[""], row.forecast))
