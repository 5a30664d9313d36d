"""Everything that happens to customers is told to other systems: signed, in order, again until they have it.

What is told are the timeline's own entries, and each webhook remembers up to which one it has them. So nothing is
queued beside them, nothing is lost in a crash, telling it all again is setting that one number back, and what was
erased is told no more. A batch that was not taken comes again whole: the other side knows each event by its id.
"""

from __future__ import annotations

import logging
import threading
import time
from datetime import timedelta
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from bell import work_until
from channels import bridge
from channels.models import Webhook
from db import Database, now
from hotline.sendings import SendFault
from timeline.models import Entry

BATCH = 100
LEASE = timedelta(minutes=2)
AGAIN_AFTER = tuple(timedelta(seconds=each) for each in (5, 30, 120, 600, 1800, 3600))
"""How long to wait after the first, second, … failure in a row; the last holds on, for as long as it takes."""
SETTLED_S = 5.0
"""Transactions commit in another order than they take their ids. A gap that is older than this was given up."""
log = logging.getLogger(__name__)


class Teller:
    """Tells every webhook what is new, in one process."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._gaps: dict[int, float] = {}
        """Entry behind a gap → when the gap was first seen, by our own clock."""
        self._anybody = True
        """Whether anybody is told at all: without, what happens on every call would wake us for nothing."""

    def run(self, stop: threading.Event) -> None:
        """Tell until `stop` is set and the bell rung. Sleeps until there is something to tell."""
        work_until(stop, self._db.bell, self._concerns, self.once, self._until_due)

    def once(self) -> bool:
        """Tell each webhook that is due one batch. Whether there was anything to tell."""
        with self._db.reading() as session:
            active = session.execute(select(Webhook.id, _due()).where(Webhook.active).order_by(Webhook.id)).all()
        self._anybody = bool(active)
        told = [self._tell(each) for each, due in active if due]
        return any(told)

    def _tell(self, webhook_id: int) -> bool:
        with self._db.reading() as session:
            webhook = session.get(Webhook, webhook_id)
            entries = self._next(session, webhook.told_to) if webhook else []
        if webhook is None or not entries or not self._claim(webhook):
            return False
        wanted = [event(each) for each in entries if not webhook.kinds or each.kind in webhook.kinds]
        try:
            if wanted:
                bridge.post(webhook.url, webhook.secret, {"events": wanted})
        except SendFault as fault:
            again = AGAIN_AFTER[min(webhook.tries, len(AGAIN_AFTER) - 1)]
            log.warning("Webhook %s did not take what happened (try %s): %s", webhook.id, webhook.tries + 1, fault)
            self._settle(webhook, tries=webhook.tries + 1, fault=str(fault)[:400], retry_at=now() + again)
        else:
            self._settle(webhook, told_to=entries[-1].id, tries=0, fault="", retry_at=None)
        return True

    def _next(self, session: Session, after: int) -> list[Entry]:
        """What comes next, up to the first gap that somebody may still be filling."""
        rows = list(session.scalars(select(Entry).where(Entry.id > after).order_by(Entry.id).limit(BATCH)))
        if self._db.sqlite:  # One writes at a time, so what is missing was erased.
            return rows
        last = after
        for number, row in enumerate(rows):
            if row.id > last + 1 and time.monotonic() - self._gaps.setdefault(row.id, time.monotonic()) < SETTLED_S:
                return rows[:number]
            self._gaps.pop(row.id, None)
            last = row.id
        return rows

    def _claim(self, webhook: Webhook) -> bool:
        """Take it for this batch, unless another process has it."""
        with self._db.transaction() as session:
            taken = update(Webhook).where(Webhook.id == webhook.id, Webhook.told_to == webhook.told_to, _due())
            return session.scalar(taken.values(retry_at=now() + LEASE).returning(Webhook.id)) is not None

    def _settle(self, webhook: Webhook, **values: Any) -> None:
        """Write down how it went, unless it was set back or changed meanwhile."""
        with self._db.transaction() as session:
            same = (Webhook.id == webhook.id, Webhook.told_to == webhook.told_to, Webhook.url == webhook.url)
            session.execute(update(Webhook).where(*same).values(**values))

    def _concerns(self, topics: set[str]) -> bool:
        return TOPIC in topics or (self._anybody and any(each.startswith("customer:") for each in topics))

    def _until_due(self) -> float | None:
        """Seconds until the next try, or until a gap has settled; None where there is nothing to wait for."""
        with self._db.reading() as session:
            soonest = session.scalar(select(func.min(Webhook.retry_at)).where(Webhook.active))
        waits = [SETTLED_S] if self._gaps else []
        waits += [max(0.05, (soonest - now()).total_seconds())] if soonest else []
        return min(waits, default=None)


def event(entry: Entry) -> dict[str, Any]:
    """How an entry is told. `at` is ISO 8601."""
    fields = ("id", "kind", "channel", "contact_id", "customer_id", "journey_id", "data")
    return {name: getattr(entry, name) for name in fields} | {"at": entry.at.isoformat()}


def newest(session: Session) -> int:
    """The last entry that there is: a webhook that begins here is told what comes after."""
    return session.scalar(select(func.max(Entry.id))) or 0


def _due() -> Any:
    return Webhook.active & or_(Webhook.retry_at.is_(None), Webhook.retry_at <= now())


TOPIC = "webhooks"
"""A webhook was added, changed or set back."""
