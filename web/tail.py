"""The newest signals, read once for all live streams of this process: a change of the floor wakes every one of them."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Collection

from sqlalchemy import select

from db import Database, Signal

KEPT = 2000
"""A stream that is further behind reads for itself."""


class Tail:
    """What was told last, in the order in which it was told."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self._lock = threading.Lock()
        self._signals: deque[Signal] = deque()
        self._begins: int | None = None
        """Everything after this id is here, up to the ring that was read last."""
        self._rings = -1

    def after(self, last: int, topics: Collection[str], limit: int) -> list[Signal]:
        """Signals of these topics newer than `last`, oldest first; as `Database.signals_after`."""
        with self._lock:
            # Whoever was woken has been rung before: what woke them is there to be read.
            if (rings := self.db.bell.rings) != self._rings:
                self._read(last)
                self._rings = rings
            if self._begins is not None and self._begins <= last:
                return self._newer(last, topics)[:limit]
        return self.db.signals_after(last, list(topics), limit)

    def _read(self, last: int) -> None:
        if self._begins is None:
            self._begins = last
        newest = self._signals[-1].id if self._signals else self._begins
        with self.db.reading() as session:
            query = select(Signal).where(Signal.id > newest).order_by(Signal.id.desc()).limit(KEPT)
            fresh = session.scalars(query).all()
        if len(fresh) == KEPT:
            self._signals.clear()
            self._begins = fresh[-1].id
        self._signals.extend(reversed(fresh))
        while len(self._signals) > KEPT:
            self._begins = self._signals.popleft().id

    def _newer(self, last: int, topics: Collection[str]) -> list[Signal]:
        found: list[Signal] = []
        for signal in reversed(self._signals):
            if signal.id <= last:
                break
            if signal.topic in topics:
                found.append(signal)
        return found[::-1]
