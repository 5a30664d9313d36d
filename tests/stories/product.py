"""The product, started as an operator starts it, on ports and in a folder of its own."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from sqlalchemy import select

from acd import line, presence
from acd.models import Agent, WorkItem
from db import Database
from telephony.models import Call
from timeline import book

ROOT = Path(__file__).resolve().parents[2]
TINY = ROOT.parent / "shared" / "models" / "vosk-tiny-en"
PORTS = ("PORT", "SIP_PORT", "AMI_PORT", "AGI_PORT", "SPEECH_PORT", "ASTERISK_HTTP_PORT", "SMTP")


class Product:
    """`with Product(folder) as product:` starts `app.py run` and stops it; nothing may be left behind."""

    def __init__(self, folder: Path, database_url: str = "", **settings: str) -> None:
        self.folder = folder
        self.var = folder / "var"
        self.ports = dict(zip(PORTS, free_ports(len(PORTS)), strict=True))
        self.log = folder / "log"
        first_rtp = 30000 + self.ports["SIP_PORT"] % 60 * 500
        self.environment = os.environ | {
            **{name: str(port) for name, port in self.ports.items() if name != "SMTP"},
            "THREADLINE_VAR": str(self.var),
            "SMTP_LISTEN": f"127.0.0.1:{self.ports['SMTP']}",
            "RTP_PORTS": f"{first_rtp}-{first_rtp + 499}",
            "DEMO": "1",
            **({"VOSK_MODEL_PATH": str(TINY)} if TINY.is_dir() else {}),
            **({"DATABASE_URL": database_url} if database_url else {}),
            **settings,
        }
        self.url = f"http://127.0.0.1:{self.ports['PORT']}"
        self.hotline = f"sip:hotline@127.0.0.1:{self.ports['SIP_PORT']}"
        self.db = Database(database_url or f"sqlite:///{self.var / 'threadline.db'}")
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_fault: object) -> None:
        self.stop()
        self.db.engine.dispose()

    def start(self) -> None:
        """Start it, and return when it answers."""
        self.begin()
        self.wait_until(self._answers, 60, "the product answers")

    def begin(self) -> None:
        """Start it, and return at once."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "app.py", "run"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """Of the process that was started."""
        assert self._process
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def ended(self) -> int:
        """Wait until the process that was started has ended; its exit code."""
        assert self._process
        return self._process.wait(20)

    def stop(self) -> None:
        """Ctrl-C, as the operator presses it."""
        if self._process and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGINT)
            self._process.wait(20)

    def kill(self) -> None:
        """Kill -9 every process of ours; Asterisk is not one of them."""
        assert self._process
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(10)

    @property
    def logins(self) -> dict[str, str]:
        return json.loads((self.var / "demo_logins.json").read_text("utf-8"))

    def empty_the_line(self) -> None:
        """Nobody waits any more, nothing is in work, and every agent has gone home: no panel is ready by itself."""
        with self.db.transaction() as session:
            for item_id, state in session.execute(
                select(WorkItem.id, WorkItem.state).where(WorkItem.state.in_(("waiting", "offered", "taken")))
            ):
                (line.finish if state == "taken" else line.withdraw)(session, item_id)
            for agent_id in session.scalars(select(Agent.id).where(Agent.presence == "wrap_up")).all():
                presence.end_wrap_up(session, agent_id)
            for agent_id in session.scalars(select(Agent.id)).all():
                presence.set_presence(session, agent_id, "offline")

    def newest_call(self) -> Call | None:
        with self.db.reading() as session:
            return session.scalar(select(Call).order_by(Call.id.desc()).limit(1))

    def call(self, call_id: int) -> Call:
        with self.db.reading() as session:
            return session.get_one(Call, call_id)

    def kinds(self, channel: str, contact_id: int) -> list[str]:
        with self.db.reading() as session:
            return [entry.kind for entry in book.steps(session, channel, contact_id)]

    def wait_until(self, true: Any, timeout: float, what: str) -> Any:
        """Wait until `true()` is, and return what it gave."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            value = true()
            if value:
                return value
            time.sleep(0.05)
        raise AssertionError(
            f"after {timeout} s it was not so that {what}; see {self.log}:\n{self.log.read_text()[-3000:]}"
        )

    def _answers(self) -> bool:
        assert self._process
        if self._process.poll() is not None:
            raise AssertionError(f"the product ended:\n{self.log.read_text()[-3000:]}")
        try:
            with urllib.request.urlopen(f"{self.url}/login", timeout=2) as answer:
                return answer.status == 200
        except OSError:
            return False

    def processes(self) -> list[str]:
        """Command lines of every process that has our folder in its command line or environment."""
        found = []
        for place in Path("/proc").glob("[0-9]*"):
            try:
                environment = (place / "environ").read_bytes()
                command = (place / "cmdline").read_bytes()
            except OSError:
                continue
            if str(self.var).encode() in environment + command and place.name != str(os.getpid()):
                found.append(command.replace(b"\0", b" ").decode())
        return found


def free_ports(how_many: int) -> list[int]:
    """Such as no system gives out by itself: what listens here may start a good while later, and start again."""
    ports: set[int] = set()
    while len(ports) < how_many:
        port = random.randrange(10_000, 20_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            ports.add(port)
    return list(ports)
