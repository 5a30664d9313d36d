"""What is to be done at Twilio, done in the background: in order for each channel, side by side for different ones."""

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

    def do(self, channel: str, work: Work, failed: Work | None = None) -> None:
        """`work` about this channel, after all that was asked before. `failed` is called when it raised SwitchFault."""
        self._start()
        self._lines[zlib.crc32(channel.encode()) % len(self._lines)].put((channel, work, failed))

    def _start(self) -> None:
        # Late, so that a server that forks its workers has the threads where the work is.
        with self._lock:
            if not self._started:
                self._started = True
                for number, line in enumerate(self._lines):
                    threading.Thread(target=_work, args=(line,), name=f"twilio-{number}", daemon=True).start()


def _work(line: queue.SimpleQueue[tuple[str, Work, Work | None]]) -> None:
    while True:
        channel, work, failed = line.get()
        try:
            work()
        except SwitchFault as fault:
            log.warning("channel %s: %s", channel, fault)
            if failed:
                _safely(channel, failed)
        except Exception:
            log.exception("channel %s: it could not be done", channel)
            if failed:
                _safely(channel, failed)


def _safely(channel: str, failed: Work) -> None:
    try:
        failed()
    except Exception:
        log.exception("channel %s: nor could it be told that something failed", channel)
