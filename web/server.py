"""The web server: gunicorn with one worker of many threads, since every open panel holds one for its live stream."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker

from config import Config

THREADS = 1000
"""Open panels and requests at once. A thread is made when it is needed."""


class Server(BaseApplication):  # type: ignore[misc]
    """`run()` serves until Ctrl-C. The site is made in the worker, which is started again should it die.

    `leave` is called in the worker when it goes, perhaps twice. It has about two seconds.
    """

    def __init__(
        self,
        config: Config,
        make: Callable[[], Flask],
        ready: Callable[[], None],
        leave: Callable[[], None] = lambda: None,
    ) -> None:
        self._config, self._make, self._ready, self._leave = config, make, ready, leave
        super().__init__()

    def load_config(self) -> None:
        settings: dict[str, Any] = {
            "bind": f"{self._config.host}:{self._config.port}",
            "workers": 1,
            "worker_class": "gthread",
            "threads": THREADS,
            "worker_connections": 2 * THREADS,
            "keepalive": 75,
            "timeout": 60,
            "graceful_timeout": 2,
            "loglevel": "warning",
            "proc_name": "threadline",
            "control_socket_disable": True,
            "when_ready": self._serving,
            "worker_int": self._leaving,
            "worker_exit": lambda server, worker: self._gone(worker),
            "limit_request_line": 4094,
        }
        if self._config.tls:
            settings |= {"certfile": str(self._config.tls_cert), "keyfile": str(self._config.tls_key)}
        for name, value in settings.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def _serving(self, server: Arbiter) -> None:
        # Live streams never end by themselves, so there is nothing to wait for: SIGTERM means what Ctrl-C means.
        signal.signal(signal.SIGTERM, lambda _number, frame: server.signal(signal.SIGINT, frame))
        self._ready()

    def _leaving(self, worker: Worker) -> None:
        # The server's own process is told as well, of a worker that died.
        if worker.pid != os.getpid():
            return
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT):
            signal.signal(number, lambda *_: None)
        self._leave()

    def _gone(self, worker: Worker) -> None:
        self._leaving(worker)
        if worker.pid == os.getpid() and not worker.alive:
            # All has ended but the threads of open panels' streams and softphones, which Python would wait for.
            os._exit(0)

    def load(self) -> Flask:
        return self._make()
