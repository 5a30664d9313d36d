"""The newest signals, read once for all live streams of this process: a change of the floor wakes every one of them."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import select

from db import Database, Signal

KEPT = 2000
"""A stream that is further behind reads for itself."""
AT_A_TIME = 2
"""So many sleepers a ring wakes; each wakes the next before it does its own work. Five hundred threads awake at
once would spend their time asking for Python, and the last of them would hear late."""


class Sleeper:
    """One stream: what it wants to hear of, whether it is in the row of those to be woken, and whether it sleeps."""

    def __init__(self, topics: frozenset[str]) -> None:
        self.topics = topics
        self.due = self.asleep = False
        self._rung = threading.Event()

    def ring(self) -> bool:
        """Wake it. False where it was awake: it looks again by itself, when it has written what it knows."""
        self.due = False
        self._rung.set()
        return self.asleep

    def sleep(self, seconds: float) -> bool:
        """Until it is rung; false where it was not in so many seconds."""
        self.asleep = True
        rung = self._rung.wait(seconds)
        self.asleep = False
        self._rung.clear()
        return rung


class Tail:
    """What was told last, in the order in which it was told."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self._lock = threading.Lock()
        self._signals: deque[Signal] = deque()
        self._begins: int | None = None
        """Everything after this id is here, up to the ring that was read last."""
        self._rings = -1
        self._sleepers: dict[Sleeper, None] = {}
        self._due: deque[Sleeper] = deque()

    @contextmanager
    def sleeper(self, topics: frozenset[str]) -> Iterator[Sleeper]:
        """A place in the row of those who are woken."""
        mine = Sleeper(topics)
        with self._lock:
            if not self._sleepers:
                self._unsubscribe = self.db.bell.subscribe(self._wake)
            self._sleepers[mine] = None
        try:
            yield mine
        finally:
            with self._lock:
                del self._sleepers[mine]
                if not self._sleepers:
                    self._unsubscribe()

    def sleep(self, mine: Sleeper, seconds: float) -> bool:
        """Until the bell rings for one of its topics; false where it did not in so many seconds."""
        rung = mine.sleep(seconds)
        self._wake_next()
        return rung

    def _wake(self, rung: set[str] | None) -> None:
        with self._lock:
            for each in self._sleepers:
                if not each.due and (rung is None or not each.topics.isdisjoint(rung)):
                    each.due = True
                    self._due.append(each)
        for _ in range(AT_A_TIME):
            self._wake_next()

    def _wake_next(self) -> None:
        """Wake the next who sleeps, and so will wake one more."""
        with suppress(IndexError):
            while not self._due.popleft().ring():
                pass

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
