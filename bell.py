"""The bell of one process, and how whoever works in the background sleeps until it rings for them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.exc import SQLAlchemyError

AGAIN_S = 5.0
"""After the database did not answer."""

About = str | Callable[[set[str]], bool]
"""One topic; or whether any of these topics is meant."""

log = logging.getLogger(__name__)


class Bell:
    """Wakes whoever waits in this process. A ring with None wakes everybody (something may have been missed)."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rings = 0
        self._listeners: list[Callable[[set[str] | None], None]] = []

    def ring(self, topics: set[str] | None) -> None:
        with self._lock:
            self._rings += 1
        for listener in list(self._listeners):
            listener(topics)

    def subscribe(self, listener: Callable[[set[str] | None], None]) -> Callable[[], None]:
        """Call `listener(topics)` at each ring; returns the way to unsubscribe. It must be quick and must not raise."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    @contextmanager
    def waking(self, about: About) -> Iterator[threading.Event]:
        """An event that is set at each ring that is `about` this, for as long as the block lasts."""
        wake = threading.Event()

        def heard(topics: set[str] | None) -> None:
            if topics is None or (about in topics if isinstance(about, str) else about(topics)):
                wake.set()

        unsubscribe = self.subscribe(heard)
        try:
            yield wake
        finally:
            unsubscribe()

    @property
    def rings(self) -> int:
        return self._rings


def work_until(
    stop: threading.Event,
    bell: Bell,
    about: About,
    work_one: Callable[[], bool],
    until_due: Callable[[], float | None] = lambda: None,
    gather_s: float = 0.0,
) -> None:
    """Work until `stop` is set and the bell rung; asleep while there is nothing to do.

    `work_one` says whether there was anything: then there may be more. `until_due` are the seconds until something
    falls due by itself, None where nothing will. So long as `gather_s` after the bell more may come, and is looked for
    once with the rest. While the database does not answer, the work waits for it.
    """
    with bell.waking(about) as wake:
        while True:
            wake.clear()
            if stop.is_set():  # Asked after `clear`: the ring that goes with it would be lost before.
                return
            try:
                if not work_one() and wake.wait(until_due()):
                    stop.wait(gather_s)
            except SQLAlchemyError:
                log.exception("The database did not answer; the work on %s waits.", threading.current_thread().name)
                stop.wait(AGAIN_S)
