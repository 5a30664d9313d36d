"""What is to be done at Twilio, done in the background: in order for each call, side by side for different ones."""

from __future__ import annotations

import logging
import queue
import threading
import zlib
from collections.abc import Callable

from telephony.port import SwitchFault

log = logging.getLogger(__name__)

THREADS = 8

Work = Callable[[], None]


class Acts:
    """A few threads, each with its line. What is lost with the process is found again by `reconcile`."""

    def __init__(self, threads: int = THREADS) -> None:
        self._lines: list[queue.SimpleQueue[tuple[str, Work, Work | None]]] = [
            queue.SimpleQueue() for _ in range(threads)
        ]
        self._lock = threading.Lock()
        self._started = False

    def do(self, call: str, work: Work, failed: Work | None = None) -> None:
        """`work` about this call, after all that was asked before. `failed` is called when it raised SwitchFault."""
        self._start()
        self._lines[zlib.crc32(call.encode()) % len(self._lines)].put((call, work, failed))

    def _start(self) -> None:
        # Late, so that a server that forks its workers has the threads where the work is.
        with self._lock:
            if not self._started:
                self._started = True
                for number, line in enumerate(self._lines):
                    threading.Thread(target=_work, args=(line,), name=f"twilio-{number}", daemon=True).start()


def _work(line: queue.SimpleQueue[tuple[str, Work, Work | None]]) -> None:
    while True:
        call, work, failed = line.get()
        try:
            work()
        except SwitchFault as fault:
            log.warning("%s: %s", call, fault)
            if failed:
                _safely(call, failed)
        except Exception:
            log.exception("%s: it could not be done", call)
            if failed:
                _safely(call, failed)


def _safely(call: str, failed: Work) -> None:
    try:
        failed()
    except Exception:
        log.exception("%s: nor could it be told that something failed", call)
