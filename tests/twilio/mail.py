"""Twilio's callbacks on their way to us: twice, late, in disorder, or never, as a test wishes."""

from __future__ import annotations

import random
import threading
from queue import SimpleQueue
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import requests

from tests.twilio.phone import signed

if TYPE_CHECKING:
    from tests.twilio.cloud import Cloud


class Mail:
    """Callbacks on their way, in the background.

    `copies` of each come; `holding` keeps them until `let_go`. With `luck`, a third meets with an accident: lost,
    doubled, or held back until `let_go`.
    """

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud
        self.copies, self.holding = 1, False
        self.luck: random.Random | None = None
        self.lost: set[str] = set()
        """Paths whose callbacks never come."""
        self._held: list[tuple[str, dict[str, str]]] = []
        self._line: SimpleQueue[tuple[str, dict[str, str]] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._deliver, daemon=True)
        self._thread.start()

    def send(self, url: str, form: dict[str, str]) -> None:
        copies, late = (0, False) if urlsplit(url).path in self.lost else self._accident()
        for _ in range(copies):
            if late:
                self._held.append((url, form))
            else:
                self._line.put((url, form))

    def _accident(self) -> tuple[int, bool]:
        if self.luck is None or self.luck.random() > 1 / 3:
            return self.copies, self.holding
        return self.luck.choice([(0, False), (2, False), (1, True)])

    def let_go(self, luck: random.Random) -> None:
        """All that was held, in disorder."""
        luck.shuffle(self._held)
        self.holding = False
        for letter in self._held:
            self._line.put(letter)
        self._held = []

    def stop(self) -> None:
        self._line.put(None)
        self._thread.join(5)

    def _deliver(self) -> None:
        while letter := self._line.get():
            try:
                answer = signed(self._cloud.house, *letter)
            except requests.ConnectionError:
                continue  # Nobody is there: Twilio does not send it again.
            if answer.status_code not in (200, 204):
                self._cloud.breaches.append(f"the callback {letter} was answered {answer.status_code}")
