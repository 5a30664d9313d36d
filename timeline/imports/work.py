"""Looking through files of customers, and taking them in: the rows of `customer_imports` are the queue.

An import is claimed by one conditional UPDATE, and the claim is renewed with each batch of rows, in the same
transaction that writes what became of them. So whoever dies over it leaves it to the next, who goes on after the last
batch, and whoever was cancelled or overtaken writes nothing more. Batches are small, and others come in between.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bell import work_until
from db import Database, now, signal
from timeline import card
from timeline.imports import columns, taking
from timeline.imports.columns import Given, Unfit
from timeline.imports.models import CustomerImport, ImportRow
from timeline.imports.taking import Verdict
from timeline.models import CustomerField

TOPIC = "imports"
"""Signalled by whoever brings a file or starts taking it in, and as the work goes on."""
BATCH = 25
"""Rows of one transaction."""
PAUSE_S = 0.01
"""Between two batches, for whoever else waits."""
TELL_S = 0.5
STALE = timedelta(minutes=2)
UNUSED = timedelta(days=1)
"""After this long a file that nobody took in is forgotten."""
TRIES = 5

log = logging.getLogger(__name__)


class Overtaken(Exception):
    """The import was cancelled, or somebody else works on it."""


def run(db: Database, region: str, stop: threading.Event) -> None:
    """Work until `stop` is set and the bell rung. `region` is that of numbers without a country."""
    work_until(stop, db.bell, TOPIC, lambda: work_one(db, region, stop), lambda: _until_due(db))


def work_one(db: Database, region: str, stop: threading.Event) -> bool:
    """Look through, or take in, the oldest file that waits; False when none does."""
    claimed = _claim(db)
    if claimed is None:
        return False
    work = _Work(db, claimed, region)
    try:
        (work.check if claimed.state == "checking" else work.take)(stop)
    except Overtaken:
        log.info("The import %s was cancelled, or goes on elsewhere.", claimed.id)
    return True


def cancel(session: Session, import_id: int) -> bool:
    """Stop it where it is: what was taken in stays, the rest is forgotten. False where it was over already."""
    standing = CustomerImport.state.in_(("checking", "checked", "running"))
    won = session.execute(
        update(CustomerImport)
        .where(CustomerImport.id == import_id, standing)
        .values(state="cancelled", claimed_at=None, ended_at=now())
        .returning(CustomerImport.id)
    ).first()
    if won is None:
        return False
    session.execute(update(ImportRow).where(ImportRow.import_id == import_id, ImportRow.outcome == "").values(cells=[]))
    signal(session, TOPIC, "import", number=import_id, state="cancelled")
    return True


def forget(session: Session, before: datetime) -> None:
    """Cancel what was brought before this moment and never taken in."""
    unused = select(CustomerImport.id).where(
        CustomerImport.state.in_(("checking", "checked")), CustomerImport.at < before
    )
    for import_id in session.scalars(unused).all():
        cancel(session, import_id)


class _Work:
    """Our hold on one import while we work on it."""

    def __init__(self, db: Database, claimed: CustomerImport, region: str) -> None:
        assert claimed.claimed_at
        self._db, self._import, self._region, self._at = db, claimed, region, claimed.claimed_at
        self._told = time.monotonic()

    def check(self, stop: threading.Event) -> None:
        """Say of each row what would become of it. Begun anew, it says the same."""
        fields = self._fields()
        lines: dict[tuple[str, str], int] = {}
        last = 0
        while rows := self._rows(ImportRow.line > last):
            last = rows[-1].line
            with self._db.reading() as session:
                verdicts = [self._forecast(session, row, fields, lines) for row in rows]
            with self._db.transaction() as session:
                self._hold(session)
                for row, verdict in zip(rows, verdicts, strict=True):
                    _write(session, row, verdict, forecast=verdict.outcome)
            if stop.wait(PAUSE_S):
                self._let_go()
                return
        self._end("checked")

    def take(self, stop: threading.Event) -> None:
        """Take in what was not taken in yet."""
        fields = self._fields()
        while rows := self._rows(ImportRow.outcome == ""):
            self._batch(rows, fields)
            if stop.wait(PAUSE_S):
                self._let_go()
                return
        self._end("done")

    def _batch(self, rows: Sequence[ImportRow], fields: Mapping[str, CustomerField]) -> None:
        for attempt in range(1, TRIES + 1):
            try:
                with self._db.transaction() as session:
                    self._hold(session)
                    for row in rows:
                        verdict = self._taken(session, row, fields)
                        _write(session, row, verdict, outcome=verdict.outcome, cells=[])
                return
            except IntegrityError:
                # Somebody called, or wrote, from one of these addresses just now: they are known the next time.
                if attempt == TRIES:
                    raise

    def _forecast(
        self,
        session: Session,
        row: ImportRow,
        fields: Mapping[str, CustomerField],
        lines: dict[tuple[str, str], int],
    ) -> Verdict:
        """`lines`: address, or whole name, → the row above that gives it."""
        try:
            given = self._given(row)
            taking.own_values(fields, given)
        except Unfit as fault:
            return Verdict("refused", fault.code, fault.field)
        verdict = taking.look(session, given)
        name = given.values.get("name", "")
        said = [*given.identities, *([("name", name)] if " " in name else [])]
        above = next((lines[each] for each in said if each in lines), None)
        exact = any(each in lines for each in given.identities)
        for each in said:
            lines.setdefault(each, row.line)
        if above is not None and verdict.outcome in ("new", "doubtful") and verdict.why in ("", "alike"):
            return Verdict("known", "again", str(above)) if exact else Verdict("doubtful", "alike", str(above))
        return verdict

    def _taken(self, session: Session, row: ImportRow, fields: Mapping[str, CustomerField]) -> Verdict:
        try:
            given = self._given(row)
            verdict = taking.take(session, given, taking.own_values(fields, given))
        except Unfit as fault:
            return Verdict("refused", fault.code, fault.field)
        if row.why == "again" and (verdict.outcome, verdict.why) == ("known", ""):
            return Verdict("known", "again", row.field, verdict.customer_id)
        return verdict

    def _given(self, row: ImportRow) -> Given:
        return columns.row(row.cells, self._import.targets, self._region)

    def _fields(self) -> dict[str, CustomerField]:
        with self._db.reading() as session:
            return {each.key: each for each in card.fields(session)}

    def _rows(self, where: ColumnElement[bool]) -> Sequence[ImportRow]:
        mine = select(ImportRow).where(ImportRow.import_id == self._import.id, where)
        with self._db.reading() as session:
            return session.scalars(mine.order_by(ImportRow.line).limit(BATCH)).all()

    def _hold(self, session: Session, **values: object) -> None:
        """Renew the claim in this transaction. Raises Overtaken, so that it writes nothing."""
        moment = now()
        ours = (
            CustomerImport.id == self._import.id,
            CustomerImport.state == self._import.state,
            CustomerImport.claimed_at == self._at,
        )
        kept: dict[str, object] = {"claimed_at": moment, **values}
        if (
            session.execute(update(CustomerImport).where(*ours).values(kept).returning(CustomerImport.id)).first()
            is None
        ):
            raise Overtaken
        self._at = moment
        if values or time.monotonic() - self._told > TELL_S:
            self._told = time.monotonic()
            signal(session, TOPIC, "import", number=self._import.id, state=values.get("state", self._import.state))

    def _end(self, state: str) -> None:
        with self._db.transaction() as session:
            self._hold(session, state=state, claimed_at=None, ended_at=now() if state == "done" else None)

    def _let_go(self) -> None:
        with self._db.transaction() as session:
            self._hold(session, claimed_at=None)


def _write(session: Session, row: ImportRow, verdict: Verdict, **values: object) -> None:
    said = {"why": verdict.why, "field": verdict.field, "customer_id": verdict.customer_id, **values}
    session.execute(update(ImportRow).where(ImportRow.id == row.id).values(said))


def _claim(db: Database) -> CustomerImport | None:
    moment = now()
    due = and_(
        CustomerImport.state.in_(("checking", "running")),
        or_(CustomerImport.claimed_at.is_(None), CustomerImport.claimed_at <= moment - STALE),
    )
    with db.transaction() as session:
        oldest = session.scalar(select(CustomerImport.id).where(due).order_by(CustomerImport.id).limit(1))
        return session.scalar(
            update(CustomerImport)
            .where(CustomerImport.id == oldest, due)
            .values(claimed_at=moment)
            .returning(CustomerImport)
            .execution_options(populate_existing=True)
        )


def _until_due(db: Database) -> float | None:
    """Seconds until one is due because whoever worked on it has died; None when none will be."""
    with db.reading() as session:
        claimed = session.scalar(
            select(func.min(CustomerImport.claimed_at)).where(CustomerImport.state.in_(("checking", "running")))
        )
    return None if claimed is None else max(0.0, (claimed + STALE - now()).total_seconds())
