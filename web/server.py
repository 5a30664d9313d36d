"""The web server: gunicorn with one worker of many threads, since every open panel holds one for its live stream."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from config import Config

THREADS = 600
"""Open panels and requests at once. A thread is made when it is needed."""


class Server(BaseApplication):  # type: ignore[misc]
    """`run()` serves until Ctrl-C. The site is made in the worker, which is started again should it die."""

    def __init__(self, config: Config, make: Callable[[], Flask], ready: Callable[[], None]) -> None:
        self._config, self._make, self._ready = config, make, ready
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
            "when_ready": lambda server: self._ready(),
            "limit_request_line": 4094,
        }
        if self._config.tls:
            settings |= {"certfile": str(self._config.tls_cert), "keyfile": str(self._config.tls_key)}
        for name, value in settings.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._make()
